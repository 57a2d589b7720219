import { knownWords } from './phrases.js';
import { forgiven, hyphenated, otherWords, spellings } from './word-book.js';

export interface Word {
  /** The word as the phrase book spells it. */
  readonly plain: string;
  /** As it was written. */
  readonly written: string;
}

export interface Sentence {
  readonly words: readonly Word[];
  readonly question: boolean;
  /** It trails off: "ok..." */
  readonly trailing: boolean;
  /** It ends with its line and no mark: the next line may go on with it. */
  readonly open: boolean;
}

const piece =
  /\([yYnN]\)|\(\)|:-?\)(?!\))|;-?[)DpP]|:[a-z0-9_+-]{1,30}:|@?[\p{L}\p{M}]+(?:['-][\p{L}\p{M}]+)*|\d+%|[+-]1(?!\d)|\d+|\p{Extended_Pictographic}|\.{2,}|-+|[^\s]/gu;

/** Sentences of a text, their words in the phrase book's spelling. A line that ends with a comma or colon goes on. */
export function readSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  const plain = text.replace(/\bo\.k\.?(?!\p{L})/giu, 'ok').replace(/([,:])[ \t]*\n+/g, '$1 ');
  for (const line of plain.split('\n')) {
    let words: Word[] = [];
    const close = (question: boolean, trailing: boolean, open = false): void => {
      if (words.length > 0 || question) sentences.push({ words, question, trailing, open });
      words = [];
    };
    for (const { 0: written, index } of line.matchAll(piece)) {
      // "!approved" is "not approved" to a programmer and a command to a bot.
      if (written === '!' && negates(line, index)) words.push({ plain: written, written });
      else if (written === '?') close(true, false);
      else if (/^\.{2,}$/.test(written)) close(false, true);
      else if (written === '.' || written === '!' || written === ';') close(false, false);
      else words.push(...readPiece(written));
    }
    close(false, false, true);
  }
  return sentences;
}

/** An exclamation mark that stands before a word instead of behind one. */
function negates(line: string, at: number): boolean {
  const before = line.slice(0, at);
  return /(?:^|[,:]) *$/.test(before) || (before.endsWith(' ') && /^\p{L}/u.test(line.slice(at + 1)));
}

function readPiece(written: string): Word[] {
  const lower = written.toLowerCase();
  if (/^-+$/.test(written)) return [{ plain: '-', written }];
  if (!/^@?[a-z][a-z'-]*$/.test(lower)) return [{ plain: lower, written }];
  // A mention is somebody's handle, never a slip of the keyboard.
  if (lower.startsWith('@')) return [{ plain: lower, written }];
  const whole = hyphenated[lower];
  if (whole !== undefined) return whole.split(' ').map((plain) => ({ plain, written }));
  return lower.split('-').flatMap((part, index) => {
    const spelled = spellWord(part.replaceAll("'", ''));
    const said = spelled.split(' ').map((plain) => ({ plain, written: written.split('-')[index] ?? part }));
    return index === 0 ? said : [{ plain: '-', written: '-' }, ...said];
  });
}

/** The phrase book's spelling of a word: drawn-out letters, contractions and single slips of the keyboard undone. */
export function spellWord(word: string): string {
  const direct = spellings[word] ?? (knownWords().has(word) ? word : undefined);
  if (direct !== undefined) return direct;
  const shortened = word.replace(/([a-z])\1{2,}/g, '$1');
  const doubled = word.replace(/([a-z])\1{2,}/g, '$1$1');
  for (const form of [shortened, doubled]) {
    if (form === word) continue;
    const found = spellings[form] ?? (knownWords().has(form) ? form : undefined);
    if (found !== undefined) return found;
  }
  if (word.length < 4 || word.length > 13 || otherWords.has(word)) return word;
  const slip = forgiven.filter((right) => isOneSlip(word, right));
  // "approve" and "approved" are one letter apart; the first of the table that fits is taken, both mean the same.
  return slip[0] ?? word;
}

/** One letter wrong, missing, extra or swapped with its neighbour; nothing put before the word ("un-", "dis-"). */
export function isOneSlip(word: string, right: string): boolean {
  if (word === right || Math.abs(word.length - right.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === right[at]) at += 1;
  if (word.length > right.length) return at > 0 && word.slice(at + 1) === right.slice(at);
  if (word.length < right.length) return word.slice(at) === right.slice(at + 1);
  if (word.slice(at + 1) === right.slice(at + 1)) return true;
  return word[at] === right[at + 1] && word[at + 1] === right[at] && word.slice(at + 2) === right.slice(at + 2);
}
