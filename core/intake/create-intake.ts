import { reasonOf } from '../errors.js';
import type { Queue } from '../jobs/queue.js';
import type { Conversation } from './conversation.js';
import type { ConversationEnd, Intake } from './intake.js';
import { createFiling, type FilingDeps } from './open-ticket.js';

/** The job that makes and completes a conversation's ticket. */
const FILE = 'intake.file';
/** The job that ends conversations nobody ends: the process died, the line vanished. */
const RECOVER = 'intake.recover';

const RECOVER_EVERY_MS = 30_000;

export interface IntakeOptions extends FilingDeps {
  queue: Queue;
  now(): Date;
  log: { warn(detail: object, message: string): void };
  /** How long a caller waits for the ticket number before hearing that it will be made. Milliseconds. */
  openTimeoutMs?: number;
  /** A conversation in which nothing happens for so long is over. Milliseconds. */
  quietMs?: number;
}

export interface RunningIntake extends Intake {
  /** True when this ticket came out of a conversation, which wakes the agent itself. */
  owns(ticketId: string): Promise<boolean>;
  /** Starts the recovery of conversations that were left open. */
  start(): Promise<void>;
}

/** The core's side of every front door: see `Intake` for the promises. */
export function createIntake({
  queue,
  now,
  log,
  openTimeoutMs = 6_000,
  quietMs = 120_000,
  ...deps
}: IntakeOptions): RunningIntake {
  const { conversations, contacts, activity } = deps;
  const filing = createFiling(deps);
  const inTurn = createTurnstile();

  async function file(conversationId: string): Promise<void> {
    await inTurn(conversationId, async () => {
      const conversation = await conversations.get(conversationId);
      if (!conversation.ticketId && !worthATicket(conversation)) {
        await conversations.update(conversationId, { filed: true });
        return;
      }
      await filing.open(conversationId);
      await filing.note(conversationId);
    });
  }

  async function end(conversationId: string, how: ConversationEnd, detail = ''): Promise<void> {
    const conversation = await conversations.get(conversationId);
    if (!conversation.end) {
      await conversations.update(conversationId, { end: { how, detail, at: now() }, filed: false });
      await activity.add({
        kind: 'conversation.ended',
        what: `The conversation ended: ${how}`,
        conversationId,
        ...(conversation.ticketId ? { ticketId: conversation.ticketId } : {}),
        detail: { detail },
      });
    }
    await queue.now(FILE, { conversationId }, { key: conversationId });
  }

  queue.define<{ conversationId: string }>(FILE, ({ conversationId }) => file(conversationId), { concurrency: 4 });
  queue.define(RECOVER, async () => {
    const quiet = await conversations.quietSince(new Date(now().getTime() - quietMs));
    for (const conversation of quiet) await end(conversation.id, 'dropped', 'Nothing more was heard from the line.');
    for (const conversation of await conversations.unfiled()) {
      await queue.now(FILE, { conversationId: conversation.id }, { key: conversation.id });
    }
  });

  return {
    async begin(opening) {
      const opened = await conversations.begin(opening);
      if (opened.isNew) {
        await activity.add({
          kind: 'conversation.started',
          what: 'A call came in',
          conversationId: opened.conversationId,
          detail: { from: opening.from, to: opening.to },
        });
      }
      return opened;
    },
    said: (conversationId, turn) => conversations.addTurn(conversationId, turn),
    identify: (heard) => contacts.identify(heard),
    async confirm(conversationId, contactId, evidence) {
      await conversations.update(conversationId, { contactId, evidence: [...evidence] });
      const contact = contacts.get(contactId);
      await activity.add({
        kind: 'conversation.matched',
        what: `The caller is ${contact?.firstName ?? ''} ${contact?.lastName ?? ''} of ${contact?.companyName ?? ''}`,
        conversationId,
        detail: { contactId, evidence },
      });
    },
    unconfirmed: (conversationId, claimed) => conversations.update(conversationId, { claimed }),
    async openTicket(conversationId, problem) {
      await conversations.update(conversationId, { problem });
      const opening = inTurn(conversationId, () => filing.open(conversationId));
      try {
        const ticketId = await within(opening, openTimeoutMs);
        await queue.now(FILE, { conversationId }, { key: conversationId });
        return { state: 'open', ticketId };
      } catch (error) {
        log.warn({ conversationId, reason: reasonOf(error) }, 'ticket not opened yet; it stays queued');
        await queue.now(FILE, { conversationId }, { key: conversationId });
        return { state: 'pending' };
      }
    },
    async remark(conversationId, remark) {
      await conversations.addRemark(conversationId, remark);
    },
    end,
    async owns(ticketId) {
      return Boolean(await conversations.byTicket(ticketId));
    },
    async start() {
      await queue.every(RECOVER, RECOVER_EVERY_MS);
    },
  };
}

/** Something was said by the caller, or at least we know who to call back. */
function worthATicket(conversation: Conversation): boolean {
  return conversation.turns.some((turn) => turn.who === 'requester') || conversation.from.startsWith('+');
}

/** Lets one piece of work at a time pass for each key in this process. */
function createTurnstile() {
  const tails = new Map<string, Promise<unknown>>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const tail = mine.catch(() => undefined);
    tails.set(key, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
