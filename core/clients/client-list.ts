import type { Model } from 'mongoose';
import { type Page, type PageAsked, readPage } from '../store/page.js';
import { type Client, type ClientStatus, type DeployStatus, type StoredClient, toClient } from './client-model.js';

export interface ClientFilter {
  /** Part of the name or slug, in any case. */
  q?: string | undefined;
  /** Destroyed clients are listed only when they are asked for. */
  status?: ClientStatus | undefined;
  deployStatus?: DeployStatus['state'] | undefined;
  /** Of these only. */
  ids?: readonly string[] | undefined;
}

/** Pages of clients by name. Throws InvalidInput `bad_cursor`. */
export type ListClients = (asked: PageAsked & ClientFilter) => Promise<Page<Client>>;

export function createClientList(model: Model<StoredClient>): ListClients {
  const find = (filter: Record<string, unknown>, order: Record<string, 1 | -1>, limit: number) =>
    model.find(filter).sort(order).limit(limit).lean();

  return async ({ q, status, deployStatus, ids, ...page }) => {
    const text = q?.trim() ? new RegExp(q.trim().replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i') : undefined;
    const filter = {
      status: status ?? { $ne: 'destroyed' },
      ...(ids ? { _id: { $in: [...ids] } } : {}),
      ...(text ? { $or: [{ name: text }, { slug: text }] } : {}),
      // Documents of earlier releases have none, and are read as idle.
      ...(deployStatus
        ? { 'deployStatus.state': deployStatus === 'idle' ? { $in: ['idle', null] } : deployStatus }
        : {}),
    };
    const { items, ...rest } = await readPage<StoredClient>({ ...page, filter, by: 'name', find });
    return { items: items.map(toClient), ...rest };
  };
}
