import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { nameOf, subject, type ToolParts, user } from './parts.js';

const detail = z.object({ skuId: z.string(), skuPartNumber: z.string() });
const sku = detail.extend({
  consumedUnits: z.number(),
  prepaidUnits: z.object({ enabled: z.number().nullish() }).nullish(),
  capabilityStatus: z.string().nullish(),
});
const PERMISSION = 'LicenseAssignment.Read.All';

export function licenceReadTools({ graph, users }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'm365:list-user-licenses',
      description: 'Lists the licences that a user has.',
      input: z.strictObject({ user }),
      effect: 'read',
      subject,
      async run(scope, args) {
        const found = await users.get(scope.mapping, args.user, scope.signal);
        const licences = await graph.list(
          scope.mapping,
          {
            doing: `list the licences of ${found.userPrincipalName}`,
            permission: PERMISSION,
            path: `/users/${found.id}/licenseDetails`,
            signal: scope.signal,
          },
          detail,
        );
        const names = licences.map((licence) => licence.skuPartNumber).join(', ');
        return { output: { licences }, summary: `${nameOf(found)} has ${names || 'no licence'}.` };
      },
    }),
    defineTool({
      name: 'm365:list-available-licenses',
      description: "Lists the client's licences: how many there are, are used and are free.",
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope) {
        const rows = await graph.list(
          scope.mapping,
          {
            doing: 'list the licences of the tenant',
            permission: PERMISSION,
            path: '/subscribedSkus',
            signal: scope.signal,
          },
          sku,
        );
        const licences = rows.map((row) => {
          const total = row.prepaidUnits?.enabled ?? 0;
          return {
            skuId: row.skuId,
            skuPartNumber: row.skuPartNumber,
            total,
            used: row.consumedUnits,
            free: Math.max(0, total - row.consumedUnits),
            state: row.capabilityStatus ?? undefined,
          };
        });
        const free = licences.map((licence) => `${licence.skuPartNumber}: ${licence.free} free`).join(', ');
        return { output: { licences }, summary: free || 'The tenant has no licences.' };
      },
    }),
  ];
}
