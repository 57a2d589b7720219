/** An application's client credentials, exchanged for a bearer token. Source: RMM facts, NinjaOne. */
import { randomBytes } from 'node:crypto';
import type { Answered, Asked } from '../serve.js';
import { forbidden, TokenRefusal, unauthorized } from './errors.js';
import type { Switches } from './switches.js';

export type Scope = 'monitoring' | 'management' | 'control';

/** Read at each request for a token. */
export interface ApplicationRights {
  /** What the application may ask for. */
  scopes: readonly Scope[];
}

export interface Auth {
  credentials(): { clientId: string; clientSecret: string };
  rights: ApplicationRights;
  /** A new secret; the old one, and every token it bought, is refused from now on. Returns the new one. */
  rotate(): string;
  /** Every token is refused from now on; the secret buys new ones. */
  revokeTokens(): void;
  token(asked: Asked): Answered;
  /** Throws 401 without a live token, 403 for one without this scope. */
  need(asked: Asked, scope: Scope): void;
}

export function createAuth({ switches, now }: { switches: Switches; now: () => number }): Auth {
  const clientId = randomBytes(20).toString('base64url');
  let clientSecret = randomBytes(32).toString('base64url');
  const tokens = new Map<string, { scopes: readonly string[]; expires: number }>();
  const rights: ApplicationRights = { scopes: ['monitoring', 'management', 'control'] };

  return {
    credentials: () => ({ clientId, clientSecret }),
    rights,
    rotate() {
      clientSecret = randomBytes(32).toString('base64url');
      tokens.clear();
      return clientSecret;
    },
    revokeTokens: () => tokens.clear(),
    token({ headers, body }) {
      const isForm = /^application\/x-www-form-urlencoded(?:;|$)/i.test(headers['content-type'] ?? '');
      const form = new URLSearchParams(isForm ? body : '');
      if (form.get('grant_type') !== 'client_credentials') throw new TokenRefusal(400, 'unsupported_grant_type');
      if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
        throw new TokenRefusal(switches.invalidClientStatus, 'invalid_client');
      const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      const scopes = asked.length > 0 ? asked : [...rights.scopes];
      if (scopes.some((scope) => !rights.scopes.some((allowed) => allowed === scope)))
        throw new TokenRefusal(400, 'invalid_scope');
      const token = randomBytes(32).toString('base64url');
      tokens.set(token, { scopes, expires: now() + switches.tokenLifetime * 1000 });
      return {
        status: 200,
        body: {
          access_token: token,
          token_type: 'Bearer',
          expires_in: switches.tokenLifetime,
          scope: scopes.join(' '),
        },
      };
    },
    need({ headers }, scope) {
      const token = tokens.get(/^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
      if (!token || token.expires <= now()) throw unauthorized();
      if (!token.scopes.includes(scope)) throw forbidden(`The token does not have the scope ${scope}`);
    },
  };
}
