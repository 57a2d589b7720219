/** A six-digit code out of what somebody says or types, and a text without it. Pure; never throws. */

const UNITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** Words that stand for these digits and for nothing else beside them. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ...UNITS.map((word, digit): [string, string] => [word, String(digit)]),
  ...TEENS.map((word, at): [string, string] => [word, String(10 + at)]),
  ...['oh', 'o', 'nil', 'naught', 'nought'].map((word): [string, string] => [word, '0']),
  ['niner', '9'],
  ['fife', '5'],
  ['tree', '3'],
]);
/** How recognisers write digits that sound like other words; digits only beside a digit. */
const SOUNDS_LIKE: ReadonlyMap<string, string> = new Map([
  ['to', '2'],
  ['too', '2'],
  ['for', '4'],
  ['fore', '4'],
  ['won', '1'],
  ['ate', '8'],
  ['nein', '9'],
]);
const REPEATED: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
  ['treble', 3],
]);
/** What people say between the digits. */
const BETWEEN = new Set(
  'um umm uh uhm er erm ah hm hmm and then dash hyphen space comma so well like let me see okay ok please'.split(' '),
);
/** What was said before it is taken back. */
const TAKEN_BACK = new Set(['sorry', 'no', 'wait', 'correction', 'rather']);

const LENGTH = 6;
/** So many words on nobody means a digit by what sounds like one. */
const NEAR = 8;

interface Piece {
  digits: string;
  /** Where it stands in the text. */
  from: number;
  to: number;
  /** Only a digit because of its neighbours. */
  unsure: boolean;
}

/**
 * The digits in a text, in order: "four two seven, nine zero one" and "427 901" are `427901`, "double three" is `33`,
 * "forty-two" is `42`. What was taken back ("no, sorry, ...") is left out.
 */
export function digitsIn(text: string): string {
  const all = piecesOf(text);
  const certain = joined(all.filter(({ unsure }) => !unsure));
  return certain.length === LENGTH ? certain : joined(all);
}

/** The code that a text tells; undefined when it tells no six digits. */
export function codeIn(text: string): string | undefined {
  const digits = digitsIn(text);
  return digits.length === LENGTH ? digits : undefined;
}

/** In the place of a code in what is kept. */
export const CODE_ENTERED = '(code entered)';

/**
 * The text without its digits, from the first to the last of them: for what was said while a code was awaited. A code may
 * come in pieces, so that single digits go, too.
 */
export function withoutCode(text: string): string {
  const pieces = piecesOf(text, { takesBack: false });
  const [first] = pieces;
  const last = pieces.at(-1);
  if (!first || !last) return text;
  return `${text.slice(0, first.from)}${CODE_ENTERED}${text.slice(last.to)}`;
}

const joined = (pieces: readonly Piece[]) => pieces.map(({ digits }) => digits).join('');

function piecesOf(text: string, { takesBack = true } = {}): Piece[] {
  const words = [...text.matchAll(/\p{N}+|[\p{L}'’]+/gu)].map((match) => ({
    word: match[0].toLowerCase().replace('’', "'"),
    from: match.index,
    to: match.index + match[0].length,
  }));
  let pieces: Piece[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const here = words[at];
    if (!here) continue;
    if (takesBack && TAKEN_BACK.has(here.word)) {
      if (pieces.length > 0 && tellsDigitsAfter(words, at)) pieces = [];
      continue;
    }
    const { digits, used } = digitsAt(words, at);
    if (digits !== undefined) {
      pieces.push({ digits, from: here.from, to: words[at + used - 1]?.to ?? here.to, unsure: false });
      at += used - 1;
      continue;
    }
    const alike = SOUNDS_LIKE.get(here.word);
    if (alike !== undefined && (isDigit(words, at - 1, -1) || isDigit(words, at + 1, 1))) {
      pieces.push({ digits: alike, from: here.from, to: here.to, unsure: true });
    }
  }
  return pieces;
}

type Words = readonly { word: string }[];

/** The digits that begin at a word, and how many words they take. */
function digitsAt(words: Words, at: number): { digits: string | undefined; used: number } {
  const word = words[at]?.word ?? '';
  const next = words[at + 1]?.word ?? '';
  if (/^\p{N}+$/u.test(word)) return { digits: asciiDigits(word), used: 1 };
  const times = REPEATED.get(word);
  const repeated = times && oneDigit(next);
  if (times && repeated) return { digits: repeated.repeat(times), used: 2 };
  const tens = TENS.indexOf(word);
  if (tens !== -1) {
    const unit = UNITS.findIndex((name, digit) => digit > 0 && name === next);
    return unit === -1 ? { digits: `${tens + 2}0`, used: 1 } : { digits: `${tens + 2}${unit}`, used: 2 };
  }
  return { digits: WORDS.get(word), used: 1 };
}

function oneDigit(word: string): string | undefined {
  const digits = /^\d$/.test(word) ? word : WORDS.get(word);
  return digits?.length === 1 ? digits : undefined;
}

/** Whether the nearest word in this direction, hesitations aside, is a digit. */
function isDigit(words: Words, from: number, step: 1 | -1): boolean {
  for (let at = from; at >= 0 && at < words.length && Math.abs(at - from) < NEAR; at += step) {
    const word = words[at]?.word ?? '';
    if (BETWEEN.has(word) || SOUNDS_LIKE.has(word)) continue;
    return digitsAt(words, at).digits !== undefined;
  }
  return false;
}

function tellsDigitsAfter(words: Words, at: number): boolean {
  return words.slice(at + 1).some((_word, offset) => digitsAt(words, at + 1 + offset).digits !== undefined);
}

/** Wide digits count as what they look like; fractions, circled numbers and other scripts count for nothing. */
function asciiDigits(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '');
}
