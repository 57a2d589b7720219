import type { ContactDirectory } from '../clients/contact-directory.js';
import { Conflict, reasonOf } from '../errors.js';
import type { Queue } from '../jobs/queue.js';
import { createTurns } from '../jobs/turns.js';
import type { Conversation, Conversations } from './conversation.js';
import { createFiling, type FilingDeps } from './filing.js';
import type { ConversationEnd, Intake } from './intake.js';
import type { LeasedConversation } from './lease.js';
import { setback } from './trouble.js';

/** The job that makes and completes a conversation's ticket. */
const FILE = 'intake.file';
/** The job that ends conversations nobody ends: the process died, the line vanished. */
const RECOVER = 'intake.recover';

const RECOVER_EVERY_MS = 30_000;

export interface IntakeOptions extends FilingDeps {
  conversations: Conversations;
  contacts: Pick<ContactDirectory, 'get' | 'identify'>;
  queue: Queue;
  now(): Date;
  log: { warn(detail: object, message: string): void; error(detail: object, message: string): void };
  /** How long a caller waits for the ticket number before hearing that it will be made. Milliseconds. */
  openTimeoutMs?: number;
  /**
   * A conversation in which nothing happens for so long is over. Milliseconds; longer than a door is ever silent (Twilio
   * speaks a question and takes the answer, or a recording, for up to three minutes).
   */
  quietMs?: number;
  /** No other process works on the database: whoever held a conversation at the start is dead. */
  alone?: boolean;
}

export interface RunningIntake extends Intake {
  /** True when this ticket came out of a conversation, which wakes the agent itself. */
  owns(ticketId: string): Promise<boolean>;
  /** Starts the recovery of conversations that were left open. */
  start(): Promise<void>;
}

/** The core's side of every front door: see `Intake` for the promises. */
export function createIntake({
  conversations,
  queue,
  now,
  log,
  openTimeoutMs = 6_000,
  quietMs = 300_000,
  alone = false,
  ...deps
}: IntakeOptions): RunningIntake {
  const { contacts, activity } = deps;
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

  const fileSoon = (id: string) => queue.now(FILE, fileData(id), { key: id });

  async function end(
    id: string,
    how: ConversationEnd,
    detail = '',
    options: { quietSince?: Date } = {},
  ): Promise<void> {
    const { conversation, ended } = await conversations.end(id, how, detail, options);
    if (ended) {
      await activity.add({
        kind: 'conversation.ended',
        what: `The conversation ended: ${how}`,
        conversationId: id,
        ...(conversation.ticketId ? { ticketId: conversation.ticketId } : {}),
        detail: { detail },
      });
    }
    if (conversation.end) await fileSoon(id);
  }

  /** What comes after the end goes onto the note soon, not with the next recovery. */
  async function keep(told: Promise<Conversation>): Promise<void> {
    const conversation = await told;
    if (conversation.end) await fileSoon(conversation.id);
  }

  async function recover(): Promise<void> {
    const quietSince = new Date(now().getTime() - quietMs);
    for (const id of await conversations.quietSince(quietSince)) {
      await end(id, 'dropped', 'Nothing more was heard from the line.', { quietSince }).catch((error: unknown) =>
        log.warn({ conversationId: id, reason: reasonOf(error) }, 'a quiet conversation could not be ended yet'),
      );
    }
    for (const id of await conversations.unfiled()) await fileSoon(id);
  }

  queue.define<{ conversationId: string }>(FILE, ({ conversationId }) => file(conversationId), { concurrency: 4 });
  queue.define(RECOVER, recover);

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
    said: (id, turn) => keep(conversations.addTurn(id, turn)),
    identify: (heard) => contacts.identify(heard),
    async confirm(id, contactId, evidence) {
      const contact = contacts.get(contactId);
      await keep(
        conversations.update(id, {
          contactId,
          evidence: [...evidence],
          ...(contact ? { contact: asConfirmed(contact) } : {}),
        }),
      );
      await activity.add({
        kind: 'conversation.matched',
        what: `The caller is ${contact?.firstName ?? ''} ${contact?.lastName ?? ''} of ${contact?.companyName ?? ''}`,
        conversationId: id,
        detail: { contactId, evidence },
      });
    },
    unconfirmed: (id, claimed) => keep(conversations.update(id, { claimed })),
    async openTicket(id, problem) {
      await conversations.update(id, { problem, wanted: true });
      const opening = holding(id, (leased) => filing.open(leased));
      try {
        const ticketId = await within(opening, openTimeoutMs);
        await fileSoon(id).catch((error: unknown) =>
          log.warn(
            { conversationId: id, reason: reasonOf(error) },
            'the note of a new ticket waits for the next recovery',
          ),
        );
        return { state: 'open', ticketId };
      } catch (error) {
        log.warn({ conversationId: id, reason: reasonOf(error) }, 'ticket not opened yet; it stays queued');
        await fileSoon(id).catch(() => undefined);
        return { state: 'pending' };
      }
    },
    remark: (id, remark) => keep(conversations.addRemark(id, remark)),
    end: (id, how, detail) => end(id, how, detail),
    async owns(ticketId) {
      return Boolean(await conversations.byTicket(ticketId));
    },
    async start() {
      if (alone) await conversations.releaseLeases();
      await queue.every(RECOVER, RECOVER_EVERY_MS);
    },
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

function asConfirmed({ id, companyId, companyName, firstName, lastName }: NonNullable<Conversation['contact']>) {
  return { id, companyId, companyName, firstName, lastName };
}

/** A ticket was asked for, the caller said something, people should know something, or at least whom to call back. */
function worthATicket({ wanted, turns, remarks, from }: Conversation): boolean {
  return wanted || turns.some((turn) => turn.who === 'requester') || remarks.length > 0 || from.startsWith('+');
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
