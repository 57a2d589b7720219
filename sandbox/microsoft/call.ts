import type { AppRegistration } from './app-registration.js';
import type { Value } from './filter.js';
import { type GraphRefusal, notFound } from './graph-error.js';
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
  /** The MSP's, whose token this is. */
  application: AppRegistration;
  /** The tenants of the MSP's clients. */
  clients: readonly Tenant[];
  /** What a read sees: the tenant now, or as it was just before a recent write. */
  directory: Directory;
  /** Object ids that were made so recently that not every server knows them. */
  tooNew: ReadonlySet<string>;
  /** Permissions in the token. */
  roles: readonly string[];
  /** ISO 8601. */
  at: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Prefix of @odata.context and of @odata.nextLink, ending in /v1.0. */
  base: string;
  /** Path below the base, as sent. */
  path: string;
}

export interface GraphAnswer {
  status: number;
  body?: unknown;
  write?: boolean;
  /** Id of the object that was made. */
  made?: string;
}

export interface Operation {
  /** Any one of these permissions is enough. Absent where it depends on what the body changes. */
  need?: readonly string[];
  /** How a service that is no part of the directory says that permissions are missing. */
  deny?(need: readonly string[]): GraphRefusal;
  /** Counted against a limit of its own, beside those of the tenant. */
  limit?: 'reports' | 'team';
  run(call: GraphCall): GraphAnswer;
}

/** The user as reads see them. Throws Graph's 404. */
export function seenUser(call: GraphCall, idOrUpn = call.ids[0] ?? ''): StoredUser {
  return findUser(call.directory, idOrUpn) ?? missing(idOrUpn);
}

/** The user to be changed. Throws Graph's 404, also for one that is too new to be known everywhere. */
export function liveUser(call: GraphCall, idOrUpn = call.ids[0] ?? ''): StoredUser {
  const user = findUser(call.tenant.live, idOrUpn);
  return user && !call.tooNew.has(user.id) ? user : missing(idOrUpn);
}

/** A user by object id or user principal name, in whatever case. */
function findUser({ users }: Directory, idOrUpn: string): StoredUser | undefined {
  const wanted = idOrUpn.toLowerCase();
  return users.find((user) => user.id === wanted || user.userPrincipalName.toLowerCase() === wanted);
}

export function findGroup({ groups }: Directory, id: string): StoredGroup | undefined {
  return groups.find((group) => group.id === id.toLowerCase());
}

function missing(id: string): never {
  throw notFound(id);
}

export function reader<T>(item: T, resource: Resource<T>, tenant: Tenant): (property: string) => Value {
  return (property) => toValue(resource.properties[property]?.(item, tenant));
}

function toValue(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : null;
}
