import type { Value } from './filter.js';
import { badRequest } from './graph-error.js';
import type { Resource } from './resources.js';
import type { Directory, StoredGroup, StoredUser, Tenant } from './stored.js';

/** One request to Graph, already let in: whose tenant it is, and what it may do there. */
export interface GraphCall {
  method: string;
  /** Values of the route's `{}` segments, decoded. */
  ids: readonly string[];
  query: URLSearchParams;
  /** ConsistencyLevel: eventual was sent. */
  eventual: boolean;
  /** Parsed JSON; undefined when there was none. */
  body: unknown;
  tenant: Tenant;
  /** What a read sees: the tenant now, or as it was just before a recent write. */
  directory: Directory;
  /** Permissions in the token. */
  roles: readonly string[];
  /** ISO 8601. */
  at: string;
  /** Prefix of @odata.context and of @odata.nextLink, ending in /v1.0. */
  base: string;
  /** Path below the base, as sent. */
  path: string;
}

export interface GraphAnswer {
  status: number;
  body?: unknown;
  write?: boolean;
}

/** A user by object id or user principal name, in whatever case. */
export function findUser({ users }: Directory, idOrUpn: string): StoredUser | undefined {
  const wanted = idOrUpn.toLowerCase();
  return users.find((user) => user.id === wanted || user.userPrincipalName.toLowerCase() === wanted);
}

export function findGroup({ groups }: Directory, id: string): StoredGroup | undefined {
  return groups.find((group) => group.id === id.toLowerCase());
}

export function reader<T>(item: T, resource: Resource<T>, tenant: Tenant): (property: string) => Value {
  return (property) => toValue(resource.properties[property]?.(item, tenant));
}

function toValue(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : null;
}

/** The request's body as a JSON object; Graph's 400 otherwise. */
export function bodyObject(call: GraphCall): Record<string, unknown> {
  const { body } = call;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('Empty Payload. JSON content expected.');
  }
  return { ...body };
}
