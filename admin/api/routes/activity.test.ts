import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDesk, type TestDesk } from '../desk-for-tests.js';

describe('the activity record over the API', () => {
  let desk: TestDesk;
  let harbor: string;
  let auditor: Record<string, string>;
  let limited: Record<string, string>;
  beforeAll(async () => {
    desk = await openDesk();
    harbor = await desk.work.client('harbor', '2');
    const summit = await desk.work.client('summit', '3');
    auditor = (await desk.signedIn('auditor')).headers;
    const other = await desk.signedIn('auditor', 'limited@desk.example');
    await desk.admin.deps.accounts.update(other.id, { clients: [summit] });
    limited = other.headers;
    const { activity } = desk.work.options;
    const add = async (entry: Parameters<typeof activity.add>[0]) => {
      desk.clock.pass(60_000);
      await activity.add(entry);
    };
    await add({ clientId: harbor, runId: 'r1', ticketId: '41', kind: 'run.started', what: 'The agent starts' });
    const detail = { by: 'Rosa Castro' };
    await add({ clientId: harbor, runId: 'r1', kind: 'approval.decided', what: 'Rosa Castro approved', detail });
    await add({ clientId: summit, runId: 'r2', kind: 'run.started', what: 'The agent starts at Summit' });
    await add({ kind: 'event.no_client', what: 'Ticket 42 belongs to nobody' });
  });
  afterAll(() => desk.stop());

  const get = (url: string, headers = auditor) => desk.ask({ url, headers });
  const told = async (query: string, headers = auditor): Promise<string[]> =>
    (await get(`/api/activity?${query}`, headers)).json().items.map(({ what }: { what: string }) => what);

  it('is read newest first, page by page, by whatever it is filtered', async () => {
    const first = (await get('/api/activity?limit=3')).json();
    expect(first.items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'event.no_client',
      'run.started',
      'approval.decided',
    ]);
    expect(await told(`cursor=${first.nextCursor}`)).toEqual(['The agent starts']);
    expect(await told(`clientId=${harbor}&kinds=run.started,run.state`)).toEqual(['The agent starts']);
    expect(await told('clientId=msp')).toEqual(['Ticket 42 belongs to nobody']);
    expect(await told('q=ROSA')).toEqual(['Rosa Castro approved']);
    expect(await told('ticketId=41')).toEqual(['The agent starts']);
    const { at } = first.items[1];
    expect(await told(`runId=r2&from=${at}`)).toHaveLength(1);
    expect(await told(`runId=r2&to=${at}`)).toEqual([]);
    expect((await get('/api/activity?kinds=nonsense')).statusCode).toBe(400);
  });

  it('is exported as lines of JSON or as CSV, with people masked when asked', async () => {
    const json = await get(`/api/activity/export?clientId=${harbor}`);
    expect(json.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="activity.ndjson"',
      'cache-control': 'no-store',
    });
    const lines = json.body
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { kind: 'run.started', seq: 1 },
      { what: 'Rosa Castro approved', seq: 2 },
    ]);
    const csv = await get('/api/activity/export?format=csv&masked=true&q=approved');
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.body.split('\r\n')[0]).toMatch(/^at,clientId/);
    expect(csv.body).toContain('person-1 approved');
    expect(csv.body).not.toContain('Rosa');
  });

  it('is verified, all of it or one chain', async () => {
    const all = (await get('/api/activity/verify')).json();
    expect(all).toMatchObject({ ok: true, unchained: 0 });
    expect(all.chains).toHaveLength(3);
    expect((await get('/api/activity/verify?clientId=msp')).json().chains).toMatchObject([
      { chain: 'msp', entries: 1 },
    ]);
    await desk.connection.collection('activity').updateOne({ clientId: harbor, seq: 2 }, { $set: { what: 'other' } });
    expect((await get('/api/activity/verify')).json()).toMatchObject({ ok: false });
    expect((await get('/api/activity/verify', limited)).json()).toMatchObject({ ok: true, chains: [{ entries: 1 }] });
  });

  it('is for a caller of some clients no more than theirs', async () => {
    expect(await told('', limited)).toEqual(['The agent starts at Summit']);
    expect(await told('runId=r1', limited)).toEqual([]);
    const exported = await get('/api/activity/export', limited);
    expect(exported.body.trim().split('\n')).toHaveLength(1);
  });
});
