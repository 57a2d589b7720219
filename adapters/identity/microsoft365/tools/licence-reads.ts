import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { bounded, cut } from '../bounded.js';
import { productName } from '../product-names.js';
import { nameOf, subject, type ToolParts, user } from './parts.js';

const detail = z.object({ skuId: z.string(), skuPartNumber: z.string() });

/** Source: Microsoft Graph facts, licences. */
export function licenceReadTools({ graph, users, licences }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'm365:list-user-licenses',
      description: 'Lists the licences that a user has.',
      input: z.strictObject({ user }),
      effect: 'read',
      subject,
      async run(scope, args) {
        const found = await users.get(scope.mapping, args.user, scope.signal);
        const rows = await graph.list(
          scope.mapping,
          {
            doing: `list the licences of ${found.userPrincipalName}`,
            need: 'readLicences',
            path: `/users/${found.id}/licenseDetails`,
            signal: scope.signal,
          },
          detail,
        );
        const { shown, left } = bounded(
          rows.map((row) => ({
            skuId: row.skuId,
            skuPartNumber: row.skuPartNumber,
            product: productName(row.skuPartNumber),
          })),
        );
        const names = shown.map(({ skuPartNumber }) => skuPartNumber).join(', ');
        return {
          output: { licences: shown, ...cut(left) },
          summary: `${nameOf(found)} has ${names || 'no licence'}.`,
        };
      },
    }),
    defineTool({
      name: 'm365:list-available-licenses',
      description: "Lists the client's licences: how many there are, are used and are free.",
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope) {
        const { shown, left } = bounded(await licences.all(scope.mapping, scope.signal));
        const free = shown.map((licence) => `${licence.skuPartNumber}: ${licence.free} free`).join(', ');
        return { output: { licences: shown, ...cut(left) }, summary: free || 'The tenant has no licences.' };
      },
    }),
  ];
}
