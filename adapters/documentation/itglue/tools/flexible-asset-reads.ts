import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { count, cutLine } from '../../../psa/words.js';
import { boundedList } from '../../bounded-list.js';
import { pageOf } from '../../document-page.js';
import { rank } from '../rank.js';
import type { FlexibleAssetRow } from '../shapes.js';
import { type ReadableAsset, readableAsset, wordsOfTraits } from '../traits.js';
import { filled, INCOMPLETE, MOST_SHOWN, page, query, recordId, type ToolParts } from './parts.js';

export function flexibleAssetReadTools(parts: ToolParts): Tool[] {
  const { flexibleAssets, passwords } = parts;

  /** Names of stored passwords, so that a plan can name the one that it wants; none where the key may not list them. */
  async function passwordsFor(scope: ToolScope, wanted: string) {
    try {
      const entries = await passwords.entries(scope);
      return rank(entries, wanted, (row) => ({
        name: row.name ?? '',
        text: [row['password-category-name'], row['cached-resource-name']].filter(Boolean).join(' '),
      })).map((row) => filled({ id: row.id, name: row.name, username: row.username, of: row['cached-resource-name'] }));
    } catch (error) {
      if (error instanceof VendorError && ['forbidden', 'not_found'].includes(error.failure)) return [];
      throw error;
    }
  }

  return [
    defineTool({
      name: 'itglue:search-flexible-assets',
      description:
        "Searches this client's flexible assets in IT Glue (Email, LAN, Applications, Wireless and other types of the MSP), of one type or of all, and the names of its stored passwords. A password itself is delivered by get-password only.",
      input: z.strictObject({
        query: query.optional(),
        type: z.string().trim().min(1).max(120).optional().describe('Name of a flexible asset type'),
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const wanted = args.query ?? '';
        const { rows, found, more } = await findFlexibleAssets(parts, scope, wanted, args.type);
        const { rows: shown, cut } = boundedList(found.map(briefly), MOST_SHOWN);
        const named = args.type === undefined ? await passwordsFor(scope, wanted) : [];
        return {
          output: {
            assets: shown,
            total: found.length,
            ...(cut ? { cut } : {}),
            ...(named.length > 0 ? { passwords: boundedList(named, MOST_SHOWN, 3_000).rows } : {}),
            ...(more ? { incomplete: INCOMPLETE } : {}),
            ...(rows === 0 ? { types: (await flexibleAssets.types()).slice(0, 50).map(({ name }) => name) } : {}),
          },
          summary: `Found ${count(found.length, 'flexible asset')}${args.query ? ` for "${args.query}"` : ''}.`,
        };
      },
    }),
    defineTool({
      name: 'itglue:get-flexible-asset',
      description: 'Reads one flexible asset of this client in IT Glue. Passwords and files are left out.',
      input: z.strictObject({ assetId: recordId('a flexible asset'), page }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.assetId }),
      async run(scope, args) {
        const row = await flexibleAssets.get(scope, args.assetId);
        const fields = await flexibleAssets.fieldsOf(row['flexible-asset-type-id'] ?? '');
        const found = { id: row.id, row, ...readableAsset(row, fields) };
        const { short, long } = split(found.traits);
        return {
          output: {
            ...about(found),
            ...filled({
              organization: row['organization-name'],
              updatedAt: row['updated-at'],
              url: row['resource-url'],
            }),
            fields: short,
            ...(long ? { texts: pageOf(long, args.page) } : {}),
          },
          summary: `Read the ${row['flexible-asset-type-name'] ?? 'flexible asset'} "${found.name ?? row.id}".`,
        };
      },
    }),
  ];
}

interface FoundAsset extends ReadableAsset {
  id: string;
  row: FlexibleAssetRow;
}

/** Those that a search fits, the best first, with what may be shown of them. `rows`: how many there are. */
export async function findFlexibleAssets(
  { flexibleAssets }: Pick<ToolParts, 'flexibleAssets'>,
  scope: ToolScope,
  wanted: string,
  type?: string,
): Promise<{ rows: number; found: FoundAsset[]; more: boolean }> {
  const { rows, more } = await flexibleAssets.all(scope, type);
  const readable = await Promise.all(
    rows.map(async (row): Promise<FoundAsset> => {
      const fields = await flexibleAssets.fieldsOf(row['flexible-asset-type-id'] ?? '');
      return { id: row.id, row, ...readableAsset(row, fields) };
    }),
  );
  const found = rank(readable, wanted, ({ row, name, traits }) => ({
    name: `${name ?? ''} ${row['flexible-asset-type-name'] ?? ''}`,
    text: wordsOfTraits(traits),
  }));
  return { rows: rows.length, found, more };
}

/** As a line of a list. */
export function briefly(found: FoundAsset) {
  const fields = Object.entries(found.traits).map(([name, value]) => {
    const text = Array.isArray(value) ? value.map((each) => each.name).join(', ') : String(value);
    return `${name}: ${cutLine(text, 120)}`;
  });
  return { ...about(found), has: cutLine(fields.join('; '), 500) };
}

const about = ({ id, name, row }: FoundAsset) => filled({ id, name, type: row['flexible-asset-type-name'] });

const LONGEST_FIELD = 300;
const MOST_FIELDS = 8_000;

/** Fields as JSON as far as they are short, and all others below headings of their names. */
function split(traits: FoundAsset['traits']): { short: Record<string, unknown>; long: string } {
  const short: Record<string, unknown> = {};
  const long: string[] = [];
  let length = 0;
  for (const [name, value] of Object.entries(traits)) {
    const size = JSON.stringify(value).length + name.length;
    const words = Array.isArray(value) ? value.map((each) => `- ${each.name} (${each.id})`).join('\n') : String(value);
    if (size > LONGEST_FIELD || length + size > MOST_FIELDS) long.push(`## ${name}\n\n${words}`);
    else {
      short[name] = value;
      length += size;
    }
  }
  return { short, long: long.join('\n\n') };
}
