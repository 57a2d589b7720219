import { z } from 'zod';
import type { Graph } from './graph.js';

const organization = z.object({
  verifiedDomains: z.array(z.object({ name: z.string(), type: z.string().nullish() })).nullish(),
});

/** The domains that a tenant has proven to own, by their names in lower case, with whether sign-ins take place elsewhere. */
export async function verifiedDomainsOf(
  graph: Graph,
  tenantId: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, { federated: boolean }>> {
  const [tenant] = await graph.list(
    tenantId,
    {
      doing: 'read the domains of the tenant',
      need: 'readOrganization',
      path: '/organization',
      query: { $select: 'id,verifiedDomains' },
      signal,
    },
    organization,
  );
  const domains = tenant?.verifiedDomains ?? [];
  return new Map(domains.map(({ name, type }) => [name.toLowerCase(), { federated: isFederated(type) }]));
}

function isFederated(type: string | null | undefined): boolean {
  return type?.toLowerCase() === 'federated';
}

/** What stands after the @, in lower case. */
export function domainOf(address: string): string {
  return address.split('@').at(-1)?.toLowerCase() ?? '';
}
