import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { PUBLIC_BASE_URL } from '../../../admin/cli/stage.js';

export interface Caller {
  kind: 'account' | 'token';
  role: 'admin' | 'technician' | 'auditor';
  headers: Readonly<Record<string, string>>;
}

type Ask = (caller: Caller | undefined, request: InjectOptions) => Promise<LightMyRequestResponse>;

/** Each can decide on tickets, as far as the PSA is concerned: what keeps them from it is that they are client B's. */
const EMAILS = {
  admin: 'mbell@tallowmere.example',
  technician: 'rcastro@tallowmere.example',
  auditor: 'jpark@tallowmere.example',
} as const;
const ROLES = ['admin', 'technician', 'auditor'] as const;
const PASSWORD = 'correct horse battery';
const made = z.object({ id: z.string() });
const madeToken = made.extend({ secret: z.string() });
const sessions = z.object({ items: z.tuple([made], made) });

/** Makes accounts and tokens that are limited to one client, the way an admin would. */
export async function callersOf(ask: Ask, admin: Caller, clients: { a: string; b: string }) {
  const headers = { origin: PUBLIC_BASE_URL };

  async function account(role: Caller['role'], email: string, client: string) {
    const payload = { email, name: `A ${role}`, role, clients: [client], password: PASSWORD };
    const { id } = made.parse((await ask(admin, { method: 'POST', url: '/api/accounts', payload })).json());
    const signIn = { method: 'POST', url: '/api/session', payload: { email, password: PASSWORD }, headers } as const;
    const signedIn = await ask(undefined, signIn);
    const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const caller: Caller = { kind: 'account', role, headers: { ...headers, cookie } };
    const [session] = sessions.parse((await ask(caller, { url: '/api/me/sessions' })).json()).items;
    return { caller, ids: { account: id, session: session.id } };
  }
  async function token(role: Caller['role'], client: string) {
    const payload = { name: `A program, ${role}`, role, clients: [client] };
    const { id, secret } = madeToken.parse((await ask(admin, { method: 'POST', url: '/api/tokens', payload })).json());
    const caller: Caller = { kind: 'token', role, headers: { authorization: `Bearer ${secret}` } };
    return { caller, ids: { token: id } };
  }

  const accountOfA = await account('admin', 'aolsen@tallowmere.example', clients.a);
  const tokenOfA = await token('admin', clients.a);
  const accounts = await Promise.all(ROLES.map((role) => account(role, EMAILS[role], clients.b)));
  const tokens = await Promise.all(ROLES.map((role) => token(role, clients.b)));
  return {
    ofB: [...accounts, ...tokens].map(({ caller }) => caller),
    idsOfA: { ...accountOfA.ids, ...tokenOfA.ids },
    idsOfB: { ...accounts[0]?.ids, ...tokens[0]?.ids },
  };
}
