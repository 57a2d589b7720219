/** login.microsoftonline.com: app-only tokens, one tenant each. Source: Microsoft Graph facts, token request. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Answered, Asked } from '../serve.js';
import type { AppRegistration } from './app-registration.js';
import { principalId } from './applications.js';
import { ASSERTION_TYPE, type AssertionProblem, createAssertionCheck } from './assertion.js';
import type { Tenant } from './stored.js';

export interface IssuedToken {
  tenantId: string;
  /** Consent as it was when the token was made: a later change shows only in the next token. */
  roles: readonly string[];
  expiresAt: number;
}

export interface Login {
  answer(asked: Asked, tenantSegment: string): Answered;
  /** The token, when this server made it and it has not expired. */
  read(token: string): IssuedToken | 'expired' | undefined;
  /** Ends the life of every token of a tenant, or of all. */
  expireTokens(tenantId?: string): void;
}

interface LoginOptions {
  tenants: readonly Tenant[];
  application: AppRegistration;
  /** Origin of this server. */
  base: () => string;
  lifetimeSeconds: number;
  now: () => number;
}

const SCOPE = 'https://graph.microsoft.com/.default';

export function createLogin({ tenants, application, lifetimeSeconds, now, base }: LoginOptions): Login {
  const issued = new Map<string, IssuedToken>();
  const checkAssertion = createAssertionCheck({ application, now });

  return {
    answer(asked, segment) {
      if (asked.method !== 'POST')
        return loginError(now(), 405, 'invalid_request', 900561, 'The endpoint only accepts POST requests.');
      const form = new URLSearchParams(isForm(asked) ? asked.body : '');
      const refusal = refuse(form, segment);
      if (refusal) return { ...refusal, detail: Object.fromEntries(form) };
      const tenant = findTenant(segment);
      if (!tenant?.grants) throw new Error('refuse() lets no tenant without consent through');
      const roles = [...tenant.grants];
      const token = tokenText(tenant, roles, now());
      issued.set(token, { tenantId: tenant.id, roles, expiresAt: now() + lifetimeSeconds * 1000 });
      return {
        status: 200,
        headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
        body: {
          token_type: 'Bearer',
          expires_in: lifetimeSeconds,
          ext_expires_in: lifetimeSeconds,
          access_token: token,
        },
        detail: Object.fromEntries(form),
      };
    },
    read(token) {
      const found = issued.get(token);
      return found && found.expiresAt <= now() ? 'expired' : found;
    },
    expireTokens(tenantId) {
      for (const token of issued.values()) {
        if (!tenantId || token.tenantId === tenantId) token.expiresAt = now();
      }
    },
  };

  function findTenant(segment: string): Tenant | undefined {
    const wanted = segment.toLowerCase();
    return tenants.find(
      ({ id, domains, gone }) => !gone && (id === wanted || domains.some(({ name }) => name === wanted)),
    );
  }

  function refuse(form: URLSearchParams, segment: string): Answered | undefined {
    const error = (status: number, name: string, code: number, text: string) =>
      loginError(now(), status, name, code, text);
    for (const name of ['grant_type', 'client_id']) {
      if (!form.get(name))
        return error(
          400,
          'invalid_request',
          900144,
          `The request body must contain the following parameter: '${name}'.`,
        );
    }
    if (!isTenantName(segment)) {
      return error(
        400,
        'invalid_request',
        900023,
        `Specified tenant identifier '${segment}' is neither a valid DNS name, nor a valid external domain.`,
      );
    }
    const tenant = findTenant(segment);
    if (!tenant)
      return error(
        400,
        'invalid_request',
        90002,
        `Tenant '${segment}' not found. Check to make sure you have the correct tenant ID.`,
      );
    const clientId = form.get('client_id');
    if (clientId !== application.clientId) {
      return error(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${clientId}' was not found in the directory '${tenant.displayName}'.`,
      );
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return error(
        400,
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${form.get('grant_type')}'.`,
      );
    }
    const stranger = refuseProof(form, segment);
    if (stranger) return error(401, 'invalid_client', stranger.code, stranger.text);
    const scope = form.get('scope');
    if (!scope)
      return error(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'scope'.");
    if (scope !== SCOPE) {
      return error(
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
      );
    }
    if (!tenant.grants) {
      return error(
        400,
        'invalid_grant',
        65001,
        `The user or administrator has not consented to use the application with ID '${clientId}'.`,
      );
    }
    return undefined;
  }

  /** The application proves itself with its secret or with a certificate. */
  function refuseProof(form: URLSearchParams, segment: string): AssertionProblem | undefined {
    const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')];
    if (assertion && form.get('client_assertion_type') === ASSERTION_TYPE) {
      const origins = [base(), 'https://login.microsoftonline.com'];
      return checkAssertion(assertion, (audience) =>
        origins.some((origin) =>
          [`${origin}/${segment}/oauth2/v2.0/token`, `${origin}/${segment}/v2.0`].includes(audience),
        ),
      );
    }
    if (!secret) {
      return {
        code: 7000216,
        text: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
      };
    }
    const known = application.secrets().find(({ value }) => value === secret);
    if (!known) {
      return {
        code: 7000215,
        text: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${application.clientId}'.`,
      };
    }
    if (known.until > now()) return undefined;
    return {
      code: 7000222,
      text: `The provided client secret keys for app '${application.clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    };
  }

  function tokenText(tenant: Tenant, roles: readonly string[], at: number): string {
    const { id: tid } = tenant;
    const iat = Math.floor(at / 1000);
    const oid = principalId(tenant, application.clientId);
    const claims = {
      aud: 'https://graph.microsoft.com',
      iss: `https://sts.windows.net/${tid}/`,
      iat,
      nbf: iat,
      exp: iat + lifetimeSeconds,
      appid: application.clientId,
      app_displayname: application.displayName,
      idtyp: 'app',
      oid,
      sub: oid,
      roles,
      tid,
      uti: randomUUID(),
    };
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}.${randomBytes(32).toString('base64url')}`;
  }
}

/** Entra's error shape; the list of fields is unconfirmed. */
export function loginError(
  now: number,
  status: number,
  error: string,
  code: number,
  text: string,
  retryAfter?: number,
): Answered {
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = new Date(now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return {
    status,
    headers: {
      'cache-control': 'no-store, no-cache',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    },
    body: {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
    },
  };
}

/** A fault at the login server. */
export function loginFault(now: number, { status, retryAfter }: { status: number; retryAfter?: number }): Answered {
  if (status === 401) return loginError(now, 401, 'invalid_client', 7000215, 'Invalid client secret provided.');
  if (status < 429)
    return loginError(now, status, 'invalid_request', 9002313, 'Invalid request. Request is malformed or invalid.');
  return loginError(
    now,
    status,
    'temporarily_unavailable',
    90033,
    'A transient error has occurred. Please try again.',
    retryAfter,
  );
}

function isForm({ headers }: Asked): boolean {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}

function isTenantName(segment: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(segment) || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(segment);
}
