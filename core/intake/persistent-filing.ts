import { Conflict, reasonOf } from '../errors.js';
import type { Queue } from '../jobs/queue.js';
import { createTurns } from '../jobs/turns.js';
import type { Conversations } from './conversation.js';
import type { Conversation } from './conversation-model.js';
import { createFiling, type FilingDeps } from './filing.js';
import type { LeasedConversation } from './lease.js';
import type { Opened } from './open-ticket.js';
import { setback } from './trouble.js';

/** The job that makes and completes a conversation's ticket. */
const FILE = 'intake.file';

export interface PersistentFilingDeps extends FilingDeps {
  conversations: Conversations;
  queue: Queue;
  now(): Date;
  log: { warn(detail: object, message: string): void; error(detail: object, message: string): void };
}

/** Filing that goes on by itself until it is done, in one process at a time, whatever fails. */
export interface PersistentFiling {
  /** Opens the ticket now. When it throws, it is tried again by itself. */
  open(conversationId: string): Promise<Opened>;
  /** Opens or completes the ticket as soon as it can be. */
  soon(conversationId: string): Promise<void>;
}

/** Defines the job; see `PersistentFiling`. */
export function createPersistentFiling({
  conversations,
  queue,
  now,
  log,
  ...deps
}: PersistentFilingDeps): PersistentFiling {
  const filing = createFiling(deps);
  const turns = createTurns();

  /** Does the work while nobody else files this conversation, here or in another process; its failure is stored. */
  async function holding<T>(id: string, work: (leased: LeasedConversation) => Promise<T>): Promise<T> {
    const endTurn = await turns.take(id);
    try {
      const lease = await conversations.lease(id);
      if (!('leased' in lease)) {
        await queue.at(FILE, new Date(lease.heldUntil.getTime() + 1_000), fileData(id), { key: `${id}@lease` });
        throw new Conflict(
          'filed_elsewhere',
          `Another process is making the ticket of conversation ${id}; it goes on there`,
        );
      }
      try {
        return await work(lease.leased);
      } catch (error) {
        await bearTrouble(lease.leased, error);
        throw new Borne(error);
      } finally {
        await lease.leased.release().catch(() => undefined);
      }
    } finally {
      endTurn();
    }
  }

  async function bearTrouble(leased: LeasedConversation, error: unknown): Promise<void> {
    if (isElsewhere(error)) return;
    const { trouble: before, ticketId } = await leased.read();
    const { tell, ...stored } = setback(before, error, now());
    const fields = { conversationId: leased.id, ticketId, reason: stored.trouble.reason, nextTryAt: stored.nextTryAt };
    if (tell) {
      log.error(
        { ...fields, err: error },
        'the ticket of a conversation cannot be made or completed until somebody changes something; everything is kept and tried again',
      );
    } else log.warn(fields, 'the ticket of a conversation is not complete yet; it is tried again');
    await leased.change(stored);
    await queue.at(FILE, stored.nextTryAt, fileData(leased.id), { key: `${leased.id}@retry` });
  }

  async function file(id: string): Promise<void> {
    try {
      await holding(id, async (leased) => {
        const conversation = await leased.read();
        if (conversation.nextTryAt && conversation.nextTryAt > now()) return;
        if (!conversation.end && !conversation.wanted) return;
        if (!conversation.ticketId && !worthATicket(conversation)) {
          await leased.markFiled(conversation.revision);
          return;
        }
        await filing.open(leased);
        if ((await filing.note(leased)) === 'gone') {
          log.error(
            { conversationId: id, ticketId: conversation.ticketId },
            'the ticket of a conversation was deleted; the conversation is kept',
          );
        }
      });
    } catch (error) {
      if (!(error instanceof Borne) && !isElsewhere(error)) throw error;
    }
  }

  queue.define<{ conversationId: string }>(FILE, ({ conversationId }) => file(conversationId), { concurrency: 4 });

  return {
    open: (id) => holding(id, (leased) => filing.open(leased)),
    soon: (id) => queue.now(FILE, fileData(id), { key: id }),
  };
}

/** A failure that is stored together with the time of the next try: whoever asked needs not try again. */
class Borne extends Error {
  constructor(cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = 'Borne';
  }
}

/** Another process files this conversation. */
function isElsewhere(error: unknown): boolean {
  if (error instanceof Borne) return isElsewhere(error.cause);
  return error instanceof Conflict && (error.code === 'filed_elsewhere' || error.code === 'lease_lost');
}

function fileData(conversationId: string): { conversationId: string } {
  return { conversationId };
}

/** A ticket was asked for, the caller said something, people should know something, or at least whom to call back. */
function worthATicket({ wanted, turns, remarks, from }: Conversation): boolean {
  return wanted || turns.some((turn) => turn.who === 'requester') || remarks.length > 0 || from.startsWith('+');
}
