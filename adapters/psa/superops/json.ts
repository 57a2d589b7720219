import { parse } from 'lossless-json';

/**
 * JSON in which numbers too long for a double stay what they are, as strings: in SuperOps' JSON scalars, ids of 19 digits
 * come without quotes. Throws SyntaxError. Source: SuperOps facts, types.
 */
export function parseLosslessly(text: string): unknown {
  return parse(text, undefined, (digits) => {
    const number = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? digits : number;
  });
}
