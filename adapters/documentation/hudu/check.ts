import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import { count } from '../../psa/words.js';
import type { HuduClient } from './client.js';
import type { Companies } from './companies.js';
import { unreadable } from './failure.js';
import type { Library } from './library.js';
import { apiInfoShape } from './shapes.js';

const anything = z.object({ id: z.number() });

interface Right {
  what: string;
  path: string;
  name: string;
  /** Its page size is not in the API's description. */
  unsized?: true;
  /** Those that need it; all of them where absent. */
  tools?: readonly string[];
}

const RIGHTS: readonly Right[] = [
  { what: 'Read companies', path: '/companies', name: 'companies' },
  { what: 'Read articles', path: '/articles', name: 'articles', tools: ['hudu:search-articles', 'hudu:get-article'] },
  { what: 'Read assets', path: '/assets', name: 'assets', tools: ['hudu:search-assets'] },
  {
    what: 'Read asset layouts',
    path: '/asset_layouts',
    name: 'asset_layouts',
    unsized: true,
    tools: ['hudu:get-asset'],
  },
  {
    what: 'Read processes',
    path: '/procedures',
    name: 'procedures',
    tools: ['hudu:search-procedures', 'hudu:get-procedure'],
  },
];
const PASSWORD_TOOLS = ['hudu:list-passwords', 'hudu:get-password'];

/** Looks at the address, the key and each right, and names what is missing. Never throws for what Hudu says. */
export async function checkHudu(client: HuduClient): Promise<Finding[]> {
  const first = await look('Find Hudu', () => findHudu(client));
  if (!first.ok) return [first];
  const found = [first];
  for (const { what, path, name, unsized, tools } of RIGHTS) {
    const doing = what.toLowerCase();
    const right = await look(what, () => client.page({ doing, path }, name, anything, 1, unsized ? undefined : 1));
    found.push(!right.ok && tools ? { ...right, tools } : right);
    // Going on would only say the same again.
    if (right.passing || (!right.ok && !tools)) return found;
  }
  return [...found, await passwordAccess(client), ...(await deletion(client))];
}

/** The same for one client, by its company in Hudu. */
export async function checkHuduCompany(
  { companies, library, waitMs }: { companies: Companies; library: Library; waitMs: number },
  mapping: string,
): Promise<Finding[]> {
  let name = mapping;
  const there = await look(`Find the company ${mapping}`, async () => {
    name = (await companies.mapped(mapping)).name;
  });
  if (!there.ok) return [there];
  let read = '';
  const articles = await look('Read its articles', async () => {
    const { articles: known, complete } = await library.prepare(Number(mapping), waitMs);
    read = complete ? `: ${count(known, 'article')}` : `: ${count(known, 'article')} so far, the rest is being read`;
  });
  return [
    { ...there, what: `Found the company ${name}` },
    { ...articles, what: `${articles.what}${read}` },
  ];
}

async function findHudu(client: HuduClient): Promise<void> {
  const info = await client.find({ doing: 'say who it is', path: '/api_info' }, 'api_info', apiInfoShape);
  if (info?.version) return;
  throw unreadable('say who it is', `there seems to be no Hudu at ${client.address.host}; check the address`);
}

/** With a name that nothing has, so that no password comes along. What a key without the right is told is unconfirmed. */
async function passwordAccess(client: HuduClient): Promise<Finding> {
  const query = { name: `frontdesk-${randomBytes(16).toString('hex')}` };
  const doing = 'list password entries';
  const found = await look('Read passwords', () =>
    client.page({ doing, path: '/asset_passwords', query }, 'asset_passwords', anything, 1, 1),
  );
  if (found.ok || found.passing) return found;
  return {
    ...found,
    problem: `${found.problem} Without password access the key is safer, but stored passwords can be neither listed nor given to technicians.`,
    tools: PASSWORD_TOOLS,
  };
}

/** Asked for by deleting what cannot exist: ids begin at 1. That a key without the right is refused first is unconfirmed. */
async function deletion(client: HuduClient): Promise<Finding[]> {
  try {
    const { status } = await client.status('DELETE', { doing: 'delete nothing', path: '/articles/0' });
    if (status === 401 || status === 403) return [{ ok: true, what: 'The key may not delete' }];
    if (status !== 404 && status !== 200 && status !== 204) return [];
    return [
      {
        ok: true,
        what: 'The key may delete',
        warning:
          'The API key is allowed destructive actions, which Frontdesk never needs. Make a key without them (Admin > Basic Information > API Keys).',
      },
    ];
  } catch (error) {
    if (error instanceof VendorError) return [];
    throw error;
  }
}

async function look(what: string, attempt: () => Promise<unknown>): Promise<Finding> {
  try {
    await attempt();
    return { ok: true, what };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return { ok: false, what, problem: reasonOf(error), ...(error.passing ? { passing: true } : {}) };
  }
}
