import type { Asset, Named, Psa, Status } from '../../../core/ports/psa.js';
import type { HaloClient } from './client.js';
import type { Lookups } from './lookups.js';
import { toAsset } from './map.js';
import { recordNumber } from './record-number.js';
import { type AssetRow, assetShape } from './shapes.js';

export interface Setup extends Pick<Psa, 'queues' | 'statuses' | 'priorities' | 'categories' | 'assets'> {
  /** With all that its type has. Throws VendorError not_found. */
  asset(id: string): Promise<AssetRow>;
}

/** How many assets are read one by one, for what the list does not tell of them. */
const MOST_READ = 10;

/** The MSP's own set-up, and assets. Source: HaloPSA facts, lookups and assets. */
export function createSetup({ client, lookups }: { client: HaloClient; lookups: Lookups }): Setup {
  async function asset(id: string): Promise<AssetRow> {
    const path = `/Asset/${recordNumber('asset', id)}`;
    return client.get(`read asset ${id}`, path, assetShape, { includedetails: true });
  }

  return {
    asset,
    queues: async () => (await lookups.teams()).map(toNamed),
    /** HaloPSA's differ from one kind of ticket to another, never by team. */
    async statuses() {
      return (await lookups.statuses()).map(
        ({ closes, ...row }): Status => ({ ...toNamed(row), ...(closes === undefined ? {} : { closes }) }),
      );
    },
    /** Each agreement on service levels has its own; a name that several have is told once. */
    async priorities() {
      const rows = await lookups.priorities();
      return [...new Map(rows.toReversed().map((row) => [row.name.toLowerCase(), toNamed(row)])).values()].reverse();
    },
    categories: async () => (await lookups.categories()).map(toNamed),
    async assets({ companyId, contactId, search, limit }) {
      const owner = recordNumber('client', companyId);
      const query = {
        client_id: owner,
        user_id: contactId === undefined ? undefined : recordNumber('user', contactId),
        search: search || undefined,
        includeactive: true,
        includeinactive: false,
        includeuser: true,
        order: 'inventory_number',
        orderdesc: false,
      };
      const size = Math.min(limit, client.pageSize);
      const { rows } = await client.page('list assets', '/Asset', assetShape, query, 1, size);
      // Whose it is is read from the record: HaloPSA ignores filters that it does not know.
      const found = rows.filter((row) => row.client_id === owner && !row.inactive).slice(0, limit);
      const assets: Asset[] = [];
      for (const [place, row] of found.entries()) {
        const whole = row.fields || place >= MOST_READ ? row : await asset(String(row.id)).catch(() => row);
        const isTheirs = contactId === undefined || (whole.users?.some(({ id }) => String(id) === contactId) ?? true);
        if (isTheirs) assets.push(toAsset({ ...row, ...whole }, companyId));
      }
      return assets;
    },
  };
}

function toNamed({ id, name }: { id: string | number; name: string }): Named {
  return { id: String(id), name };
}
