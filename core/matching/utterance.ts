import { isCommonGivenName } from './common-names.js';
import { functionWords, isEverydayWord, openers, ordinaryWords, particles, suffixes, titles } from './common-words.js';
import type { NameWord } from './name-word.js';
import { aboutAnother, belongings, closers, type PhraseKind, phraseAt, spellingCues } from './phrases.js';
import { spelledFrom } from './spelled-letters.js';
import { mergeSpelled } from './spelling.js';
import { type Token, tokenize } from './tokens.js';

/** A stretch of speech that may hold one name, and whose it is by the words around it. */
export interface Mention {
  words: NameWord[];
  /** `caller`: they say it of themselves; `other`: of somebody else; `loose`: the words around do not say. */
  about: 'caller' | 'other' | 'loose';
  /** "this is ..." and the like stood before it. */
  introduced: boolean;
  /** It ends where the sentence does, or with "here", "speaking", "from ...". */
  closed: boolean;
  part?: 'given' | 'family';
}

export interface Understanding {
  mentions: Mention[];
  /** Every word, for finding a company in. */
  words: string[];
  /** Where in `words` something stands that the caller says they are from. */
  companyStarts: number[];
}

const LONGEST_NAME = 7;
/** Function words that are names too, let in only where a name must come and another word follows. */
const NAMESAKES = new Set(['will', 'may', 'an', 'so', 'do', 'art', 'right', 'more']);
const ANSWER_FILLERS = new Set([
  'sure',
  'right',
  'correct',
  'actually',
  'again',
  'just',
  'like',
  'basically',
  'well',
  'uh',
  'the',
  'oh',
]);

/** Takes a transcript apart: names and whose they are, spelled letters joined, fillers gone. Never throws. */
export function understand(utterance: string): Understanding {
  const tokens = joinSpelled(tokenize(utterance));
  const texts = tokens.map((token) => token.text);
  const mentions: Mention[] = [];
  const companyStarts: number[] = [];
  let at = 0;
  let opening = true;
  while (at < tokens.length) {
    const phrase = phraseAt(texts, at);
    let mention: ReturnType<typeof collect> | undefined;
    let from = at;
    if (phrase !== undefined && !(opening && phrase.length === 1 && isNamesakeOpening(tokens, at))) {
      from = at + phrase.length;
      const cut = tokens[from - 1]?.after === '.';
      if (phrase.kind === 'company') {
        companyStarts.push(from);
        from = skipCompany(tokens, from);
      } else if (!cut) {
        mention = collect(tokens, texts, phrase.kind === 'other' ? from : skipFillers(tokens, from));
        if (mention !== undefined) {
          mentions.push(
            phrase.kind === 'other' ? { ...mention.mention, about: 'other' } : introduced(mention.mention, phrase.kind),
          );
        }
      }
    } else if (opening && openers.has(tokens[at]?.text ?? '')) {
      at += 1;
      continue;
    } else {
      mention = collect(tokens, texts, at);
      if (mention !== undefined) mentions.push(opening ? mention.mention : loose(mention.mention));
      else from = at + 1;
    }
    at = Math.max(mention?.next ?? from, at + 1);
    opening = (tokens[at - 1]?.after ?? '') !== '';
  }
  return { mentions: joinParts(mentions), words: texts, companyStarts };
}

function isPart(kind: string): kind is 'given' | 'family' {
  return kind === 'given' || kind === 'family';
}

function introduced(mention: Mention, kind: PhraseKind): Mention {
  const about = mention.about === 'other' ? 'other' : 'caller';
  return { ...mention, about, introduced: true, ...(isPart(kind) ? { part: kind } : {}) };
}

function loose(mention: Mention): Mention {
  return { ...mention, about: mention.about === 'caller' ? 'loose' : mention.about };
}

/** "will smith here", "may lee from ...": the function word is a name when a word follows that is none. */
function isNamesakeOpening(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]?.text ?? '';
  if (!NAMESAKES.has(tokens[at]?.text ?? '') || next === '' || isEverydayWord(next)) return false;
  const third = tokens[at + 2];
  return third === undefined || tokens[at + 1]?.after !== '' || closers.has(third.text);
}

function skipFillers(tokens: readonly Token[], start: number): number {
  let at = start;
  while (at < tokens.length && ANSWER_FILLERS.has(tokens[at]?.text ?? '')) at += 1;
  return at;
}

function skipCompany(tokens: readonly Token[], start: number): number {
  let at = start;
  while (at < tokens.length && at < start + 6) {
    const text = tokens[at]?.text ?? '';
    if (functionWords.has(text) && !['the', 'and', 'of', 'a'].includes(text)) break;
    at += 1;
    if (tokens[at - 1]?.after) break;
  }
  return at;
}

/** Gathers the words of a name from `start` on; undefined when none stands there. */
function collect(
  tokens: readonly Token[],
  texts: readonly string[],
  start: number,
): { mention: Mention; next: number } | undefined {
  const words: NameWord[] = [];
  let about: Mention['about'] = 'caller';
  let at = start;
  let closed = false;
  while (at < tokens.length && words.length < LONGEST_NAME) {
    const token = tokens[at];
    if (token === undefined) break;
    const next = texts[at + 1] ?? '';
    if (words.length > 0 && token.spelled === undefined) {
      const phrase = phraseAt(texts, at);
      if (closers.has(token.text) || (phrase !== undefined && endsName(phrase))) {
        closed = true;
        break;
      }
      if (token.text === 'is' && next === 'my' && texts[at + 2] === 'name') closed = true;
      if (closed) break;
      const cued = cueLength(tokens, at);
      if (cued > 0) {
        at += cued;
        continue;
      }
      if (aboutAnother.has(token.text)) break;
    }
    const known = titles.has(token.text) && words.length === 0;
    if (!known && !(suffixes.has(token.text) && words.length > 0)) {
      if (!mayBeName(token, next, words.length)) break;
      const spelledHere = token.spelled === undefined ? {} : { spelled: token.spelled };
      words.push({
        text: token.text,
        everyday: isEverydayWord(token.text),
        comma: token.after === ',',
        ...spelledHere,
      });
      if (token.possessive || (token.text.endsWith('s') && belongings.has(next) && token.after === '')) about = 'other';
    }
    at += 1;
    if (token.after === '.' || (token.after === ',' && !goesOnAfterComma(tokens, texts, at, words.length))) {
      closed = true;
      break;
    }
  }
  if (at >= tokens.length) closed = true;
  if (words.length === 0) return undefined;
  if (!closed && aboutAnother.has(texts[at] ?? '') && about === 'caller') {
    return { mention: { words: mergeSpelled(words), about: 'loose', introduced: false, closed }, next: at };
  }
  return { mention: { words: mergeSpelled(words), about, introduced: false, closed }, next: at };
}

/** A new introduction ends the name before it: "dana, last name whitfield". */
function endsName(phrase: { kind: PhraseKind; length: number }): boolean {
  return isPart(phrase.kind) || (phrase.kind === 'introduces' && phrase.length > 1);
}

function mayBeName(token: Token, next: string, position: number): boolean {
  const { text } = token;
  if (token.spelled !== undefined) return true;
  if (/\d/.test(text)) return false;
  if (particles.has(text)) return next !== '' && !functionWords.has(next) && (position > 0 || text !== 'la');
  if (!functionWords.has(text)) return true;
  if (text === 'a') return position > 0 && next !== '' && !isEverydayWord(next);
  return NAMESAKES.has(text) && (position === 0 ? next !== '' && !functionWords.has(next) : position === 1);
}

function goesOnAfterComma(tokens: readonly Token[], texts: readonly string[], at: number, soFar: number): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  if (token.spelled !== undefined || cueLength(tokens, at) > 0) return true;
  if (phraseAt(texts, at) !== undefined) return false;
  if (
    isEverydayWord(token.text) &&
    !(isCommonGivenName(token.text) && token.after === '' && at === tokens.length - 1)
  ) {
    return false;
  }
  return soFar === 1 || particlesBefore(tokens, at, soFar);
}

function particlesBefore(tokens: readonly Token[], at: number, soFar: number): boolean {
  return soFar > 0 && particles.has(tokens[at - soFar]?.text ?? '');
}

/** How many cue words ("that's", "i spell that") stand before letters; 0 when no letters follow. */
function cueLength(tokens: readonly Token[], at: number): number {
  for (let ahead = 0; ahead < 6; ahead++) {
    const token = tokens[at + ahead];
    if (token === undefined) return 0;
    if (token.spelled !== undefined) return ahead;
    if (!spellingCues.has(token.text)) return 0;
  }
  return 0;
}

/** Letters are one word: `s m y t h` -> smyth (spelled). */
function joinSpelled(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    const run = isSpelledNext(tokens, at) ? undefined : spelledFrom(tokens, at);
    if (run !== undefined) {
      const { letters } = run;
      joined.push({ text: letters, spelled: letters, possessive: false, after: tokens[run.next - 1]?.after ?? '' });
      at = run.next;
    } else {
      if (token !== undefined) joined.push(token);
      at += 1;
    }
  }
  return joined;
}

/** "jay j a y": Jay is the name here, not the letter. */
function isSpelledNext(tokens: readonly Token[], at: number): boolean {
  const text = tokens[at]?.text ?? '';
  return text.length > 1 && spelledFrom(tokens, at + 1)?.letters.startsWith(text.slice(0, 2)) === true;
}

/** "first name dana, last name whitfield" is one name told in two parts, in whichever order. */
function joinParts(mentions: readonly Mention[]): Mention[] {
  const joined: Mention[] = [];
  for (const mention of mentions) {
    const before = joined.at(-1);
    const other = mention.part === 'given' ? 'family' : 'given';
    const alone = before?.words.length === 1 && before.about === 'caller' ? other : undefined;
    const parts = new Set([before?.part ?? alone, mention.part]);
    if (before === undefined || mention.part === undefined || before.about !== mention.about) joined.push(mention);
    else if (parts.has('given') && parts.has('family')) {
      const [given, family] = mention.part === 'family' ? [before, mention] : [mention, before];
      joined[joined.length - 1] = { ...mention, words: [...given.words, ...family.words] };
    } else joined.push(mention);
  }
  return joined.filter((mention) =>
    mention.words.some((word) => !ordinaryWords.has(word.text) || word.text.length > 2),
  );
}

/** Every run of letters that is spelled out, whosever name it is: "it's s m y t h" -> smyth. */
export function spelledIn(utterance: string): string[] {
  return joinSpelled(tokenize(utterance)).flatMap(({ spelled }) => (spelled === undefined ? [] : [spelled]));
}

/** Whether somebody says a given and a family name, and not only one of them and how it is spelled. */
export function saysFullName(utterance: string): boolean {
  return understand(utterance).mentions.some(
    ({ about, words }) => about !== 'other' && words.filter(({ text }) => text.length > 1).length > 1,
  );
}
