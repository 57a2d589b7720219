/** The two roads to what belongs to an organisation: `/contacts` and `/organizations/{id}/relationships/contacts`. */
import { notFound } from './errors.js';
import { list, single } from './listing.js';
import type { Call, Resource, Route } from './resource.js';
import type { Stored } from './stored.js';

interface Owned {
  id: number;
  organizationId: number;
}

/** The number in the path; 0, which nothing has, where it is none. */
export function idOf({ parameters }: Call, name = 'id'): number {
  return /^\d+$/.test(parameters[name] ?? '') ? Number(parameters[name]) : 0;
}

/** The organisation of a nested path; undefined where the path is not nested. 404 when there is no such organisation. */
export function organizationIn(stored: Stored, call: Call): number | undefined {
  if (call.parameters.organization === undefined) return undefined;
  const organization = stored.organizations.get(idOf(call, 'organization'));
  if (!organization) throw notFound();
  return organization.id;
}

/** The record of the path, which on a nested path is the organisation's. 404 when there is none. */
export function rowIn<T extends Owned>(stored: Stored, call: Call, rows: { get(id: number): T | undefined }): T {
  const organizationId = organizationIn(stored, call);
  const row = rows.get(idOf(call));
  if (!row || (organizationId !== undefined && row.organizationId !== organizationId)) throw notFound();
  return row;
}

/** Both roads, as paths. */
export function bothRoads(collection: string, tail = ''): string[] {
  return [`/${collection}${tail}`, `/organizations/:organization/relationships/${collection}${tail}`];
}

/** Lists and singles on both roads. `seen`: which rows a list has. */
export function readRoutes<T extends Owned>(
  stored: Stored,
  collection: string,
  resource: Resource<T>,
  rows: { get(id: number): T | undefined; all(): T[] },
  seen: (call: Call) => T[] = rows.all,
): Route[] {
  const lists = bothRoads(collection).map(
    (path): Route => ({
      method: 'GET',
      path,
      answer(call) {
        const organizationId = organizationIn(stored, call);
        const found = seen(call).filter((row) => organizationId === undefined || row.organizationId === organizationId);
        return list(call, resource, found);
      },
    }),
  );
  const singles = bothRoads(collection, '/:id').map(
    (path): Route => ({
      method: 'GET',
      path,
      answer: (call) => single(call, resource, rowIn(stored, call, rows)),
    }),
  );
  return [...lists, ...singles];
}
