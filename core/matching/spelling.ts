import { distance } from 'fastest-levenshtein';
import type { NameWord } from './name-word.js';

/** A word and its spelling right after it are one: `smyth s m y t h`, `dana d a n a`. */
export function mergeSpelled(words: readonly NameWord[]): NameWord[] {
  const merged: NameWord[] = [];
  for (const word of words) {
    const before = merged.at(-1);
    if (word.spelled !== undefined && spellsBoth(merged, word.spelled)) continue;
    if (
      word.spelled !== undefined &&
      before !== undefined &&
      before.spelled === undefined &&
      resembles(before, word.spelled)
    ) {
      before.spelled = word.spelled;
      before.comma = word.comma;
      before.everyday = false;
    } else merged.push({ ...word, everyday: word.everyday && word.spelled === undefined });
  }
  return merged;
}

/**
 * The words of a name with letters that were spelled apart from it put on the word that they spell: in `sean smith`,
 * `smyth` is the spelling of the second. Letters for a word that already has a spelling replace it: who spells again,
 * puts right. Undefined when the letters spell no word of the name.
 */
export function spellWord(words: readonly NameWord[], letters: string): NameWord[] | undefined {
  const unspelled = words.map(({ spelled, ...word }) => word);
  if (spellsBoth(unspelled, letters)) return unspelled;
  const fits = words.map((word) => (word.text.length > 1 ? letterFit(word.text, letters) : 0));
  const best = Math.max(0, ...fits);
  if (best < FITS) return undefined;
  const at = fits.indexOf(best);
  return words.map((word, i) => (i === at ? { ...word, spelled: letters, everyday: false } : word));
}

const FITS = 0.5;

/** Who hears a name wrong still hears most of its letters; their order tells words apart that share them. */
function letterFit(text: string, letters: string): number {
  const shared = sharedLetters(text, letters);
  if (shared < FITS) return 0;
  return shared + (1 - distance(text, letters) / Math.max(text.length, letters.length));
}

function sharedLetters(text: string, spelled: string): number {
  const letters = new Set(spelled);
  const shared = [...letters].filter((letter) => text.includes(letter)).length;
  return shared / Math.max(letters.size, new Set(text).size, 1);
}

/** "sean smith s e a n s m i t h": one run of letters spells the two words before it. */
function spellsBoth(words: readonly NameWord[], letters: string): boolean {
  const [first, second] = words.slice(-2);
  if (first === undefined || second === undefined || first.spelled !== undefined || second.spelled !== undefined) {
    return false;
  }
  if (letters.length < second.text.length * 1.4) return false;
  let best = { off: Number.POSITIVE_INFINITY, cut: 0 };
  for (let cut = 2; cut <= letters.length - 2; cut++) {
    const off = distance(first.text, letters.slice(0, cut)) + distance(second.text, letters.slice(cut));
    if (off < best.off) best = { off, cut };
  }
  if (best.off > letters.length * 0.35) return false;
  for (const [word, spelled] of [
    [first, letters.slice(0, best.cut)],
    [second, letters.slice(best.cut)],
  ] as const) {
    word.spelled = spelled;
    word.everyday = false;
  }
  return true;
}

function resembles(word: NameWord, letters: string): boolean {
  const shared = [...new Set(letters)].filter((letter) => word.text.includes(letter)).length;
  const sameStart = word.text[0] === letters[0];
  return shared / new Set(letters).size >= (sameStart ? 0.4 : 0.6);
}
