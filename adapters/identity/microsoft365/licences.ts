import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Graph } from './graph.js';
import { productName } from './product-names.js';
import { VENDOR } from './vendor.js';

const skuShape = z.object({
  skuId: z.string().min(1),
  skuPartNumber: z.string(),
  consumedUnits: z.number(),
  prepaidUnits: z.object({ enabled: z.number().nullish() }).nullish(),
  capabilityStatus: z.string().nullish(),
  appliesTo: z.string().nullish(),
});

export interface Licence {
  skuId: string;
  skuPartNumber: string;
  /** What it is sold as, where that is known. */
  product: string | undefined;
  total: number;
  used: number;
  free: number;
  state: string | undefined;
}

const states = z.object({
  usageLocation: z.string().nullish(),
  licenseAssignmentStates: z
    .array(
      z.object({
        skuId: z.string(),
        assignedByGroup: z.string().nullish(),
        state: z.string().nullish(),
        error: z.string().nullish(),
      }),
    )
    .nullish(),
});

/** How somebody has a licence: given to them, and through which groups. */
export interface Holding {
  /** They really have it. What was given and could not be carried out (no seat was left) they have not. */
  inForce: boolean;
  direct: boolean;
  /** Object ids. */
  groups: string[];
  /** What Microsoft says is wrong with it, such as CountViolation. */
  errors: string[];
}

export interface Licences {
  all(tenantId: string, signal?: AbortSignal): Promise<Licence[]>;
  /** By SKU id, part number or product name. Throws VendorError not_found. */
  get(tenantId: string, key: string, signal?: AbortSignal): Promise<Licence>;
  holding(
    tenantId: string,
    user: { id: string; userPrincipalName: string },
    skuId: string,
    signal?: AbortSignal,
  ): Promise<Holding>;
}

/** Source: Microsoft Graph facts, licences. */
export function createLicences(graph: Graph): Licences {
  async function all(tenantId: string, signal?: AbortSignal): Promise<Licence[]> {
    const rows = await graph.list(
      tenantId,
      { doing: 'list the licences of the tenant', need: 'readSkus', path: '/subscribedSkus', signal },
      skuShape,
    );
    return rows
      .filter(({ appliesTo }) => appliesTo?.toLowerCase() !== 'company')
      .map((row) => {
        const total = row.prepaidUnits?.enabled ?? 0;
        return {
          skuId: row.skuId,
          skuPartNumber: row.skuPartNumber,
          product: productName(row.skuPartNumber),
          total,
          used: row.consumedUnits,
          free: Math.max(0, total - row.consumedUnits),
          state: row.capabilityStatus ?? undefined,
        };
      });
  }

  return {
    all,
    async get(tenantId, key, signal) {
      const wanted = key.trim().toLowerCase();
      const licences = await all(tenantId, signal);
      const found = licences.find(({ skuId, skuPartNumber, product }) =>
        [skuId, skuPartNumber, product].some((name) => name?.toLowerCase() === wanted),
      );
      if (found) return found;
      const known = licences.slice(0, 20).map(({ skuPartNumber }) => skuPartNumber);
      throw new VendorError(
        VENDOR,
        'not_found',
        `This client has no licence "${key}"; it has ${known.join(', ') || 'none at all'}`,
      );
    },
    async holding(tenantId, user, skuId, signal) {
      const found = await graph.get(
        tenantId,
        {
          doing: `read the licences of ${user.userPrincipalName}`,
          need: 'readUsers',
          path: `/users/${user.id}`,
          query: { $select: 'id,usageLocation,licenseAssignmentStates' },
          signal,
        },
        states,
      );
      const rows = (found.licenseAssignmentStates ?? []).filter(
        (row) => row.skuId.toLowerCase() === skuId.toLowerCase(),
      );
      return {
        // Values of `state` beside Active and Error are general knowledge (unconfirmed); only Error says that it is not there.
        inForce: rows.some(({ state }) => state?.toLowerCase() !== 'error'),
        direct: rows.some(({ assignedByGroup }) => !assignedByGroup),
        groups: rows.flatMap(({ assignedByGroup }) => assignedByGroup ?? []),
        errors: rows.flatMap(({ error }) => (error && error !== 'None' ? [error] : [])),
      };
    },
  };
}

/** "Microsoft 365 Business Premium (SPB)". */
export function nameOfLicence({ skuPartNumber, product }: Pick<Licence, 'skuPartNumber' | 'product'>): string {
  return product ? `${product} (${skuPartNumber})` : skuPartNumber;
}
