import type { Meaning } from './phrase-book.js';
import { joints } from './phrase-book.js';
import { longestPhrase, phrases } from './phrases.js';
import type { Word } from './sentences.js';
import { isKnownName, isNameLine } from './signature.js';

export interface Phrase {
  readonly meaning: Meaning | 'name' | 'joint';
  readonly said: string;
}

/**
 * The phrases a sentence is made of, with nothing left over, in the fewest pieces; undefined when any word of it is not
 * understood. The work is bounded by the sentence's length times the longest phrase.
 */
export function parseSentence(words: readonly Word[]): Phrase[] | undefined {
  if (words.length > 80) return undefined;
  const best: (Phrase[] | undefined)[] = [[]];
  for (let end = 1; end <= words.length; end += 1) {
    for (let start = Math.max(0, end - Math.max(longestPhrase(), 3)); start < end; start += 1) {
      const before = best[start];
      if (before === undefined) continue;
      const next = readPhrase(words, start, end, before);
      const current = best[end];
      if (next !== undefined && (current === undefined || before.length + 1 < current.length)) {
        best[end] = [...before, next];
      }
    }
  }
  return best[words.length];
}

function readPhrase(words: readonly Word[], start: number, end: number, prefix: readonly Phrase[]): Phrase | undefined {
  const before = prefix.at(-1);
  const said = words
    .slice(start, end)
    .map((word) => word.plain)
    .join(' ');
  const meaning = phrases().get(said);
  // "Team, approved" addresses the team; "team approved" tells what the team did.
  if (meaning === 'address' && !isClosed(words[end]?.plain, before) && !said.startsWith('@')) return undefined;
  if (meaning !== undefined) return { meaning, said };
  if (end === start + 1 && joints.has(said)) {
    // "and" joins two phrases; it neither begins nor ends one.
    const word = /[a-z&]/.test(said);
    return word && (start === 0 || end === words.length) ? undefined : { meaning: 'joint', said };
  }
  return isName(words, start, end, prefix) ? { meaning: 'name', said } : undefined;
}

/** A name is addressed between commas ("Rosa, approved"), or follows a greeting or thanks. */
function isName(words: readonly Word[], start: number, end: number, prefix: readonly Phrase[]): boolean {
  const before = prefix.at(-1);
  if (end - start > 2) return false;
  const written = words
    .slice(start, end)
    .map((word) => word.written)
    .join(' ');
  const next = words[end]?.plain;
  if (!isClosed(next, before)) return false;
  const name = written.startsWith('@') ? written.slice(1) : written;
  const greeted = before?.meaning === 'courtesy' || before?.meaning === 'thanks';
  if (greeted && before.said !== 'please') return isNameLine(name) || isKnownName(name);
  if (!isKnownName(name)) return false;
  if (next === ',') return before === undefined || before.said === ',';
  // "Hi team, Rosa" and a line with "approved" below may be what Rosa wrote; "approved, Rosa" is not.
  const spoke = prefix.some(({ meaning }) => !opening.has(meaning));
  return next === undefined && before?.said === ',' && spoke;
}

const opening: ReadonlySet<Phrase['meaning']> = new Set(['courtesy', 'thanks', 'address', 'name', 'joint']);

const isClosed = (next: string | undefined, before: Phrase | undefined): boolean =>
  next === undefined || next === ',' || (next === '-' && before !== undefined);
