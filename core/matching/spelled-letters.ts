import type { Token } from './tokens.js';

/** How recognisers write the names of letters. */
const LETTER_NAMES: Readonly<Record<string, string>> = {
  ay: 'a',
  bee: 'b',
  be: 'b',
  cee: 'c',
  see: 'c',
  sea: 'c',
  dee: 'd',
  ee: 'e',
  ef: 'f',
  eff: 'f',
  gee: 'g',
  aitch: 'h',
  haitch: 'h',
  eye: 'i',
  jay: 'j',
  kay: 'k',
  el: 'l',
  ell: 'l',
  em: 'm',
  en: 'n',
  oh: 'o',
  owe: 'o',
  pee: 'p',
  pea: 'p',
  cue: 'q',
  queue: 'q',
  are: 'r',
  ar: 'r',
  es: 's',
  ess: 's',
  tee: 't',
  tea: 't',
  you: 'u',
  vee: 'v',
  ex: 'x',
  why: 'y',
  wye: 'y',
  zee: 'z',
  zed: 'z',
};

/** The radio alphabet (ITU/ICAO), with spellings that recognisers prefer. */
const RADIO: ReadonlyMap<string, string> = new Map(
  `alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec
  romeo sierra tango uniform victor whiskey whisky xray yankee zulu`
    .split(/\s+/)
    .map((word) => [word, word[0] ?? '']),
);
const BETWEEN_LETTERS = new Set(
  'and then capital uppercase lowercase letter apostrophe hyphen dash space period dot um uh another a'.split(' '),
);
const AS_IN = [['as', 'in'], ['like', 'in'], ['is', 'in'], ['as'], ['for'], ['like']];

interface Letters {
  letters: string;
  next: number;
  /** Said in a way that cannot be anything but a letter. */
  certain: boolean;
}

/**
 * Letters spelled out from `start` on, in any of the ways people do it: `s m y t h`, `double t`, `s as in sam`, radio
 * words, letter names. Undefined when fewer than three (two when `cued` or both are bare letters) stand there.
 */
export function spelledFrom(tokens: readonly Token[], start: number): { letters: string; next: number } | undefined {
  let letters = '';
  let certain = 0;
  let at = start;
  while (at < tokens.length) {
    const found = letterAt(tokens, at) ?? (letters === '' ? undefined : letterAfterFiller(tokens, at));
    if (found === undefined) break;
    if (letters !== '' && !found.certain && certain < letters.length && certain < 2) break;
    letters += found.letters;
    certain += found.certain ? found.letters.length : 0;
    at = found.next;
  }
  const enough =
    letters.length >= 3 ? certain >= 2 : letters.length === 2 && certain === 2 && tokens[start]?.text !== 'i';
  return enough ? { letters, next: at } : undefined;
}

function letterAfterFiller(tokens: readonly Token[], at: number): Letters | undefined {
  if (!BETWEEN_LETTERS.has(tokens[at]?.text ?? '')) return undefined;
  const found = letterAt(tokens, at + 1);
  return found?.certain ? found : undefined;
}

function letterAt(tokens: readonly Token[], at: number): Letters | undefined {
  const text = tokens[at]?.text;
  if (text === undefined) return undefined;
  if (text === 'double' || text === 'triple') {
    const said = tokens[at + 1]?.text ?? '';
    if (text === 'double' && (said === 'u' || said === 'you')) return { letters: 'w', next: at + 2, certain: true };
    const letter = said.length === 1 ? said : LETTER_NAMES[said];
    if (letter === undefined || !/^[a-z]$/.test(letter)) return undefined;
    return { letters: letter.repeat(text === 'double' ? 2 : 3), next: at + 2, certain: true };
  }
  const radio = RADIO.get(text);
  if (radio !== undefined && isAmongRadioWords(tokens, at)) return { letters: radio, next: at + 1, certain: true };
  const letter = /^[a-z]$/.test(text) ? text : LETTER_NAMES[text];
  if (letter === undefined) return undefined;
  const example = exampleAfter(tokens, at + 1, letter);
  if (example !== undefined) return { letters: example.letter, next: example.next, certain: true };
  return { letters: letter, next: at + 1, certain: text.length === 1 };
}

/** `s as in sam`: the word's first letter is surer than the letter heard. */
function exampleAfter(
  tokens: readonly Token[],
  at: number,
  letter: string,
): { letter: string; next: number } | undefined {
  for (const phrase of AS_IN) {
    if (!phrase.every((word, i) => tokens[at + i]?.text === word)) continue;
    const word = tokens[at + phrase.length]?.text ?? '';
    if (word.length < 2 && word !== letter) return undefined;
    return { letter: word[0] ?? letter, next: at + phrase.length + 1 };
  }
  return undefined;
}

function isAmongRadioWords(tokens: readonly Token[], at: number): boolean {
  let together = 1;
  for (let i = at - 1; RADIO.has(tokens[i]?.text ?? ''); i--) together += 1;
  for (let i = at + 1; RADIO.has(tokens[i]?.text ?? ''); i++) together += 1;
  return together >= 3;
}
