import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Graph } from './graph.js';

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
      { doing: 'list the customers', need: 'readContracts', path: '/contracts' },
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
        need: 'readCustomers',
        path: '/tenantRelationships/delegatedAdminCustomers',
      },
      customer,
    );
    return customers.map((row) => ({ id: row.tenantId, name: row.displayName ?? row.tenantId }));
  }
}
