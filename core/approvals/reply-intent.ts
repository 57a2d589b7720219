import { judgeConsent } from './reply-intent/consent.js';
import { ownWords, type ShownAs } from './reply-intent/own-words.js';
import { parseSentence } from './reply-intent/parse-sentence.js';
import { judgeRefusal } from './reply-intent/refusal.js';
import { readSentences } from './reply-intent/sentences.js';

export type ReplyIntent = 'approve' | 'deny' | 'neutral';

export interface ReplyReading {
  readonly intent: ReplyIntent;
  /** The rule that decided, e.g. `clear-approval`, `question`, `not-understood`. */
  readonly because: string;
  /** The technician's own words: without markup, quoted originals and signature. */
  readonly own: string;
}

/** A note is read up to this length (characters); what is longer is no answer to a yes-or-no question. */
const longestNote = 1_000_000;
const longestConsent = 600;
const longestRefusal = 2_000;

/**
 * Reads a technician's note on a ticket as the answer to an approval request, by rules alone. Invariants:
 *
 * - Approve needs every word of the technician's own to be understood, at least one clear consent among them, and no
 *   doubt about what a reader of the note sees. One word that is not in the phrase book makes the note neutral.
 * - Deny needs a sentence that begins with a clear refusal, and nothing that could turn it round.
 * - Everything else is neutral. Never throws; the work is linear in the note's length.
 */
export function readReply(note: string, shownAs: ShownAs = 'html'): ReplyReading {
  if (note.length > longestNote) return { intent: 'neutral', because: 'too-long', own: '' };
  const { text: own, doubts } = ownWords(note, shownAs);
  if (own === '') return { intent: 'neutral', because: 'no-own-words', own };
  const neutral = (because: string): ReplyReading => ({ intent: 'neutral', because, own });
  if (own.length > longestRefusal) return neutral('too-long');
  if (doubts.includes('struck-out') || doubts.includes('answers-part-of-a-quote')) return neutral(doubts[0] ?? 'doubt');
  if (own.includes('"') || /(?:^|\s)'|'(?=\s|$|[.,!])(?<![sS]')/.test(own)) return neutral('quotation');

  const sentences = readSentences(own);
  if (sentences.some((sentence) => sentence.question)) return neutral('question');
  const parsed = sentences.map((sentence) => parseSentence(sentence.words));
  const understood = parsed.flatMap((phrases) => phrases ?? []);
  if (own.length <= longestConsent && parsed.every((phrases) => phrases !== undefined)) {
    const consent = judgeConsent(understood, sentences.at(-1)?.trailing ?? false);
    if (consent.given)
      return doubts.length === 0 ? { intent: 'approve', because: consent.because, own } : neutral(doubts[0] ?? 'doubt');
    if (!understood.some((phrase) => refusing.has(phrase.meaning))) return neutral(consent.because);
  }
  if (understood.some((phrase) => consenting.has(phrase.meaning))) return neutral('mixed-signals');
  const refusal = judgeRefusal(sentences);
  return refusal.given ? { intent: 'deny', because: refusal.because, own } : neutral(refusal.because);
}

const consenting: ReadonlySet<string> = new Set(['approve', 'order', 'assent', 'nod', 'consent-alone', 'ask']);
const refusing: ReadonlySet<string> = new Set(['deny', 'refuse-to', 'refusal-alone']);
