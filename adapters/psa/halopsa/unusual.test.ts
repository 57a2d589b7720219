import { describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import { haloAddressOf } from './address.js';
import { createAgents } from './agents.js';
import { createHaloClient } from './client.js';
import { createFakeBudget, createFakeHttp } from './fake-http-for-tests.js';
import { createLookups } from './lookups.js';
import { createHaloPsa } from './psa.js';
import { createTokens } from './tokens.js';
import { technicianNamed } from './tools/scoped.js';
import { createWebhooks } from './webhooks.js';

const now = () => new Date('2026-01-05T09:00:00Z');
const AGENTS = [
  { id: 1, name: 'Unassigned', isdisabled: false },
  { id: 4, name: 'Frontdesk API', email: 'frontdesk@tallowmere.example' },
  { id: 7, name: 'Morgan Bell', email: 'mbell@tallowmere.example', isdisabled: false },
  { id: 8, name: 'Sync', isapiagent: true },
];

/** Answers by method and path below `/api`; what is not listed is 404. */
function halo(answers: Record<string, unknown>) {
  const http = createFakeHttp(({ method, url }) => {
    const { pathname, search } = new URL(url);
    if (pathname === '/auth/token') return { body: { access_token: 'token', expires_in: 3600 } };
    const path = pathname.replace('/api', '');
    const found = answers[`${method} ${path}${search}`] ?? answers[`${method} ${path}`];
    const body: unknown = typeof found === 'function' ? found(new URLSearchParams(search)) : found;
    return body === undefined ? { status: 404, body: { Message: 'Nothing here' } } : { body };
  });
  const address = haloAddressOf('http://127.0.0.1:1');
  const tokens = createTokens({ address, keys: { clientId: 'id', clientSecret: 'secret' }, http, now });
  const client = createHaloClient({ address, tokens, http, budget: createFakeBudget() });
  const agents = createAgents({ client, now });
  const lookups = createLookups({ client, ticketType: undefined, now });
  return { http, client, agents, lookups, ...createHaloPsa({ client, agents, lookups, now }) };
}

const people = { 'GET /Agent': AGENTS, 'GET /Agent/me': { id: 4, name: 'Frontdesk API' } };

describe('who is who in HaloPSA, where records are unusual', () => {
  const authorOf = (action: object, answers: Record<string, unknown> = people) =>
    halo(answers).agents.authorOf({ id: 1, ...action });

  it('is a technician only by the id of an agent who is a person', async () => {
    expect(await authorOf({ who_agentid: 7, who_type: 1, who: 'M. Bell' })).toEqual({
      kind: 'technician',
      id: '7',
      name: 'Morgan Bell',
    });
    for (const action of [
      { who: 'Morgan Bell', who_type: 1 },
      { who_agentid: 1, who_type: 1 },
      { who_agentid: 99, who_type: 1 },
      { who_agentid: 7, who_type: 0 },
      { who_agentid: 7, who_type: 1, emaildirection: 'I' },
      { who_agentid: 7, actionby_user_id: 55, who_type: 1 },
      // One agent in another's name.
      { who_agentid: 7, actionby_agent_id: 9, who_type: 1 },
    ]) {
      expect((await authorOf(action)).kind).toBe('unknown');
    }
  });

  it('is ourselves where we wrote in the name of an agent', async () => {
    for (const action of [
      { who_agentid: 7, actionby_agent_id: 4, who_type: 1 },
      { who_agentid: 4, actionby_agent_id: 7, who_type: 1 },
      { actionby_agent_id: 4, who_type: 0, emaildirection: 'I' },
    ]) {
      expect((await authorOf(action)).kind).toBe('own');
    }
  });

  it('is the customer where a user wrote, whoever he says he is', async () => {
    expect(await authorOf({ actionby_user_id: 55, who: 'Morgan Bell' })).toEqual({
      kind: 'contact',
      id: '55',
      name: 'Morgan Bell',
    });
    expect((await authorOf({ who_type: 0, who: 'Mary' })).kind).toBe('contact');
  });

  it('asks who we are once also where the application has no agent', async () => {
    const { agents, http } = halo({ 'GET /Agent': AGENTS });
    for (let number = 0; number < 5; number += 1) await agents.authorOf({ id: number, who_agentid: 7, who_type: 1 });
    expect(http.asked.filter(({ url }) => url.endsWith('/Agent/me'))).toHaveLength(1);
  });

  it('never lets whom it logs in as approve, also when that has just become another one', async () => {
    const answers = { ...people, 'GET /Status': [], 'GET /Tickets/5': { id: 5, client_id: 12, agent_id: 7 } };
    let me = 4;
    const { agents, psa } = halo({ ...answers, 'GET /Agent/me': () => ({ id: me }) });
    const ticket = await psa.ticket('5');
    const named = async () => (await agents.approversOf(ticket)).technicians.map(({ id }) => id);
    expect(await named()).toEqual(['7']);
    expect((await agents.authorOf({ id: 1, who_agentid: 7, who_type: 1 })).kind).toBe('technician');
    me = 7;
    expect(await named()).toEqual([]);
    expect((await agents.authorOf({ id: 1, who_agentid: 7, who_type: 1 })).kind).toBe('own');
  });

  it('is asked which of two is meant who have one name', async () => {
    const namesakes = [
      { id: 7, name: 'Morgan Bell', email: 'mbell@tallowmere.example' },
      { id: 8, name: 'Morgan Bell', email: 'morgan@tallowmere.example' },
      { id: 9, name: 'Rosa Castro' },
    ];
    const { psa } = halo({ ...people, 'GET /Agent': namesakes });
    const named = async (key: string) => (await technicianNamed(psa, key)).id;
    await expect(named('Morgan Bell')).rejects.toThrow(/several.*e-mail/);
    expect([await named('Morgan@tallowmere.example'), await named('7'), await named('rosa castro')]).toEqual([
      '8',
      '7',
      '9',
    ]);
    await expect(named('Nobody')).rejects.toThrow(VendorError);
  });

  it('takes agent 1 for nobody, but for a person where somebody of another name has that number', async () => {
    expect(await halo(people).agents.assignedTo(1)).toEqual([]);
    expect(await halo({}).agents.assignedTo(1)).toEqual([]);
    expect(await halo({ 'GET /Agent': [{ id: 1, name: 'Ida First' }] }).agents.assignedTo(1)).toEqual(['1']);
    expect(await halo(people).agents.assignedTo(0)).toEqual([]);
  });

  it('counts neither itself nor applications nor nobody among the technicians', async () => {
    expect((await halo(people).agents.technicians()).map(({ id }) => id)).toEqual(['7']);
  });
});

describe('the set-up of HaloPSA, where it does not tell everything', () => {
  const statuses = [
    { id: 1, name: 'New' },
    { id: 9, name: 'Closed' },
  ];

  it('says of no status that it closes, unless leaving the closing ones out makes a difference', async () => {
    expect(await halo({ 'GET /Status': statuses }).psa.statuses()).toEqual([
      { id: '1', name: 'New' },
      { id: '9', name: 'Closed' },
    ]);
    const told = { 'GET /Status': statuses, 'GET /Status?type=ticket&excludeclosed=true': statuses.slice(0, 1) };
    expect(await halo(told).psa.statuses()).toEqual([
      { id: '1', name: 'New', closes: false },
      { id: '9', name: 'Closed', closes: true },
    ]);
  });

  it('sets a status of which nobody can tell by saving the ticket, and looks whether it took', async () => {
    const ticket = { id: 5, client_id: 12, status_id: 1, summary: 'x', dateclosed: null };
    const changed = { ...ticket, status_id: 9, hasbeenclosed: true, dateclosed: '2026-01-05T08:59:00' };
    const answers: Record<string, unknown> = { 'GET /Status': statuses, 'GET /Tickets/5': ticket };
    const { psa, http } = halo(answers);
    answers['POST /Tickets'] = changed;
    const ignored = await psa.updateTicket('5', { status: 'Closed' }).catch((error: unknown) => error);
    expect(ignored).toBeInstanceOf(VendorError);
    expect(String(ignored)).toContain('did not change status');
    expect(http.asked.find(({ method, url }) => method === 'POST' && url.endsWith('/Tickets'))?.body).toEqual([
      { id: 5, status_id: 9 },
    ]);
  });

  it('does not take a ticket that was opened again for closed', async () => {
    const open = { id: 5, client_id: 12, status_id: 1, hasbeenclosed: true, dateclosed: null };
    expect((await halo({ 'GET /Status': statuses, 'GET /Tickets/5': open }).psa.ticket('5')).closed).toBe(false);
    const old = { ...open, dateclosed: '1899-12-30T00:00:00' };
    expect((await halo({ 'GET /Status': statuses, 'GET /Tickets/5': old }).psa.ticket('5')).closed).toBe(false);
    const untold = { id: 5, client_id: 12, status_id: 9, hasbeenclosed: true };
    expect((await halo({ 'GET /Status': statuses, 'GET /Tickets/5': untold }).psa.ticket('5')).closed).toBe(true);
  });

  it('has no ticket that is deleted, or that is another one than was asked for', async () => {
    for (const row of [{ id: 5, deleted: true }, { id: 6 }, {}]) {
      await expect(halo({ 'GET /Tickets/5': row }).psa.ticket('5')).rejects.toMatchObject({ failure: 'not_found' });
    }
  });
});

describe('lists of HaloPSA that are not what was asked for', () => {
  it('of assets are rid of those that others use', async () => {
    const assets = [7, 8].map((user) => ({
      id: user,
      inventory_number: `PC-${user}`,
      client_id: 12,
      users: [{ id: user }],
    }));
    const { psa } = halo({ 'GET /Asset': { record_count: 2, assets } });
    expect((await psa.assets({ companyId: '12', contactId: '7', limit: 9 })).map(({ id }) => id)).toEqual(['7']);
    expect(await psa.assets({ companyId: '12', limit: 9 })).toHaveLength(2);
  });

  const row = (id: number, minute: number) => ({
    id,
    client_id: 12,
    status_id: 1,
    last_update: `2026-01-05T08:${String(minute).padStart(2, '0')}:00`,
  });
  const changes = (tickets: object[]) =>
    halo({ 'GET /Status': [{ id: 1, name: 'New' }], 'GET /Tickets': { record_count: tickets.length, tickets } }).psa;

  it('of changes are put in order, and rid of what did not change', async () => {
    const psa = changes([row(3, 30), row(1, 10), row(9, 1), row(2, 20)]);
    const since = new Date('2026-01-05T08:05:00Z');
    const ids = async (limit: number) => (await psa.tickets({ updatedSince: since, limit })).map(({ id }) => id);
    expect(await ids(10)).toEqual(['1', '2', '3']);
    expect(await ids(2)).toEqual(['1', '2']);
  });

  it('of clients and of all users count as a missing right when they are empty', async () => {
    const { psa } = halo({ 'GET /Client': { record_count: 0, clients: [] }, 'GET /Users': [] });
    await expect(psa.companies()).rejects.toMatchObject({ failure: 'forbidden' });
    await expect(psa.contacts()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ failure: 'forbidden' });
    expect(await psa.contacts({ companyId: '12' })[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
  });

  it('of tickets are not searched to the end for a reference that they do not narrow by', async () => {
    const tickets = Array.from({ length: 100 }, (_none, place) => ({ id: 900 - place, supplier_reference: null }));
    const { psa, http } = halo({
      'GET /Tickets': { record_count: 5000, tickets },
      'GET /TicketType': [{ id: 1, name: 'Incident' }],
      'GET /Client/12': { id: 12, main_site_id: 3 },
      'GET /Status': [{ id: 1, name: 'New' }],
      'POST /Tickets': { id: 1 },
      'GET /Tickets/1': { id: 1, client_id: 12, status_id: 1 },
    });
    await psa.openTicket({ companyId: '12', summary: 'x', reference: 'r' });
    expect(http.asked.filter(({ method, url }) => method === 'GET' && /\/Tickets\?/.test(url))).toHaveLength(1);
  });
});

describe('the notes of a long ticket', () => {
  const actions = Array.from({ length: 230 }, (_, index) => ({ id: index + 1, ticket_id: 1, note: `Note ${index}` }));

  it.each([
    ['no count', () => ({})],
    ['a count of what it sent', (sent: number) => ({ record_count: sent })],
    ['a count of all', () => ({ record_count: actions.length })],
  ])('are read to the end where HaloPSA sends %s', async (_what, counting) => {
    const { psa } = halo({
      ...people,
      'GET /Tickets/1': { id: 1, client_id: 12 },
      'GET /Actions': (query: URLSearchParams) => {
        const sent = actions.slice(0, Number(query.get('count')));
        return { ...counting(sent.length), actions: sent };
      },
    });
    expect(await psa.notes('1')).toHaveLength(actions.length);
  });
});

it('a note that HaloPSA took but does not show may have been written', async () => {
  const { psa } = halo({
    ...people,
    'GET /Tickets/1': { id: 1, client_id: 12 },
    'GET /Actions': { record_count: 0, actions: [] },
    'GET /Outcome': [],
    'POST /Actions': { id: 3, ticket_id: 1 },
  });
  const failure = psa.addNote('1', { text: 'Hidden by a rule', visibility: 'public' });
  await expect(failure).rejects.toMatchObject({ failure: 'unexpected', outcomeUnknown: true });
});

it('advice on event numbers goes with a webhook that HaloPSA refuses', async () => {
  const http = createFakeHttp(({ method, url }) => {
    if (url.includes('/auth/token')) return { body: { access_token: 'token', expires_in: 3600 } };
    return method === 'GET' ? { body: [] } : { status: 400, body: { Message: 'Invalid event' } };
  });
  const address = haloAddressOf('http://127.0.0.1:1');
  const tokens = createTokens({ address, keys: { clientId: 'id', clientSecret: 'secret' }, http, now });
  const webhooks = createWebhooks({
    client: createHaloClient({ address, tokens, http, budget: createFakeBudget() }),
    eventNumbers: [1],
  });
  await expect(webhooks.put('https://frontdesk.example/hooks/halopsa/x', 'word')).rejects.toThrow(
    /Invalid event.*Webhook events/,
  );
});
