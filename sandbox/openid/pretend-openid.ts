/**
 * An OpenID provider on loopback, strict: discovery, authorization code flow with PKCE, RS256 ID tokens, userinfo. The
 * browser is not asked anything: who sits at it is set with `signInAs`. Sources: OpenID Connect Core 1.0 and Discovery 1.0.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, openDoor } from '../serve.js';
import { authorize, type Grant } from './authorize.js';
import { createSigner, type OpenidPerson } from './id-token.js';
import { issueTokens } from './token.js';

export interface PretendOpenid {
  /** http://127.0.0.1:port; also where it is reached. */
  issuer: string;
  credentials: { clientId: string; clientSecret: string };
  /** An address that codes may be sent to, letter for letter. */
  register(redirectUri: string): void;
  /** Who sits at the browser from now on; undefined: somebody who cancels. */
  signInAs(person: OpenidPerson | undefined): void;
  /** Claims that replace the right ones in ID tokens from now on; an empty object ends it. */
  tamper(claims: Record<string, unknown>): void;
  stop(): Promise<void>;
}

export interface PretendOpenidOptions {
  records: Records;
  faults: Faults;
  /** 0: any free one. */
  port?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export async function createPretendOpenid(options: PretendOpenidOptions): Promise<PretendOpenid> {
  const { records, faults, port = 0, now = Date.now } = options;
  const credentials = { clientId: randomUUID(), clientSecret: randomBytes(24).toString('base64url') };
  const redirectUris = new Set<string>();
  const grants = new Map<string, Grant>();
  const accessTokens = new Map<string, OpenidPerson>();
  const signer = createSigner();
  let person: OpenidPerson | undefined;
  let tampered: Record<string, unknown> = {};

  const endpoints: Record<string, (asked: Asked) => Answered> = {
    '/.well-known/openid-configuration': () => ({ status: 200, body: discovery(door.url) }),
    '/authorize': (asked) =>
      authorize(asked, { ...credentials, issuer: door.url, redirectUris, grants, now, person: () => person }),
    '/token': (asked) =>
      issueTokens(asked, {
        ...credentials,
        issuer: door.url,
        grants,
        accessTokens,
        signer,
        now,
        tamper: () => tampered,
      }),
    '/jwks': () => ({ status: 200, body: signer.keys() }),
    '/userinfo': ({ headers }) => {
      const known = accessTokens.get(/^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
      if (known) return { status: 200, body: known };
      return { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };
    },
  };
  const door = await openDoor({
    vendor: 'openid',
    port,
    records,
    faults,
    answer: (asked) => endpoints[asked.path]?.(asked) ?? { status: 404 },
    refuse: ({ status }) => ({ status, body: { error: 'server_error' } }),
  });

  return {
    issuer: door.url,
    credentials,
    register: (redirectUri) => void redirectUris.add(redirectUri),
    signInAs(next) {
      person = next;
    },
    tamper(claims) {
      tampered = claims;
    },
    stop: door.stop,
  };
}

function discovery(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}
