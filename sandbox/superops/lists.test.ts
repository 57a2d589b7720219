import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { at, type Bench, startBench } from './client-for-tests.js';
import type { Switches } from './index.js';

const start = new Date('2026-11-25T12:00:00Z');
let now = start;
let bench: Bench;
async function restart(switches: Partial<Switches> = {}): Promise<void> {
  now = start;
  bench = await startBench({ clock: () => now, switches });
}
beforeEach(() => restart());
afterEach(() => bench.superOps.stop());

const TICKETS = `query ($input: ListInfoInput!) { getTicketList(input: $input) {
  tickets { ticketId displayId subject createdTime updatedTime }
  listInfo { page pageSize hasMore totalCount condition sort { attribute order } } } }`;
const listed = z.object({
  tickets: z.array(z.object({ ticketId: z.string(), displayId: z.string(), subject: z.string() })),
  listInfo: z.object({ hasMore: z.boolean().nullable(), totalCount: z.number() }),
});
async function tickets(input: Record<string, unknown>) {
  return listed.parse((await bench.ask(TICKETS, { input })).data('getTicketList'));
}
async function subjects(condition: unknown): Promise<string[]> {
  return (await tickets({ pageSize: 100, condition })).tickets.map(({ subject }) => subject).sort();
}
/** Five tickets, one a day, the last one now. */
function fiveTickets() {
  return [4, 3, 2, 1, 0].map((daysAgo) => {
    now = new Date(start.getTime() - daysAgo * 86_400_000);
    const personKey = daysAgo % 2 ? 'harbor-dental/dana-whitfield' : 'larkmere-logistics/priya-raman';
    return bench.superOps.technicianCreatesTicket({
      technician: 'mbell',
      personKey,
      summary: `Day ${daysAgo}`,
      owner: daysAgo === 0 ? 'jpark' : 'mbell',
    });
  });
}
const newest = { sort: [{ attribute: 'createdTime', order: 'DESC' }] };

describe('pages', () => {
  it('begin with 1, hold at most 100, and tell how many there are', async () => {
    const made = fiveTickets();
    const first = await tickets({ page: 1, pageSize: 2, ...newest });
    const last = await tickets({ page: 3, pageSize: 2, ...newest });
    expect(first.tickets.map(({ ticketId }) => ticketId)).toEqual([made[4]?.id, made[3]?.id]);
    expect(first.listInfo).toEqual({ hasMore: true, totalCount: 5 });
    expect(last.tickets.map(({ subject }) => subject)).toEqual(['Day 4']);
    for (const input of [{ page: 0 }, { pageSize: 101 }, { pageSize: 0 }]) {
      const refused = await bench.ask(TICKETS, { input });
      expect(refused.body()).toMatchObject({ data: { getTicketList: null } });
      expect(refused.messages()[0]).toContain('Internal Server Error');
    }
  });

  it('say hasMore null on the last one, or false', async () => {
    expect((await tickets({})).listInfo.hasMore).toBeNull();
    await bench.superOps.stop();
    await restart({ lastPage: 'false' });
    expect((await tickets({})).listInfo.hasMore).toBe(false);
  });

  it('come in an order that is not newest first, unless asked', async () => {
    const made = fiveTickets();
    const byDefault = (await tickets({ pageSize: 100 })).tickets.map(({ ticketId }) => ticketId);
    const newestFirst = made.map(({ id }) => id).reverse();
    expect(byDefault).not.toEqual(newestFirst);
    expect([...byDefault].sort()).toEqual([...newestFirst].sort());
    expect((await tickets({ pageSize: 100 })).tickets.map(({ ticketId }) => ticketId)).toEqual(byDefault);
    now = new Date(start.getTime() + 1000);
    bench.superOps.technicianUpdatesTicket(made[0]?.id ?? '', { technician: 'mbell', priority: 'High' });
    const changed = await tickets({ sort: [{ attribute: 'updatedTime', order: 'DESC' }] });
    expect(changed.tickets[0]?.subject).toBe('Day 4');
  });

  it('repeat the condition and the sort', async () => {
    const condition = { attribute: 'status', operator: 'includes', value: ['New'] };
    const data = (await bench.ask(TICKETS, { input: { condition, ...newest } })).data('getTicketList');
    expect(at(data, 'listInfo.condition')).toEqual(condition);
    expect(at(data, 'listInfo.sort')).toEqual(newest.sort);
  });
});

describe('conditions', () => {
  it('compare texts by is, includes, contains and startsWith', async () => {
    const made = fiveTickets();
    const where = (attribute: string, operator: string, value: unknown) => subjects({ attribute, operator, value });
    expect(await where('displayId', 'is', made[4]?.number)).toEqual(['Day 0']);
    expect(await where('subject', 'contains', 'y 3')).toEqual(['Day 3']);
    expect(await where('subject', 'startsWith', 'Day')).toHaveLength(5);
    expect(await where('status', 'includes', ['New', 'Open'])).toHaveLength(5);
    expect(await where('client.name', 'is', 'Harbor Dental')).toEqual(['Day 1', 'Day 3']);
    expect(await where('technician.email', 'includes', ['jpark@tallowmere.example'])).toEqual(['Day 0']);
    expect(await where('requester.email', 'is', 'priya.raman@larkmere.example')).toHaveLength(3);
    expect(await where('techGroup.name', 'is', 'Service Desk')).toHaveLength(5);
  });

  it('join by AND and OR', async () => {
    fiveTickets();
    const day = (n: number) => ({ attribute: 'subject', operator: 'is', value: `Day ${n}` });
    const harbor = { attribute: 'client.name', operator: 'is', value: 'Harbor Dental' };
    expect(await subjects({ joinOperator: 'OR', operands: [day(0), day(1)] })).toEqual(['Day 0', 'Day 1']);
    const both = { joinOperator: 'AND', operands: [harbor, { joinOperator: 'OR', operands: [day(0), day(1)] }] };
    expect(await subjects(both)).toEqual(['Day 1']);
  });

  it('take days by inLast and by name', async () => {
    fiveTickets();
    const last = (quantity: number) => ({
      attribute: 'createdTime',
      operator: 'inLast',
      value: { unit: 'DAY', quantity },
    });
    const on = (value: string) => ({ attribute: 'updatedTime', operator: 'on', value });
    expect(await subjects(last(2))).toEqual(['Day 0', 'Day 1', 'Day 2']);
    expect(await subjects(on('placeholder.today'))).toEqual(['Day 0']);
    expect(await subjects(on('placeholder.yesterday'))).toEqual(['Day 1']);
    // 25 November 2026 is a Wednesday.
    expect(await subjects(on('placeholder.this.week'))).toEqual(['Day 0', 'Day 1', 'Day 2']);
    expect(await subjects(on('placeholder.last.week'))).toEqual(['Day 3', 'Day 4']);
    expect(await subjects(on('placeholder.this.month'))).toHaveLength(5);
    expect(await subjects(on('placeholder.last.month'))).toEqual([]);
  });

  it('take plain values where the tenant does so', async () => {
    await bench.superOps.stop();
    await restart({ dates: 'plain' });
    fiveTickets();
    expect(await subjects({ attribute: 'createdTime', operator: 'inLast', value: 1 })).toEqual(['Day 0', 'Day 1']);
    expect(await subjects({ attribute: 'createdTime', operator: 'on', value: '2026-11-23' })).toEqual(['Day 2']);
  });

  it('are refused by undocumented attributes, operators of another type and values of another shape', async () => {
    const refusals: unknown[] = [
      { attribute: 'client.accountId', operator: 'is', value: bench.superOps.companyId('harbor-dental') },
      { attribute: 'ticketId', operator: 'is', value: '1' },
      { attribute: 'status', operator: 'isNot', value: 'New' },
      { attribute: 'status', operator: 'includes', value: 'New' },
      { attribute: 'createdTime', operator: 'is', value: '2026-11-25T12:00:00' },
      { attribute: 'createdTime', operator: 'inLast', value: { unit: 'HOUR', quantity: 1 } },
      { attribute: 'createdTime', operator: 'inLast', value: 7 },
      { attribute: 'createdTime', operator: 'on', value: '2026-11-25' },
      { joinOperator: 'XOR', operands: [{ attribute: 'status', operator: 'is', value: 'New' }] },
      { joinOperator: 'AND', operands: [] },
      { attribute: 'status', operator: 'is' },
    ];
    for (const condition of refusals) {
      const refused = await bench.ask(TICKETS, { input: { condition } });
      expect([condition, refused.messages()]).toEqual([condition, [expect.stringContaining('Internal Server Error')]]);
    }
    const sorted = await bench.ask(TICKETS, { input: { sort: [{ attribute: 'status', order: 'ASC' }] } });
    expect(sorted.messages()).toHaveLength(1);
  });
});

describe('the other lists', () => {
  const ask = async (field: string, rows: string, input: unknown, type = 'ListInfoInput!') => {
    const query = `query ($input: ${type}) { ${field}(input: $input) { ${rows} listInfo { totalCount } } }`;
    return bench.ask(query, { input: input });
  };
  const is = (attribute: string, value: string) => ({ condition: { attribute, operator: 'is', value } });

  it('clients are found by name and domain, and by nothing of their stage', async () => {
    const named = await ask('getClientList', 'clients { accountId stage status }', is('name', 'Harbor Dental'));
    expect(at(named.data('getClientList'), 'clients.0')).toEqual({
      accountId: bench.superOps.companyId('harbor-dental'),
      stage: 'Active',
      status: 'Paid',
    });
    const condition = { attribute: 'emailDomains', operator: 'includes', value: ['harbordental.example'] };
    const byDomain = await ask('getClientList', 'clients { name }', { condition });
    expect(at(byDomain.data('getClientList'), 'clients.0.name')).toBe('Harbor Dental');
    expect((await ask('getClientList', 'clients { name }', is('stage', 'Active'))).messages()).toHaveLength(1);
    const all = await ask('getClientList', 'clients { stage }', { pageSize: 100 });
    const stages = z.array(z.object({ stage: z.string() })).parse(at(all.data('getClientList'), 'clients'));
    expect(stages.filter(({ stage }) => stage === 'Active')).toHaveLength(bench.world.companies.length + 1);
    expect(stages.some(({ stage }) => stage === 'Lead')).toBe(true);
  });

  it('client users are found by e-mail, name and client; by number only where that is possible', async () => {
    const { superOps } = bench;
    const users = (input: unknown) =>
      ask('getClientUserList', 'userList { userId name contactNumber }', input, 'GetClientUserListInput!');
    const mail = await users({ listInfo: is('email', 'dana.whitfield@harbordental.example') });
    const dana = at(mail.data('getClientUserList'), 'userList.0');
    expect(at(dana, 'userId')).toBe(superOps.contactId('harbor-dental/dana-whitfield'));
    const clientId = superOps.companyId('harbor-dental');
    const condition = { attribute: 'name', operator: 'contains', value: 'Chen' };
    const chen = await users({ clientId, listInfo: { condition } });
    expect(at(chen.data('getClientUserList'), 'listInfo.totalCount')).toBe(1);
    const numbered = { listInfo: is('contactNumber', String(at(dana, 'contactNumber'))) };
    expect((await users(numbered)).messages()).toHaveLength(1);
    await superOps.stop();
    await restart({ contactNumberFilter: true });
    expect(at((await users(numbered)).data('getClientUserList'), 'listInfo.totalCount')).toBe(1);
  });

  it('assets are found by their client’s name, and never sorted by when they were heard of', async () => {
    const assets = (input: unknown) => ask('getAssetList', 'assets { name client requester hostName }', input);
    const found = await assets({
      condition: {
        joinOperator: 'AND',
        operands: [
          { attribute: 'client.name', operator: 'is', value: 'Harbor Dental' },
          { attribute: 'hostName', operator: 'is', value: 'HAR-WS-01' },
        ],
      },
    });
    const asset = at(found.data('getAssetList'), 'assets.0');
    expect(at(asset, 'client.accountId')).toBe(bench.superOps.companyId('harbor-dental'));
    expect(at(asset, 'requester.name')).toBe('Dana Whitfield');
    const sort = [{ attribute: 'lastCommunicatedTime', order: 'DESC' }];
    expect((await assets({ sort })).messages()[0]).toContain('Internal Server Error');
  });

  it('technicians who no longer work are in no list', async () => {
    const rows = await ask('getTechnicianList', 'userList { userId email groups }', { pageSize: 100 });
    const emails = z
      .array(z.object({ email: z.string() }))
      .parse(at(rows.data('getTechnicianList'), 'userList'))
      .map(({ email }) => email);
    expect(emails).toContain('mbell@tallowmere.example');
    expect(emails).toContain(bench.superOps.credentials.technicianEmail);
    expect(emails).not.toContain('hfrost@tallowmere.example');
  });

  it('sites belong to a client', async () => {
    const input = { clientId: bench.superOps.companyId('harbor-dental') };
    const sites = await ask('getClientSiteList', 'sites { id name hq client }', input, 'GetClientSiteListInput!');
    expect(at(sites.data('getClientSiteList'), 'sites.0')).toMatchObject({ name: 'Seattle', hq: true });
  });
});
