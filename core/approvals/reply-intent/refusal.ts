import { reasonJoints } from './phrase-book.js';
import { longestPhrase, phrases } from './phrases.js';
import { refusalDoubts, refusedObjectDoubts } from './refusal-doubts.js';
import type { Sentence, Word } from './sentences.js';
import { isKnownName } from './signature.js';

export interface Refusal {
  readonly given: boolean;
  readonly because: string;
}

/**
 * A refusal is a sentence that begins with one; its reason, and other sentences, may be in free words as long as none of
 * them could turn it round.
 */
export function judgeRefusal(sentences: readonly Sentence[]): Refusal {
  const begun = sentences.map((sentence) => readRefusal(sentence.words));
  if (!begun.some((refusal) => refusal !== undefined)) return { given: false, because: 'not-understood' };
  if (sentences.some((sentence) => sentence.question)) return { given: false, because: 'question' };
  for (const [at, sentence] of sentences.entries()) {
    const refusal = begun[at];
    const rest = refusal === undefined ? sentence.words : sentence.words.slice(refusal.end);
    const text = ` ${rest.map((word) => word.plain).join(' ')} `;
    const doubt = refusalDoubts.find(
      (one) => (refusal !== undefined || one.where !== 'same-sentence') && one.words.test(text),
    );
    if (doubt !== undefined) return { given: false, because: doubt.because };
    if (refusal !== undefined && sentence.open && runsOn(sentences[at + 1], begun[at + 1])) {
      return { given: false, because: 'runs-on' };
    }
    if (refusal?.free === true && refusedObjectDoubts.test(text)) return { given: false, because: 'refuses-a-part' };
  }
  return { given: true, because: 'clear-refusal' };
}

/** "no" at the end of a line and "problem" on the next are one sentence. */
function runsOn(next: Sentence | undefined, refusal: BegunRefusal | undefined): boolean {
  return next !== undefined && refusal === undefined && !/^\p{Lu}(?:\p{Ll}|$)/u.test(next.words[0]?.written ?? '');
}

interface BegunRefusal {
  readonly end: number;
  /** What is refused follows in free words. */
  readonly free: boolean;
}

function readRefusal(words: readonly Word[]): BegunRefusal | undefined {
  const start = skipPreamble(words);
  for (let end = Math.min(words.length, start + longestPhrase()); end > start; end -= 1) {
    const said = plainText(words, start, end);
    const meaning = phrases().get(said);
    if (meaning === 'refuse-to') return { end, free: true };
    if (meaning === 'refusal-alone' && end === words.length) return { end, free: false };
    if (meaning !== 'deny') continue;
    const next = words[end]?.plain;
    // "No." before a number is short for number.
    if (next !== undefined && !reasonJoints.has(next) && /(?:dont|do not|never)$/.test(said)) return undefined;
    const over = skipRefusals(words, end);
    return over === undefined ? undefined : { end: over, free: false };
  }
  return undefined;
}

/** More of the same may follow, with or without a comma: "no do not do it, thanks". Undefined when words run on. */
function skipRefusals(words: readonly Word[], start: number): number | undefined {
  let at = start;
  for (let round = 0; round < 8; round += 1) {
    let next = at;
    while (words[next]?.plain === ',' || words[next]?.plain === '-') next += 1;
    // "No stop", "no deny": without a comma the second word may be what the first one denies.
    if (next === at && /^n/.test(words[at - 1]?.plain ?? '') && runsInto.has(words[next]?.plain ?? '')) break;
    const length = phraseAt(words, next);
    if (length === undefined) break;
    at = next + length;
  }
  const following = words[at]?.plain;
  return following === undefined || reasonJoints.has(following) ? at : undefined;
}

/** The length of the refusal, thanks or courtesy that stands closed at `start`. */
function phraseAt(words: readonly Word[], start: number): number | undefined {
  for (let end = Math.min(words.length, start + longestPhrase()); end > start; end -= 1) {
    const meaning = phrases().get(plainText(words, start, end));
    const closed = end === words.length || reasonJoints.has(words[end]?.plain ?? '');
    if ((meaning === 'deny' || meaning === 'thanks' || meaning === 'courtesy' || meaning === 'rider') && closed)
      return end - start;
  }
  return undefined;
}

/** Greeting, address and regret before the refusal: "Hi team, sorry, no". */
function skipPreamble(words: readonly Word[]): number {
  let at = 0;
  for (let round = 0; round < 6; round += 1) {
    const from = at;
    for (let end = Math.min(words.length, at + longestPhrase()); end > at; end -= 1) {
      const meaning = phrases().get(plainText(words, at, end));
      if (meaning !== undefined && preamble.has(meaning) && !isRefusalAhead(words, at, end)) {
        at = end;
        break;
      }
    }
    const name = words[at];
    if (name !== undefined && isKnownName(name.written) && (words[at + 1]?.plain === ',' || from !== at)) at += 1;
    while (isJoint(words[at]?.plain, at > 0)) at += 1;
    if (at === from) return at;
  }
  return at;
}

const runsInto: ReadonlySet<string> = new Set(
  'deny denied denying reject rejected decline declined refuse veto stop halt abort cancel hold scrap never'.split(' '),
);

/** "Sorry, but no" and "thanks but no" refuse; a "but" after the refusal is doubt. */
const isJoint = (plain: string | undefined, begun: boolean): boolean =>
  plain === ',' || plain === '-' || (begun && plain === 'but');

const preamble: ReadonlySet<string> = new Set(['thanks', 'courtesy', 'address', 'regret']);

/** "Please do not" is one phrase; its "please" is not skipped. */
function isRefusalAhead(words: readonly Word[], start: number, end: number): boolean {
  for (let to = Math.min(words.length, start + longestPhrase()); to > end; to -= 1) {
    const meaning = phrases().get(plainText(words, start, to));
    if (meaning === 'deny' || meaning === 'refuse-to') return true;
  }
  return false;
}

const plainText = (words: readonly Word[], start: number, end: number): string =>
  words
    .slice(start, end)
    .map((word) => word.plain)
    .join(' ');
