/**
 * Who may ask: an application's client credentials, exchanged for a token that expires. Source: HaloPSA facts, URLs and
 * auth. Unconfirmed: the errors beside `invalid_client`.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Answered, Asked } from '../serve.js';
import { TokenRefusal, unauthorized } from './errors.js';
import type { Switches } from './switches.js';

export interface ApplicationCredentials {
  clientId: string;
  clientSecret: string;
}

export interface Auth {
  credentials(): ApplicationCredentials;
  /** A new secret; the old one, and every token it bought, is refused from now on. */
  rotate(): void;
  /** Every token is refused from now on; the secret buys new ones. */
  revokeTokens(): void;
  /** POST /auth/token. */
  token(asked: Asked): Answered;
  /** The scopes of the sent bearer token; 401 when it is unknown or has expired. */
  check(asked: Asked): readonly string[];
}

export function createAuth(options: { tenant: string; clock: () => Date; switches: Switches }): Auth {
  const { tenant, clock, switches } = options;
  const newSecret = () => `${randomUUID()}-${randomBytes(16).toString('hex')}`;
  const clientId = randomUUID();
  let clientSecret = newSecret();
  const tokens = new Map<string, { expires: number; scopes: readonly string[] }>();

  return {
    credentials: () => ({ clientId, clientSecret }),
    rotate() {
      clientSecret = newSecret();
      tokens.clear();
    },
    revokeTokens: () => tokens.clear(),
    token(asked) {
      const form = readForm(asked);
      const named = asked.url.searchParams.get('tenant') ?? form.get('tenant');
      if (switches.hosted && named?.toLowerCase() !== tenant)
        throw new TokenRefusal(400, 'invalid_request', 'The tenant is missing or unknown.');
      if (form.get('grant_type') !== 'client_credentials')
        throw new TokenRefusal(400, 'unsupported_grant_type', 'The grant type is not supported.');
      if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
        throw new TokenRefusal(switches.invalidClientStatus, 'invalid_client', 'The client credentials are invalid.');
      const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      const allowed = (scope: string) =>
        switches.applicationScopes.includes(scope) || (scope !== 'all' && switches.applicationScopes.includes('all'));
      if (scopes.length === 0 || !scopes.every(allowed))
        throw new TokenRefusal(400, 'invalid_scope', 'The application may not ask for this scope.');
      const token = randomBytes(48).toString('base64url');
      const { tokenLifetime } = switches;
      tokens.set(token, { expires: clock().getTime() + tokenLifetime * 1000, scopes });
      const body = { access_token: token, token_type: 'Bearer', expires_in: tokenLifetime, scope: scopes.join(' ') };
      return { status: 200, body, detail: { scopes } };
    },
    check({ headers }) {
      const [scheme, token] = (headers.authorization ?? '').split(' ');
      const known = scheme?.toLowerCase() === 'bearer' ? tokens.get(token ?? '') : undefined;
      if (!known || known.expires <= clock().getTime()) throw unauthorized();
      return known.scopes;
    },
  };
}

function readForm({ headers, body }: Asked): URLSearchParams {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new TokenRefusal(400, 'invalid_request', 'The content type must be application/x-www-form-urlencoded.');
  return new URLSearchParams(body);
}
