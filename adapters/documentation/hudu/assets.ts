import { VendorError } from '../../../core/errors.js';
import { createRemembered } from '../../psa/remembered.js';
import type { HuduClient } from './client.js';
import { notHere } from './failure.js';
import { everyRow } from './paging.js';
import { type AssetRow, assetShape, layoutShape } from './shapes.js';

/** Kinds of an asset's fields by their label, small letters. Undefined when Hudu does not tell them. */
export type FieldKinds = ReadonlyMap<string, readonly string[]> | undefined;

export interface Assets {
  /** Of this company, not archived, by part of the name or the whole serial number. Throws VendorError. */
  search(companyId: number, query: string, signal?: AbortSignal): Promise<AssetRow[]>;
  get(companyId: number, assetId: number, signal?: AbortSignal): Promise<AssetRow>;
  fieldKinds(asset: AssetRow): Promise<FieldKinds>;
}

const DOING = 'read assets';

export function createAssets({ client, pageSize, now }: { client: HuduClient; pageSize: number; now(): Date }): Assets {
  const layouts = createRemembered<FieldKinds>(now);

  async function listed(
    companyId: number,
    filter: { search: string } | { primary_serial: string },
    signal?: AbortSignal,
  ) {
    const query = { company_id: companyId, archived: false, ...filter };
    const listing = { doing: DOING, path: '/assets', name: 'assets', row: assetShape, query, pageSize, signal };
    return everyRow(client, listing);
  }

  /** Keys that are restricted to companies have been seen to fail at /assets. Source: HuduAPI issue 28. */
  async function ofCompany(companyId: number, signal?: AbortSignal) {
    const path = `/companies/${companyId}/assets`;
    return everyRow(client, {
      doing: DOING,
      path,
      name: 'assets',
      row: assetShape,
      query: { archived: false },
      pageSize,
      signal,
    });
  }

  return {
    async search(companyId, query, signal) {
      const wanted = query.trim().toLowerCase();
      // Hudu ignores a filter that it does not know, so everything is looked at again.
      const isMeant = (row: AssetRow) =>
        [row.name, row.primary_serial, row.primary_mail].some((text) => text?.toLowerCase().includes(wanted));
      const isOurs = (row: AssetRow) => row.company_id === companyId && row.archived !== true;
      let rows: AssetRow[];
      try {
        rows = await listed(companyId, { search: query.trim() }, signal);
        if (!rows.some((row) => isOurs(row) && isMeant(row))) {
          rows = await listed(companyId, { primary_serial: query.trim() }, signal);
        }
      } catch (error) {
        if (!(error instanceof VendorError) || error.vendorStatus !== 500) throw error;
        rows = await ofCompany(companyId, signal);
      }
      return rows.filter((row) => isOurs(row) && isMeant(row));
    },
    async get(companyId, assetId, signal) {
      const path = `/companies/${companyId}/assets/${assetId}`;
      const found = await client.find({ doing: 'read an asset', path, signal }, 'asset', assetShape);
      if (found && found.id === assetId && found.company_id === companyId && !found.archived) return found;
      throw notHere('asset', String(assetId));
    },
    async fieldKinds({ asset_layout_id: layoutId }) {
      if (!layoutId) return undefined;
      return layouts(String(layoutId), async () => {
        const asked = { doing: 'read an asset layout', path: `/asset_layouts/${layoutId}` };
        const layout = await client.find(asked, 'asset_layout', layoutShape);
        if (!layout?.fields) return undefined;
        const kinds = new Map<string, string[]>();
        for (const { label, field_type } of layout.fields) {
          const key = (label ?? '').toLowerCase();
          kinds.set(key, [...(kinds.get(key) ?? []), field_type ?? '']);
        }
        return kinds;
      });
    },
  };
}
