import mongoose, { type QueryFilter } from 'mongoose';
import { InvalidInput } from '../errors.js';
import type { ActivityEntry, ActivityKind, ActivityRecord } from './entry.js';
import type { ActivityModels, StoredEntry } from './model.js';

export interface ActivityQuery {
  /** A client's id, or several; `msp`: what no client owns; `all`: everything. */
  of: string | readonly string[];
  kinds?: readonly ActivityKind[];
  /** From this time on. */
  from?: Date;
  /** Before this time. */
  to?: Date;
  runId?: string;
  ticketId?: string;
  /** Words that the sentence contains, in any case. */
  q?: string;
}

export interface ListRequest extends ActivityQuery {
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** 1 to 200; 50 unless told otherwise. */
  limit?: number;
}

export interface ActivityPage {
  entries: (ActivityRecord & { id: string })[];
  /** Absent on the last page. */
  nextCursor?: string;
}

/** Reading the record; nothing here changes it. */
export function createReading({ entries: model }: Pick<ActivityModels, 'entries'>) {
  const SHOWN = { _id: 0, seal: 0 } as const;
  // A run, a ticket or a conversation may have entries that no client owns.
  const oldestFirst = (filter: Partial<ActivityEntry>): Promise<ActivityRecord[]> =>
    model.find(filter, SHOWN, { allClients: true }).sort({ at: 1, seq: 1, _id: 1 }).lean();

  return {
    ofRun: (runId: string) => oldestFirst({ runId }),
    ofTicket: (ticketId: string) => oldestFirst({ ticketId }),
    ofConversation: (conversationId: string) => oldestFirst({ conversationId }),
    async list({ cursor, limit = 50, ...query }: ListRequest): Promise<ActivityPage> {
      const most = Math.min(Math.max(1, Math.trunc(limit)), 200);
      const filter = { $and: [filterOf(query), cursor === undefined ? {} : olderThan(cursor)] };
      const found = await model
        .find(filter, { seal: 0 }, { allClients: true })
        .sort({ at: -1, _id: -1 })
        .limit(most + 1)
        .lean();
      const page = found.slice(0, most);
      const last = page.at(-1);
      return {
        entries: page.map(({ _id, ...entry }) => ({ id: String(_id), ...entry })),
        ...(found.length > most && last ? { nextCursor: `${last.at.getTime()}-${String(last._id)}` } : {}),
      };
    },
    async *stream(query: ActivityQuery): AsyncGenerator<ActivityRecord> {
      const found = model.find(filterOf(query), SHOWN, { allClients: true }).sort({ at: 1, _id: 1 }).lean();
      yield* found.cursor({ batchSize: 500 });
    },
  };
}

function filterOf({ of, kinds, from, to, runId, ticketId, q }: ActivityQuery): QueryFilter<StoredEntry> {
  return {
    ...(of === 'all' ? {} : { clientId: ownersOf(of) }),
    ...(kinds && kinds.length > 0 ? { kind: { $in: [...kinds] } } : {}),
    ...(from || to ? { at: { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) } } : {}),
    ...(runId ? { runId } : {}),
    ...(ticketId ? { ticketId } : {}),
    ...(q ? { what: { $regex: q.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' } } : {}),
  };
}

function ownersOf(of: string | readonly string[]) {
  if (typeof of !== 'string') return { $in: [...of] };
  return of === 'msp' ? null : of;
}

function olderThan(cursor: string) {
  const [, at = '', id = ''] = /^(\d{1,15})-([0-9a-f]{24})$/.exec(cursor) ?? [];
  if (!id) throw new InvalidInput('wrong_cursor', 'The cursor is not one that a page of the activity record gave');
  const time = new Date(Number(at));
  return { $or: [{ at: { $lt: time } }, { at: time, _id: { $lt: new mongoose.Types.ObjectId(id) } }] };
}
