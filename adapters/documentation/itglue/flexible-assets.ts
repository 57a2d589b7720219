import { VendorError } from '../../../core/errors.js';
import { createRemembered } from '../../psa/remembered.js';
import type { ItGlueClient, Rows } from './client.js';
import { VENDOR } from './failure.js';
import type { At } from './records.js';
import { organizationOf, ownRecord, ownRows } from './scoped.js';
import {
  type AssetFieldRow,
  type AssetTypeRow,
  assetFieldShape,
  assetTypeShape,
  type FlexibleAssetRow,
  flexibleAssetShape,
} from './shapes.js';

export interface FlexibleAssets {
  types(): Promise<AssetTypeRow[]>;
  /** What the traits of a type mean. */
  fieldsOf(typeId: string): Promise<AssetFieldRow[]>;
  /** All of the mapped organisation that are not archived, of one type or of every type. */
  all(at: At, typeName?: string): Promise<Rows<FlexibleAssetRow>>;
  get(at: At, id: string): Promise<FlexibleAssetRow>;
}

/** A search asks once for each type: what was read so lately is not asked for again by the next search. Milliseconds. */
const ROWS_AGE_MS = 60_000;
const MOST_TYPES = 200;
const MOST_OF_A_TYPE = 1_000;

/** There is no list of all flexible assets: the filter by type is required. Source: IT Glue facts, flexible assets. */
export function createFlexibleAssets({ client, now }: { client: ItGlueClient; now: () => Date }): FlexibleAssets {
  const types = createRemembered<AssetTypeRow[]>(now);
  const fields = createRemembered<AssetFieldRow[]>(now);
  const rowsOf = createRemembered<Rows<FlexibleAssetRow>>(now, ROWS_AGE_MS);

  const listTypes = () =>
    types('all', async () => {
      const call = { doing: 'list the flexible asset types', path: '/flexible_asset_types' };
      return (await client.list(call, assetTypeShape, MOST_TYPES)).rows;
    });

  const listOfType = (organization: string, { id, name }: AssetTypeRow) =>
    rowsOf(`${organization} ${id}`, async () => {
      const query = { 'filter[flexible-asset-type-id]': id, 'filter[organization-id]': organization };
      const call = { doing: `list the flexible assets of type ${name}`, path: '/flexible_assets', query };
      const { rows, more } = await client.list(call, flexibleAssetShape, MOST_OF_A_TYPE);
      const own = ownRows(organization, rows).filter((row) => row['flexible-asset-type-id'] === id && !row.archived);
      return { rows: own, more };
    });

  return {
    types: listTypes,
    fieldsOf: (typeId) =>
      fields(typeId, async () => {
        const path = `/flexible_asset_types/${typeId}/relationships/flexible_asset_fields`;
        return (await client.list({ doing: `list the fields of flexible asset type ${typeId}`, path }, assetFieldShape))
          .rows;
      }),
    async all({ mapping }, typeName) {
      const organization = organizationOf({ mapping });
      const known = await listTypes();
      const lists = await Promise.all(typesNamed(known, typeName).map((type) => listOfType(organization, type)));
      return { rows: lists.flatMap(({ rows }) => rows), more: lists.some(({ more }) => more) };
    },
    async get({ mapping, signal }, id) {
      const organization = organizationOf({ mapping });
      const call = { doing: `read the flexible asset ${id}`, path: `/flexible_assets/${id}`, signal };
      return ownRecord(organization, 'Flexible asset', id, await client.find(call, flexibleAssetShape));
    },
  };
}

/** Throws VendorError invalid, with the names that there are, for a name that no type has. */
function typesNamed(types: readonly AssetTypeRow[], name: string | undefined): readonly AssetTypeRow[] {
  if (name === undefined) return types;
  const wanted = name.trim().toLowerCase();
  const found = types.filter((type) => type.name.toLowerCase() === wanted || type.id === wanted);
  if (found.length > 0) return found;
  const names = types.slice(0, 50).map((type) => type.name);
  throw new VendorError(
    VENDOR,
    'invalid',
    `IT Glue has no flexible asset type "${name}". There is: ${names.join(', ') || 'none'}.`,
  );
}
