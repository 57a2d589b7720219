/** The HTTP side: zones, credentials, limits, rights, and what each path answers. Source: Autotask facts, 1 to 4. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Answered, Asked } from '../serve.js';
import type { Auth } from './auth.js';
import { type Actor, resourceActor } from './changes.js';
import type { Collection } from './collection.js';
import type { EntityName } from './entities/index.js';
import { isObject, type JsonObject, parseJson, type Row } from './json.js';
import type { Limits } from './limits.js';
import { entityInformation, fieldInformation, userDefinedFieldInformation } from './metadata.js';
import type { Picklists } from './picklists.js';
import { type Place, placeOf } from './places.js';
import { pageOf, readQuery } from './query.js';
import { noMethod, noPath, noPermission, Refusal, refused } from './refusal.js';
import type { Doing, Rights } from './rights.js';
import type { Stored } from './stored.js';

export interface ApiOptions {
  stored: Stored;
  picklists: Picklists;
  rights: Rights;
  auth: Auth;
  limits: Limits;
  collection(name: EntityName): Collection;
  apiUserId: number;
  /** Where this zone is; http://127.0.0.1:PORT */
  url: () => string;
}

export interface Api {
  /** `here`: whether the zone that was asked is the one that the database is in. */
  answer(asked: Asked, here: boolean): Promise<Answered>;
}

const ROOT = '/atservicesrest/';
const DOINGS: Readonly<Record<string, Doing>> = { POST: 'create', PATCH: 'update', PUT: 'update', DELETE: 'delete' };

export function createApi(options: ApiOptions): Api {
  const { stored, picklists, rights, auth, limits, collection, apiUserId, url } = options;
  return {
    async answer(asked, here) {
      const revision = stored.revision();
      const detail = parseJson(asked.body) ?? (asked.body || undefined);
      try {
        const body = await answerTo(asked, here);
        return { status: 200, body, write: stored.revision() !== revision, detail };
      } catch (error) {
        if (error instanceof Refusal) return refusal(error, detail);
        throw error;
      }
    },
  };

  function refusal({ status, errors }: Refusal, detail: unknown): Answered {
    const seconds = status === 429 ? limits.retryAfter() : undefined;
    const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) };
    return { status, headers, body: { errors }, detail: { sent: detail, errors } };
  }

  async function answerTo(asked: Asked, here: boolean): Promise<JsonObject> {
    const { method, path } = asked;
    if (!path.toLowerCase().startsWith(ROOT)) throw noPath(path);
    const [version = '', ...segments] = path.slice(ROOT.length).replace(/\/$/, '').split('/');
    if (version.toLowerCase() === 'versioninformation' && segments.length === 0) {
      only(method, ['GET']);
      return { apiVersions: ['1.0'] };
    }
    if (version.toLowerCase() !== 'v1.0') throw noPath(path);
    const word = segments.join('/').toLowerCase();
    if (word === 'zoneinformation') return zoneInformation(asked);
    auth.check(asked.headers);
    if (!here) throw new Refusal(401, ['The API credentials are not valid in this zone.']);
    if (word === 'thresholdinformation') {
      only(method, ['GET']);
      const leave = await limits.enter(word, true);
      leave();
      return { ...limits.threshold() };
    }
    const place = placeOf(segments);
    if (!place) throw noPath(path);
    only(method, place.methods);
    const leave = await limits.enter(place.entity.name, false);
    try {
      return at(place, asked);
    } finally {
      leave();
    }
  }

  /** Asked without credentials; a user whom no zone knows is an error 500. */
  function zoneInformation({ method, url: asked }: Asked): JsonObject {
    only(method, ['GET']);
    const user = asked.searchParams.get('user')?.toLowerCase();
    if (!user || user !== auth.credentials().username.toLowerCase())
      throw refused('Zone information could not be determined for the user.');
    return { zoneName: 'America East', url: `${url()}/atservicesrest/`, webUrl: `${url()}/`, ci: 123456 };
  }

  function at(place: Place, asked: Asked): JsonObject {
    const { entity, parentId } = place;
    const table = stored.table(entity.name);
    switch (place.kind) {
      case 'information':
        return entityInformation(entity, rights);
      case 'fields':
        return fieldInformation(entity, picklists);
      case 'userDefinedFields':
        return userDefinedFieldInformation(entity);
      case 'query':
      case 'page':
        mayRead(place, asked);
        return page(place, asked);
      case 'count': {
        mayRead(place, asked);
        const { test } = readQuery(entity, asked.method, queryText(asked));
        return { queryCount: table.all().filter(test).length };
      }
      case 'record':
      case 'child': {
        if (asked.method === 'DELETE') return written(place, asked);
        mayRead(place, asked);
        const row = table.get(place.id ?? 0);
        return { item: row && isBelow(row, place, parentId) ? outgoing(row, place) : null };
      }
      case 'children': {
        if (asked.method !== 'GET') return written(place, asked);
        mayRead(place, asked);
        const items = table.all().filter((row) => isBelow(row, place, parentId));
        const count = items.length;
        const pageDetails = { count, requestCount: 500, prevPageUrl: null, nextPageUrl: null };
        return { items: items.map((row) => outgoing(row, place)), pageDetails };
      }
      case 'records':
        return written(place, asked);
    }
  }

  function page(place: Place, asked: Asked): JsonObject {
    const { entity } = place;
    const query = readQuery(entity, asked.method, queryText(asked));
    const paging = place.kind === 'page' ? (asked.url.searchParams.get('paging') ?? '') : undefined;
    const search = asked.method === 'GET' ? (asked.url.searchParams.get('search') ?? undefined) : undefined;
    const rows = stored
      .table(entity.name)
      .all()
      .map((row) => outgoing(row, place));
    return pageOf({ query, rows, paging, address: { path: `${url()}${ROOT}v1.0/${entity.name}/query`, search } });
  }

  function written(place: Place, asked: Asked): JsonObject {
    const { entity, parentId, id } = place;
    rights.check(entity.rights, DOINGS[asked.method] ?? 'update');
    const actor = actorOf(asked.headers);
    const records = collection(entity.name);
    switch (asked.method) {
      case 'POST':
        return { itemId: records.create(actor, sentObject(place, asked), parentId).id };
      case 'PATCH':
        return { itemId: records.patch(actor, sentObject(place, asked), parentId).id };
      case 'PUT':
        return { itemId: records.put(actor, sentObject(place, asked), parentId).id };
      default:
        records.remove(actor, id ?? 0, parentId);
        return { itemId: id ?? 0 };
    }
  }

  /** Reading in another's name is refused: ImpersonationResourceId is for writes. */
  function mayRead({ entity }: Place, { headers }: Asked): void {
    if (headers.impersonationresourceid !== undefined) throw noPermission('query');
    rights.check(entity.rights, 'query');
  }

  function actorOf(headers: IncomingHttpHeaders): Actor {
    const sent = headers.impersonationresourceid;
    if (sent === undefined) return resourceActor(apiUserId);
    const resource = stored.table('Resources').get(Number(sent));
    if (resource?.isActive !== true) throw refused(`The ImpersonationResourceId ${String(sent)} is not valid.`);
    return { ...resourceActor(resource.id), impersonatorId: apiUserId };
  }
}

const isBelow = (row: Row, { entity }: Place, parentId: number | undefined) =>
  parentId === undefined || !entity.parent || row[entity.parent.field] === parentId;

/** Secrets of webhooks are written, never read (unconfirmed: whether they come back empty or masked). */
function outgoing(row: Row, { entity }: Place): Row {
  return 'secretKey' in entity.fields ? { ...row, secretKey: null } : row;
}

function only(method: string, methods: readonly string[]): void {
  if (!methods.includes(method)) throw noMethod(method);
}

function queryText(asked: Asked): string {
  if (asked.method === 'GET') return asked.url.searchParams.get('search') ?? '';
  mustBeJson(asked);
  return asked.body;
}

/** The sent object; names of fields may be written in any case, as the vendor's own examples do. */
function sentObject({ entity }: Place, asked: Asked): JsonObject {
  mustBeJson(asked);
  const sent = parseJson(asked.body);
  if (!isObject(sent)) throw refused('The body is missing or is no JSON object.');
  const names = ['id', 'userDefinedFields', ...Object.keys(entity.fields)];
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [known.get(name.toLowerCase()) ?? name, value]),
  );
}

function mustBeJson({ headers }: Asked): void {
  if (!/^(application|text)\/json\b/i.test(headers['content-type'] ?? ''))
    throw new Refusal(415, ["The request's media type is not supported: send application/json."]);
}
