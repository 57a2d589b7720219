import { createHash } from 'node:crypto';
import type { NoteVisibility } from '../../../core/ports/psa.js';

/**
 * The longest text of a note. Whether it is 3200 or 32000 is unconfirmed (Autotask facts, notes), so the shorter one holds
 * where the metadata gives no length.
 */
export const LONGEST_NOTE = 3200;
/** Room for the line that says which part it is. */
const PART_LINE = 20;
const TITLE = 'Frontdesk';
const WITHDRAWN = 'withdrawn';

export interface Part {
  title: string;
  description: string;
}

/** Which part of which note a title tells of. */
export interface Place {
  key: string;
  /** From 1. */
  number: number;
  of: number;
}

/** The same for the same text, so that the parts of a note that was begun are found again. */
export function keyOf(text: string, visibility: NoteVisibility): string {
  return createHash('sha256').update(`${visibility}\n${text}`).digest('hex').slice(0, 8);
}

/** A text as notes that are not too long, cut between paragraphs, lines or words where there are any. */
export function partsOf(text: string, key: string, longest = LONGEST_NOTE): Part[] {
  const whole = text.replace(/\r\n?/g, '\n').trim();
  if (whole.length <= longest) return [{ title: TITLE, description: whole }];
  const pieces = cut(whole, longest - PART_LINE);
  return pieces.map(({ text: piece, after }, index) => {
    const place = `(${index + 1} of ${pieces.length})`;
    return { title: `${TITLE} ${key} ${place}`, description: `${place}${MARKS[after]}${piece}` };
  });
}

/** Undefined for a note that is whole, and for one of somebody else. */
export function placeOf(title: string | null | undefined): Place | undefined {
  const found = /^Frontdesk ([0-9a-f]{8}) \((\d{1,4}) of (\d{1,4})\)$/.exec(title ?? '');
  if (!found?.[1]) return undefined;
  return { key: found[1], number: Number(found[2]), of: Number(found[3]) };
}

/** What is left of a part that an edit made superfluous: Autotask cannot delete notes. */
export function withdrawnPart(key: string): Part {
  return { title: `${TITLE} ${key} (${WITHDRAWN})`, description: 'This part of the note is no longer needed.' };
}

export function isWithdrawn(title: string | null | undefined): boolean {
  return new RegExp(`^${TITLE} [0-9a-f]{8} \\(${WITHDRAWN}\\)$`).test(title ?? '');
}

/** The text of parts in their order, as it was before it was cut. */
export function joined(descriptions: readonly string[]): string {
  return descriptions.reduce((text, description, index) => {
    const [, mark = '', piece = description] = PART.exec(description.replace(/\r\n?/g, '\n')) ?? [];
    return index === 0 ? piece : `${text}${GAPS.find((gap) => MARKS[gap] === mark) ?? '\n'}${piece}`;
  }, '');
}

/** Where a text is cut, best first: between paragraphs, lines, words; else anywhere. */
const GAPS = ['\n\n', '\n', ' ', ''] as const;
type Gap = (typeof GAPS)[number];

/** What stands behind the `(2 of 3)` of a part, so that it reads well and still tells how it was cut. */
const MARKS: Readonly<Record<Gap, string>> = { '\n\n': '\n\n', '\n': '\n', ' ': ' … ', '': ' ' };
const PART = /^\(\d{1,4} of \d{1,4}\)(\n\n|\n| … | )([\s\S]*)$/;

/** `after`: what stood before a piece and was taken out. */
function cut(text: string, longest: number): { text: string; after: Gap }[] {
  const pieces: { text: string; after: Gap }[] = [];
  let rest = text;
  let after: Gap = '\n';
  while (rest.length > longest) {
    const { at, gap } = placeToCut(rest, longest);
    pieces.push({ text: rest.slice(0, at), after });
    rest = rest.slice(at + gap.length);
    after = gap;
  }
  return [...pieces, { text: rest, after }];
}

/** In the second half where it can be, and never inside a character. */
function placeToCut(text: string, longest: number): { at: number; gap: Gap } {
  for (const gap of GAPS) {
    const at = gap === '' ? -1 : text.lastIndexOf(gap, longest - gap.length);
    if (at >= longest / 2) return { at, gap };
  }
  const high = text.charCodeAt(longest - 1);
  return { at: high >= 0xd800 && high <= 0xdbff ? longest - 1 : longest, gap: '' };
}
