/** The token endpoint. Source: OpenID Connect Core 1.0, 3.1.3 and 9; RFC 6749, 5.2; RFC 7636, 4.6. */
import { randomBytes } from 'node:crypto';
import type { Answered, Asked } from '../serve.js';
import type { Grant } from './authorize.js';
import { challengeOf, type OpenidPerson, type Signer } from './id-token.js';

interface TokenOptions {
  clientId: string;
  clientSecret: string;
  issuer: string;
  grants: ReadonlyMap<string, Grant>;
  accessTokens: Map<string, OpenidPerson>;
  signer: Signer;
  /** Claims that replace the right ones, for a provider that misbehaves. */
  tamper(): Record<string, unknown>;
  now(): number;
}

const LIFETIME_S = 300;

export function issueTokens(asked: Asked, options: TokenOptions): Answered {
  if (asked.method !== 'POST') return refuse(405, 'invalid_request', 'The endpoint takes POST.');
  const type = (asked.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return refuse(400, 'invalid_request', 'The body is no form.');
  const form = new URLSearchParams(asked.body);
  if (!isClient(asked, form, options)) {
    return refuse(401, 'invalid_client', 'The client is unknown or its secret is wrong.', {
      'www-authenticate': 'Basic realm="pretend"',
    });
  }
  if (form.get('grant_type') !== 'authorization_code') {
    return refuse(400, 'unsupported_grant_type', 'Only authorization_code is supported.');
  }
  const grant = options.grants.get(form.get('code') ?? '');
  const problem = problemOf(grant, form, options.now());
  if (!grant || problem) return refuse(400, 'invalid_grant', problem ?? 'The code is unknown.');
  grant.spent = true;
  return { ...answer(grant, options), detail: { grant_type: 'authorization_code', sub: grant.person.sub } };
}

function answer({ scopes, nonce, person }: Grant, options: TokenOptions): Answered {
  const iat = Math.floor(options.now() / 1000);
  const { email, email_verified, name, preferred_username, sub } = person;
  const idToken = options.signer.sign({
    iss: options.issuer,
    aud: options.clientId,
    sub,
    iat,
    exp: iat + LIFETIME_S,
    ...(nonce === undefined ? {} : { nonce }),
    ...(scopes.includes('email') ? { email, email_verified } : {}),
    ...(scopes.includes('profile') ? { name, preferred_username } : {}),
    ...options.tamper(),
  });
  const accessToken = randomBytes(24).toString('base64url');
  options.accessTokens.set(accessToken, person);
  return {
    status: 200,
    headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
    body: {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: LIFETIME_S,
      scope: scopes.join(' '),
      id_token: idToken,
    },
  };
}

function problemOf(grant: Grant | undefined, form: URLSearchParams, now: number): string | undefined {
  if (!grant) return 'The code is unknown.';
  if (grant.spent) return 'The code has been used.';
  if (grant.expiresAt <= now) return 'The code has expired.';
  if (form.get('redirect_uri') !== grant.redirectUri) return 'The redirect_uri is not the one of the request.';
  const verifier = form.get('code_verifier') ?? '';
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return 'The code_verifier is missing or not one.';
  return challengeOf(verifier) === grant.codeChallenge
    ? undefined
    : 'The code_verifier does not fit the code_challenge.';
}

/** By exactly one of the two ways that the discovery document names. */
function isClient({ headers }: Asked, form: URLSearchParams, { clientId, clientSecret }: TokenOptions): boolean {
  const basic = /^Basic ([\w+/=]+)$/i.exec(headers.authorization ?? '')?.[1];
  const inBody = form.has('client_secret');
  if (basic === undefined)
    return inBody && form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
  if (inBody) return false;
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const decoded = (text: string) => new URLSearchParams(`v=${text}`).get('v');
  return decoded(id) === clientId && decoded(secret) === clientSecret;
}

function refuse(status: number, error: string, text: string, headers: Record<string, string> = {}): Answered {
  return {
    status,
    headers: { 'cache-control': 'no-store', pragma: 'no-cache', ...headers },
    body: { error, error_description: text },
    detail: { refused: text },
  };
}
