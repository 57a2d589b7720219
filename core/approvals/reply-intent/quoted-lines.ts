import { dropSignature } from './signature.js';

/** Lines that begin a quoted message whose end cannot be seen: from there on nothing is the writer's own. */
const originalBegins: readonly RegExp[] = [
  /^-{2,} ?(?:original|forwarded|urspr|message d'origine|mensaje original|reply above|please reply above)/i,
  /^begin forwarded message:?$/i,
  /^[#=\- ]{0,12}(?:please )?(?:type your )?(?:reply|respond) above this line/i,
  /^[_=*-]{20,}$/,
  /^\*?from:\*? .{1,200}$/i,
];

/** `From:` alone may be a word of the writer's; a mail header has more fields right below. */
const headerField = /^\*?(?:sent|date|to|cc|subject|from|importance):\*? ?/i;

/** "On Mon, 3 June 2024 at 10:12, Rosa Diaz <rosa@...> wrote:" and its like, on one line. */
const attribution: readonly RegExp[] = [
  /^on .{3,250}\bwrote:?$/i,
  /^(?:le|am|el|op|il|em|den) .{3,250}(?:\s\u00e9crit|schrieb|escribi\u00f3|schreef|scritto|escreveu|skrev)[^:]{0,80} ?:$/i,
  /^.{3,200}<[^<>\s]+@[^<>\s]+>.{0,60}(?:wrote|writes|schrieb|skrev):$/i,
  /^[A-Z][\w.'-]{0,30}(?: [A-Z][\w.'-]{0,30}){0,3},? (?:wrote|writes):$/,
];

export interface Unquoted {
  readonly text: string;
  /** The words answer only part of what is quoted: between two quotes, or below a quote of one single step. */
  readonly partial: boolean;
}

/** Drops `>` lines, attributions and everything under the head of a quoted original. */
export function dropQuotes(text: string): Unquoted {
  const lines = text.split('\n');
  const own: string[] = [];
  const quotedAbove: string[] = [];
  let aboveCount = 0;
  let ownAfterQuote = false;
  let quoteAfterThat = false;
  let introduced = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (/^>/.test(line)) {
      if (ownAfterQuote) quoteAfterThat = true;
      if (quotedAbove.length === 0) aboveCount = own.length;
      quotedAbove.push(line);
      continue;
    }
    const head = readAttribution(lines, at);
    if (head > 0) {
      at += head - 1;
      if (!nextLineIsQuoted(lines, at + 1)) break;
      introduced = true;
      continue;
    }
    if (beginsOriginal(lines, at)) break;
    if (line !== '' && quotedAbove.length > 0) ownAfterQuote = true;
    own.push(line);
  }
  const above = own.slice(0, aboveCount);
  if (above.some((line) => line !== '')) {
    // Answered above the quote: below it a signature is nothing, anything else answers piece by piece.
    const below = dropSignature(own.slice(aboveCount).join('\n')).trim();
    return below === '' ? { text: above.join('\n'), partial: false } : { text: own.join('\n'), partial: true };
  }
  return {
    text: own.join('\n'),
    partial: ownAfterQuote && (quoteAfterThat || (!introduced && quotesOneStep(quotedAbove))),
  };
}

/** How many lines from `at` make up an attribution (mail programs break long ones); 0 when it is none. */
function readAttribution(lines: readonly string[], at: number): number {
  let joined = '';
  for (let count = 1; count <= 3; count += 1) {
    const line = (lines[at + count - 1] ?? '').trim();
    if (line === '' || line.length > 300 || line.startsWith('>')) return 0;
    joined = joined === '' ? line : `${joined} ${line}`;
    // "On second thought ... wrote:" is the writer's own sentence: a real one carries a date or an address.
    const named = attribution.findIndex((shape) => shape.test(joined));
    if (named >= 0 && (named === 3 || /\d|@/.test(joined))) return count;
    if (!/^(?:on|le|am|el|op|il|em|den) /i.test(joined)) return 0;
  }
  return 0;
}

function nextLineIsQuoted(lines: readonly string[], from: number): boolean {
  for (let at = from; at < lines.length && at < from + 4; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (line !== '') return line.startsWith('>');
  }
  return false;
}

function beginsOriginal(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (line.length > 250) return false;
  const shape = originalBegins.findIndex((begins) => begins.test(line));
  if (shape < 0) return false;
  if (shape < originalBegins.length - 1) return true;
  const below = lines.slice(at + 1, at + 4).filter((next) => headerField.test(next.trim()));
  return below.length >= 1;
}

const stepMention = /\bsteps? ?(\d{1,3})\b|^> ?(\d{1,3})[.)] /gi;

function quotesOneStep(quoted: readonly string[]): boolean {
  const steps = new Set<string>();
  for (const line of quoted.slice(0, 200)) {
    for (const found of line.slice(0, 500).matchAll(stepMention)) steps.add(found[1] ?? found[2] ?? '');
  }
  return steps.size === 1;
}
