import { beforeAll, describe, expect, it } from '@jest/globals';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import type { Caller } from './callers-for-tests.js';
import type { RouteCase } from './route-case-for-tests.js';
import { ROUTE_CASES } from './route-cases-for-tests.js';
import { type IdKind, type Ids, nobodys, type Side, type TwoClients } from './two-clients-for-tests.js';

/** What the other client's caller is told may differ in nothing but what the caller said, and the request's own id. */
interface Told {
  status: number;
  type: string;
  location: string;
  body: string;
}

type Values = Readonly<Record<string, string>>;
type Given = { about: 'clients' | 'oneself'; ids: Readonly<Record<string, IdKind>>; rest: RouteCase };

const METHODS = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.source;

/** Of each route: the identity of client B with ids of client A. `world` is asked for once the tests run. */
export function routesAreIsolated(world: () => TwoClients): void {
  let untouched: Readonly<Record<string, string>>;
  beforeAll(async () => {
    untouched = await world().traceOf(world().a);
    expect(Object.keys(untouched).length).toBeGreaterThan(20);
  });

  it('has a case for every route, and a route for every case', () => {
    const served = new Set(world().product.routes.map(withoutHash));
    expect(Object.keys(ROUTE_CASES).sort()).toEqual([...served].sort());
  });

  const cases = Object.entries(ROUTE_CASES);
  const withIds = cases.flatMap(([route, given]): [string, Given][] =>
    'ids' in given && given.ids ? [[route, { about: given.about, ids: given.ids, rest: given }]] : [],
  );

  describe.each(withIds)('%s', (route, { about, ids, rest }) => {
    const isRead = route.startsWith('GET ');

    it('tells client B of A what it tells of nobody, and changes nothing of A', async () => {
      const { a, b, callersOfB, ask, traceOf } = world();
      const before = isRead ? {} : await traceOf(a);
      const statuses: number[] = [];
      for (const caller of callersOfB) {
        for (const foreign of placesToFill(Object.keys(ids))) {
          const values = (other: (kind: IdKind) => string) =>
            filled(ids, (place, kind) => (foreign.includes(place) ? other(kind) : b.ids[kind]));
          const ofA = values((kind) => a.ids[kind]);
          const ofNobody = values(nobodys);
          const about = { caller: `${caller.kind} ${caller.role}`, foreign };
          const answer = told(await ask(caller, requestOf(route, ofA, rest)), ofA);
          expect(shownOf(a, answer.body)).toEqual([]);
          expect({ ...about, ...answer }).toEqual({
            ...about,
            ...told(await ask(caller, requestOf(route, ofNobody, rest)), ofNobody),
          });
          statuses.push(answer.status);
        }
      }
      if (!isRead) expect(await traceOf(a)).toEqual(before);
      // Somebody got as far as the question whose it is: no role, form or spelling was what kept them out.
      const refusal = 'refusal' in rest ? rest.refusal : 404;
      expect(statuses.filter((status) => [200, 202, 204, refusal].includes(status))).not.toEqual([]);
    });

    if (!isRead || about !== 'clients') return;
    it('shows it to who may see every client', async () => {
      const { a, everybodysAdmin, ask } = world();
      const answer = await ask(everybodysAdmin, requestOf(route, valuesOf(ids, a.ids), rest));
      expect(answer.statusCode).toBe(200);
      if ('show' in rest && rest.show) expect(shownOf(a, answer.body)).not.toEqual([]);
    });
  });

  it.each(cases.filter(([, { about }]) => about === 'installation'))(
    '%s is refused to who may not see every client',
    async (route) => {
      const { a, callersOfB, ask } = world();
      for (const caller of callersOfB) {
        const answer = await ask(caller, requestOf(route, { 'params.id': a.ids.account }, { about: 'installation' }));
        expect({ caller, status: answer.statusCode }).toEqual({ caller, status: 403 });
        expect(shownOf(a, answer.body.replaceAll(a.ids.account, ''))).toEqual([]);
      }
    },
  );

  const lists = cases.filter(([route, given]) => route.startsWith('GET ') && !/[:*]/.test(route) && isAsked(given));
  it.each(lists)('%s shows client B nothing of A when nothing is asked for', async (route, given) => {
    const { a, callersOfB, everybodysAdmin, ask } = world();
    const all = await ask(everybodysAdmin, requestOf(route, {}, given));
    if ('show' in given && given.show) expect(shownOf(a, all.body)).not.toEqual([]);
    for (const caller of callersOfB) {
      const answer = await ask(caller, requestOf(route, {}, given));
      expect(answer.statusCode).toBeLessThan(500);
      expect(shownOf(a, answer.body)).toEqual([]);
      for (const cursor of await cursorsOf(ask, everybodysAdmin, route, given)) {
        const next = await ask(caller, requestOf(route, { 'query.cursor': cursor }, given));
        expect(next.statusCode).toBeLessThan(500);
        expect(shownOf(a, next.body)).toEqual([]);
      }
    }
  });

  it('have changed nothing of A, all together', async () => {
    expect(await world().traceOf(world().a)).toEqual(untouched);
  });
}

function isAsked(given: RouteCase): boolean {
  return given.about === 'clients' || given.about === 'oneself';
}

/** Each place by itself, and all of them. */
function placesToFill(places: readonly string[]): (readonly string[])[] {
  return places.length < 2 ? [places] : [...places.map((place) => [place]), places];
}

function filled(ids: Readonly<Record<string, IdKind>>, value: (place: string, kind: IdKind) => string): Values {
  return Object.fromEntries(Object.entries(ids).map(([place, kind]) => [place, value(place, kind)]));
}

function valuesOf(ids: Readonly<Record<string, IdKind>>, of: Ids): Values {
  return filled(ids, (_place, kind) => of[kind]);
}

function requestOf(route: string, values: Values, given: RouteCase): InjectOptions {
  const [method, path = ''] = route.split(' ');
  const query: Record<string, string> = {};
  const body: Record<string, unknown> = structuredClone({ ...('body' in given ? given.body : {}) });
  let url = path;
  for (const [name, value] of Object.entries('params' in given ? (given.params ?? {}) : {})) {
    url = url.replace(`:${name}`, encodeURIComponent(value));
  }
  for (const [place, value] of Object.entries(values)) {
    const [part, ...names] = place.split('.');
    if (part === 'params') url = url.replace(`:${names.join('.')}`, encodeURIComponent(value));
    if (part === 'query') query[names.join('.')] = value;
    if (part === 'body') put(body, names, value);
  }
  const hasBody = 'body' in given || Object.keys(body).length > 0;
  const isForm = 'form' in given && given.form;
  return {
    method: METHODS.parse(method),
    url,
    query,
    ...(hasBody && !isForm ? { payload: body } : {}),
    ...(isForm
      ? {
          payload: new URLSearchParams(z.record(z.string(), z.string()).parse(body)).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }
      : {}),
  };
}

/** `mappings.m365`; a name with `[]` at its end is a list of this one. */
function put(body: Record<string, unknown>, [name = '', ...deeper]: readonly string[], value: string): void {
  const key = name.replace('[]', '');
  if (deeper.length === 0) {
    body[key] = name.endsWith('[]') ? [value] : value;
    return;
  }
  const inner = z.record(z.string(), z.unknown()).catch({}).parse(body[key]);
  body[key] = inner;
  put(inner, deeper, value);
}

function told({ statusCode, headers, body }: LightMyRequestResponse, values: Values): Told {
  // The request's own id first: a short value may stand in it.
  const said = (text: string) =>
    Object.values(values).reduce(
      (rest, value) => rest.replaceAll(value, '«asked»').replaceAll(encodeURIComponent(value), '«asked»'),
      text.replace(new RegExp(`("requestId":"|Request )${UUID}`, 'g'), '$1«request»'),
    );
  return {
    status: statusCode,
    type: String(headers['content-type'] ?? ''),
    location: said(String(headers.location ?? '')),
    body: said(body),
  };
}

/** What of a client stands in a text. */
function shownOf({ marks }: Side, text: string): string[] {
  return marks.filter((mark) => text.includes(mark));
}

const page = z.object({ nextCursor: z.string() });
/** Where the list of somebody who sees everything goes on: a place beside client A's entries. */
async function cursorsOf(ask: TwoClients['ask'], caller: Caller, route: string, given: RouteCase): Promise<string[]> {
  const answer = await ask(caller, requestOf(route, { 'query.limit': '1' }, given));
  const parsed = page.safeParse(parsedJson(answer.body));
  return parsed.success ? [parsed.data.nextCursor] : [];
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The style sheet's and the documentation's files have names of their own. */
function withoutHash(route: string): string {
  return route
    .replace(/^GET \/pages\/[0-9a-f]+\.css$/, 'GET /pages/*')
    .replace(/^GET \/api\/docs\/(?!json$).*/, 'GET /api/docs/*');
}
