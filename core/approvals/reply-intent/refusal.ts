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
    if (refusal?.free === true && refusedObjectDoubts.test(text)) return { given: false, because: 'refuses-a-part' };
  }
  return { given: true, because: 'clear-refusal' };
}

interface BegunRefusal {
  readonly end: number;
  /** What is refused follows in free words. */
  readonly free: boolean;
}

function readRefusal(words: readonly Word[]): BegunRefusal | undefined {
  const start = skipPreamble(words);
  for (let end = Math.min(words.length, start + longestPhrase); end > start; end -= 1) {
    const said = plainText(words, start, end);
    const meaning = phrases.get(said);
    if (meaning === 'refuse-to') return { end, free: true };
    if (meaning === 'refusal-alone' && end === words.length) return { end, free: false };
    if (meaning !== 'deny') continue;
    const next = words[end]?.plain;
    // "No." before a number is short for number.
    if (next === undefined || reasonJoints.has(next)) return { end, free: false };
    const then = phraseAt(words, end);
    if (then !== undefined) return { end: end + then, free: false };
    return undefined;
  }
  return undefined;
}

/** A second refusal or thanks may follow without a comma: "no do not do it". */
function phraseAt(words: readonly Word[], start: number): number | undefined {
  for (let end = Math.min(words.length, start + longestPhrase); end > start; end -= 1) {
    const meaning = phrases.get(plainText(words, start, end));
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
    for (let end = Math.min(words.length, at + longestPhrase); end > at; end -= 1) {
      const meaning = phrases.get(plainText(words, at, end));
      if (meaning !== undefined && preamble.has(meaning) && !isRefusalAhead(words, at, end)) {
        at = end;
        break;
      }
    }
    const name = words[at];
    if (name !== undefined && isKnownName(name.written) && (words[at + 1]?.plain === ',' || from !== at)) at += 1;
    while (words[at]?.plain === ',' || words[at]?.plain === '-') at += 1;
    if (at === from) return at;
  }
  return at;
}

const preamble: ReadonlySet<string> = new Set(['thanks', 'courtesy', 'address', 'regret']);

/** "Please do not" is one phrase; its "please" is not skipped. */
function isRefusalAhead(words: readonly Word[], start: number, end: number): boolean {
  for (let to = Math.min(words.length, start + longestPhrase); to > end; to -= 1) {
    const meaning = phrases.get(plainText(words, start, to));
    if (meaning === 'deny' || meaning === 'refuse-to') return true;
  }
  return false;
}

const plainText = (words: readonly Word[], start: number, end: number): string =>
  words
    .slice(start, end)
    .map((word) => word.plain)
    .join(' ');
