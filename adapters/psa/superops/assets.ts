import type { Psa } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import type { SuperOpsClient } from './client.js';
import type { Companies } from './companies.js';
import { is } from './conditions.js';
import { documents } from './documents.js';
import { missing } from './failure.js';
import { idOf } from './ids.js';
import { toAsset } from './map.js';
import { type AssetRow, assetShape } from './shapes.js';

export interface Assets extends Pick<Psa, 'assets'> {
  /** Throws VendorError not_found. */
  asset(id: string): Promise<AssetRow>;
  rows(companyId: string): Promise<AssetRow[]>;
}

/** Assets can be asked for by their client's name, not by its id, and not sorted. Source: SuperOps facts, assets. */
export function createAssets({ client, companies }: { client: SuperOpsClient; companies: Companies }): Assets {
  async function rows(companyId: string): Promise<AssetRow[]> {
    const id = idOf('client', companyId);
    const name = await companies.nameOf(id);
    if (name === undefined) return [];
    const found = await collect(
      client.everyRow('list assets', documents.assets, { condition: is('client.name', name), pace: 'bulk' }),
    );
    // Names need not be unique: whose it is is read from the record.
    return found.filter((row) => row.client?.accountId === id);
  }

  return {
    rows,
    async asset(assetId) {
      const doing = `read asset ${assetId}`;
      const row = await client.ask(doing, documents.asset, assetShape, { assetId: idOf('asset', assetId) });
      if (!row) throw missing(doing, `asset ${assetId}`);
      return row;
    },
    async assets({ companyId, contactId, search, limit }) {
      const part = search?.trim().toLowerCase();
      const userId = contactId?.split('@')[0];
      return (await rows(companyId))
        .map(toAsset)
        .filter((asset) => userId === undefined || asset.contactId === userId)
        .filter((asset) => !part || asset.name.toLowerCase().includes(part))
        .sort((one, other) => one.name.localeCompare(other.name))
        .slice(0, limit);
    },
  };
}
