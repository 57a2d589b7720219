/** Whether a contact of the PSA and a user of the directory have one name: the second evidence beside an address. */
import { distance } from 'fastest-levenshtein';
import { otherNames } from '../matching/nicknames.js';
import { foldLetters } from '../matching/text.js';

type Named = { firstName: string; lastName: string } | { name: string };

/** Words that are so short are another name with any other letter. */
const SHORTEST_FOR_A_SLIP = 5;

/**
 * True when the last name is in the display name (in any order, "Reyes, Dana" too; accents, case, hyphens and one slip of
 * the pen do not matter), or when the first name, or a short form of it, is there together with a part of the last name.
 */
export function isSamePerson(contact: Named, displayName: string): boolean {
  const { first, last } = partsOf(contact);
  const shown = wordsOf(displayName);
  if (last.length === 0 || shown.length === 0) return false;
  if (runsOf(shown).some((run) => isAlike(last.join(''), run))) return true;
  const firstNames = first.flatMap((word) => [word, ...otherNames(word).keys()]);
  const hasFirst = firstNames.some((word) => shown.some((other) => isAlike(word, other)));
  const lastParts = last.filter((word) => word.length > 2);
  return hasFirst && lastParts.some((word) => shown.some((other) => isAlike(word, other)));
}

function partsOf(contact: Named): { first: string[]; last: string[] } {
  if ('name' in contact) {
    const words = wordsOf(contact.name);
    return { first: words.slice(0, -1), last: words.slice(-1) };
  }
  const [first, last] = [wordsOf(contact.firstName), wordsOf(contact.lastName)];
  // A record with one name has it in either field.
  return last.length > 0 ? { first, last } : { first: first.slice(0, -1), last: first.slice(-1) };
}

function wordsOf(name: string): string[] {
  return foldLetters(name)
    .replace(/'/g, '')
    .split(/[^\p{L}\p{M}]+/u)
    .filter(Boolean);
}

/** Neighbouring words written together: "de la Cruz" is "Delacruz". */
function runsOf(words: readonly string[]): string[] {
  return words.flatMap((_, from) =>
    words.slice(from, from + 4).map((_last, more) => words.slice(from, from + more + 1).join('')),
  );
}

function isAlike(one: string, other: string): boolean {
  return one === other || (Math.min(one.length, other.length) >= SHORTEST_FOR_A_SLIP && distance(one, other) <= 1);
}
