import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLIENTELE_ACCESS } from '../access-of-clientele-for-tests.js';
import { type Ask, connectVendors, personAt } from '../callers-for-tests.js';
import { openDesk, type TestDesk } from '../desk-for-tests.js';

const TOOL = 'pretend_directory:reset-password';
/** A good body for each route that wants one, so that nothing but the client is wrong. */
const BODIES: Readonly<Record<string, object>> = {
  'PATCH /api/clients/:id': { version: 1, name: 'Mine' },
  'DELETE /api/clients/:id': { name: 'Summit' },
  'PUT /api/clients/:id/freeze': { freeze: true },
  'PUT /api/clients/:id/policies/:tool': { policy: 'auto' },
  'PUT /api/clients/:id/prompt': { text: 'Mine now' },
};
const OF_A_CLIENT = Object.keys(CLIENTELE_ACCESS).filter((route) => route.includes('/clients/:id'));
const OF_ALL = Object.keys(CLIENTELE_ACCESS).filter((route) => !/\/clients(\/:id|$)/.test(route));

describe('a caller of some clients', () => {
  let desk: TestDesk;
  let some: Ask;
  let mine: string;
  let other: string;
  beforeAll(async () => {
    desk = await openDesk();
    const admin = await personAt(desk, 'admin');
    await connectVendors(admin);
    const make = async (name: string, mappings: object) =>
      (await admin('POST', '/api/clients', { slug: name.toLowerCase(), name, mappings })).json().id;
    mine = await make('Harbor', { pretend_directory: 'tenant-harbor' });
    other = await make('Summit', { pretend_directory: 'tenant-summit' });
    await desk.clientele.drain();
    some = await personAt(desk, 'admin', [mine]);
  });
  afterAll(() => desk.stop());

  const call = (route: string, id: string) => {
    const [method = '', path = ''] = route.split(' ');
    const url = path.replace(':id', id).replace(':number', '1').replace(':tool', TOOL).replace(':kind', 'pretend_psa');
    return some(methodOf(method), url, BODIES[route]);
  };

  it('sees theirs in the list and no trace of others, by whatever filter', async () => {
    for (const query of ['', '?q=s', '?status=active', '?limit=1']) {
      const { items, nextCursor } = (await some('GET', `/api/clients${query}`)).json();
      expect(items.every(({ id }: { id: string }) => id === mine)).toBe(true);
      expect(nextCursor).toBeNull();
    }
  });

  it.each(OF_A_CLIENT)('gets from %s for another’s client what there is for none', async (route) => {
    const [theirs, none] = [await call(route, other), await call(route, 'there-is-none')];
    expect([theirs.statusCode, none.statusCode]).toEqual([404, 404]);
    const told = (body: string, id: string, requestId: string) => body.replaceAll(id, 'ID').replaceAll(requestId, 'R');
    expect(told(theirs.body, other, theirs.json().error.requestId)).toBe(
      told(none.body, 'there-is-none', none.json().error.requestId),
    );
  });

  it('is let in to theirs by the same routes', async () => {
    for (const route of OF_A_CLIENT.filter((one) => one.startsWith('GET '))) {
      expect({ route, status: (await call(route, mine)).statusCode }).toEqual({ route, status: 200 });
    }
    expect((await call('PUT /api/clients/:id/policies/:tool', mine)).json()).toMatchObject({ client: 'auto' });
  });

  it.each([...OF_ALL, 'POST /api/clients'])('does not get to %s, which is for all clients', async (route) => {
    const answer = await call(route, mine);
    expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'not_allowed']);
  });

  it('may not choose what their client is mapped to', async () => {
    const { version } = (await some('GET', `/api/clients/${mine}`)).json();
    const mappings = { pretend_psa: '7' };
    const answer = await some('PATCH', `/api/clients/${mine}`, { version, mappings });
    expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'not_allowed']);
    expect((await some('PATCH', `/api/clients/${mine}`, { version, mode: 'plan' })).statusCode).toBe(200);
    expect((await some('GET', `/api/clients/${mine}`)).json().mappings).toEqual({ pretend_directory: 'tenant-harbor' });
  });
});

function methodOf(text: string) {
  const method = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).find((one) => one === text);
  if (!method) throw new Error(`no method ${text}`);
  return method;
}
