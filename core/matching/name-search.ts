import { isCommonFamilyName, isCommonGivenName } from './common-names.js';
import type { Contactable, ContactIndex } from './contact-index.js';
import { NEARLY_ALIKE, SAID_ALIKE, spelledLikeness } from './name-likeness.js';
import type { NameWord } from './name-word.js';
import { namesInTable, otherNames } from './nicknames.js';
import type { Mention } from './utterance.js';
import { createVocabulary, type VocabularyWord } from './vocabulary.js';

/** A contact whom a mention may name. */
export interface NameMatch {
  contact: Contactable;
  score: number;
  /** The name was heard in full: a given name and a family name. */
  full: boolean;
  /** Both parts are said as on file (spelling aside). */
  alike: boolean;
  /** Whether the caller spelled a part of it, to the letter. */
  spelled: boolean;
  /** The caller spelled a part of it otherwise, and somebody else's name to the letter. */
  misspelled?: boolean;
}

interface PartMatch {
  word: VocabularyWord;
  likeness: number;
  spelled: boolean;
}

interface Span {
  from: number;
  to: number;
  given: PartMatch[];
  family: PartMatch[];
  everyday: boolean;
  text: string;
}

const FLOOR = 0.62;
const JOINED_FLOOR = 0.9;
const PER_SPAN = 12;
const LONGEST_SPAN = 3;
const NICKNAME = 0.965;
/** The most a part can reach when what was heard is itself a well-known other name: Harrison is not Harris misheard. */
const ANOTHER_NAME = 0.72;
/** What is left of a name's score beside one that fits the caller's spelling to the letter. */
const NOT_AS_SPELLED = 0.85;
const SWAPPED = 0.985;
const SWAPPED_AND_MISHEARD = 0.93;
const SWAPPED_THOUGH_PLAUSIBLE = 0.85;
const WEAKER_PART = 0.6;

const nicknameWords = createVocabulary();
for (const name of namesInTable()) nicknameWords.add(name);

/** The contacts that a mention may name, scored by name alone, best first. */
export function searchName(index: ContactIndex, mention: Mention): NameMatch[] {
  const words = splitWholeSpellings(index, mention.words);
  const spans = findSpans(index, words);
  const best = new Map<string, NameMatch>();
  for (const given of spans) {
    if (given.given.length === 0) continue;
    for (const family of spans) {
      if (family.family.length === 0 || (family.from < given.to && given.from < family.to)) continue;
      const order = orderScore(index, words, given, family) * surroundingScore(words, given, family);
      if (order < FLOOR) continue;
      const turned = family.to <= given.from && words[family.to - 1]?.comma !== true;
      if (given.everyday && family.everyday && !believable(mention)) continue;
      for (const one of given.given) {
        for (const other of family.family) {
          const clear = Math.min(one.likeness, other.likeness) >= NEARLY_ALIKE;
          const name = combine(one.likeness, other.likeness) * order * (turned && !clear ? SWAPPED_AND_MISHEARD : 1);
          if (name < FLOOR) continue;
          for (const { contact, weight } of index.bearers(one.word, other.word)) {
            keepBest(best, {
              contact,
              score: name * weight,
              full: true,
              alike: clear,
              spelled: one.spelled || other.spelled,
            });
          }
        }
      }
    }
  }
  if (best.size === 0 && mention.about !== 'loose') addHalves(index, spans, mention, best);
  return preferSpelled([...best.values()]).sort((a, b) => b.score - a.score);
}

/** Two everyday words are a name only where the caller gives one: "rose grant here", never "rose gold is ...". */
function believable(mention: Mention): boolean {
  return mention.about !== 'loose' && (mention.introduced || mention.closed);
}

function keepBest(best: Map<string, NameMatch>, match: NameMatch): void {
  const known = best.get(match.contact.id);
  if (known === undefined || match.score > known.score) best.set(match.contact.id, match);
}

/** One part counts by its weaker side: a stranger who shares a name must not get through on it. */
function combine(given: number, family: number): number {
  return WEAKER_PART * Math.min(given, family) + (1 - WEAKER_PART) * Math.max(given, family);
}

/** Whoever spells means it: where one candidate fits to the letter, the others fall behind. */
function preferSpelled(matches: readonly NameMatch[]): NameMatch[] {
  if (!matches.some((match) => match.spelled)) return [...matches];
  return matches.map((match) =>
    match.spelled ? match : { ...match, score: match.score * NOT_AS_SPELLED, misspelled: true },
  );
}

/** A first or a last name alone: never enough, but worth a question. */
function addHalves(index: ContactIndex, spans: readonly Span[], mention: Mention, best: Map<string, NameMatch>): void {
  for (const span of spans) {
    if (span.everyday && !(mention.introduced && mention.closed && mention.words.length === 1)) continue;
    for (const part of span.given) {
      for (const contact of index.withGiven(part.word, HALVES)) {
        keepBest(best, { contact, score: part.likeness * HALF, full: false, alike: false, spelled: false });
      }
    }
    for (const part of span.family) {
      for (const contact of index.withFamily(part.word, HALVES)) {
        keepBest(best, { contact, score: part.likeness * HALF, full: false, alike: false, spelled: part.spelled });
      }
    }
  }
}

const HALF = 0.65;
const HALVES = 20;

function findSpans(index: ContactIndex, words: readonly NameWord[]): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 1; to <= Math.min(words.length, from + LONGEST_SPAN); to++) {
      const inside = words.slice(from, to);
      if (inside.slice(0, -1).some((word) => word.comma)) break;
      const parts = matchSpan(index, inside);
      const given = parts.filter(({ word }) => index.isGivenName(word));
      const family = parts.filter(({ word }) => index.isFamilyName(word));
      const text = inside.map((word) => word.text).join('');
      const everyday = inside.every((word) => word.everyday);
      const others = nameHeard(index, text, inside);
      const span = {
        from,
        to,
        everyday,
        text,
        given: [...(others.given ? given.map(notAnotherName) : given), ...nicknamesOf(index, inside)],
        family: others.family ? family.map(notAnotherName) : family,
      };
      if (span.given.length > 0 || span.family.length > 0) spans.push(span);
    }
  }
  return spans;
}

function matchSpan(index: ContactIndex, inside: readonly NameWord[]): PartMatch[] {
  const text = inside.map((word) => word.text).join('');
  const letters = inside.some((word) => word.spelled !== undefined)
    ? inside.map((word) => word.spelled ?? word.text).join('')
    : undefined;
  const floor = inside.length > 1 ? JOINED_FLOOR : inside[0]?.everyday ? NEARLY_ALIKE : FLOOR;
  if (text.length < 2) return [];
  const found = new Map<number, PartMatch>();
  for (const { word, likeness } of index.candidates(text, floor, PER_SPAN)) {
    found.set(word.id, { word, likeness, spelled: false });
  }
  if (letters === undefined) return [...found.values()];
  for (const { word } of index.candidates(letters, FLOOR, PER_SPAN)) {
    if (!found.has(word.id)) found.set(word.id, { word, likeness: 0, spelled: false });
  }
  return [...found.values()]
    .map(({ word, likeness }) => {
      const fit = spelledLikeness(letters, word.text);
      return { word, likeness: fit === 1 ? 1 : Math.min(fit, Math.max(likeness, fit)), spelled: fit === 1 };
    })
    .filter(({ likeness }) => likeness >= FLOOR);
}

/** Names on file whose bearers are called what was heard, or the other way round: Bill and William. */
function nicknamesOf(index: ContactIndex, inside: readonly NameWord[]): PartMatch[] {
  const only = inside.length === 1 ? inside[0] : undefined;
  if (only === undefined || only.text.length < 2) return [];
  const heard = only.spelled ?? only.text;
  const found = new Map<number, PartMatch>();
  const strict = only.everyday || only.spelled !== undefined || nicknameWords.exact(heard) !== undefined;
  const alike = nicknameWords.similar(heard, strict ? 1 : NEARLY_ALIKE, 4);
  for (const { word: name, likeness } of alike) {
    for (const [other, weight] of otherNames(name.text)) {
      const word = index.word(other);
      if (word === undefined || !index.isGivenName(word)) continue;
      const score = NICKNAME * weight * Math.min(1, likeness / SAID_ALIKE);
      if (score > (found.get(word.id)?.likeness ?? 0)) found.set(word.id, { word, likeness: score, spelled: false });
    }
  }
  return [...found.values()];
}

/** Whether what was heard is itself a well-known given or family name, and so no mishearing of a similar one. */
function nameHeard(
  index: ContactIndex,
  text: string,
  inside: readonly NameWord[],
): { given: boolean; family: boolean } {
  if (inside.length !== 1 || inside[0]?.spelled !== undefined) return { given: false, family: false };
  const filed = index.word(text);
  return {
    given: isCommonGivenName(text) || (filed !== undefined && index.isGivenName(filed)),
    family: isCommonFamilyName(text) || (filed !== undefined && index.isFamilyName(filed)),
  };
}

function notAnotherName(part: PartMatch): PartMatch {
  return part.likeness >= NEARLY_ALIKE ? part : { ...part, likeness: Math.min(part.likeness, ANOTHER_NAME) };
}

/** 1 for given name before family name; a little less turned round; low where turning round is not called for. */
function orderScore(index: ContactIndex, words: readonly NameWord[], given: Span, family: Span): number {
  if (given.to <= family.from) return 1;
  const comma = words[family.to - 1]?.comma === true;
  if (comma) return SWAPPED;
  const first = index.word(family.text);
  const second = index.word(given.text);
  const plausible =
    (isCommonGivenName(family.text) || (first !== undefined && index.isGivenName(first))) &&
    (isCommonFamilyName(given.text) || (second !== undefined && index.isFamilyName(second)));
  return plausible ? SWAPPED_THOUGH_PLAUSIBLE : SWAPPED;
}

/** Name-like words that the match leaves over speak against it, spelled ones most; a middle name or initial hardly does. */
function surroundingScore(words: readonly NameWord[], given: Span, family: Span): number {
  const [first, last] = given.from < family.from ? [given, family] : [family, given];
  let score = 1;
  for (const [at, word] of words.entries()) {
    if ((at >= first.from && at < first.to) || (at >= last.from && at < last.to)) continue;
    if ((word.spelled?.length ?? 0) >= LETTERS_TELLING) score *= LETTERS_LEFT;
    else if (at >= first.to && at < last.from)
      score *= word.text.length === 1 ? INITIAL : isCommonGivenName(word.text) ? MIDDLE : BETWEEN;
    else if (at < first.from) score *= word.text.length === 1 ? INITIAL : word.everyday ? BEFORE_EVERYDAY : BEFORE;
    else if (!word.everyday && at === last.to && !(words[at - 1]?.comma ?? false))
      score *= isFamilyLike(word.text) ? AFTER : AFTER_UNKNOWN;
  }
  return score;
}

function isFamilyLike(text: string): boolean {
  return isCommonFamilyName(text);
}

/** Initials are two letters at most; more that fit no part of the name spell another one. */
const LETTERS_TELLING = 3;
const LETTERS_LEFT = 0.7;
const INITIAL = 0.995;
const MIDDLE = 0.985;
const BETWEEN = 0.95;
const BEFORE = 0.86;
const BEFORE_EVERYDAY = 0.97;
const AFTER = 0.86;
const AFTER_UNKNOWN = 0.97;

/** "d a n a w h i t f i e l d" in one go: taken apart where both halves are names on file. */
function splitWholeSpellings(index: ContactIndex, words: readonly NameWord[]): NameWord[] {
  return words.flatMap((word) => {
    const letters = word.spelled;
    if (letters === undefined || letters !== word.text || index.word(letters) !== undefined) return [word];
    for (let cut = 2; cut <= letters.length - 2; cut++) {
      const given = index.word(letters.slice(0, cut));
      const family = index.word(letters.slice(cut));
      if (given === undefined || family === undefined || index.bearers(given, family).length === 0) continue;
      const part = (text: string): NameWord => ({ text, spelled: text, everyday: false, comma: false });
      return [part(given.text), part(family.text)];
    }
    return [word];
  });
}
