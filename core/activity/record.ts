import type { Connection } from 'mongoose';
import { createAppend } from './append.js';
import type { Signer } from './chain.js';
import type { ActivityEntry, ActivityRecord } from './entry.js';
import { activityModels } from './model.js';
import { type ActivityPage, type ActivityQuery, createReading, type ListRequest } from './read.js';
import { resealHeads } from './reseal.js';
import { type ActivityVerdict, verifyChains } from './verify.js';

export type { ActivityEntry, ActivityKind, ActivityRecord } from './entry.js';

export interface Activity {
  /** Secrets in it are redacted as it is written. */
  add(entry: Omit<ActivityEntry, 'at'>): Promise<void>;
  /** Oldest first. */
  ofRun(runId: string): Promise<ActivityRecord[]>;
  ofTicket(ticketId: string): Promise<ActivityRecord[]>;
  ofConversation(conversationId: string): Promise<ActivityRecord[]>;
  /** A page, newest first. Throws InvalidInput `wrong_cursor`. */
  list(request: ListRequest): Promise<ActivityPage>;
  /** Every entry that fits, oldest first, one after another. */
  stream(query: ActivityQuery): AsyncIterable<ActivityRecord>;
  /** Goes through one chain (a client's id or `msp`) or all of them, and says where one is broken. */
  verify(chain?: string): Promise<ActivityVerdict>;
  /** Seals the head of every chain with the newest master key, so that older ones may go. */
  resealHeads(): Promise<void>;
}

/** Without a signer the chains have no seals: they show accidents, not somebody who writes them all anew. */
export function createActivity({
  connection,
  now,
  signer,
}: {
  connection: Connection;
  now: () => Date;
  signer?: Signer;
}): Activity {
  const models = activityModels(connection);
  const sealing = { ...models, ...(signer ? { signer } : {}) };
  const { ofRun, ofTicket, ofConversation, list, stream } = createReading(models);
  return {
    add: createAppend({ ...sealing, now }),
    ofRun,
    ofTicket,
    ofConversation,
    list,
    stream,
    verify: (chain) => verifyChains(sealing, chain),
    resealHeads: () => resealHeads(sealing),
  };
}
