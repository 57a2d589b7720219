import { z } from 'zod';
import type { Asset, Named, Psa, Status } from '../../../core/ports/psa.js';
import { filled } from '../filled.js';
import type { ConnectWiseClient } from './client.js';
import { all, equal, like } from './conditions.js';
import type { Lookups, Named as Row } from './lookups.js';
import { recordNumber } from './record-number.js';

const reference = z.object({ id: z.number(), name: z.string().nullish() });
const configurationShape = z.object({
  id: z.number(),
  name: z.string().nullish(),
  type: reference.nullish(),
  company: reference.nullish(),
  contact: reference.nullish(),
  serialNumber: z.string().nullish(),
  modelNumber: z.string().nullish(),
  ipAddress: z.string().nullish(),
  osType: z.string().nullish(),
  lastLoginName: z.string().nullish(),
});

/** The MSP's own set-up, and its configurations, which are what ConnectWise calls assets. */
export function createSetup({
  client,
  lookups,
}: {
  client: ConnectWiseClient;
  lookups: Lookups;
}): Pick<Psa, 'queues' | 'statuses' | 'priorities' | 'categories' | 'assets'> {
  /** Of one board, or of all of them, each name once. */
  async function ofBoards(board: string | undefined, list: (boardId: number) => Promise<Row[]>): Promise<Row[]> {
    if (board !== undefined) return list((await lookups.board(board)).id);
    const rows = (await Promise.all((await lookups.boards()).map(({ id }) => list(id)))).flat();
    return [...new Map(rows.map((row) => [row.name.toLowerCase(), row])).values()];
  }

  return {
    queues: async () => (await lookups.boards()).map(toNamed),
    async statuses(board) {
      const rows = await ofBoards(board, lookups.statuses);
      return rows.map((row): Status => ({ ...toNamed(row), closes: row.closedStatus === true }));
    },
    priorities: async () => (await lookups.priorities()).map(toNamed),
    categories: async (board) => (await ofBoards(board, lookups.types)).map(toNamed),
    async assets({ companyId, contactId, search, limit }) {
      const company = recordNumber('company', companyId);
      const { rows } = await client.page('list configurations', '/company/configurations', configurationShape, {
        conditions: all(
          equal('company/id', company),
          contactId === undefined ? undefined : equal('contact/id', recordNumber('contact', contactId)),
          equal('activeFlag', true),
          search ? like('name', search, 'anywhere') : undefined,
        ),
        orderBy: 'name asc',
        pageSize: limit,
      });
      // Whose it is is read from the record: a question can be understood in other ways than it was meant.
      const wanted = search?.trim().toLowerCase() ?? '';
      return rows
        .filter((row) => row.company?.id === company)
        .filter((row) => contactId === undefined || String(row.contact?.id) === contactId)
        .filter((row) => (row.name ?? '').toLowerCase().includes(wanted))
        .map((row) => toAsset(row, companyId));
    },
  };
}

function toNamed({ id, name }: Row): Named {
  return { id: String(id), name };
}

function toAsset(row: z.infer<typeof configurationShape>, companyId: string): Asset {
  const optional = {
    contactId: row.contact ? String(row.contact.id) : undefined,
    type: row.type?.name ?? undefined,
    serialNumber: row.serialNumber ?? undefined,
    model: row.modelNumber ?? undefined,
    os: row.osType ?? undefined,
    lastUser: row.lastLoginName ?? undefined,
    ipAddress: row.ipAddress ?? undefined,
  };
  return { id: String(row.id), name: row.name ?? '', companyId, ...filled(optional) };
}
