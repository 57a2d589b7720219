/** The authorization endpoint. Source: OpenID Connect Core 1.0, 3.1.2; RFC 7636, 4.3; RFC 9207. */
import { randomBytes } from 'node:crypto';
import type { Answered, Asked } from '../serve.js';
import type { OpenidPerson } from './id-token.js';

export interface Grant {
  redirectUri: string;
  codeChallenge: string;
  nonce: string | undefined;
  scopes: readonly string[];
  person: OpenidPerson;
  expiresAt: number;
  spent: boolean;
}

interface AuthorizeOptions {
  clientId: string;
  issuer: string;
  redirectUris: ReadonlySet<string>;
  grants: Map<string, Grant>;
  /** Who sits at the browser; undefined: somebody who cancels. */
  person(): OpenidPerson | undefined;
  now(): number;
}

const CODE_LIFETIME_MS = 60_000;

export function authorize({ url, method }: Asked, options: AuthorizeOptions): Answered {
  const { clientId, issuer, redirectUris, grants, now } = options;
  if (method !== 'GET' && method !== 'POST') return shown(405, 'The endpoint takes GET and POST.');
  const asked = url.searchParams;
  const twice = [...new Set(asked.keys())].find((name) => asked.getAll(name).length > 1);
  if (twice) return shown(400, `The parameter ${twice} is there more than once.`);
  // Before client and address are known to belong together, nobody is sent anywhere.
  if (asked.get('client_id') !== clientId) return shown(400, 'The client is not known.');
  const redirectUri = asked.get('redirect_uri') ?? '';
  if (!redirectUris.has(redirectUri)) return shown(400, 'The redirect_uri is not registered for this client.');

  const back = (answer: Record<string, string>): Answered => {
    const target = new URL(redirectUri);
    const state = asked.get('state');
    const parameters = { ...answer, iss: issuer, ...(state === null ? {} : { state }) };
    for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
    return { status: 302, headers: { location: target.href, 'cache-control': 'no-store' }, detail: url.search };
  };
  const refuse = (error: string, text: string) => back({ error, error_description: text });

  const scopes = (asked.get('scope') ?? '').split(' ').filter(Boolean);
  const codeChallenge = asked.get('code_challenge') ?? '';
  if (asked.get('response_type') !== 'code') return refuse('unsupported_response_type', 'Only code is supported.');
  if (!scopes.includes('openid')) return refuse('invalid_scope', 'The scope openid is missing.');
  if (asked.get('code_challenge_method') !== 'S256') return refuse('invalid_request', 'PKCE with S256 is required.');
  if (!/^[\w-]{43}$/.test(codeChallenge)) return refuse('invalid_request', 'The code_challenge is no SHA-256.');
  const person = options.person();
  if (!person) return refuse('access_denied', 'The person did not agree.');

  const code = randomBytes(24).toString('base64url');
  const nonce = asked.get('nonce') ?? undefined;
  const expiresAt = now() + CODE_LIFETIME_MS;
  grants.set(code, { redirectUri, codeChallenge, nonce, scopes, person, expiresAt, spent: false });
  return back({ code });
}

function shown(status: number, text: string): Answered {
  return {
    status,
    headers: { 'cache-control': 'no-store' },
    body: { error: 'invalid_request', error_description: text },
  };
}
