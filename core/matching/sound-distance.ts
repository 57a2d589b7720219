/**
 * How far one reading is from another: a weighted edit distance in which sounds that telephones and speech recognisers
 * confuse lie close together. The costs are judgement, tuned on the development seeds of `bench/matching.ts`.
 */
const ALPHABET = 'pbtdkgfvszSZCJTmnNlrwyhiIeEaAoOuU@YWQ';
const CODES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((sound, code) => [sound, code]));
const SIZE = ALPHABET.length;
const VOWEL_LETTERS = 'iIeEaoOuU@YWQ';

/** Sounds that are taken for one another, and the cost of it. Everything else between consonants costs OTHER. */
const CONFUSED: readonly (readonly [pairs: string, cost: number])[] = [
  ['sz SZ CJ TZ', 0.25],
  ['JZ nN', 0.25],
  ['pb td kg fv', 0.4],
  ['mn fT', 0.4],
  ['vb sS SC zJ TD Ts Tt Td zZ', 0.5],
  ['vT wv hw', 0.5],
  ['pt tk pk bd dg bg bg', 0.6],
  ['pf lr lw rw mN sf dn dl dJ tC yJ kh sC', 0.65],
  ['iI @U', 0.1],
  ['@I @e @a @o @O @i @u @E', 0.2],
  ['eI ea eE oO oU uU aU OU aE iE EY', 0.3],
  ['oa oW aW uO QO QY Yi YI aY oU', 0.4],
  ['yi yI wu wU wO', 0.3],
];
const OTHER_CONSONANTS = 1;
const OTHER_VOWELS = 0.55;
const VOWEL_FOR_CONSONANT = 1.2;

/** What it costs to hear a sound that was not said, or to miss one. */
const MISSED: Readonly<Record<string, number>> = {
  '@': 0.3,
  h: 0.4,
  r: 0.55,
  y: 0.4,
  w: 0.55,
  I: 0.45,
  U: 0.45,
  i: 0.5,
};
const MISSED_VOWEL = 0.55;
const MISSED_CONSONANT = 0.7;

const swapCosts = new Float32Array(SIZE * SIZE);
const missCosts = new Float32Array(SIZE);
fillCosts();

function fillCosts(): void {
  for (const [a, sound] of [...ALPHABET].entries()) {
    const vowel = VOWEL_LETTERS.includes(sound);
    missCosts[a] = MISSED[sound] ?? (vowel ? MISSED_VOWEL : MISSED_CONSONANT);
    for (const [b, other] of [...ALPHABET].entries()) {
      const otherVowel = VOWEL_LETTERS.includes(other);
      const cost = vowel !== otherVowel ? VOWEL_FOR_CONSONANT : vowel ? OTHER_VOWELS : OTHER_CONSONANTS;
      swapCosts[a * SIZE + b] = a === b ? 0 : cost;
    }
  }
  for (const [pairs, cost] of CONFUSED) {
    for (const pair of pairs.split(' ')) {
      const a = CODES.get(pair[0] ?? '') ?? 0;
      const b = CODES.get(pair[1] ?? '') ?? 0;
      swapCosts[a * SIZE + b] = cost;
      swapCosts[b * SIZE + a] = cost;
    }
  }
}

/** A reading as numbers, ready for `soundDistance`. */
export function encodeSounds(reading: string): Uint8Array {
  return Uint8Array.from(reading, (sound) => CODES.get(sound) ?? 0);
}

const LONGEST = 64;
let row = new Float32Array(LONGEST + 1);
let next = new Float32Array(LONGEST + 1);

/**
 * The distance of two encoded readings; 0 when they are said alike, about 0.3 to 1 for one sound misheard. Gives up and
 * returns Infinity once it must pass `limit`.
 */
export function soundDistance(a: Uint8Array, b: Uint8Array, limit = Number.POSITIVE_INFINITY): number {
  const width = Math.min(b.length, LONGEST);
  const height = Math.min(a.length, LONGEST);
  row[0] = 0;
  for (let j = 1; j <= width; j++) row[j] = (row[j - 1] ?? 0) + (missCosts[b[j - 1] ?? 0] ?? 1);
  for (let i = 1; i <= height; i++) {
    const sound = a[i - 1] ?? 0;
    const miss = missCosts[sound] ?? 1;
    let least = (row[0] ?? 0) + miss;
    next[0] = least;
    for (let j = 1; j <= width; j++) {
      const other = b[j - 1] ?? 0;
      const swap = (row[j - 1] ?? 0) + (swapCosts[sound * SIZE + other] ?? 1);
      const drop = (row[j] ?? 0) + miss;
      const add = (next[j - 1] ?? 0) + (missCosts[other] ?? 1);
      const cost = Math.min(swap, drop, add);
      next[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return Number.POSITIVE_INFINITY;
    [row, next] = [next, row];
  }
  return row[width] ?? 0;
}

/**
 * A rough writing of a reading for finding candidates: vowels are one sign, sounds made in like ways one sign, so that
 * most misheard sounds leave it unchanged and the rest change one sign of it.
 */
export function roughSounds(reading: string): string {
  let rough = '';
  for (const sound of reading) {
    const sign = ROUGH[sound] ?? 'V';
    if (sign !== 'V' || !rough.endsWith('V')) rough += sign;
  }
  return rough;
}

const ROUGH: Readonly<Record<string, string>> = {
  p: 'P',
  b: 'P',
  t: 'T',
  d: 'T',
  k: 'K',
  g: 'K',
  f: 'F',
  v: 'F',
  s: 'S',
  z: 'S',
  S: 'X',
  Z: 'X',
  C: 'X',
  J: 'X',
  T: 'F',
  m: 'M',
  n: 'M',
  N: 'M',
  l: 'L',
  r: 'R',
  w: 'W',
  y: 'V',
  h: 'H',
};
