import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { at, type Bench, post, startBench } from './client-for-tests.js';

const GROUPS = 'query { getTechnicianGroupList { groupId name } }';
let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.superOps.stop());

describe('the door', () => {
  it('answers who has a good token and names the subdomain', async () => {
    const { ask, superOps } = bench;
    const groups = (await ask(GROUPS)).data('getTechnicianGroupList');
    expect(at(groups, '0.name')).toBe('Service Desk');
    expect(at(groups, '1.name')).toBe('Alerts');
    expect(superOps.credentials.apiBaseUrl).toBe(superOps.url);
  });

  it('refuses a token that is bad, absent or replaced with 401', async () => {
    const { ask, superOps, headers } = bench;
    expect((await ask(GROUPS, {}, { authorization: 'Bearer nonsense' })).status).toBe(401);
    const { authorization: old } = headers();
    superOps.rotateCredentials();
    expect((await ask(GROUPS, {}, { authorization: old ?? '' })).status).toBe(401);
    expect((await ask(GROUPS)).status).toBe(200);
  });

  it('answers 400 without a body where the subdomain is missing or another’s', async () => {
    const { ask, headers, superOps } = bench;
    const wrong = await ask(GROUPS, {}, { customersubdomain: 'tallowmere.superops.ai' });
    expect([wrong.status, wrong.text]).toEqual([400, '']);
    const { customersubdomain: _left, ...rest } = headers();
    const missing = await post(superOps.url, rest, JSON.stringify({ query: GROUPS }));
    expect([missing.status, missing.text]).toEqual([400, '']);
  });

  it('takes JSON only, by POST, at /msp', async () => {
    const { superOps, headers } = bench;
    const typed = await post(superOps.url, { ...headers(), 'content-type': 'text/plain' }, '{}');
    expect(typed.status).toBe(415);
    expect((await post(superOps.url, headers(), 'nonsense')).status).toBe(400);
    expect((await fetch(`${superOps.url}/it`, { method: 'POST', headers: headers() })).status).toBe(404);
    expect((await fetch(`${superOps.url}/msp`, { headers: headers() })).status).toBe(405);
  });

  it('keeps a record of each request by the name of its operation', async () => {
    const { ask, records } = bench;
    await ask(GROUPS);
    const [record] = records.of('superops');
    expect(record).toMatchObject({ method: 'POST', path: '/msp/getTechnicianGroupList', status: 200, write: false });
  });

  it('misbehaves for one operation and not for another', async () => {
    const { ask, faults, superOps } = bench;
    faults.add({ vendor: 'superops', ...superOps.requests.readTicket, kind: 'status', status: 503, retryAfter: 7 });
    const list = 'query { getTicketList(input: {page: 1}) { listInfo { totalCount } } }';
    expect((await ask(list)).status).toBe(200);
    const read = await ask('query { getTicket(input: {ticketId: "1"}) { subject } }');
    expect([read.status, read.headers.get('retry-after')]).toEqual([503, '7']);
  });
});

describe('errors inside HTTP 200', () => {
  it('a right that the technician’s role lacks is forbidden, with data null', async () => {
    const { ask, superOps } = bench;
    superOps.takeRights(['View technicians']);
    const refused = await ask(GROUPS);
    expect(refused.status).toBe(200);
    expect(refused.codes()).toEqual(['forbidden']);
    expect(refused.body()).toMatchObject({ data: { getTechnicianGroupList: null } });
    superOps.takeRights([]);
    expect((await ask(GROUPS)).codes()).toEqual([]);
  });

  it('too many requests in a minute are refused in a 200, or by 429', async () => {
    let now = new Date('2026-11-25T09:00:00Z');
    await bench.superOps.stop();
    bench = await startBench({ clock: () => now });
    const { ask, superOps } = bench;
    superOps.limitRequests({ perMinute: 2, as: 'clientError' });
    await ask(GROUPS);
    await ask(GROUPS);
    const third = await ask(GROUPS);
    expect([third.status, third.codes()]).toEqual([200, ['rate_limit_exceeded']]);
    now = new Date('2026-11-25T09:01:01Z');
    expect((await ask(GROUPS)).codes()).toEqual([]);
    superOps.limitRequests({ perMinute: 0, as: 'status' });
    expect((await ask(GROUPS)).status).toBe(429);
  });

  it('mistakes in a document are told in graphql-java’s words', async () => {
    const { ask } = bench;
    const id = '{ticketId: "7928838372746177001"}';
    const cases: [string, string][] = [
      [
        `query { getTicket(input: ${id}) { client { name } } }`,
        "Validation error (SubSelectionNotAllowed@[getTicket/client]) : Subselection not allowed on leaf type 'JSON' of field 'client'",
      ],
      [
        `query { getTicket(input: ${id}) { description } }`,
        "Validation error (FieldUndefined@[getTicket/description]) : Field 'description' in type 'Ticket' is undefined",
      ],
      [
        `query { getTicketConversationList(input: ${id}) { toUsers } }`,
        "Validation error (SubSelectionRequired@[getTicketConversationList/toUsers]) : Subselection required for type '[RecipientInfo]' of field 'toUsers'",
      ],
      [
        `query ($input: String!) { getTicket(input: $input) { subject } }`,
        "Validation error (VariableTypeMismatch@[getTicket]) : Variable type 'String!' does not match expected type 'TicketIdentifierInput!'",
      ],
      ['query { me { userId } }', "Validation error (FieldUndefined@[me]) : Field 'me' in type 'Query' is undefined"],
    ];
    for (const [query, message] of cases) {
      const reply = await ask(query, query.includes('$input') ? { input: 'x' } : undefined);
      expect([reply.status, reply.messages()]).toEqual([200, [message]]);
    }
    const syntax = await ask('query {');
    expect(syntax.messages()[0]).toMatch(/^Invalid syntax/);
  });

  it('variables that do not fit their type are refused before anything runs', async () => {
    const { ask, superOps } = bench;
    const make = 'mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ticketId } }';
    const client = { accountId: superOps.companyId('harbor-dental') };
    const absent = await ask(make, { input: { client, source: 'FORM' } });
    expect(absent.messages()).toEqual(["Field 'subject' has coerced Null value for NonNull type 'String!'"]);
    const unknown = await ask(make, { input: { client, subject: 'A', source: 'FORM', board: 'B' } });
    expect(unknown.messages()[0]).toContain("field name 'board' that is not defined");
    const unlisted = await ask(make, { input: { client, subject: 'A', source: 'SLACK' } });
    expect(unlisted.messages()[0]).toContain("Invalid input for enum 'TicketSource'");
    expect(superOps.tickets()).toEqual([]);
  });

  it('what fails inside is one general sentence without a path', async () => {
    const { ask, superOps } = bench;
    const ticket = superOps.technicianCreatesTicket({ technician: 'mbell', summary: 'A' });
    const change = 'mutation ($input: UpdateTicketInput!) { updateTicket(input: $input) { ticketId } }';
    const refused = await ask(change, { input: { ticketId: ticket.id, status: 'Nowhere' } });
    expect(refused.text).toBe(
      '{"errors":[{"message":"Internal Server Error(s) while executing query"}],"data":{"updateTicket":null}}',
    );
  });
});

describe('failures on command', () => {
  const change = 'mutation ($input: UpdateTicketInput!) { updateTicket(input: $input) { ticketId } }';

  it('come once, for one operation, before the work or after it', async () => {
    const { ask, superOps } = bench;
    const { id } = superOps.technicianCreatesTicket({ technician: 'mbell', summary: 'A' });
    const input = { ticketId: id, subject: 'B' };
    superOps.failNext('updateTicket', { code: 'subscription_trial_expired' });
    expect((await ask(GROUPS)).codes()).toEqual([]);
    expect((await ask(change, { input })).codes()).toEqual(['subscription_trial_expired']);
    expect(superOps.ticket(id).summary).toBe('A');
    superOps.failNext('updateTicket', { afterWork: true });
    expect((await ask(change, { input })).messages()[0]).toContain('Internal Server Error');
    expect(superOps.ticket(id).summary).toBe('B');
    expect((await ask(change, { input })).messages()).toEqual([]);
  });

  it('a limit can be met once, by a fault of status 200', async () => {
    const { ask, faults } = bench;
    faults.add({ vendor: 'superops', kind: 'status', status: 200, times: 1 });
    expect((await ask(GROUPS)).codes()).toEqual(['rate_limit_exceeded']);
    expect((await ask(GROUPS)).codes()).toEqual([]);
  });
});

describe('ids and events', () => {
  it('ids inside JSON scalars are bare numbers of 19 digits, elsewhere strings', async () => {
    const { ask, superOps } = bench;
    const personKey = 'harbor-dental/dana-whitfield';
    const { id } = superOps.technicianCreatesTicket({ technician: 'mbell', personKey, summary: 'A', owner: 'jpark' });
    const { text } = await ask(`query { getTicket(input: {ticketId: "${id}"}) { ticketId client requester } }`);
    expect(id).toMatch(/^\d{19}$/);
    expect(text).toContain(`"ticketId":"${id}"`);
    expect(text).toContain(`"accountId":${superOps.companyId('harbor-dental')},`);
    expect(text).toContain(`"userId":${superOps.contactId(personKey)},`);
    await superOps.stop();
    bench = await startBench({ switches: { idsInJson: 'strings' } });
    const clients = 'query { getClientList(input: {pageSize: 1}) { clients { hqSite } } }';
    expect((await bench.ask(clients)).text).toMatch(/"id":"\d{19}".*"accountId":"\d{19}"/);
    await bench.superOps.stop();
    bench = await startBench({ switches: { idsInJson: 'nested_numbers' } });
    expect((await bench.ask(clients)).text).toMatch(/"id":"\d{19}".*"accountId":\d{19}\}/);
  });

  it('it sends no events', async () => {
    expect(bench.superOps.eventAddresses()).toEqual([]);
    await expect(bench.superOps.eventsIdle()).resolves.toBeUndefined();
  });
});
