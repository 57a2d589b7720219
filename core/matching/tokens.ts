import { hesitations, suffixes, titles } from './common-words.js';
import { foldLetters } from './text.js';

/** One word as heard, folded, without apostrophes (`i'm` -> im). */
export interface Token {
  text: string;
  /** It ended in 's and is no contraction; the s is not in `text`. */
  possessive: boolean;
  /** What the recogniser's punctuation puts after it: a pause, an end, or nothing. */
  after: '' | ',' | '.';
  /** Letters spelled out, when the word is such a run; `text` then holds the same. */
  spelled?: string;
}

const CONTRACTED = new Set('it that there he she who what where when how name here let this one everything'.split(' '));
const NO_STOP_AFTER = new Set([...titles, ...suffixes, 'inc', 'co', 'corp', 'st', 'ltd', 'vs', 'no']);

/** Splits a transcript into words. Hesitations go; hyphenated words come apart; punctuation becomes `after`. */
export function tokenize(utterance: string): Token[] {
  const tokens: Token[] = [];
  const chunks = foldLetters(utterance)
    .replace(/["()[\]{}<>*_\u2026\u201c\u201d]/g, ' ')
    .replace(/&/g, ' and ')
    .split(/\s+/);
  for (const chunk of chunks) {
    const stop = /[.!?;:,-]+$/.exec(chunk)?.[0] ?? '';
    const pieces = chunk.split(/[^a-z0-9']+/).filter((piece) => piece !== '' && piece !== "'");
    for (const [i, piece] of pieces.entries()) {
      const last = i === pieces.length - 1;
      addToken(tokens, piece, last ? stop : '');
    }
    if (pieces.length === 0 && stop !== '') endLast(tokens, stop);
  }
  return tokens;
}

function addToken(tokens: Token[], piece: string, stop: string): void {
  const owner = /^(.+)'s$/.exec(piece)?.[1];
  const possessive = owner !== undefined && owner.length > 1 && !CONTRACTED.has(owner);
  const text = (possessive ? owner : piece).replace(/'/g, '');
  if (text === '') return;
  if (hesitations.has(text)) {
    if (stop === '.') endLast(tokens, stop);
    return;
  }
  tokens.push({ text, possessive, after: '' });
  const abbreviated = stop === '.' && (text.length === 1 || NO_STOP_AFTER.has(text));
  if (!abbreviated) endLast(tokens, stop);
}

function endLast(tokens: Token[], stop: string): void {
  const last = tokens.at(-1);
  if (last === undefined || stop === '') return;
  last.after = /[.!?;:]/.test(stop) ? '.' : last.after || ',';
}
