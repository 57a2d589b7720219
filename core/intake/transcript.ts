import { toMinute } from '../minute.js';
import type { ConfirmedContact, Conversation } from './conversation-model.js';

const ENDINGS: Readonly<Record<string, string>> = {
  finished: 'The call ended normally.',
  dropped: 'The caller hung up or the line dropped before the call was finished.',
  failed: 'The call could not be finished because something failed on our side.',
};

/** Our own key for a conversation's ticket and its note. */
export function referenceOf({ id }: Pick<Conversation, 'id'>): string {
  return `frontdesk-${id}`;
}

/** Whether a note's words are those of a transcript of this conversation: by the line that no edit changes. */
export function isTranscriptOf(conversation: Pick<Conversation, 'id'>, text: string): boolean {
  return text.split(/\r?\n/).some((line) => line.trim() === referenceLine(conversation));
}

function referenceLine(conversation: Pick<Conversation, 'id'>): string {
  return `Reference: ${referenceOf(conversation)}`;
}

/**
 * The note on the ticket that says who called, how they were recognised, and every word. Plain text. `replaces`: an
 * earlier note could not be brought up to date.
 */
export function transcriptNote(
  conversation: Conversation,
  contact: ConfirmedContact | undefined,
  { replaces = false }: { replaces?: boolean } = {},
): string {
  const { claimed, evidence, end, remarks, refusals, turns } = conversation;
  const lines = [
    `Telephone call to the helpdesk, ${toMinute(conversation.startedAt)} UTC`,
    referenceLine(conversation),
    ...(replaces ? ['This replaces the earlier note of this call.'] : []),
    `Caller's number: ${conversation.from || 'withheld'}`,
  ];
  if (contact) {
    lines.push(`Caller: ${contact.firstName} ${contact.lastName}, ${contact.companyName} (confirmed by the caller)`);
    if (evidence.length > 0) lines.push(`Matched because: ${evidence.join('; ')}`);
    lines.push('A name and a number identify a caller; they do not prove who is calling.');
  } else {
    lines.push('Caller: not matched to a contact. Please assign this ticket to the right contact and company.');
    if (claimed.name) lines.push(`Name given: ${claimed.name}`);
    if (claimed.company) lines.push(`Company given: ${claimed.company}`);
  }
  if (conversation.problem) lines.push(`Problem: ${conversation.problem}`);
  for (const remark of [...refusals, ...remarks]) lines.push(`Note: ${remark}`);
  if (end) {
    lines.push(`${ENDINGS[end.how] ?? ''} Duration: ${duration(conversation.startedAt, end.at)}.`);
    if (end.detail) lines.push(`Detail: ${end.detail}`);
  } else {
    lines.push('The call is still going on; this note is completed when it ends.');
  }
  lines.push('', 'Transcript');
  if (turns.length === 0) lines.push('(nothing was said)');
  for (const turn of turns) {
    const who = turn.who === 'assistant' ? 'Assistant' : 'Caller';
    lines.push(`[${offset(conversation.startedAt, turn.at)}] ${who}: ${turn.text}`);
  }
  return lines.join('\n');
}

/** The ticket's summary: what the caller said is wrong, else that they called. */
export function ticketSummary(conversation: Conversation, contact: ConfirmedContact | undefined): string {
  const who = contact ? `${contact.firstName} ${contact.lastName}` : (conversation.claimed.name ?? conversation.from);
  const problem = conversation.problem.replace(/\s+/g, ' ').trim();
  if (problem) return clip(sentenceCase(problem), 100);
  return clip(`Call from ${who || 'a withheld number'}: ended before the problem was told`, 100);
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function offset(start: Date, at: Date): string {
  const seconds = Math.max(0, Math.round((at.getTime() - start.getTime()) / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

function duration(start: Date, end: Date): string {
  const seconds = Math.max(0, Math.round((end.getTime() - start.getTime()) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
