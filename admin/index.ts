import type { FastifyInstance } from 'fastify';
import type { Connection } from 'mongoose';
import { createAccounts } from '../core/accounts/account.js';
import { createApiTokens } from '../core/accounts/api-tokens.js';
import { createFirstAdmin } from '../core/accounts/first-admin.js';
import { createLoginLimits } from '../core/accounts/login-limits.js';
import { createOidc } from '../core/accounts/oidc.js';
import type { SealsSecrets } from '../core/accounts/oidc-settings.js';
import { createPasswords, type ScryptCost } from '../core/accounts/password.js';
import { createSessions, type SessionLifetimes } from '../core/accounts/sessions.js';
import { createSignIn } from '../core/accounts/sign-in.js';
import type { Outgoing } from '../core/ports/outgoing.js';
import { type AgentWorkOptions, composeAgentWork } from './api/agent-work.js';
import { adminApi } from './api/api.js';
import { createCookies } from './api/cookies.js';
import type { ApiDeps, ClienteleDeps } from './api/deps.js';

export interface AdminOptions extends ClienteleDeps {
  connection: Connection;
  vault: SealsSecrets;
  http: Outgoing;
  publicBaseUrl: string;
  version: string;
  /** What the agent does, and people about it. */
  agentWork: AgentWorkOptions;
  now(): Date;
  /** What tests make cheaper or shorter. */
  tuning?: { scrypt?: ScryptCost; sessions?: Partial<SessionLifetimes> };
}

export interface Admin {
  /** API, documentation and pages; to be registered on the server. */
  plugin(server: FastifyInstance): Promise<void>;
  /**
   * While there is no admin: the address where the first one is made, good once and for a day. It opens the house: it
   * belongs on the console and in no log.
   */
  openSetup(): Promise<string | undefined>;
  /** What is composed here, for what is beside it. */
  deps: ApiDeps;
}

/** The door for people and their programs: accounts, sign-in, API and pages. */
export function createAdmin({
  connection,
  vault,
  http,
  publicBaseUrl,
  version,
  agentWork,
  now,
  tuning = {},
  ...desk
}: AdminOptions): Admin {
  const passwords = createPasswords(tuning.scrypt ? { cost: tuning.scrypt } : {});
  const accounts = createAccounts({ connection, passwords, now });
  const sessions = createSessions({
    connection,
    accounts,
    now,
    ...(tuning.sessions ? { lifetimes: tuning.sessions } : {}),
  });
  const limits = createLoginLimits({ connection, now });
  const firstAdmin = createFirstAdmin({ connection, accounts, now });
  const deps: ApiDeps = {
    ...desk,
    accounts,
    sessions,
    signIn: createSignIn({ accounts, passwords, sessions, limits }),
    tokens: createApiTokens({ connection, now }),
    firstAdmin,
    oidc: createOidc({ connection, accounts, vault, http, publicBaseUrl, now }),
    cookies: createCookies(publicBaseUrl),
    publicBaseUrl,
    version,
    ...composeAgentWork(agentWork, now),
  };
  return {
    plugin: adminApi(deps),
    async openSetup() {
      const token = await firstAdmin.open();
      return token && `${publicBaseUrl}/setup?token=${token}`;
    },
    deps,
  };
}
