import mongoose from 'mongoose';
import { z } from 'zod';
import { InvalidInput } from '../errors.js';

/** A part of a list. `limit` entries at most, after the place that `cursor` marks. */
export interface PageAsked {
  limit: number;
  cursor?: string | undefined;
}

export interface Page<T> {
  items: T[];
  /** Marks where the next page begins; absent on the last one. */
  next?: string;
}

export interface ReadPage<T> extends PageAsked {
  filter?: Record<string, unknown>;
  /** The field that the list is sorted by; entries of equal value are sorted by `_id`. Every document has to have it. */
  by: keyof T & string;
  newestFirst?: boolean;
  /** `model.find(filter).sort(order).limit(limit).lean()`, with the options that the model wants. */
  find(filter: Record<string, unknown>, order: Record<string, 1 | -1>, limit: number): PromiseLike<T[]>;
}

/** A place in a list: the value that it is sorted by and the id. Dates and object ids travel under a name. */
const value = z.union([
  z.string(),
  z.number(),
  z.object({ date: z.iso.datetime() }).transform(({ date }) => new Date(date)),
  z.object({ id: z.string().regex(/^[0-9a-f]{24}$/) }).transform(({ id }) => new mongoose.Types.ObjectId(id)),
]);
const place = z.tuple([value, value]);

/**
 * One page of a collection, by value and not by number, so that what is added meanwhile shifts nothing. Throws
 * InvalidInput `bad_cursor` for a cursor that was not made here.
 */
export async function readPage<T extends { _id: unknown }>(asked: ReadPage<T>): Promise<Page<T>> {
  const { filter = {}, by, newestFirst = false, limit, cursor, find } = asked;
  const order = newestFirst ? -1 : 1;
  const beyond = newestFirst ? '$lt' : '$gt';
  const conditions: Record<string, unknown>[] = [filter];
  if (cursor !== undefined) {
    const [at, id] = readCursor(cursor);
    conditions.push({ $or: [{ [by]: { [beyond]: at } }, { [by]: at, _id: { [beyond]: id } }] });
  }
  const found = await find({ $and: conditions }, { [by]: order, _id: order }, limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last ? { items, next: cursorAt(last[by], last._id) } : { items };
}

function cursorAt(value: unknown, id: unknown): string {
  return Buffer.from(JSON.stringify([written(value), written(id)])).toString('base64url');
}

function written(entry: unknown): unknown {
  if (entry instanceof Date) return { date: entry.toISOString() };
  return entry instanceof mongoose.Types.ObjectId ? { id: entry.toHexString() } : entry;
}

function readCursor(cursor: string): z.infer<typeof place> {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new InvalidInput('bad_cursor', 'The cursor is none of this list; begin again without one', {
      details: { problems: ['cursor: is none of this list'] },
    });
  }
}
