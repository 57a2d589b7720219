/**
 * What the front doors tell the core: a conversation as it happens. Every word is stored when it comes, so that whatever
 * breaks, a ticket can be made from what there is.
 */
import type { Heard, Identification } from '../matching/identify.js';
import type { CodeAnswer, ProofNow, ResendAnswer } from '../verification/proof-now.js';

export interface Turn {
  who: 'requester' | 'assistant';
  text: string;
  at: Date;
}

export type ConversationEnd =
  /** Said good-bye. */
  | 'finished'
  /** The other side went away in the middle. */
  | 'dropped'
  /** Something of ours or a vendor's broke; `detail` says what. */
  | 'failed';

export interface OpenedTicket {
  state: 'open';
  ticketId: string;
  /** What people call it, which is what is read out. */
  number: string;
}

export interface Intake {
  /** Starts, or finds again, the conversation with this key (Twilio's CallSid). */
  begin(opening: {
    channel: 'call';
    key: string;
    from: string;
    to: string;
  }): Promise<{ conversationId: string; isNew: boolean }>;
  /** Stores one finished utterance. Resolves when it is stored. */
  said(conversationId: string, turn: Turn): Promise<void>;
  /** Who may be speaking; pure look-up in the synced contacts, a few milliseconds. */
  identify(heard: Heard): Identification;
  /** The requester agreed to be this contact. */
  confirm(conversationId: string, contactId: string, evidence: readonly string[]): Promise<void>;
  /** What the requester gave as name or company without a confirmed match, for the note on the default contact. */
  unconfirmed(conversationId: string, claimed: { name?: string; company?: string }): Promise<void>;
  /**
   * Opens the ticket: on the confirmed contact's company, else on the default company and contact with a note, with the
   * transcript so far as its first note, and wakes the agent. Repeating it gives the same ticket. `pending` when the PSA
   * cannot be reached now: it is made as soon as it can be, and nothing is lost.
   */
  openTicket(conversationId: string, problem: string): Promise<OpenedTicket | { state: 'pending' }>;
  /**
   * How it stands with the proof of whoever opened the ticket of this conversation: `none` without a ticket, and once the
   * conversation has ended. Cheap enough to be asked every second.
   */
  verificationOf(conversationId: string): Promise<ProofNow>;
  /** Tries a code that the requester told. It is kept nowhere; `over` once the conversation has ended. */
  submitCode(conversationId: string, code: string): Promise<CodeAnswer>;
  /** The requester did not get the code. */
  resendCode(conversationId: string): Promise<ResendAnswer>;
  /** Notes something that people should know (speech service lost, fell back to the keypad) on the final note. */
  remark(conversationId: string, remark: string): Promise<void>;
  /**
   * The conversation is over: the transcript note is brought up to date; when no ticket was opened and anything at all
   * was said (or the caller's number is known), one is made from what there is, with its state told.
   */
  end(conversationId: string, how: ConversationEnd, detail?: string): Promise<void>;
}
