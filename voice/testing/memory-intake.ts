import type { ConversationEnd, Intake, Turn } from '../../core/intake/intake.js';
import type { Contactable } from '../../core/matching/contact-index.js';
import { createContactIndex } from '../../core/matching/contact-index.js';
import { identify } from '../../core/matching/identify.js';
import type { CodeAnswer, ProofNow, ResendAnswer } from '../../core/verification/proof-now.js';

export interface KeptConversation {
  id: string;
  key: string;
  from: string;
  turns: Turn[];
  contactId: string | undefined;
  evidence: readonly string[];
  claimed: { name?: string; company?: string } | undefined;
  tickets: { id: string; problem: string; turnsBefore: number }[];
  remarks: string[];
  ends: { how: ConversationEnd; detail: string | undefined }[];
}

export interface MemoryIntake extends Intake {
  of(callSid: string): KeptConversation;
  all(): KeptConversation[];
  /** What the PSA does with the next tickets. */
  psa: 'up' | 'down' | 'broken';
  /** How the core follows the proof of whoever calls. */
  proof: {
    now(conversation: KeptConversation): ProofNow;
    submit(conversation: KeptConversation, code: string): CodeAnswer;
    resend(conversation: KeptConversation): ResendAnswer;
  };
  /** Resolves once the conversation has ended. */
  ended(callSid: string): Promise<KeptConversation>;
}

/** The core's side of a call, kept in memory, with the real matching. */
export function createMemoryIntake(contacts: readonly Contactable[]): MemoryIntake {
  const index = createContactIndex(contacts);
  const kept = new Map<string, KeptConversation>();
  const waiting: { key: string; resolve(conversation: KeptConversation): void }[] = [];
  let number = 1041;
  const get = (id: string): KeptConversation => {
    const found = kept.get(id);
    if (!found) throw new Error(`There is no conversation ${id}`);
    return found;
  };
  const byKey = (key: string) => [...kept.values()].find((conversation) => conversation.key === key);
  const intake: MemoryIntake = {
    psa: 'up',
    proof: {
      now: () => ({ state: 'none' }),
      submit: () => ({ state: 'over' }),
      resend: () => 'over',
    },
    async begin({ key, from }) {
      const known = byKey(key);
      if (known) return { conversationId: known.id, isNew: false };
      const id = `conversation-${kept.size + 1}`;
      kept.set(id, {
        id,
        key,
        from,
        turns: [],
        contactId: undefined,
        evidence: [],
        claimed: undefined,
        tickets: [],
        remarks: [],
        ends: [],
      });
      return { conversationId: id, isNew: true };
    },
    async said(id, turn) {
      get(id).turns.push(turn);
    },
    identify: (heard) => identify(index, heard),
    async confirm(id, contactId, evidence) {
      Object.assign(get(id), { contactId, evidence });
    },
    async unconfirmed(id, claimed) {
      get(id).claimed = claimed;
    },
    async openTicket(id, problem) {
      if (intake.psa === 'down') return { state: 'pending' };
      if (intake.psa === 'broken') throw new Error('The PSA refused the ticket');
      const conversation = get(id);
      const known = conversation.tickets[0];
      if (known) return { state: 'open', ticketId: known.id, number: known.id };
      number += 1;
      const ticket = { id: String(number), problem, turnsBefore: conversation.turns.length };
      conversation.tickets.push(ticket);
      return { state: 'open', ticketId: ticket.id, number: ticket.id };
    },
    verificationOf: async (id) => intake.proof.now(get(id)),
    submitCode: async (id, code) => intake.proof.submit(get(id), code),
    resendCode: async (id) => intake.proof.resend(get(id)),
    async remark(id, remark) {
      get(id).remarks.push(remark);
    },
    async end(id, how, detail) {
      const conversation = get(id);
      conversation.ends.push({ how, detail });
      for (const { key, resolve } of waiting) if (key === conversation.key) resolve(conversation);
    },
    of(callSid) {
      const found = byKey(callSid);
      if (!found) throw new Error(`No conversation belongs to ${callSid}`);
      return found;
    },
    all: () => [...kept.values()],
    ended(callSid) {
      const found = byKey(callSid);
      if (found && found.ends.length > 0) return Promise.resolve(found);
      return new Promise((resolve) => waiting.push({ key: callSid, resolve }));
    },
  };
  return intake;
}
