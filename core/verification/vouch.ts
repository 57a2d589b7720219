import { otherNames } from '../matching/nicknames.js';
import { foldLetters } from '../matching/text.js';
import type { Approvers, Note, Technician } from '../ports/psa.js';
import type { VerifiedPerson } from './person.js';
import { DOUBTFUL, PERSON, VOUCH_PATTERNS, type VouchMeaning } from './vouch-words.js';

export type VouchIntent = 'vouched' | 'refused' | 'neutral';

/** A note without markup, quoted originals and signature; `doubts`: why it may not be what a reader of the note sees. */
export type OwnWordsReader = (note: string) => { readonly text: string; readonly doubts: readonly string[] };

/** A note that is longer is no plain word. Characters. */
const LONGEST_NOTE = 100_000;
const LONGEST_WORD = 400;

/**
 * Reads a technician's note as their word for a person. Vouched needs every part of every sentence to be understood, a
 * vouch among them, no doubt about the text, and no other name. Refused needs a plain refusal, no vouch and nothing that
 * makes it uncertain. All else is neutral, an approval too: it is an answer to another question. Never throws.
 */
export function readVouch(note: string, person: Pick<VerifiedPerson, 'name'>, ownWords: OwnWordsReader): VouchIntent {
  if (note.length > LONGEST_NOTE) return 'neutral';
  const { text, doubts } = ownWords(note);
  if (text === '' || text.length > LONGEST_WORD || doubts.length > 0) return 'neutral';
  if (/[?"“”„«»[\]<>]|(?:^|\s)'|'(?=\s|$|[.,!])(?<![sS]')/.test(text)) return 'neutral';
  const parts = partsOf(text, person.name);
  if (parts.some((part) => DOUBTFUL.test(part))) return 'neutral';
  const meanings = parts.map(meaningOf);
  const vouches = meanings.includes('vouched');
  if (meanings.includes('refused')) return vouches ? 'neutral' : 'refused';
  return vouches && meanings.every((meaning) => meaning !== undefined) ? 'vouched' : 'neutral';
}

/** The parts of the sentences, each word followed by one space, the person's names replaced. */
function partsOf(text: string, name: string): string[] {
  const folded = foldLetters(text)
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\bi\.d\.?(?![a-z])/g, 'id')
    .replace(/\b(ms|mrs|mr|dr)\./g, '$1');
  return withoutNames(plainWords(folded), name)
    .split(/[.,;!\n]+|\s-+\s|\sand\s/)
    .map((part) => part.replace(/:/g, ' ').replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '')
    .map((part) => `${part} `);
}

/** "that's", "Dana's" -> "that s" would be two words: contractions are written together, a genitive stays apart. */
function plainWords(text: string): string {
  return text
    .replace(/\b(it|that|he|she)'s\b/g, (_all, word: string) => CONTRACTED[word] ?? word)
    .replace(/([a-z])'s\b/g, '$1 s')
    .replaceAll("'", '');
}

const CONTRACTED: Readonly<Record<string, string>> = { it: 'its', that: 'thats', he: 'he is', she: 'she is' };

/** First names that mean something else in a sentence count only beside the last name. */
const WORDS_AND_NAMES = new Set(
  'will may mark not no never if can an art bill chance drew faith frank grace grant guy hope ivy joy pat rich rob sue'
    .split(' ')
    .concat('user caller contact requester verified confirmed identity'.split(' ')),
);

function withoutNames(text: string, name: string): string {
  const words = foldLetters(name)
    .replace(/'/g, '')
    .split(/[^a-z-]+/)
    .filter(Boolean);
  const [first = '', ...rest] = words;
  const last = rest.at(-1);
  const firsts = [first, ...otherNames(first).keys()].filter((word) => /^[a-z][a-z-]*$/.test(word));
  const titled = last ? [`(?:ms|mrs|mr|dr) ${last}`] : [];
  const whole = last ? firsts.flatMap((one) => [`${one} ${last}`]) : [];
  const single = [...firsts, ...(last ? [last] : [])].filter((word) => word.length > 1 && !WORDS_AND_NAMES.has(word));
  const names = [...(words.length > 2 ? [words.join(' ')] : []), ...whole, ...titled, ...single];
  if (names.length === 0) return text;
  return text.replace(new RegExp(`(?<![a-z-])(?:${names.join('|')})(?![a-z-])`, 'g'), PERSON);
}

function meaningOf(part: string): VouchMeaning | undefined {
  if (VOUCH_PATTERNS.refused.test(part)) return 'refused';
  if (VOUCH_PATTERNS.vouched.test(part)) return 'vouched';
  return VOUCH_PATTERNS.beside.test(part) ? 'beside' : undefined;
}

export type VouchVerdict =
  | { outcome: 'vouched' | 'refused'; note: Note; technician: Technician }
  /** Nobody has given their word. `ignored`: words of people who may not give it. */
  | { outcome: 'open'; ignored: readonly { note: Note; intent: 'vouched' | 'refused' }[] };

/**
 * Judges the notes that were written since a person was asked about, in the order of the ticket. Only internal notes of
 * technicians count whom the PSA names as approvers at this moment and who are not that person themselves. The first
 * refusal outweighs every vouch; a vouch holds only when no such technician has written anything else after it. `enabled`
 * false: nobody's word counts.
 */
export function judgeVouch(
  notes: readonly Note[],
  approvers: Approvers,
  person: Pick<VerifiedPerson, 'name' | 'email'>,
  { ownWords, enabled }: { ownWords: OwnWordsReader; enabled: boolean },
): VouchVerdict {
  const ignored: { note: Note; intent: 'vouched' | 'refused' }[] = [];
  if (!enabled) return { outcome: 'open', ignored };
  let vouch: VouchVerdict | undefined;
  for (const note of notes) {
    if (note.author.kind !== 'technician' || note.visibility !== 'internal') continue;
    const intent = readVouch(note.html ?? note.text, person, ownWords);
    const technician = approvers.technicians.find(({ id, active }) => active && id === note.author.id);
    if (!technician || isThemselves(technician, person)) {
      if (intent !== 'neutral') ignored.push({ note, intent });
      continue;
    }
    if (intent === 'refused') return { outcome: 'refused', note, technician };
    vouch = intent === 'vouched' ? { outcome: 'vouched', note, technician } : undefined;
  }
  return vouch ?? { outcome: 'open', ignored };
}

/** By address; by name where one of them has none. */
function isThemselves(technician: Technician, person: Pick<VerifiedPerson, 'name' | 'email'>): boolean {
  if (technician.email && person.email) return technician.email.toLowerCase() === person.email.toLowerCase();
  return foldLetters(technician.name.trim()) === foldLetters(person.name.trim());
}
