import { createHash } from 'node:crypto';
import { noteToHtml } from '../note-html.js';

/**
 * SuperOps keeps no key of ours that could be read back or searched (`sourceReferenceId` cannot, custom fields are the
 * MSP's), so the description carries one: a short line that people may see and that survives whatever is done to markup.
 * Source: SuperOps facts, errors and limits.
 */
const MARK = /^Frontdesk reference: (FD-[0-9A-F]{20})$/;

/** Made from a reference of any length, so that no ticket shows what our references hold. */
export function markOf(reference: string): string {
  return `FD-${createHash('sha256').update(reference).digest('hex').slice(0, 20).toUpperCase()}`;
}

/** HTML of a description: what people are told, and the mark below it. */
export function markedDescription(text: string, reference: string): string {
  return noteToHtml(`${text.trim()}\n\nFrontdesk reference: ${markOf(reference)}`);
}

export function bearsMark(html: string | null | undefined, reference: string): boolean {
  return (html ?? '').includes(markOf(reference));
}

/** The text without the line that is only ours. */
export function withoutMark(text: string): string {
  return text
    .split('\n')
    .filter((line) => !MARK.test(line.trim()))
    .join('\n')
    .trim();
}
