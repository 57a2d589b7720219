import type { FastifyRequest, RouteOptions } from 'fastify';
import { type Caller, maySee, type Role } from '../../core/accounts/caller.js';
import { AccessDenied, NotFound } from '../../core/errors.js';

/** Who may call a route. Every route says it in its `config`; one that does not keeps the server from starting. */
declare module 'fastify' {
  interface FastifyContextConfig {
    /** Anybody, signed in or not. */
    public?: true;
    /** Whoever is signed in with one of these roles. */
    roles?: readonly Role[];
    /** Only for callers who may see every client: what concerns the whole installation. */
    everyClient?: true;
    /** Changes nothing but the caller's own sign-in, so that auditors may. */
    ofOneself?: true;
    /** A page for people: who is not signed in is sent to the sign-in page, and back. API tokens do not open it. */
    page?: true;
  }
  interface FastifyRequest {
    /** Who asks; undefined on public routes when nobody is signed in. Where a role is needed, see `callerOf`. */
    caller: Caller | undefined;
    /** The sign-in that the request came with; undefined for API tokens. */
    sessionId: string | undefined;
  }
}

export const EVERYBODY = ['admin', 'technician', 'auditor'] as const satisfies readonly Role[];

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Methods that may change something. */
export function isUnsafe(method: string): boolean {
  return !READING.has(method);
}

/** Throws for a route that does not say who may call it, or lets auditors change something. */
export function assertDeclaresAccess({ method, url, config }: Pick<RouteOptions, 'method' | 'url' | 'config'>): void {
  const methods = Array.isArray(method) ? method : [method];
  const route = `${methods.join('|')} ${url}`;
  if (config?.public) {
    if (config.roles) throw new Error(`${route} is public and names roles; it can be one of them`);
    return;
  }
  if (!config?.roles?.length) {
    throw new Error(`${route} does not say who may call it; give it config: { roles: [...] } or { public: true }`);
  }
  if (config.roles.includes('auditor') && methods.some(isUnsafe) && !config.ofOneself) {
    throw new Error(`${route} lets auditors change something; they only read`);
  }
}

/** The caller of a route that needs a role. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new AccessDenied('not_signed_in', 'Sign in, or send an API token');
  return request.caller;
}

/** Throws NotFound, the same as for a client that does not exist, when the caller may not know of this one. */
export function assertMaySee(caller: Caller, clientId: string): void {
  if (!maySee(caller, clientId)) throw noSuchClient(clientId);
}

/** The one answer for a client that is not there, or not for this caller. */
export function noSuchClient(clientId: string): NotFound {
  return new NotFound('client', clientId);
}
