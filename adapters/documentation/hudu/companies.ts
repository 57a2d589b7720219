import { VendorError } from '../../../core/errors.js';
import { createRemembered } from '../../psa/remembered.js';
import type { HuduClient } from './client.js';
import { VENDOR } from './failure.js';
import { everyRow } from './paging.js';
import { type CompanyRow, companyShape } from './shapes.js';

export interface Companies {
  /** Throws VendorError when the company that a client is mapped to is no company in Hudu, archived, or gone. */
  mapped(mapping: string): Promise<CompanyRow>;
  /**
   * Its number, after the same look, which is good for five minutes; whether it is still there may stay open while Hudu
   * cannot be reached.
   */
  numberOf(mapping: string): Promise<number>;
  all(): Promise<CompanyRow[]>;
}

export function createCompanies({
  client,
  pageSize,
  now,
}: {
  client: HuduClient;
  pageSize: number;
  now(): Date;
}): Companies {
  const remembered = createRemembered<CompanyRow>(now);

  async function mapped(mapping: string): Promise<CompanyRow> {
    const id = companyNumber(mapping);
    const found = await client.find({ doing: 'read a company', path: `/companies/${id}` }, 'company', companyShape);
    if (!found || found.id !== id)
      throw gone(`The Hudu company ${id} is not there (any more), or the key may not see it`);
    if (found.archived) throw gone(`The company ${found.name} is archived in Hudu`);
    return found;
  }

  return {
    mapped,
    async numberOf(mapping) {
      try {
        await remembered(mapping, () => mapped(mapping));
      } catch (error) {
        if (!(error instanceof VendorError && error.passing)) throw error;
      }
      return companyNumber(mapping);
    },
    all: () =>
      everyRow(client, {
        doing: 'read companies',
        path: '/companies',
        name: 'companies',
        row: companyShape,
        pageSize,
        pace: 'bulk',
      }),
  };
}

/** What people see when they map a client: the name, and what the company is called in the PSA where Hudu knows it. */
export function nameForMapping({ name, integrations }: CompanyRow): string {
  const known = (integrations ?? []).flatMap(({ integrator_name, identifier, sync_id }) => {
    const id = identifier || sync_id;
    return integrator_name && id ? [`${integrator_name} ${id}`] : [];
  });
  return known.length > 0 ? `${name} (${[...new Set(known)].slice(0, 3).join(', ')})` : name;
}

function companyNumber(mapping: string): number {
  if (/^[1-9]\d{0,14}$/.test(mapping)) return Number(mapping);
  throw new VendorError(VENDOR, 'invalid', `"${mapping}" is no company in Hudu. Map this client to its company again.`);
}

const gone = (what: string) =>
  new VendorError(VENDOR, 'not_found', `${what}. Map this client to another company, or put that one right in Hudu.`);
