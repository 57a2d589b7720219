import { z } from 'zod';
import type { ClientAccess, Role } from '../../core/accounts/caller.js';
import { SECRET_KEY } from '../../core/agent/fakes-for-tests.js';
import type { TestDesk } from './desk-for-tests.js';

export type Ask = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
) => ReturnType<TestDesk['ask']>;

/** Signs somebody in and returns how they ask. */
export async function personAt(desk: TestDesk, role: Role, clients: ClientAccess = 'all'): Promise<Ask> {
  const email = `${role}-${clients === 'all' ? 'all' : clients.join('-')}@desk.example`;
  const { id, headers } = await desk.signedIn(role, email);
  await desk.admin.deps.accounts.update(id, { clients });
  return (method, url, payload) => desk.ask({ method, url, headers, ...(payload ? { payload } : {}) });
}

/** Connects the pretend PSA and directory. */
export async function connectVendors(admin: Ask): Promise<void> {
  for (const kind of ['pretend_psa', 'pretend_directory']) {
    await admin('PUT', `/api/integrations/${kind}`, { site: 'https://vendor.example', key: SECRET_KEY });
  }
}

const anyPage = z.object({ items: z.array(z.looseObject({})), nextCursor: z.string().nullable() });

/** One field of everything that a list has, from its first page to its last; `path` with a query. */
export async function everyPage(ask: Ask, path: string, field: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  let cursor: string | null = '';
  do {
    const next: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page = anyPage.parse((await ask('GET', `${path}${next}`)).json());
    seen.push(...page.items.map((item) => item[field]));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return seen;
}
