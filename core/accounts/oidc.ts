import type { Connection } from 'mongoose';
import { z } from 'zod';
import { AccessDenied, FrontdeskError, NotFound, reasonOf } from '../errors.js';
import type { Outgoing } from '../ports/outgoing.js';
import type { Account, Accounts } from './account.js';
import { emailAddress } from './email.js';
import { createOidcFlows } from './oidc-flows.js';
import { createProviders, type Provider } from './oidc-provider.js';
import {
  createOidcSettings,
  type OidcSettings,
  type OidcSettingsInput,
  type OidcSettingsStore,
  type SealsSecrets,
} from './oidc-settings.js';
import { randomToken } from './random-token.js';

/** The provider sends browsers back to this path of the public address. */
export const OIDC_CALLBACK_PATH = '/api/oidc/callback';

/** Everything that an OpenID sign-in can be refused for. */
export type OidcRefusal =
  /** Begun in another browser, too long ago, or finished already. */
  | 'oidc_flow'
  /** The provider, or what it sent, said no. */
  | 'oidc_refused'
  | 'oidc_no_email'
  | 'oidc_unverified_email'
  | 'oidc_domain'
  | 'oidc_no_account'
  /** The account belongs to another identity at the provider. */
  | 'oidc_other_identity';

export interface Oidc {
  settings: Pick<OidcSettingsStore, 'read' | 'remove'> & {
    /** After finding the provider. Throws InvalidInput `oidc_discovery`, `secret_needed`, `insecure_issuer`. */
    save(input: OidcSettingsInput): Promise<OidcSettings>;
  };
  /** Where to send the browser, and what its cookie has to hold when it comes back. Throws NotFound when not set up. */
  start(next: string): Promise<{ url: string; browserToken: string }>;
  /**
   * Whose sign-in the provider's answer (`query`: as it came, with `?`) proves. No account is ever made. Throws
   * AccessDenied with an OidcRefusal as its code, VendorError when the provider does not answer.
   */
  finish(query: string, browserToken: string | undefined): Promise<{ account: Account; next: string }>;
}

export interface OidcOptions {
  connection: Connection;
  accounts: Accounts;
  vault: SealsSecrets;
  http: Outgoing;
  publicBaseUrl: string;
  now(): Date;
}

const claimsOfPerson = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1),
  email: z.string().optional(),
  preferred_username: z.string().optional(),
  email_verified: z.union([z.boolean(), z.string()]).optional(),
});
type Claims = z.infer<typeof claimsOfPerson>;

const SCOPE = 'openid email profile';

export function createOidc({ connection, accounts, vault, http, publicBaseUrl, now }: OidcOptions): Oidc {
  const store = createOidcSettings({ connection, vault });
  const flows = createOidcFlows({ connection, now });
  const providers = createProviders({ http, now });
  const redirectUri = `${publicBaseUrl}${OIDC_CALLBACK_PATH}`;

  async function settingsInUse() {
    const settings = await store.withSecret();
    if (!settings) throw new NotFound('sign-in', 'with OpenID Connect; an admin can set it up');
    return settings;
  }

  return {
    settings: {
      read: store.read,
      remove: store.remove,
      async save(input) {
        await providers.tryOut({ ...input, clientSecret: await store.secretFor(input) });
        return store.save(input);
      },
    },
    async start(next) {
      const settings = await settingsInUse();
      const { client, configuration } = await providers.find(settings);
      const [state, nonce, codeVerifier, browserToken] = [
        client.randomState(),
        client.randomNonce(),
        client.randomPKCECodeVerifier(),
        randomToken(),
      ];
      await flows.begin(state, browserToken, { nonce, codeVerifier, next, settingsVersion: settings.version });
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, browserToken };
    },
    async finish(query, browserToken) {
      const answer = new URL(`${redirectUri}${query}`);
      const state = answer.searchParams.get('state');
      const flow = state && browserToken ? await flows.take(state, browserToken) : undefined;
      const settings = await settingsInUse();
      if (!state || flow?.settingsVersion !== settings.version) throw refused('oidc_flow');
      const provider = await providers.find(settings);
      const claims = await claimsFor(provider, answer, { ...flow, state });
      return { account: await accountOf(claims, settings, accounts), next: flow.next };
    },
  };
}

async function claimsFor(
  { client, configuration }: Provider,
  answer: URL,
  flow: { state: string; nonce: string; codeVerifier: string },
): Promise<Claims> {
  try {
    const tokens = await client.authorizationCodeGrant(configuration, answer, {
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      pkceCodeVerifier: flow.codeVerifier,
      idTokenExpected: true,
    });
    const claims = claimsOfPerson.parse(tokens.claims());
    const hasEmail = claims.email !== undefined || claims.preferred_username !== undefined;
    if (hasEmail || !configuration.serverMetadata().userinfo_endpoint) return claims;
    // With an access token at hand a provider may tell the e-mail address there only (OpenID Connect Core, 5.4).
    const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return claimsOfPerson.parse({ ...more, iss: claims.iss, sub: claims.sub });
  } catch (error) {
    const unreachable = causeIn(error);
    if (unreachable) throw unreachable;
    throw refused('oidc_refused', reasonOf(error));
  }
}

async function accountOf(claims: Claims, settings: OidcSettings, accounts: Accounts): Promise<Account> {
  const email = emailOf(claims);
  if (!email.verified) throw refused('oidc_unverified_email');
  assertDomain(email, settings);
  const identity = { issuer: claims.iss, subject: claims.sub };
  const bound = await accounts.byOidc(identity);
  if (!bound && !email.address) throw refused('oidc_no_email');
  const account = bound ?? (email.address ? await accounts.byEmail(email.address) : undefined);
  if (!account?.active) throw refused('oidc_no_account');
  if (bound) return bound;
  if (!(await accounts.bindOidc(account.id, identity))) throw refused('oidc_other_identity');
  return accounts.get(account.id);
}

interface Email {
  address: string | undefined;
  verified: boolean;
}

function emailOf({ email, preferred_username, email_verified }: Claims): Email {
  const { data: address } = emailAddress.safeParse(email ?? preferred_username);
  return { address, verified: String(email_verified ?? true) !== 'false' };
}

function assertDomain({ address }: Email, { allowedDomains }: OidcSettings): void {
  if (allowedDomains.length === 0) return;
  const [, domain = ''] = address?.split('@') ?? [];
  if (!allowedDomains.includes(domain)) throw refused('oidc_domain');
}

const SENTENCES: Record<OidcRefusal, string> = {
  oidc_flow: 'This sign-in was begun elsewhere, too long ago, or is finished already; begin again',
  oidc_refused: 'The OpenID provider did not confirm the sign-in; begin again',
  oidc_no_email: 'The OpenID provider told no e-mail address; an admin has to let it pass on the email claim',
  oidc_unverified_email: 'The OpenID provider has not verified the e-mail address',
  oidc_domain: 'E-mail addresses of this domain may not sign in here',
  oidc_no_account: 'There is no account here for this person; ask an admin for one',
  oidc_other_identity: 'The account belongs to another identity at the provider; an admin can let go of that one',
};

/** What went wrong inside is for the log; the page says the sentence of the code. */
function refused(code: OidcRefusal, detail?: string): AccessDenied {
  return new AccessDenied(code, detail ? `${SENTENCES[code]} (${detail})` : SENTENCES[code], 403);
}

/** The sentence for people about a refused sign-in; undefined for what is none. */
export function sentenceOf(code: string): string | undefined {
  return Object.entries(SENTENCES).find(([known]) => known === code)?.[1];
}

/** openid-client wraps what its fetch throws. */
function causeIn(error: unknown): FrontdeskError | undefined {
  if (error instanceof FrontdeskError) return error;
  return error instanceof Error && error.cause !== undefined ? causeIn(error.cause) : undefined;
}
