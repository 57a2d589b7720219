import { randomUUID } from 'node:crypto';
import { Conflict } from '../errors.js';
import { type Conversation, type ConversationModel, toConversation } from './conversation-model.js';

/** So long nobody else files a conversation after the process that did has died. Milliseconds. */
export const LEASE_MS = 60_000;

/** What filing itself changes; none of it shows that the conversation went on. */
export type FilingChanges = Partial<
  Pick<
    Conversation,
    | 'ticketId'
    | 'ticketNumber'
    | 'refusals'
    | 'transcriptNoteId'
    | 'notedRevision'
    | 'agentWoken'
    | 'trouble'
    | 'nextTryAt'
  >
>;

/** A conversation whose ticket only the holder makes or completes, among all processes on the database. */
export interface LeasedConversation {
  readonly id: string;
  /** As it is now. */
  read(): Promise<Conversation>;
  /**
   * Writes under the lease; `settled` takes the stored trouble away. Throws Conflict `lease_lost` when another process
   * has taken over.
   */
  change(changes: FilingChanges, options?: { settled?: boolean }): Promise<void>;
  /** Marks it as filed unless it has gone on since this revision. Returns whether it did. */
  markFiled(revision: number): Promise<boolean>;
  release(): Promise<void>;
}

/** Takes the lease, renewed until it is released; `heldUntil` while somebody else has it. */
export async function leaseConversation(
  model: ConversationModel,
  id: string,
  now: () => Date,
): Promise<{ leased: LeasedConversation } | { heldUntil: Date }> {
  const leaseOwner = randomUUID();
  const mine = { _id: id, leaseOwner };
  const until = () => new Date(now().getTime() + LEASE_MS);
  const taken = await model.updateOne(
    { _id: id, $or: [{ leaseUntil: null }, { leaseUntil: { $lte: now() } }] },
    { $set: { leaseOwner, leaseUntil: until() } },
  );
  if (taken.matchedCount === 0) {
    const holder = await model.findById(id, { leaseUntil: 1 }).lean();
    return { heldUntil: holder?.leaseUntil ?? now() };
  }
  const heartbeat = setInterval(() => {
    void model.updateOne(mine, { $set: { leaseUntil: until() } }).catch(() => undefined);
  }, LEASE_MS / 3);
  heartbeat.unref();

  function lost(): Conflict {
    return new Conflict(
      'lease_lost',
      `Another process has taken over the ticket of conversation ${id}; it goes on there`,
    );
  }

  return {
    leased: {
      id,
      async read() {
        const stored = await model.findOne(mine).lean();
        if (!stored) throw lost();
        return toConversation(stored);
      },
      async change(changes, { settled = false } = {}) {
        const done = await model.updateOne(mine, {
          $set: { ...changes, leaseUntil: until() },
          ...(settled ? { $unset: { trouble: 1, nextTryAt: 1 } } : {}),
        });
        if (done.matchedCount === 0) throw lost();
      },
      async markFiled(revision) {
        const done = await model.updateOne(
          { ...mine, revision },
          { $set: { filed: true }, $unset: { trouble: 1, nextTryAt: 1 } },
        );
        return done.matchedCount === 1;
      },
      async release() {
        clearInterval(heartbeat);
        await model.updateOne(mine, { $unset: { leaseOwner: 1, leaseUntil: 1 } });
      },
    },
  };
}
