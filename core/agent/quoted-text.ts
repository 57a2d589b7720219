/** Text that a model, a vendor or a person wrote, made fit for our own notes: it cannot look like a line of ours. */

/** Characters that are not seen, or change how others are seen: controls, direction marks, zero-width ones. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu;

/** One line of at most `most` characters, without characters that are not seen. */
export function oneLine(text: string, most: number): string {
  const line = text
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(UNSEEN, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** JSON on one line, whole, with every character that is not seen written as its code. */
export function literalJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, codes);
}

function codes(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}
