import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { OutgoingRequest } from '../../../core/ports/outgoing.js';
import { failureOf } from './bench-for-tests.js';
import { createSuperOpsClient } from './client.js';
import { documents } from './documents.js';
import { isSchemaMistake } from './failure.js';
import { createRateBudget } from './rate-budget.js';
import { ticketShape } from './shapes.js';

const TOKEN = 'api-very-secret-token';

/** A client whose every request is answered like this. */
function answered(status: number, text: string, headers: Record<string, string> = {}) {
  const requests: OutgoingRequest[] = [];
  let clock = 0;
  const client = createSuperOpsClient({
    address: 'https://api.superops.example/msp',
    subdomain: 'tallowmere',
    apiToken: TOKEN,
    budget: createRateBudget({ perMinute: 100, now: () => clock, wait: async () => {} }),
    http: {
      async request(request) {
        requests.push(request);
        const body = Buffer.from(text);
        return { status, headers, body, text: () => text, json: () => JSON.parse(text) };
      },
    },
  });
  return {
    client,
    requests,
    read: () => client.ask('read ticket 7', documents.ticket, ticketShape, { ticketId: '7' }),
    write: () => client.change('change ticket 7', documents.updateTicket, ticketShape, { ticketId: '7' }),
    list: () => client.firstPage('list tickets', documents.tickets),
    pass(ms: number) {
      clock += ms;
    },
  };
}

const clientErrors = (...clientError: unknown[]) =>
  JSON.stringify({ errors: [{ message: 'no', extensions: { clientError } }], data: { updateTicket: null } });
const message = (text: string) =>
  JSON.stringify({ errors: [{ message: text }], data: { getTicket: null, updateTicket: null } });

describe('a request to SuperOps', () => {
  it('carries what is asked as variables, and is sent twice only when it changes nothing', async () => {
    const { requests, client, write } = answered(200, '{"data":{"getTicket":null,"updateTicket":{"ticketId":1}}}');
    await client.ask('read', documents.ticket, ticketShape, { ticketId: '") { hack } #' });
    await write();
    expect(requests.map(({ body, repeatable }) => [body, repeatable])).toEqual([
      [{ query: documents.ticket.text, variables: { input: { ticketId: '") { hack } #' } } }, true],
      [{ query: documents.updateTicket.text, variables: { input: { ticketId: '7' } } }, false],
    ]);
    expect(requests[0]?.headers).toMatchObject({ customersubdomain: 'tallowmere', authorization: `Bearer ${TOKEN}` });
  });

  it('keeps every digit of an id, with or without quotes', async () => {
    const { read } = answered(
      200,
      '{"data":{"getTicket":{"ticketId":"7928838372746166987","client":{"accountId":7928838372746166998,"name":"Larkmere"},"requester":{"userId":4}}}}',
    );
    expect(await read()).toMatchObject({
      ticketId: '7928838372746166987',
      client: { accountId: '7928838372746166998' },
      requester: { userId: '4' },
    });
  });
});

describe('what SuperOps refuses', () => {
  it.each<[string, { code: string; param?: { attributes: string[]; index?: number } }]>([
    ['forbidden', { code: 'forbidden' }],
    ['forbidden', { code: 'subscription_trial_expired' }],
    ['throttled', { code: 'rate_limit_exceeded' }],
    ['invalid', { code: 'mandatory_validation_failed', param: { attributes: ['subject'] } }],
    ['invalid', { code: 'value_length_exceeds_limit', param: { attributes: ['subject'], index: 0 } }],
    ['invalid', { code: 'something_new' }],
    ['not_found', { code: 'ticket_not_found' }],
    ['conflict', { code: 'email_already_exists' }],
  ])('is %s when it says %j', async (failure, clientError) => {
    const error = await failureOf(answered(200, clientErrors(clientError)).write());
    expect([error.failure, error.outcomeUnknown]).toEqual([failure, false]);
    expect(error.message).toContain(clientError.code.replaceAll('_', ' '));
    for (const attribute of clientError.param?.attributes ?? []) expect(error.message).toContain(attribute);
  });

  it('may have happened when it only says that it failed inside, and then only a change', async () => {
    const { read, write } = answered(200, message('Internal Server Error(s) while executing query'));
    expect(await failureOf(write())).toMatchObject({ failure: 'unexpected', outcomeUnknown: true, passing: false });
    expect(await failureOf(read())).toMatchObject({ failure: 'unexpected', outcomeUnknown: false });
  });

  it('may have happened when it refuses and answers at once', async () => {
    const errors = [
      { message: 'no', path: ['updateTicket', 'sla'], extensions: { clientError: [{ code: 'forbidden' }] } },
    ];
    const text = JSON.stringify({ errors, data: { updateTicket: { ticketId: '7' }, getTicket: { ticketId: '7' } } });
    expect(await failureOf(answered(200, text).write())).toMatchObject({ failure: 'forbidden', outcomeUnknown: true });
    expect(await failureOf(answered(200, text).read())).toMatchObject({ failure: 'forbidden', outcomeUnknown: false });
  });

  it('is told apart when it is only that its schema is another one', async () => {
    const { read } = answered(
      200,
      message("Validation error (FieldUndefined@[getStatusList]) : Field 'x' is undefined"),
    );
    const error = await failureOf(read());
    expect([error.failure, isSchemaMistake(error)]).toEqual(['invalid', true]);
    expect(isSchemaMistake(await failureOf(answered(200, clientErrors({ code: 'invalid' })).write()))).toBe(false);
  });

  it.each([
    [400, '', 'unauthorized', /does not know this subdomain/],
    [401, '', 'unauthorized', /does not take this API token/],
    [403, '', 'forbidden', /403/],
    [404, '', 'unauthorized', /no API at this address/],
    [429, '', 'throttled', /slow down/],
    [500, '<html>', 'unavailable', /try again later/],
    [302, '', 'unexpected', /302/],
  ])('is explained when the answer is HTTP %s', async (status, text, failure, words) => {
    const error = await failureOf(answered(status, text).write());
    expect([error.failure, error.outcomeUnknown]).toEqual([failure, status === 500]);
    expect(error.message).toMatch(words);
  });

  it.each(['', 'null', '[]', '{"data":{}}', '{"data":{"getTicketList":{"tickets":7}}}', '<html>'])(
    'is no empty list when the answer is %j',
    async (text) => {
      expect(await failureOf(answered(200, text).list())).toMatchObject({ failure: 'unexpected' });
    },
  );

  it('never shows the token, even when SuperOps does', async () => {
    const { read } = answered(200, message(`Token ${TOKEN} is odd`));
    expect(JSON.stringify([await failureOf(read())])).not.toContain(TOKEN);
    expect((await failureOf(read())).message).not.toContain(TOKEN);
  });
});

describe('being told to slow down', () => {
  it('stops everything for a minute at least, without asking again', async () => {
    const { read, write, requests, pass } = answered(200, clientErrors({ code: 'rate_limit_exceeded' }));
    const first = await failureOf(write());
    expect([first.failure, first.passing]).toEqual(['throttled', true]);
    expect(first.retryAfter).toBeGreaterThanOrEqual(60);
    const second = await failureOf(read());
    expect([second.failure, second.outcomeUnknown]).toEqual(['throttled', false]);
    expect(requests).toHaveLength(1);
    pass(66_000);
    await failureOf(read());
    expect(requests).toHaveLength(2);
  });

  it.each([
    [{}, 66_000],
    [{ 'retry-after': '300' }, 306_000],
    [{ 'retry-after': 'soon' }, 66_000],
  ])('stops everything as well when it is told by the status alone, with %j', async (headers, ms) => {
    const { read, requests, pass } = answered(429, '', headers);
    expect((await failureOf(read())).failure).toBe('throttled');
    pass(ms - 7_000);
    expect((await failureOf(read())).failure).toBe('throttled');
    expect(requests).toHaveLength(1);
    pass(7_000);
    await failureOf(read());
    expect(requests).toHaveLength(2);
  });
});

describe('a list', () => {
  it('ends where the count says so when it does not say itself', async () => {
    const page = (hasMore: unknown, totalCount: unknown) =>
      JSON.stringify({
        data: { getTicketList: { tickets: [{ ticketId: '1' }], listInfo: { hasMore, totalCount } } },
      });
    for (const [hasMore, totalCount, requests] of [
      [null, 1, 1],
      [null, null, 1],
      [false, 500, 1],
    ] as const) {
      const asked = answered(200, page(hasMore, totalCount));
      const rows: unknown[] = [];
      for await (const row of asked.client.everyRow('list tickets', documents.tickets)) rows.push(row);
      expect([rows.length, asked.requests.length]).toEqual([1, requests]);
    }
  });

  it('asks for a hundred at most, in the form that each list takes', async () => {
    const { client, requests } = answered(200, '{"data":{"getClientUserList":{"userList":[],"listInfo":null}}}');
    await client.firstPage('list', documents.users, { clientId: '5' });
    expect(z.object({ variables: z.unknown() }).parse(requests[0]?.body).variables).toEqual({
      input: { clientId: '5', listInfo: { page: 1, pageSize: 100 } },
    });
  });
});
