import { VendorError } from '../../../core/errors.js';
import type { ItGlueClient } from './client.js';
import { VENDOR } from './failure.js';
import type { At } from './records.js';
import { organizationOf } from './scoped.js';
import { type OrganizationRow, organizationShape } from './shapes.js';

export interface Organizations {
  all(): Promise<OrganizationRow[]>;
  /** Throws VendorError not_found when the mapped one is gone. */
  get(at: At): Promise<OrganizationRow>;
}

const MOST_ORGANIZATIONS = 20_000;

export function createOrganizations(client: ItGlueClient): Organizations {
  return {
    async all() {
      const call = { doing: 'list the organisations', path: '/organizations', query: { sort: 'name' } };
      return (await client.list(call, organizationShape, MOST_ORGANIZATIONS)).rows;
    },
    async get({ mapping, signal }) {
      const id = organizationOf({ mapping });
      const call = { doing: `read organisation ${id}`, path: `/organizations/${id}`, signal };
      const found = await client.find(call, organizationShape);
      if (found?.id === id) return found;
      throw new VendorError(
        VENDOR,
        'not_found',
        `IT Glue has no organisation ${id} (any more), or the API key may not see it. Check which organisation this client is mapped to.`,
      );
    },
  };
}
