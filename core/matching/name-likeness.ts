import { distance } from 'fastest-levenshtein';
import { soundDistance } from './sound-distance.js';

/** A folded word with its readings, prepared once so that it can be compared often. */
export interface SpokenWord {
  text: string;
  readings: readonly Uint8Array[];
}

/** Two words that are spelled differently and said alike; just under 1 so that the exact spelling goes first. */
export const SAID_ALIKE = 0.98;
/** Likeness from which a difference is one of spelling, not of sound. */
export const NEARLY_ALIKE = 0.965;

/**
 * How alike two words are to the ear, with a little weight on spelling: 1 for the same word, SAID_ALIKE for a homophone,
 * around 0.8 to 0.93 for one sound misheard, below about 0.7 for different names. Likenesses under `floor` may come back as
 * 0, which is quicker.
 */
export function wordLikeness(heard: SpokenWord, name: SpokenWord, floor = 0): number {
  if (heard.text === name.text) return 1;
  const shared = SON_OF.test(heard.text) && SON_OF.test(name.text) ? 2 : 0;
  const needed = Math.max(0, (floor / SAID_ALIKE - SPELLING_WEIGHT) / (1 - SPELLING_WEIGHT) - ROUNDING);
  let best = 0;
  for (const a of heard.readings) {
    for (const b of name.readings) {
      const longest = Math.max(a.length - shared, b.length - shared, SHORTEST);
      if (Math.abs(a.length - b.length) * CHEAPEST_MISS > longest * (1 - best)) continue;
      const likeness = 1 - soundDistance(a, b, longest * (1 - Math.max(best, needed))) / longest;
      if (likeness > best) best = likeness;
    }
  }
  if (best < WORTH_SPELLING) return best;
  const spelling = 1 - distance(heard.text, name.text) / Math.max(heard.text.length, name.text.length);
  return SAID_ALIKE * (best + SPELLING_WEIGHT * (1 - best) * spelling);
}

/** Mc and Mac say nothing: McQueen and McKinney are not alike for it. */
const SON_OF = /^ma?c(?=[^aeiouh])/;
const ROUNDING = 0.001;
const SHORTEST = 3;
const CHEAPEST_MISS = 0.3;
const WORTH_SPELLING = 0.5;
const SPELLING_WEIGHT = 0.25;

/** Letters whose names rhyme on the telephone. Vowels are left out: who spells, spells to tell Smyth from Smith. */
const RHYMING = ['bcdegptvz', 'mn', 'fsx', 'ajkh', 'quw'];

/**
 * How well spelled-out letters fit a name's spelling: 1 when they are it, 0.9 and up when only letters differ whose
 * names rhyme (B and D, M and N, F and S), else that of another name, because whoever spells means it: Robertsen, spelled,
 * is not Robertson, however long the word.
 */
export function spelledLikeness(letters: string, name: string): number {
  if (letters === name) return 1;
  const longest = Math.max(letters.length, name.length);
  if (letters.length === name.length) {
    let rhyming = 0;
    let other = 0;
    for (let i = 0; i < letters.length; i++) {
      const a = letters[i] ?? '';
      const b = name[i] ?? '';
      if (a === b) continue;
      if (RHYMING.some((set) => set.includes(a) && set.includes(b))) rhyming += 1;
      else other += 1;
    }
    if (other === 0) return Math.max(0, 1 - (rhyming * RHYMING_COST) / longest);
  }
  return Math.max(0, Math.min(SPELLED_OTHERWISE, 1 - (distance(letters, name) * WRONG_LETTER_COST) / longest));
}

/** Low enough that not even an agreeing company lifts such a name over the bar; a number on file does. */
const SPELLED_OTHERWISE = 0.72;

const RHYMING_COST = 0.5;
const WRONG_LETTER_COST = 1.5;
