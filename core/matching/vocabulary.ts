import { type SpokenWord, wordLikeness } from './name-likeness.js';
import { readAloud } from './phonetics.js';
import { encodeSounds, roughSounds } from './sound-distance.js';

/** A word that names in the index are made of. */
export interface VocabularyWord extends SpokenWord {
  id: number;
}

export interface SimilarWord {
  word: VocabularyWord;
  likeness: number;
}

/** The distinct words of many names, found by how they sound. Words are counted, so that removing is exact. */
export interface Vocabulary {
  add(text: string): VocabularyWord;
  release(word: VocabularyWord): void;
  exact(text: string): VocabularyWord | undefined;
  /** Words at least `floor` alike, most alike first, at most `limit`. */
  similar(text: string, floor: number, limit?: number): SimilarWord[];
}

/**
 * Words are filed under the rough writing of each reading and under that writing with any one sign left out, so a word
 * with one sound misheard, missed or added meets its name in some drawer; only those few are compared in full.
 */
export function createVocabulary(): Vocabulary {
  const words: (VocabularyWord | undefined)[] = [];
  const uses: number[] = [];
  const byText = new Map<string, VocabularyWord>();
  const drawers = new Map<number, number[]>();
  let seenAt = new Uint32Array(1024);
  let round = 0;

  function add(text: string): VocabularyWord {
    const known = byText.get(text);
    if (known !== undefined) {
      uses[known.id] = (uses[known.id] ?? 0) + 1;
      return known;
    }
    const readings = readAloud(text);
    const word = { id: words.length, text, readings: readings.map(encodeSounds) };
    words.push(word);
    uses.push(1);
    byText.set(text, word);
    for (const key of drawerKeys(readings)) {
      const drawer = drawers.get(key);
      if (drawer === undefined) drawers.set(key, [word.id]);
      else drawer.push(word.id);
    }
    return word;
  }

  function release(word: VocabularyWord): void {
    const left = (uses[word.id] ?? 1) - 1;
    uses[word.id] = left;
    if (left > 0) return;
    words[word.id] = undefined;
    byText.delete(word.text);
    for (const key of drawerKeys(readAloud(word.text))) {
      const rest = (drawers.get(key) ?? []).filter((id) => id !== word.id);
      if (rest.length === 0) drawers.delete(key);
      else drawers.set(key, rest);
    }
  }

  function similar(text: string, floor: number, limit = 16): SimilarWord[] {
    const known = byText.get(text);
    if (floor >= 1) return known === undefined ? [] : [{ word: known, likeness: 1 }];
    const readings = readAloud(text);
    const heard = { text, readings: readings.map(encodeSounds) };
    if (seenAt.length < words.length) seenAt = new Uint32Array(words.length * 2);
    round += 1;
    const found: SimilarWord[] = [];
    for (const key of drawerKeys(readings)) {
      for (const id of drawers.get(key) ?? []) {
        if (seenAt[id] === round) continue;
        seenAt[id] = round;
        const word = words[id];
        if (word === undefined) continue;
        const likeness = wordLikeness(heard, word, floor);
        if (likeness >= floor) found.push({ word, likeness });
      }
    }
    return found.sort((a, b) => b.likeness - a.likeness).slice(0, limit);
  }

  return { add, release, exact: (text) => byText.get(text), similar };
}

function drawerKeys(readings: readonly string[]): Set<number> {
  const keys = new Set<number>();
  for (const reading of readings) {
    const rough = roughSounds(reading);
    keys.add(hashWithout(rough, -1));
    if (rough.length < 3) continue;
    for (let skipped = 0; skipped < rough.length; skipped++) keys.add(hashWithout(rough, skipped));
  }
  return keys;
}

/** FNV-1a over the signs but one. Two writings in one drawer cost a comparison, never a wrong answer. */
function hashWithout(signs: string, skipped: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < signs.length; i++) {
    if (i === skipped) continue;
    hash = Math.imul(hash ^ signs.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
