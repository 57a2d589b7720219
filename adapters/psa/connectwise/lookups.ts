import { z } from 'zod';
import { collect } from '../collect.js';
import { pick } from '../named.js';
import { createRemembered } from '../remembered.js';
import type { ConnectWiseClient } from './client.js';
import { equal } from './conditions.js';
import { VENDOR } from './failure.js';
import { everyRow } from './paging.js';

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
  /** Types of tickets of a board: what other PSAs call categories. */
  types(boardId: number): Promise<Named[]>;
  priorities(): Promise<Named[]>;
  /** The record with this id or name (any case). Throws VendorError invalid that lists what there is. */
  board(key: string): Promise<Named>;
  status(boardId: number, key: string): Promise<Named>;
  type(boardId: number, key: string): Promise<Named>;
  priority(key: string): Promise<Named>;
  source(key: string): Promise<Named>;
}

/** Boards, statuses, priorities and sources: the MSP's own set-up, which changes rarely. */
export function createLookups(client: ConnectWiseClient, now: () => Date): Lookups {
  const remembered = createRemembered<Named[]>(now);
  const list = (what: string, path: string, onlyActive?: string) =>
    remembered(path, () =>
      collect(
        everyRow(client, `list ${what}`, path, named, onlyActive ? { conditions: equal(onlyActive, false) } : {}),
      ),
    );

  const boards = () => list('boards', '/service/boards', 'inactiveFlag');
  const statuses = async (boardId: number) =>
    (await list('statuses', `/service/boards/${boardId}/statuses`)).filter((status) => !status.inactive);
  const types = async (boardId: number) =>
    (await list('types', `/service/boards/${boardId}/types`)).filter((type) => !type.inactiveFlag);
  const priorities = () => list('priorities', '/service/priorities');
  const sources = () => list('sources', '/service/sources');

  return {
    boards,
    statuses,
    types,
    priorities,
    board: async (key) => pick(VENDOR, 'board', key, await boards()),
    status: async (boardId, key) => pick(VENDOR, 'status on this board', key, await statuses(boardId)),
    type: async (boardId, key) => pick(VENDOR, 'type on this board', key, await types(boardId)),
    priority: async (key) => pick(VENDOR, 'priority', key, await priorities()),
    source: async (key) => pick(VENDOR, 'source', key, await sources()),
  };
}
