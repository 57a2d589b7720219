import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count, cutText } from '../../../psa/words.js';
import { boundedList } from '../../bounded-list.js';
import { withoutSecrets } from '../../without-secrets.js';
import { pageAddress } from '../address.js';
import { dateOf } from '../articles.js';
import { fieldsWithoutSecrets } from '../asset-fields.js';
import type { AssetRow } from '../shapes.js';
import { dayOf, idOf, query, type ToolParts } from './parts.js';

const MOST_ASSETS = 30;
const LONGEST = 300;

export function assetReadTools({ address, companies, assets }: ToolParts): Tool[] {
  const clean = (text: string | null | undefined) => (text ? withoutSecrets(cutText(text, LONGEST)) : undefined);
  const shown = (row: AssetRow) => ({
    assetId: String(row.id),
    name: clean(row.name) ?? '',
    type: clean(row.asset_type),
    serialNumber: clean(row.primary_serial),
    manufacturer: clean(row.primary_manufacturer),
    model: clean(row.primary_model),
    email: clean(row.primary_mail),
    changed: dayOf(dateOf(row.updated_at)),
    address: pageAddress(address, row.url),
  });
  return [
    defineTool({
      name: 'hudu:search-assets',
      description:
        "Finds this client's documented assets in Hudu (computers, firewalls, printers, contracts ...) by part of the name, serial number or e-mail.",
      input: z.strictObject({ query }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      describe: (args) => `Search the assets for "${args.query}".`,
      async run(scope, args) {
        const companyId = await companies.numberOf(scope.mapping);
        const found = await assets.search(companyId, args.query, scope.signal);
        const { rows, cut } = boundedList(found.map(shown), MOST_ASSETS);
        return {
          output: { assets: rows, ...(cut ? { cut } : {}) },
          summary: `Found ${count(found.length, 'asset')} for "${args.query}" in Hudu.`,
        };
      },
    }),
    defineTool({
      name: 'hudu:get-asset',
      description:
        'Reads one documented asset of this client in Hudu with its fields. Passwords among them are never shown.',
      input: z.strictObject({ assetId: idOf('asset') }),
      effect: 'read',
      subject: (args) => ({ kind: 'device', ref: args.assetId }),
      describe: (args) => `Read the asset ${args.assetId}.`,
      async run(scope, args) {
        const companyId = await companies.numberOf(scope.mapping);
        const row = await assets.get(companyId, Number(args.assetId), scope.signal);
        const kinds = await assets.fieldKinds(row);
        const { rows, cut } = boundedList(fieldsWithoutSecrets(row, kinds, `${address.base}/`), 200);
        return {
          output: { ...shown(row), fields: rows, ...(cut ? { cut } : {}) },
          summary: `Read the asset "${shown(row).name}" in Hudu.`,
        };
      },
    }),
  ];
}
