import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { ConnectWiseClient } from './client.js';
import { equal } from './conditions.js';
import { VENDOR } from './failure.js';
import { collect, everyRow } from './paging.js';

const named = z.object({
  id: z.number(),
  name: z.string(),
  inactive: z.boolean().nullish(),
  inactiveFlag: z.boolean().nullish(),
  closedStatus: z.boolean().nullish(),
  defaultFlag: z.boolean().nullish(),
});
export type Named = z.infer<typeof named>;

export interface Lookups {
  boards(): Promise<Named[]>;
  statuses(boardId: number): Promise<Named[]>;
  priorities(): Promise<Named[]>;
  /** The record with this id or name (any case). Throws VendorError invalid that lists what there is. */
  board(key: string): Promise<Named>;
  status(boardId: number, key: string): Promise<Named>;
  priority(key: string): Promise<Named>;
  source(key: string): Promise<Named>;
}

const AGE_MS = 5 * 60_000;

/** Boards, statuses, priorities and sources: the MSP's own set-up, which changes rarely. */
export function createLookups(client: ConnectWiseClient, now: () => Date): Lookups {
  const kept = new Map<string, { at: number; rows: Promise<Named[]> }>();

  function list(what: string, path: string, onlyActive?: string): Promise<Named[]> {
    const at = now().getTime();
    const known = kept.get(path);
    if (known && at - known.at < AGE_MS) return known.rows;
    const rows = collect(
      everyRow(client, `list ${what}`, path, named, onlyActive ? { conditions: equal(onlyActive, false) } : {}),
    );
    kept.set(path, { at, rows });
    rows.catch(() => kept.delete(path));
    return rows;
  }

  const boards = () => list('boards', '/service/boards', 'inactiveFlag');
  const statuses = async (boardId: number) =>
    (await list('statuses', `/service/boards/${boardId}/statuses`)).filter((status) => !status.inactive);
  const priorities = () => list('priorities', '/service/priorities');
  const sources = () => list('sources', '/service/sources');

  return {
    boards,
    statuses,
    priorities,
    board: async (key) => pick('board', key, await boards()),
    status: async (boardId, key) => pick('status on this board', key, await statuses(boardId)),
    priority: async (key) => pick('priority', key, await priorities()),
    source: async (key) => pick('source', key, await sources()),
  };
}

function pick(what: string, key: string, rows: readonly Named[]): Named {
  const wanted = key.trim().toLowerCase();
  const found = rows.find((row) => row.name.toLowerCase() === wanted) ?? rows.find((row) => String(row.id) === wanted);
  if (found) return found;
  const names = rows.slice(0, 30).map((row) => row.name);
  throw new VendorError(
    VENDOR,
    'invalid',
    `ConnectWise has no ${what} "${key}". There is: ${names.join(', ') || 'none'}.`,
  );
}
