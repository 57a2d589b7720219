import type { z } from 'zod';
import type { ToolScope } from '../../../core/tools/tool.js';
import type { ItGlueClient, Rows } from './client.js';
import { organizationOf, ownRecord, ownRows } from './scoped.js';
import type { OfOrganization } from './shapes.js';

/** The part of a tool's scope that says where and for how long. */
export type At = Pick<ToolScope, 'mapping' | 'signal'>;

/** Records of one kind that stand below their organisation. */
export interface Records<T> {
  /** All of the mapped organisation that are not archived. */
  all(at: At): Promise<Rows<T>>;
  /** Throws VendorError forbidden for what is not of the mapped organisation. */
  get(at: At, id: string): Promise<T>;
}

/** Configurations and contacts. `kind`: as it stands in paths. Source: IT Glue facts. */
export function createRecords<T extends OfOrganization & { archived?: boolean | null | undefined }>({
  client,
  kind,
  what,
  shape,
}: {
  client: ItGlueClient;
  kind: 'configurations' | 'contacts';
  what: string;
  shape: z.ZodType<T>;
}): Records<T> {
  const pathOf = (organization: string) => `/organizations/${organization}/relationships/${kind}`;
  return {
    async all({ mapping, signal }) {
      const organization = organizationOf({ mapping });
      const call = { doing: `list the ${kind}`, path: pathOf(organization), signal };
      const { rows, more } = await client.list(call, shape);
      return { rows: ownRows(organization, rows).filter(({ archived }) => !archived), more };
    },
    async get({ mapping, signal }, id) {
      const organization = organizationOf({ mapping });
      const call = { doing: `read the ${what} ${id}`, path: `${pathOf(organization)}/${id}`, signal };
      return ownRecord(organization, capital(what), id, await client.find(call, shape));
    },
  };
}

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);
