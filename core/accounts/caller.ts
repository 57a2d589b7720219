import { AccessDenied } from '../errors.js';

export const ROLES = ['admin', 'technician', 'auditor'] as const;
/** admin: everything. technician: the daily work. auditor: reads everything, changes nothing. */
export type Role = (typeof ROLES)[number];

/** The clients that somebody may see: all there are and will be, or these ids. */
export type ClientAccess = 'all' | readonly string[];

/** Who asks: a person with an account, or a program with an API token. */
export interface Caller {
  kind: 'account' | 'token';
  id: string;
  name: string;
  /** Of people only; lower-case. */
  email?: string;
  role: Role;
  clients: ClientAccess;
}

/** Whether this caller may know of a client at all. */
export function maySee(caller: Pick<Caller, 'clients'>, clientId: string): boolean {
  return caller.clients === 'all' || caller.clients.includes(clientId);
}

/** Throws AccessDenied `not_allowed` (403) when the caller has none of these roles. */
export function requireRole(caller: Pick<Caller, 'role'>, ...roles: readonly Role[]): void {
  if (roles.includes(caller.role)) return;
  throw new AccessDenied('not_allowed', `This is for the role ${roles.join(' or ')}; ask an admin`, 403);
}
