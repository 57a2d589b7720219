import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import { collect } from '../collect.js';
import { createAutotaskClient } from './client.js';
import { EVERY } from './filters.js';
import { createPace, pauseFor, usedOf } from './pace.js';
import { createTurns } from './turns.js';
import { createZones, zoneOriginOf } from './zone.js';

const KEYS = {
  username: 'api@tallowmere.example',
  secret: 'TheVerySecret',
  trackingIdentifier: 'TheIdentifierOfFrontdesk',
};
const row = z.object({ id: z.number() });
type Answer = { status?: number; body?: unknown; headers?: Record<string, string> };

/** Answers by what is asked for; keeps what was asked. */
function autotaskThat(answers: (request: OutgoingRequest, zones: string[]) => Answer | undefined) {
  const asked: OutgoingRequest[] = [];
  const zones = ['https://webservices5.autotask.net/atservicesrest/'];
  const http: Outgoing = {
    async request(request) {
      asked.push(request);
      const [url = ''] = zones;
      const given = request.url.includes('zoneInformation')
        ? (answers(request, zones) ?? { body: { zoneName: 'Somewhere', url } })
        : (answers(request, zones) ?? { status: 404 });
      return responseOf(given);
    },
  };
  const base = zoneOriginOf('https://webservices.autotask.net');
  const client = createAutotaskClient({
    zones: createZones({ base, username: KEYS.username, http }),
    keys: KEYS,
    http,
    wait: async () => {},
  });
  return { client, asked, hosts: () => asked.map(({ url }) => new URL(url).host) };
}

function responseOf({ status = 200, body, headers = {} }: Answer): OutgoingResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  return { status, headers, body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) };
}

const failed = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof VendorError ? error : undefined),
  );

describe('the zone of an API user', () => {
  it('is asked for once, without any key, and everything else goes there with all three', async () => {
    const { client, asked, hosts } = autotaskThat(({ url }) =>
      url.includes('/Tickets/') ? { body: { item: { id: 1 } } } : undefined,
    );
    await Promise.all([client.find('read', 'Tickets/1', row), client.find('read', 'Tickets/2', row)]);
    expect(hosts()).toEqual(['webservices.autotask.net', 'webservices5.autotask.net', 'webservices5.autotask.net']);
    expect(asked[0]?.url).toContain('?user=api%40tallowmere.example');
    expect(JSON.stringify(asked[0]?.headers)).not.toContain(KEYS.secret);
    expect(asked[1]?.url).toBe('https://webservices5.autotask.net/atservicesrest/v1.0/Tickets/1');
    expect(asked[1]?.headers).toMatchObject({
      apiintegrationcode: KEYS.trackingIdentifier,
      username: KEYS.username,
      secret: KEYS.secret,
    });
  });

  it('is asked for again when it refuses us, and used when it is another one now', async () => {
    const { client, hosts } = autotaskThat(({ url }, zones) => {
      if (url.startsWith('https://webservices5.')) {
        zones[0] = 'https://webservices9.autotask.net/ATServicesRest/';
        return { status: 401 };
      }
      return url.includes('/Tickets/') ? { body: { item: { id: 1 } } } : undefined;
    });
    expect(await client.find('read', 'Tickets/1', row)).toEqual({ id: 1 });
    expect(hosts().map((host) => host.split('.')[0])).toEqual([
      'webservices',
      'webservices5',
      'webservices',
      'webservices9',
    ]);
  });

  it('is asked for once more only, when it is the same and goes on refusing us', async () => {
    const { client, asked } = autotaskThat(({ url }) =>
      url.includes('zoneInformation') ? undefined : { status: 401 },
    );
    expect(await failed(client.find('read', 'Tickets/1', row))).toMatchObject({ failure: 'unauthorized' });
    expect(asked).toHaveLength(3);
  });

  it('cannot be anywhere else than at Autotask', async () => {
    for (const url of [
      'https://evil.example/',
      'http://webservices5.autotask.net/',
      'https://autotask.net.evil.example/',
      'no address',
      '',
    ]) {
      const { client, asked } = autotaskThat(() => ({ body: { url } }));
      expect(await failed(client.find('read', 'Tickets/1', row))).toMatchObject({ failure: 'unexpected' });
      expect(asked).toHaveLength(1);
    }
  });

  it('is not known for a wrong user name, and asked for again the next time', async () => {
    const { client, asked } = autotaskThat(() => ({ status: 500, body: { errors: ['No zone.'] } }));
    const error = await failed(client.find('read', 'Tickets/1', row));
    expect([error?.failure, error?.message]).toEqual(['unauthorized', expect.stringContaining('username')]);
    await failed(client.find('read', 'Tickets/1', row));
    expect(asked).toHaveLength(2);
  });

  it('has an address that admins can only type with https, but for hosts of their own', () => {
    for (const typed of [
      'nonsense',
      'http://webservices.autotask.net',
      'ftp://webservices.autotask.net',
      'https://me:you@webservices.autotask.net',
    ])
      expect(() => zoneOriginOf(typed)).toThrow();
    expect(zoneOriginOf('http://127.0.0.1:8080/somewhere').href).toBe('http://127.0.0.1:8080/');
  });
});

describe('a query', () => {
  const page = (nextPageUrl: string | null, ...ids: number[]): Answer => ({
    body: { items: ids.map((id) => ({ id })), pageDetails: { count: ids.length, nextPageUrl } },
  });
  const next = 'https://webservices5.autotask.net/atservicesrest/v1.0/Tickets/query/next?paging=2';

  it('follows its pages with the same method and body to the end', async () => {
    const { client, asked } = autotaskThat(({ url }) => {
      if (url.includes('zoneInformation')) return undefined;
      return url === next ? page(null, 3) : page(next, 1, 2);
    });
    expect(await collect(client.rows('list', 'Tickets', row, { filter: EVERY }))).toEqual([
      { id: 1 },
      { id: 2 },
      { id: 3 },
    ]);
    const [, first, second] = asked;
    expect([first?.method, second?.method, second?.url]).toEqual(['POST', 'POST', next]);
    expect(second?.body).toEqual(first?.body);
    expect(first?.body).toEqual({ MaxRecords: 500, filter: [{ op: 'gte', field: 'id', value: 0 }] });
  });

  it('sends its keys to no next page that is elsewhere, and does not go round in circles', async () => {
    for (const address of [
      'https://evil.example/atservicesrest/v1.0/Tickets/query/next',
      'https://webservices5.autotask.net.evil.example/',
      'https://webservices5.autotask.net/elsewhere',
      'http://webservices5.autotask.net/atservicesrest/v1.0/',
      'next',
    ]) {
      const { client, hosts } = autotaskThat(({ url }) =>
        url.includes('zoneInformation') ? undefined : page(address, 1),
      );
      expect(await failed(collect(client.rows('list', 'Tickets', row, { filter: EVERY })))).toMatchObject({
        failure: 'unexpected',
      });
      expect(hosts()).toHaveLength(2);
    }
    const { client, asked } = autotaskThat(({ url }) => (url.includes('zoneInformation') ? undefined : page(next, 1)));
    expect(await failed(collect(client.rows('list', 'Tickets', row, { filter: EVERY })))).toMatchObject({
      failure: 'unexpected',
    });
    expect(asked).toHaveLength(3);
  });
});

describe('what Autotask refuses', () => {
  const refusing = (answer: Answer) =>
    autotaskThat(({ url }) => (url.includes('zoneInformation') ? undefined : answer)).client;
  const said = (text: string, status = 500): Answer => ({ status, body: { errors: [text] } });

  it.each([
    ['The logged in Resource does not have the adequate permissions to create this entity type.', 'forbidden'],
    ['No matching records found', 'not_found'],
    ['Unable to find companyID 99 in the Companies Entity.', 'not_found'],
    ['Unable to find colour in the Ticket Entity.', 'invalid'],
    ['Picklist value [3] does not exist for priority', 'invalid'],
    ['Value does not exist for the required field companyID.', 'invalid'],
    ['The request threshold of 10000 has been exceeded.', 'throttled'],
    ['An unexpected error occurred. Please try again.', 'unavailable'],
  ])('is told by its words although the status is 500: %s', async (text, failure) => {
    const error = await failed(refusing(said(text)).create('open a ticket', 'Tickets', {}));
    expect([error?.failure, error?.passing, error?.outcomeUnknown]).toEqual([
      failure,
      failure === 'throttled' || failure === 'unavailable',
      failure === 'unavailable',
    ]);
    expect(error?.message).toContain(text.replace(/\.?$/, '.'));
  });

  it.each(['', '<html>Bad gateway</html>', '{"errors":[]}', '{"errors":[" "]}'])(
    'passes by itself when a 500 says nothing: %s',
    async (body) => {
      const answer = { ...responseOf({ status: 500 }), text: () => body, json: () => JSON.parse(body) };
      const http: Outgoing = {
        request: async ({ url }) =>
          url.includes('zoneInformation')
            ? responseOf({ body: { url: 'https://webservices5.autotask.net/' } })
            : answer,
      };
      const zones = createZones({ base: zoneOriginOf('https://webservices.autotask.net'), username: 'api', http });
      const error = await failed(
        createAutotaskClient({ zones, keys: KEYS, http }).create('open a ticket', 'Tickets', {}),
      );
      expect([error?.failure, error?.outcomeUnknown]).toEqual(['unavailable', true]);
    },
  );

  it('says how long to wait when it is too much: as told, or a minute', async () => {
    const told = await failed(
      refusing({ status: 429, headers: { 'retry-after': '90' } }).find('read', 'Tickets/1', row),
    );
    const untold = await failed(refusing({ status: 429 }).find('read', 'Tickets/1', row));
    expect([told?.failure, told?.retryAfter, untold?.retryAfter]).toEqual(['throttled', 90, 60]);
  });

  it('shows no key, although Autotask repeats it', async () => {
    const error = await failed(
      refusing(said(`Bad ${KEYS.secret} of ${KEYS.trackingIdentifier}`, 401)).find('read', 'Tickets/1', row),
    );
    expect(error?.message).not.toMatch(new RegExp(`${KEYS.secret}|${KEYS.trackingIdentifier}`));
  });

  it('is nothing but a missing record when there is no such item', async () => {
    const client = refusing({ body: { item: null } });
    expect(await client.find('read', 'Tickets/1', row)).toBeUndefined();
    expect(await failed(client.item('read ticket 1', 'Tickets/1', row))).toMatchObject({ failure: 'not_found' });
  });
});

describe('the pace', () => {
  it('is told by the threshold, whatever its fields are called in this zone', () => {
    expect(
      usedOf({ externalRequestThreshold: 10_000, requestThresholdTimeframe: 60, currentTimeframeRequestCount: 7500 }),
    ).toBe(0.75);
    expect(usedOf({ requestThreshold: 100, requestThresholdTimeframe: 60, requestCount: 20 })).toBe(0.2);
    for (const answer of [null, 'text', {}, { externalRequestThreshold: 0, currentTimeframeRequestCount: 5 }])
      expect(usedOf(answer)).toBeUndefined();
  });

  it('is slower beyond three quarters, and slowest at the limit', () => {
    expect([0, 0.5, 0.75, 0.8, 1, 3].map(pauseFor)).toEqual([0, 0, 0, 800, 4000, 4000]);
  });

  it('asks every fifty requests, goes by the last word, and not by an answer that it did not get', async () => {
    const waited: number[] = [];
    const answers = [Promise.resolve(1), Promise.reject(new Error('not now')), Promise.resolve(0.1)];
    for (const answer of answers) answer.catch(() => undefined);
    let asked = 0;
    const { step } = createPace({
      ask: () => answers[asked++] ?? Promise.resolve(0),
      wait: async (ms) => void waited.push(ms),
    });
    for (let n = 0; n < 160; n += 1) await step();
    expect(asked).toBe(3);
    expect(waited).toEqual(Array.from({ length: 100 }, () => 4000));
  });

  it.each<[string, Answer]>([
    ['by its status', { status: 429 }],
    ['in a sentence', { status: 500, body: { errors: ['The request threshold has been exceeded.'] } }],
  ])('asks how much is used as soon as Autotask says %s that it is too much', async (_how, refusal) => {
    const { client, asked } = autotaskThat(({ url }) => {
      if (url.endsWith('ThresholdInformation'))
        return { body: { externalRequestThreshold: 100, currentTimeframeRequestCount: 10 } };
      return url.endsWith('/Tickets/1')
        ? refusal
        : url.includes('/Tickets/')
          ? { body: { item: { id: 2 } } }
          : undefined;
    });
    expect(await failed(client.find('read', 'Tickets/1', row))).toMatchObject({ failure: 'throttled' });
    await client.find('read', 'Tickets/2', row);
    await client.find('read', 'Tickets/3', row);
    const names = asked.map(({ url }) => url.split('/').slice(-2).join('/'));
    expect(names.slice(1)).toEqual(['Tickets/1', 'v1.0/ThresholdInformation', 'Tickets/2', 'Tickets/3']);
  });
});

describe('a record that there is not', () => {
  it.each<[Answer, unknown]>([
    [{ body: { item: null } }, undefined],
    [{ status: 500, body: { errors: ['No matching records found'] } }, undefined],
    [{ status: 404 }, 'not_found'],
    [{ status: 500, body: { errors: ['The logged in Resource does not have the adequate permissions'] } }, 'forbidden'],
  ])('is told apart from what went wrong: %j', async (answer, outcome) => {
    const { client } = autotaskThat(({ url }) => (url.endsWith('/Contacts/7') ? answer : undefined));
    const looked = client.find('read contact 7', 'Contacts/7', row).catch((error: unknown) => {
      if (error instanceof VendorError) return error.failure;
      throw error;
    });
    expect(await looked).toBe(outcome);
    const wanted = await failed(client.item('read contact 7', 'Contacts/7', row));
    expect(wanted?.failure).toBe(outcome ?? 'not_found');
  });
});

describe('turns', () => {
  it('let two work at once for one entity, and as many for another', async () => {
    const turns = createTurns(2);
    const busy = { tickets: 0, contacts: 0 };
    const most = { tickets: 0, contacts: 0 };
    const releases: (() => void)[] = [];
    const work = (key: 'tickets' | 'contacts') =>
      turns(key, async () => {
        busy[key] += 1;
        most[key] = Math.max(most[key], busy[key]);
        await new Promise<void>((resolve) => releases.push(resolve));
        busy[key] -= 1;
      });
    const all = [...Array.from({ length: 5 }, () => work('tickets')), work('contacts'), work('contacts')];
    for (let n = 0; n < 50; n += 1) {
      await Promise.resolve();
      releases.shift()?.();
    }
    await Promise.all(all);
    expect(most).toEqual({ tickets: 2, contacts: 2 });
  });

  it('go on after one that failed', async () => {
    const turns = createTurns(1);
    const first = turns('tickets', () => Promise.reject(new Error('failed')));
    const second = turns('tickets', async () => 'done');
    await expect(first).rejects.toThrow('failed');
    expect(await second).toBe('done');
  });
});
