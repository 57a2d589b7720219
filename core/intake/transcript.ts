import type { Contact } from '../ports/psa.js';
import type { Conversation } from './conversation.js';

const ENDINGS: Readonly<Record<string, string>> = {
  finished: 'The call ended normally.',
  dropped: 'The caller hung up or the line dropped before the call was finished.',
  failed: 'The call could not be finished because something failed on our side.',
};

/** The note on the ticket that says who called, how they were recognised, and every word. Plain text. */
export function transcriptNote(conversation: Conversation, contact: Contact | undefined): string {
  const { claimed, evidence, end, remarks, turns } = conversation;
  const lines = [
    `Telephone call to the helpdesk, ${stamp(conversation.startedAt)} UTC`,
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
  for (const remark of remarks) lines.push(`Note: ${remark}`);
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
export function ticketSummary(conversation: Conversation, contact: Contact | undefined): string {
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

function stamp(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}

function offset(start: Date, at: Date): string {
  const seconds = Math.max(0, Math.round((at.getTime() - start.getTime()) / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

function duration(start: Date, end: Date): string {
  const seconds = Math.max(0, Math.round((end.getTime() - start.getTime()) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
