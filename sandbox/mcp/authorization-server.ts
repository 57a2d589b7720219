/**
 * The authorization server of the pretend MCP server, on the same address. Sources: RFC 6749; RFC 7591 (registration); RFC 7636
 * (PKCE, S256 only); RFC 8414 (metadata); RFC 8707 (resource); RFC 9207 (iss); RFC 9728 (protected resource); OAuth 2.1 draft
 * (refresh tokens are good once, and using one twice ends all that came of it).
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Answered, Asked } from '../serve.js';

interface Client {
  id: string;
  secret: string | undefined;
  redirectUris: readonly string[];
}

interface Grant {
  clientId: string;
  redirectUri: string;
  challenge: string;
  resource: string;
  spent: boolean;
}

/** All that came of one sign-in. */
interface Family {
  clientId: string;
  resource: string;
  ended: boolean;
}

export interface AuthorizationServer {
  /** Undefined for a path that is none of its own. */
  answer(asked: Asked): Answered | undefined;
  /** Whether the MCP server lets somebody in with this header. */
  admits(header: string | undefined): boolean;
  /** A client that an admin registered by hand. */
  registerClient(redirectUri: string): { clientId: string; clientSecret: string };
  /** Whether clients can register themselves. */
  registers: boolean;
  /** Who sits at the browser agrees. */
  agrees: boolean;
  /** Says it has PKCE. */
  hasPkce: boolean;
  /** Seconds until an access token ends. */
  lifetime: number;
  /** Calls itself this in its metadata. */
  issuer: string | undefined;
  /** Every access token has ended; refresh tokens are still good. */
  expireTokens(): void;
  /** All that anybody was given is void. */
  revoke(): void;
  /** How often tokens were renewed. */
  readonly renewals: number;
  /** What it has given out. */
  readonly issued: readonly string[];
}

export function createAuthorizationServer({ base }: { base(): string }): AuthorizationServer {
  const clients = new Map<string, Client>();
  const grants = new Map<string, Grant>();
  const access = new Map<string, Family>();
  const refresh = new Map<string, Family & { spent: boolean; family: Family }>();
  const issued: string[] = [];
  let renewals = 0;

  const server: AuthorizationServer = {
    registers: true,
    agrees: true,
    hasPkce: true,
    lifetime: 3_600,
    issuer: undefined,
    answer(asked) {
      const answers: Readonly<Record<string, () => Answered>> = {
        '/.well-known/oauth-protected-resource/mcp': protectedResource,
        '/.well-known/oauth-authorization-server': metadata,
        '/register': () => register(asked),
        '/authorize': () => authorize(asked),
        '/token': () => token(asked),
      };
      return answers[asked.path]?.();
    },
    admits(header) {
      const family = access.get(/^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? '');
      return family !== undefined && !family.ended && family.resource === resource();
    },
    registerClient(redirectUri) {
      const client = { id: randomUUID(), secret: randomBytes(24).toString('base64url'), redirectUris: [redirectUri] };
      clients.set(client.id, client);
      return { clientId: client.id, clientSecret: client.secret };
    },
    expireTokens: () => access.clear(),
    revoke() {
      access.clear();
      for (const one of refresh.values()) one.family.ended = true;
    },
    get renewals() {
      return renewals;
    },
    issued,
  };
  return server;

  function resource(): string {
    return `${base()}/mcp`;
  }

  function protectedResource(): Answered {
    return { status: 200, body: { resource: resource(), authorization_servers: [base()], scopes_supported: ['desk'] } };
  }

  function metadata(): Answered {
    return {
      status: 200,
      body: {
        issuer: server.issuer ?? base(),
        authorization_endpoint: `${base()}/authorize`,
        token_endpoint: `${base()}/token`,
        ...(server.registers ? { registration_endpoint: `${base()}/register` } : {}),
        response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
        ...(server.hasPkce ? { code_challenge_methods_supported: ['S256'] } : {}),
        authorization_response_iss_parameter_supported: true,
      },
    };
  }

  function register({ method, body }: Asked): Answered {
    if (!server.registers || method !== 'POST') return { status: 404 };
    const wanted = parsed(body);
    const uris = Array.isArray(wanted.redirect_uris) ? wanted.redirect_uris.map(String) : [];
    if (uris.length === 0) return refuse('invalid_redirect_uri');
    const isPublic = wanted.token_endpoint_auth_method === 'none';
    const client = { id: randomUUID(), secret: isPublic ? undefined : randomUUID(), redirectUris: uris };
    clients.set(client.id, client);
    const secret = client.secret ? { client_secret: client.secret, client_secret_expires_at: 0 } : {};
    return {
      status: 201,
      write: true,
      body: { ...wanted, client_id: client.id, client_id_issued_at: 1, ...secret },
    };
  }

  function authorize({ url }: Asked): Answered {
    const asked = url.searchParams;
    const client = clients.get(asked.get('client_id') ?? '');
    const redirectUri = asked.get('redirect_uri') ?? '';
    if (!client?.redirectUris.includes(redirectUri)) return refuse('invalid_request');
    const back = (answer: Record<string, string>): Answered => {
      const target = new URL(redirectUri);
      const state = asked.get('state');
      const all = { ...answer, iss: base(), ...(state === null ? {} : { state }) };
      for (const [name, value] of Object.entries(all)) target.searchParams.set(name, value);
      return { status: 302, headers: { location: target.href } };
    };
    const challenge = asked.get('code_challenge') ?? '';
    if (asked.get('response_type') !== 'code') return back({ error: 'unsupported_response_type' });
    if (asked.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge))
      return back({ error: 'invalid_request' });
    if (asked.get('resource') !== resource()) return back({ error: 'invalid_target' });
    if (!server.agrees) return back({ error: 'access_denied' });
    const code = randomBytes(24).toString('base64url');
    grants.set(code, { clientId: client.id, redirectUri, challenge, resource: resource(), spent: false });
    return back({ code });
  }

  function token({ method, body, headers }: Asked): Answered {
    if (method !== 'POST') return { status: 405 };
    const form = new URLSearchParams(body);
    const client = clientOf(form, headers.authorization);
    if (!client) return { status: 401, body: { error: 'invalid_client' } };
    if (form.get('resource') !== resource()) return refuse('invalid_target');
    if (form.get('grant_type') === 'authorization_code') return exchange(form, client);
    return form.get('grant_type') === 'refresh_token' ? renew(form, client) : refuse('unsupported_grant_type');
  }

  function exchange(form: URLSearchParams, { id }: Client): Answered {
    const grant = grants.get(form.get('code') ?? '');
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '', 'ascii')
      .digest('base64url');
    const isGood =
      grant &&
      !grant.spent &&
      grant.clientId === id &&
      grant.redirectUri === form.get('redirect_uri') &&
      grant.challenge === verifier;
    if (!isGood) return refuse('invalid_grant');
    grant.spent = true;
    return give({ clientId: id, resource: grant.resource, ended: false });
  }

  function renew(form: URLSearchParams, { id }: Client): Answered {
    const known = refresh.get(form.get('refresh_token') ?? '');
    if (!known || known.clientId !== id) return refuse('invalid_grant');
    if (known.spent) known.family.ended = true;
    if (known.family.ended) return refuse('invalid_grant');
    known.spent = true;
    renewals += 1;
    return give(known.family);
  }

  function give(family: Family): Answered {
    const tokens = {
      access: `at-${randomBytes(24).toString('hex')}`,
      refresh: `rt-${randomBytes(24).toString('hex')}`,
    };
    issued.push(tokens.access, tokens.refresh);
    access.set(tokens.access, family);
    refresh.set(tokens.refresh, { ...family, spent: false, family });
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        access_token: tokens.access,
        token_type: 'Bearer',
        expires_in: server.lifetime,
        refresh_token: tokens.refresh,
      },
    };
  }

  function clientOf(form: URLSearchParams, header: string | undefined): Client | undefined {
    const [, basic = ''] = /^Basic (.+)$/.exec(header ?? '') ?? [];
    const [id = '', secret] = basic
      ? Buffer.from(basic, 'base64').toString().split(':')
      : [form.get('client_id') ?? ''];
    const client = clients.get(id);
    return client && client.secret === secret ? client : undefined;
  }
}

const refuse = (error: string): Answered => ({ status: 400, body: { error } });

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}
