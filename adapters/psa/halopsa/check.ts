import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import type { HaloAddress } from './address.js';
import type { Agents } from './agents.js';
import type { HaloClient } from './client.js';
import { emptyList, VENDOR } from './failure.js';
import type { Lookups } from './lookups.js';
import type { Tokens } from './tokens.js';

const anything = z.object({ id: z.union([z.number(), z.string()]).nullish() });
const authInfo = z.object({ auth_url: z.string().nullish(), tenant_id: z.string().nullish() });

interface Right {
  what: string;
  path: string;
  query?: Record<string, string | boolean>;
  paged?: boolean;
  /** The application's permission, and what the agent's role must allow. */
  right: string;
  /** Every HaloPSA has some, so an empty list is how a missing right shows. */
  neverEmpty: boolean;
}

/**
 * One right each. Names of permissions beyond tickets, customers and assets are unconfirmed, and so is whether a missing one
 * shows as a refusal or as an empty list: both are told.
 * Source: HaloPSA facts, URLs and auth.
 */
const RIGHTS: readonly Right[] = [
  { what: 'Read clients', path: '/Client', paged: true, right: 'read:customers', neverEmpty: true },
  { what: 'Read users', path: '/Users', paged: true, right: 'read:customers', neverEmpty: true },
  { what: 'Read tickets', path: '/Tickets', paged: true, right: 'read:tickets', neverEmpty: false },
  {
    what: 'Create tickets',
    path: '/TicketType',
    query: { can_create_only: true },
    right: 'edit:tickets',
    neverEmpty: true,
  },
  { what: 'Read statuses', path: '/Status', query: { type: 'ticket' }, right: 'read:tickets', neverEmpty: true },
  { what: 'Read priorities', path: '/Priority', right: 'read:tickets', neverEmpty: true },
  { what: 'Read teams', path: '/Team', query: { type: 'reqs' }, right: 'read:agents', neverEmpty: true },
  { what: 'Read agents', path: '/Agent', query: { includeenabled: true }, right: 'read:agents', neverEmpty: true },
  { what: 'Read assets', path: '/Asset', paged: true, right: 'read:assets', neverEmpty: false },
  {
    what: 'Configure webhooks',
    path: '/Webhook',
    right: 'all, for an agent with rights to Webhooks',
    neverEmpty: false,
  },
];

/** Looks at the host, the tenant, the keys and each right, and names what is missing. Never throws. */
export async function checkHalo({
  address,
  client,
  tokens,
  agents,
  lookups,
  ticketType,
  http,
}: {
  address: HaloAddress;
  client: HaloClient;
  tokens: Tokens;
  agents: Agents;
  lookups: Lookups;
  /** What was told of it when connecting. */
  ticketType: string | undefined;
  http: Outgoing;
}): Promise<Finding[]> {
  const found: Finding[] = [];

  /** False when going on would only say the same again. */
  async function look(what: string, attempt: () => Promise<unknown>, right?: string): Promise<boolean> {
    try {
      await attempt();
      found.push({ ok: true, what });
      return true;
    } catch (error) {
      const hint = error instanceof VendorError && error.failure === 'forbidden' && right;
      const passing = error instanceof VendorError && error.passing ? { passing: true } : {};
      const problem = hint ? `${error.message} The permission is probably "${right}".` : reasonOf(error);
      found.push({ ok: false, what, problem, ...passing });
      return error instanceof VendorError && !error.passing && error.failure !== 'unauthorized';
    }
  }

  let tenant: string | undefined;
  await look('Find HaloPSA', async () => {
    tenant = await findHalo(address, http);
  });
  if (found.some(({ ok }) => !ok)) return found;
  await look('Sign in', () => tokens.current().catch(withTenant(address, tenant)));
  if (found.some(({ ok }) => !ok)) return found;
  for (const each of RIGHTS) {
    if (!(await look(each.what, () => readOne(client, each), each.right))) return found;
  }
  if (ticketType && !(await look('Find the kind of new tickets', () => lookups.ticketType()))) return found;
  if (!(await look('Edit tickets', () => client.maySave('edit tickets', '/Tickets'), 'edit:tickets'))) return found;
  await look('Know our own agent', () => agents.me());
  return found;
}

/** `/api/authinfo` needs no token; it may tell the tenant. Throws VendorError when there is no HaloPSA. */
async function findHalo(address: HaloAddress, http: Outgoing): Promise<string | undefined> {
  const url = `${address.api}/authinfo`;
  const answer = await http.request({ method: 'GET', url, headers: { accept: 'application/json' }, maxBytes: 100_000 });
  const parsed = authInfo.safeParse(answer.status === 200 ? jsonOf(answer.text()) : undefined);
  if (!parsed.success || (!parsed.data.auth_url && !parsed.data.tenant_id)) {
    if (answer.status === 429 || answer.status >= 500) {
      throw new VendorError(VENDOR, 'unavailable', `${address.host} answers ${answer.status}; try again later.`);
    }
    throw new VendorError(
      VENDOR,
      'not_found',
      `There is no HaloPSA at ${address.host}. Check the host: it is the address that you sign in at.`,
    );
  }
  return parsed.data.tenant_id ?? undefined;
}

/** To what HaloPSA says of a sign-in that failed, which tenant it takes itself for, where that is another one. */
function withTenant({ host, tenant: entered }: HaloAddress, tenant: string | undefined) {
  return (error: unknown): never => {
    const refused = error instanceof VendorError && error.failure === 'unauthorized';
    if (!refused || !tenant || tenant.toLowerCase() === entered?.toLowerCase()) throw error;
    const words = `${error.message} ${host} says that its tenant is "${tenant}".`;
    throw new VendorError(VENDOR, 'unauthorized', words, { cause: error });
  };
}

async function readOne(client: HaloClient, { what, path, query = {}, paged, neverEmpty }: Right): Promise<void> {
  const doing = what.toLowerCase();
  const rows = paged
    ? (await client.page(doing, path, anything, query, 1, 1)).rows
    : await client.list(doing, path, anything, query);
  if (rows.length > 0 || !neverEmpty) return;
  throw emptyList(doing);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
