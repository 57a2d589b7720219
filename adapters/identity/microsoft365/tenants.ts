import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import type { Graph } from './graph.js';
import type { Tokens } from './tokens.js';

const contract = z.object({
  customerId: z.string(),
  displayName: z.string().nullish(),
  defaultDomainName: z.string().nullish(),
});
const customer = z.object({ tenantId: z.string(), displayName: z.string().nullish() });

/** The MSP's customers, as the partner tenant knows them. Source: Microsoft Graph facts, partner-tenant reads. */
export async function customersOf(graph: Graph, partnerTenantId: string): Promise<{ id: string; name: string }[]> {
  try {
    const contracts = await graph.list(
      partnerTenantId,
      { doing: 'list the customers', permission: 'Directory.Read.All', path: '/contracts' },
      contract,
    );
    return contracts.map((row) => ({
      id: row.customerId,
      name: row.displayName ?? row.defaultDomainName ?? row.customerId,
    }));
  } catch (error) {
    if (!(error instanceof VendorError) || error.passing) throw error;
    const customers = await graph.list(
      partnerTenantId,
      {
        doing: 'list the customers with delegated administration',
        permission: 'DelegatedAdminRelationship.Read.All',
        path: '/tenantRelationships/delegatedAdminCustomers',
      },
      customer,
    );
    return customers.map((row) => ({ id: row.tenantId, name: row.displayName ?? row.tenantId }));
  }
}

const anything = z.object({ id: z.string() });

/** Whether one client's tenant lets us in, and which of the rights that can be tried by reading are missing. */
export async function checkTenant(graph: Graph, tokens: Tokens, tenantId: string): Promise<Finding[]> {
  const signIn = await look(`Sign in to tenant ${tenantId}`, () => tokens.of(tenantId));
  if (!signIn.ok) return [signIn];
  const one = { $top: 1, $select: 'id' };
  const read = (what: string, permission: string, path: string, query: Record<string, string | number> = {}) =>
    look(what, () =>
      graph.get(
        tenantId,
        { doing: what.toLowerCase(), permission, path, query },
        z.object({ value: z.array(anything) }),
      ),
    );
  return [
    signIn,
    await read('Read users', 'User.Read.All', '/users', one),
    await read('Read groups', 'GroupMember.Read.All', '/groups', one),
    await read('Read licences', 'LicenseAssignment.Read.All', '/subscribedSkus'),
    await read('Read the organisation', 'Organization.Read.All', '/organization'),
  ];
}

export async function look(what: string, attempt: () => Promise<unknown>): Promise<Finding> {
  try {
    await attempt();
    return { ok: true, what };
  } catch (error) {
    const passing = error instanceof VendorError && error.passing;
    return { ok: false, what, problem: reasonOf(error), ...(passing ? { passing } : {}) };
  }
}
