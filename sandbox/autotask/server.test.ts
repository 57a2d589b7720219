import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, NOW, send, startBench } from './client-for-tests.js';

let bench: Bench;
let now = NOW;
beforeAll(async () => {
  bench = await startBench({ clock: () => now });
});
afterEach(() => {
  bench.faults.clear();
  bench.autotask.setLimits({});
  bench.autotask.takeRights([]);
});
afterAll(() => bench.autotask.stop());

const root = () => `${bench.autotask.url}/atservicesrest`;
const one = { filter: [{ op: 'eq', field: 'id', value: 0 }] };

describe('finding the zone', () => {
  it('tells anybody the zone of a user', async () => {
    const user = encodeURIComponent(bench.autotask.credentials.username.toUpperCase());
    const zone = await send(`${root()}/V1.0/ZoneInformation?user=${user}`, {});
    const { url } = bench.autotask;
    expect(zone.body).toEqual({
      zoneName: 'America East',
      url: `${root()}/`,
      webUrl: `${url}/`,
      ci: expect.any(Number),
    });
  });

  it.each(['', '?user=', '?user=nobody@tallowmere.example'])('answers %j with 500 and errors', async (query) => {
    const refused = await send(`${root()}/v1.0/zoneInformation${query}`, {});
    expect([refused.status, refused.errors()]).toEqual([500, expect.any(String)]);
  });

  it('tells its versions', async () => {
    expect((await send(`${root()}/versioninformation`, {})).body).toEqual({ apiVersions: ['1.0'] });
  });
});

describe('a database that moves to another zone', () => {
  it('is refused where it was and found where it is', async () => {
    const moved = await startBench();
    try {
      const { url, credentials } = moved.autotask;
      await moved.autotask.moveZone();
      expect((await moved.ask('GET', '/Companies/0')).status).toBe(401);
      const user = encodeURIComponent(credentials.username);
      const zone = (await send(`${url}/atservicesrest/v1.0/zoneInformation?user=${user}`, {})).object();
      expect(String(zone.url).startsWith(url)).toBe(false);
      expect((await moved.ask('GET', `${zone.url}v1.0/Companies/0`)).item()).toMatchObject({ id: 0 });
      const query = { MaxRecords: 1, filter: [{ op: 'exist', field: 'id' }] };
      const { body } = await moved.ask('POST', `${zone.url}v1.0/Companies/query`, query);
      expect(body).toMatchObject({ pageDetails: { nextPageUrl: expect.stringContaining(String(zone.url)) } });
    } finally {
      await moved.autotask.stop();
    }
  });
});

describe('credentials', () => {
  it('are three headers, of which each must be right', async () => {
    for (const header of ['ApiIntegrationCode', 'UserName', 'Secret']) {
      const refused = await bench.ask('POST', '/Companies/query', one, { [header]: 'wrong' });
      expect([header, refused.status, refused.errors()]).toEqual([header, 401, expect.any(String)]);
    }
    expect((await send(`${root()}/v1.0/Companies/0`, {})).status).toBe(401);
    expect((await bench.ask('GET', '/Companies/0')).status).toBe(200);
  });

  it('can be rotated', async () => {
    const old = bench.headers();
    bench.autotask.rotateCredentials();
    expect((await send(`${root()}/v1.0/Companies/0`, { headers: old })).status).toBe(401);
    expect((await bench.ask('GET', '/Companies/0')).status).toBe(200);
  });

  it('do not read in another’s name, and write in it where the resource is active', async () => {
    const headers = { ImpersonationResourceId: bench.autotask.technicianId('jpark') };
    for (const [method, path, body] of [
      ['POST', '/Tickets/query', one],
      ['GET', '/Tickets/7890', undefined],
    ] as const) {
      const refused = await bench.ask(method, path, body, headers);
      expect([refused.status, refused.errors()]).toEqual([500, expect.stringContaining('adequate permissions')]);
    }
    const created = await bench.ask('POST', '/Tickets', bench.ticketBody(), headers);
    expect(bench.autotask.record('Tickets', created.itemId())).toMatchObject({
      creatorResourceID: Number(bench.autotask.technicianId('jpark')),
      impersonatorCreatorResourceID: Number(bench.autotask.own.id),
    });
    const gone = { ImpersonationResourceId: bench.autotask.technicianId('hfrost') };
    expect((await bench.ask('POST', '/Tickets', bench.ticketBody(), gone)).status).toBe(500);
  });
});

describe('paths', () => {
  it('may be written in any case', async () => {
    const answer = await send(`${bench.autotask.url}/ATServicesRest/V1.0/companies/0`, { headers: bench.headers() });
    expect(answer.item()).toMatchObject({ companyName: 'Tallowmere IT' });
  });

  it.each([
    ['GET', '/Nothing/1'],
    ['GET', '/Tickets/abc'],
    ['GET', '/Tickets/1/Nothing'],
    ['POST', '/TicketNotes'],
    ['POST', '/Contacts'],
    ['GET', '/Tickets/query/last'],
  ])('do not exist: %s %s', async (method, path) => {
    const refused = await bench.ask(method, path, method === 'POST' ? {} : undefined);
    expect([refused.status, refused.errors()]).toEqual([404, expect.any(String)]);
  });

  it.each([
    ['DELETE', '/Tickets/1'],
    ['DELETE', '/Tickets/1/Notes/1'],
    ['DELETE', '/Companies/0'],
    ['PUT', '/Tickets/1'],
    ['DELETE', '/Tickets/query'],
    ['GET', '/Companies'],
  ])('do not know the verb: %s %s', async (method, path) => {
    expect((await bench.ask(method, path)).status).toBe(405);
  });

  it('answer an id that does not exist with a null item', async () => {
    const answer = await bench.ask('GET', '/Companies/12345');
    expect([answer.status, answer.body]).toEqual([200, { item: null }]);
  });

  it('want JSON that is declared as such', async () => {
    const headers = { ...bench.headers(), 'content-type': 'text/plain' };
    const plain = await send(`${root()}/v1.0/Tickets`, { method: 'POST', headers, body: '{}' });
    expect(plain.status).toBe(415);
    const json = { ...headers, 'content-type': 'application/json' };
    expect((await send(`${root()}/v1.0/Tickets`, { method: 'POST', headers: json, body: '{' })).status).toBe(500);
  });
});

describe('rights', () => {
  it.each([
    ['Read companies', 'GET', '/Companies/0'],
    ['Read contacts', 'POST', '/Contacts/query'],
    ['Read tickets', 'GET', '/Tickets/1'],
    ['Read ticket notes', 'GET', '/Tickets/1/Notes'],
    ['Read resources', 'POST', '/Resources/query'],
    ['Read configuration items', 'POST', '/ConfigurationItems/query/count'],
    ['Read time entries', 'POST', '/TimeEntries/query'],
    ['Add tickets', 'POST', '/Tickets'],
    ['Edit tickets', 'PATCH', '/Tickets'],
    ['Add ticket notes', 'POST', '/Tickets/1/Notes'],
    ['Edit ticket notes', 'PATCH', '/Tickets/1/Notes'],
    ['Add contacts', 'POST', '/Companies/0/Contacts'],
    ['Add time entries', 'POST', '/TimeEntries'],
    ['Create webhooks', 'POST', '/TicketWebhooks'],
  ])('%s: without it %s %s is refused', async (right, method, path) => {
    const asked = () => bench.ask(method, path, method === 'GET' ? undefined : one);
    const refusal = 'The logged in Resource does not have the adequate permissions';
    bench.autotask.takeRights([right]);
    const refused = await asked();
    expect([refused.status, refused.errors()]).toEqual([500, expect.stringContaining(refusal)]);
    bench.autotask.takeRights([]);
    expect(JSON.stringify((await asked()).body)).not.toContain(refusal);
  });

  it('are told with each entity', async () => {
    bench.autotask.takeRights(['Add tickets']);
    const { info } = (await bench.ask('GET', '/Tickets/entityInformation')).object();
    expect(info).toMatchObject({
      name: 'Ticket',
      canCreate: true,
      canDelete: false,
      userAccessForCreate: 'None',
      userAccessForQuery: 'All',
      supportsWebhookCallouts: true,
    });
  });

  it('do not include webhooks at first, and have names', async () => {
    const fresh = await startBench();
    try {
      expect((await fresh.ask('POST', '/TicketWebhooks', {})).errors()).toContain('adequate permissions');
      expect(() => fresh.autotask.takeRights(['Read everything'])).toThrow('Read everything');
    } finally {
      await fresh.autotask.stop();
    }
  });
});

describe('metadata', () => {
  it('tells each field, with picklist values as text', async () => {
    const { fields } = (await bench.ask('GET', '/Tickets/entityInformation/fields')).object();
    expect(fields).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'status',
          dataType: 'integer',
          isRequired: true,
          isReadOnly: false,
          isQueryable: true,
          isPickList: true,
          isSupportedWebhookField: true,
          picklistValues: expect.arrayContaining([
            expect.objectContaining({ value: '1', label: 'New', isDefaultValue: true, isActive: true, isSystem: true }),
            expect.objectContaining({ value: '5', label: 'Complete' }),
            expect.objectContaining({ value: '15', isActive: false }),
          ]),
        }),
        expect.objectContaining({
          name: 'subIssueType',
          picklistParentValueField: 'issueType',
          picklistValues: expect.arrayContaining([expect.objectContaining({ label: 'Locked Out', parentValue: '11' })]),
        }),
        expect.objectContaining({ name: 'companyID', isReference: true, referenceEntityType: 'Companies' }),
        expect.objectContaining({ name: 'title', dataType: 'string', length: 255 }),
        expect.objectContaining({ name: 'creatorType', isQueryable: false, isReadOnly: true }),
      ]),
    );
  });

  it('tells the user defined fields', async () => {
    const { fields } = (await bench.ask('GET', '/Tickets/entityInformation/userDefinedFields')).object();
    expect(fields).toMatchObject([{ name: 'Environment', label: 'Environment', type: 'string', isPickList: false }]);
    const none = await bench.ask('GET', '/TicketNotes/entityInformation/userDefinedFields');
    expect(none.body).toEqual({ fields: [] });
  });

  it('is also found below the parent', async () => {
    const [nested, top] = [
      await bench.ask('GET', '/Tickets/1/Notes/entityInformation/fields'),
      await bench.ask('GET', '/TicketNotes/entityInformation/fields'),
    ];
    expect(nested.body).toEqual(top.body);
  });
});

describe('limits', () => {
  it('tell how much of the hour is used', async () => {
    now = new Date(now.getTime() + 3 * 60 * 60 * 1000);
    await bench.ask('GET', '/Companies/0');
    await bench.ask('GET', '/Companies/0');
    const used = { externalRequestThreshold: 10_000, requestThresholdTimeframe: 60, currentTimeframeRequestCount: 3 };
    expect((await bench.ask('GET', '/ThresholdInformation')).body).toEqual(used);
    now = new Date(now.getTime() + 61 * 60 * 1000);
    expect((await bench.ask('GET', '/ThresholdInformation')).object().currentTimeframeRequestCount).toBe(1);
  });

  it('refuse what is above the requests of an hour, until usage drops', async () => {
    now = new Date(now.getTime() + 3 * 60 * 60 * 1000);
    bench.autotask.setLimits({ requestsPerHour: 2, retryAfterSeconds: 30 });
    const statuses = async () => (await bench.ask('GET', '/Companies/0')).status;
    expect([await statuses(), await statuses(), await statuses()]).toEqual([200, 200, 429]);
    const refused = await bench.ask('GET', '/Companies/0');
    expect([refused.headers.get('retry-after'), refused.errors()]).toEqual([
      '30',
      expect.stringContaining('threshold'),
    ]);
    now = new Date(now.getTime() + 61 * 60 * 1000);
    expect(await statuses()).toBe(200);
  });

  it('refuse a fourth request at once for one entity', async () => {
    bench.autotask.setLimits({ concurrent: 3 });
    const letGo = bench.autotask.holdAnswers();
    const asked = Array.from({ length: 4 }, () => bench.ask('GET', '/Companies/0'));
    const first = await Promise.race(asked);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, null]);
    const other = bench.ask('GET', '/Tickets/1');
    letGo();
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 200, 429]);
    expect((await other).status).toBe(200);
    expect(bench.autotask.busiest()).toBe(3);
  });
});

describe('faults and records', () => {
  it('answers a fault in Autotask’s own shape', async () => {
    bench.faults.add({ vendor: 'autotask', kind: 'status', status: 429, retryAfter: 7, times: 1 });
    const refused = await bench.ask('GET', '/Companies/0');
    expect([refused.status, refused.headers.get('retry-after'), refused.errors()]).toEqual([
      429,
      '7',
      expect.any(String),
    ]);
  });

  it('answers a gateway’s fault without a body', async () => {
    bench.faults.add({ vendor: 'autotask', kind: 'status', status: 503, times: 1 });
    const refused = await bench.ask('GET', '/Companies/0');
    expect([refused.status, refused.body]).toEqual([503, null]);
  });

  it('keeps what was written apart from what was read', async () => {
    const before = bench.records.writes('autotask').length;
    await bench.ask('GET', '/Companies/0');
    await bench.ask('POST', '/Companies/query', one);
    await bench.ask('POST', '/Tickets', {});
    expect(bench.records.writes('autotask')).toHaveLength(before);
    await bench.ask('POST', '/Tickets', bench.ticketBody({ title: 'Kept' }));
    expect(bench.records.writes('autotask').at(-1)).toMatchObject({
      method: 'POST',
      path: '/atservicesrest/v1.0/Tickets',
      status: 200,
      detail: { title: 'Kept' },
    });
  });

  it('does the work and drops the answer', async () => {
    bench.faults.add({ vendor: 'autotask', method: 'POST', path: /\/Tickets$/, kind: 'drop-after', times: 1 });
    const before = bench.autotask.tickets().length;
    await expect(bench.ask('POST', '/Tickets', bench.ticketBody())).rejects.toThrow();
    expect(bench.autotask.tickets()).toHaveLength(before + 1);
  });
});
