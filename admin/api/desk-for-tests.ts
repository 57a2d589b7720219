import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Connection } from 'mongoose';
import type { Role } from '../../core/accounts/caller.js';
import { createServer } from '../../core/http/server.js';
import type { Integration } from '../../core/integrations/integration.js';
import { createVault } from '../../core/integrations/vault.js';
import { createLog } from '../../core/log.js';
import type { Outgoing } from '../../core/ports/outgoing.js';
import { openTestStore } from '../../core/store/store-for-tests.js';
import { type Admin, createAdmin } from '../index.js';
import { type AgentWorkForTests, agentWorkForTests } from './agent-work-for-tests.js';
import { type ClienteleForTests, createClienteleForTests, KEYS } from './clientele-for-tests.js';

export const PASSWORD = 'correct horse battery';
export const CHEAP = { log2N: 4, r: 1, p: 1 };

export interface TestDesk {
  server: FastifyInstance;
  admin: Admin;
  work: AgentWorkForTests;
  /** Clients and integrations behind it; nothing is connected at first. */
  clientele: ClienteleForTests;
  connection: Connection;
  /** Every route that was registered, HEAD left out. */
  routes: { method: string; url: string }[];
  clock: { now: Date; pass(milliseconds: number): void };
  /** Makes an account and signs it in; returns what its browser sends along. */
  signedIn(role: Role, email?: string): Promise<{ id: string; headers: Record<string, string> }>;
  /** A request from a page of our own. */
  ask(options: InjectOptions): Promise<LightMyRequestResponse>;
  stop(): Promise<void>;
}

const NOWHERE: Outgoing = {
  request: async ({ url }) => {
    throw new Error(`Nothing was to be sent to ${url}`);
  },
};

/** The real server with API and pages on a store of its own; hashes are cheap and the clock stands until it is told. */
export async function openDesk({
  publicBaseUrl = 'http://desk.example',
  http = NOWHERE,
  integrations = [],
}: {
  publicBaseUrl?: string;
  http?: Outgoing;
  integrations?: readonly Integration[];
} = {}): Promise<TestDesk> {
  const store = await openTestStore();
  const start = new Date();
  const clock = {
    now: start,
    pass(milliseconds: number) {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    },
  };
  const vault = createVault(KEYS);
  const now = () => clock.now;
  const common = { connection: store.connection, vault, http, publicBaseUrl, now };
  const clientele = createClienteleForTests({ ...common, integrations });
  const work = agentWorkForTests({ connection: store.connection, vault, publicBaseUrl, now, clientele });
  const admin = createAdmin({
    ...common,
    version: '0.0.0',
    ...clientele.deps,
    agentWork: work.options,
    tuning: { scrypt: CHEAP },
  });
  const server = createServer({ log: createLog('silent'), readiness: async () => [], metrics: async () => '' });
  const routes: TestDesk['routes'] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push({ method: one, url });
  });
  await server.register(admin.plugin);
  await Promise.all(Object.values(store.connection.models).map((model) => model.init()));

  const ask = ({ headers = {}, ...options }: InjectOptions) =>
    server.inject({ ...options, headers: { origin: publicBaseUrl, ...headers } });
  return {
    server,
    admin,
    work,
    clientele,
    connection: store.connection,
    routes,
    clock,
    ask,
    async signedIn(role, email = `${role}@desk.example`) {
      const { id } = await admin.deps.accounts.create({ email, name: `The ${role}`, role, password: PASSWORD });
      const answer = await ask({ method: 'POST', url: '/api/session', payload: { email, password: PASSWORD } });
      return { id, headers: { cookie: cookiesOf(answer) } };
    },
    async stop() {
      await server.close();
      await store.dispose();
    },
  };
}

/** What a browser sends back of the cookies that an answer set. */
export function cookiesOf(answer: LightMyRequestResponse): string {
  return answer.cookies
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}
