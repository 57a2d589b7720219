/** graph.microsoft.com/v1.0: lets a request in by its token, finds its operation, answers or refuses in Graph's shapes. */
import { randomUUID } from 'node:crypto';
import type { Answered, Asked } from '../serve.js';
import type { AppRegistration } from './app-registration.js';
import type { GraphAnswer } from './call.js';
import { answerRefusal, badRequest, denied, GraphRefusal, tokenRefused } from './graph-error.js';
import type { Limits } from './limits.js';
import type { IssuedToken, Login } from './login.js';
import { findOperation } from './operations.js';
import { PARTNER } from './partner.js';
import { allows } from './permissions.js';
import { settle } from './settle.js';
import type { Staleness } from './stale.js';
import type { Tenant } from './stored.js';

/** One request, from the wire or from inside a $batch. */
export interface GraphAsk {
  method: string;
  /** Path and query below /v1.0, beginning with a slash. */
  target: string;
  eventual: boolean;
  body: unknown;
}

export interface Caller {
  tenant: Tenant;
  roles: readonly string[];
}

export interface Graph {
  /** Who asks. Throws Graph's 401, or 403 when the tenant no longer knows the application. */
  admit(asked: Asked): Caller;
  /** Throws GraphRefusal. */
  run(caller: Caller, ask: GraphAsk): GraphAnswer;
  /** Slug of the company whose tenant a request's token is for, for the record; undefined when it has none. */
  companyOf(asked: Asked): string | undefined;
  /** The envelope of a thrown refusal; anything else is thrown on. */
  refusal(error: unknown, asked?: Asked): Answered;
}

interface GraphOptions {
  tenants: readonly Tenant[];
  application: AppRegistration;
  login: Login;
  stale: Staleness;
  limits: Limits;
  now: () => number;
  base: () => string;
}

export function createGraph({ tenants, application, login, stale, limits, now, base }: GraphOptions): Graph {
  const clients = tenants.filter(({ companySlug }) => companySlug !== PARTNER);
  return {
    admit(asked) {
      const token = readToken(bearerOf(asked));
      const tenant = tenants.find(({ id }) => id === token.tenantId);
      if (!tenant || tenant.gone) throw tokenRefused('Access token validation failure. Invalid tenant.');
      if (!tenant.grants) {
        throw new GraphRefusal(
          403,
          'Authorization_IdentityNotFound',
          'The identity of the calling application could not be established.',
        );
      }
      return { tenant, roles: token.roles };
    },
    run({ tenant, roles }, ask) {
      limits.meet(tenant);
      const url = new URL(`http://graph${ask.target}`);
      const segments = url.pathname.slice(1).split('/').map(decode);
      const found = findOperation(ask.method, segments);
      if (found.kind === 'unknown') {
        throw new GraphRefusal(400, 'BadRequest', `Resource not found for the segment '${found.segment}'.`);
      }
      if (found.kind === 'other method') {
        throw new GraphRefusal(
          405,
          'Request_BadRequest',
          'Specified HTTP method is not allowed for the request target.',
        );
      }
      const { operation, ids } = found;
      if (operation.need && !allows(roles, operation.need)) throw operation.deny?.(operation.need) ?? denied();
      limits.count(tenant, operation.limit, ids[0] ?? '');
      const at = now();
      const answer = stale.around(tenant, ask.method, (directory, tooNew) =>
        operation.run({
          method: ask.method,
          ids,
          query: url.searchParams,
          eventual: ask.eventual,
          body: ask.body,
          tenant,
          application,
          clients,
          directory,
          roles,
          tooNew,
          at: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
          now: at,
          base: base(),
          path: url.pathname,
        }),
      );
      if (answer.write) settle(tenant);
      return answer;
    },
    companyOf(asked) {
      const token = login.read(bearerOf(asked) ?? '');
      if (!token || token === 'expired') return undefined;
      return tenants.find(({ id }) => id === token.tenantId)?.companySlug;
    },
    refusal(error, asked) {
      if (!(error instanceof GraphRefusal)) throw error;
      const sent = asked?.headers['client-request-id'];
      return answerRefusal(error, now(), typeof sent === 'string' ? sent : undefined);
    },
  };

  function readToken(text: string | undefined): IssuedToken {
    if (!text) throw tokenRefused('Access token is empty.');
    const token = login.read(text);
    if (token === 'expired') throw tokenRefused('Lifetime validation failed, the token is expired.');
    if (!token) throw tokenRefused('CompactToken parsing failed with error code: 80049217');
    return token;
  }
}

function bearerOf({ headers }: Asked): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** JSON when there is a body; Graph's 400 when it is none or its type is another. */
export function readJson({ body, headers }: Asked): unknown {
  if (!body) return undefined;
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw badRequest(
      'Write requests (excluding DELETE) must contain the Content-Type header declaration application/json.',
    );
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

export function okHeaders(asked: Asked): Record<string, string> {
  const sent = asked.headers['client-request-id'];
  return { 'request-id': randomUUID(), 'client-request-id': typeof sent === 'string' ? sent : randomUUID() };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest(`The path segment '${segment}' is not valid.`);
  }
}
