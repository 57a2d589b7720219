import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClock } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Approvals, createApprovals } from './approval.js';

const HOUR = 3_600_000;

describe('approvals', () => {
  let store: TestStore;
  let approvals: Approvals;
  const clock = createClock();
  let lastRun = 0;
  beforeAll(async () => {
    store = await openTestStore();
    approvals = createApprovals({ connection: store.connection, now: clock.now });
  });
  afterAll(() => store.dispose());

  const ask = (runId = `run-${++lastRun}`, planHash = 'hash-1') =>
    approvals.request({
      clientId: 'c1',
      runId,
      psaKind: 'pretend_psa',
      ticketId: `ticket-of-${runId}`,
      planHash,
      expiresAt: new Date(clock.now().getTime() + HOUR),
    });
  const decided = () => ({
    at: clock.now(),
    technicianId: '7',
    technicianName: 'Jin Park',
    noteId: 'n1',
    because: 'said so',
  });
  const many = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 50 }, work));

  it('can be consumed once, however many try at once', async () => {
    const { id } = await ask();
    expect(await approvals.decide(id, 'approved', decided())).toBe(true);
    const consumed = await many(() => approvals.consume(id, 'hash-1'));
    expect(consumed.filter(Boolean)).toHaveLength(1);
    expect((await approvals.get(id))?.state).toBe('consumed');
  });

  it('cannot be consumed for another plan, nor before anybody has agreed', async () => {
    const { id } = await ask();
    expect(await approvals.consume(id, 'hash-1')).toBe(false);
    await approvals.decide(id, 'approved', decided());
    expect(await approvals.consume(id, 'hash-2')).toBe(false);
    expect(await approvals.consume(id, 'hash-1')).toBe(true);
  });

  it('is decided once, however many technicians answer at once', async () => {
    const { id } = await ask();
    let turn = 0;
    const answers = await many(() => approvals.decide(id, ++turn % 2 ? 'approved' : 'denied', decided()));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('is either decided or expired, whichever comes first, and never both', async () => {
    for (const past of [-1, 0, 1]) {
      const { id, expiresAt } = await ask();
      clock.pass(HOUR + past);
      const outcomes = await Promise.all([
        ...Array.from({ length: 10 }, () => approvals.expire(id)),
        ...Array.from({ length: 10 }, () => approvals.decide(id, 'approved', decided())),
      ]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await approvals.get(id))?.state).toBe(clock.now() < expiresAt ? 'approved' : 'expired');
      expect(await approvals.consume(id, 'hash-1')).toBe(clock.now() < expiresAt);
    }
  });

  it('is superseded by the next request of its run, also when it was approved already', async () => {
    const first = await ask();
    await approvals.decide(first.id, 'approved', decided());
    const second = await ask(first.runId, 'hash-2');
    expect((await approvals.get(first.id))?.state).toBe('superseded');
    expect(await approvals.consume(first.id, 'hash-1')).toBe(false);
    const open = (await approvals.all(first.runId)).filter(({ state }) => state === 'pending');
    expect(open.map(({ id }) => id)).toEqual([second.id]);
  });

  it('is one open request a run, however many are made at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => ask('run-crowded')));
    expect(asked.some(({ status }) => status === 'fulfilled')).toBe(true);
    const open = (await approvals.all('run-crowded')).filter(({ state }) => state === 'pending');
    expect(open).toHaveLength(1);
  });

  it('ends in final states for good', async () => {
    const endings = [
      (id: string) => approvals.decide(id, 'denied', decided()),
      async (_id: string, runId: string) => approvals.close(runId, 'cancelled'),
      async (_id: string, runId: string) => approvals.close(runId, 'superseded'),
    ];
    for (const end of endings) {
      const { id, runId } = await ask();
      await end(id, runId);
      const ended = (await approvals.get(id))?.state;
      await approvals.close(runId, 'cancelled');
      await approvals.close(runId, 'superseded');
      expect(await approvals.decide(id, 'approved', decided())).toBe(false);
      expect(await approvals.consume(id, 'hash-1')).toBe(false);
      expect(await approvals.remind(id)).toBe(false);
      clock.pass(2 * HOUR);
      expect(await approvals.expire(id)).toBe(false);
      expect((await approvals.get(id))?.state).toBe(ended);
    }
  });

  it('keeps the reason for its end', async () => {
    const { id, runId } = await ask();
    await approvals.close(runId, 'cancelled', 'The client was deleted.');
    expect(await approvals.get(id)).toMatchObject({ ended: { at: clock.now(), reason: 'The client was deleted.' } });
  });

  it('is void when its ticket is gone, and only then', async () => {
    const gone = await ask();
    const agreed = await ask();
    await approvals.decide(agreed.id, 'approved', decided());
    const other = await ask();
    const ticket = { psaKind: 'pretend_psa', ticketId: gone.ticketId };
    const ended = await approvals.voidOf(ticket, 'Ticket deleted.');
    expect(ended).toMatchObject([{ id: gone.id, state: 'cancelled', ended: { reason: 'Ticket deleted.' } }]);
    expect(await approvals.voidOf(ticket, 'Again.')).toEqual([]);
    expect(await approvals.voidOf({ ...ticket, ticketId: agreed.ticketId }, 'Moved.')).toHaveLength(1);
    expect(await approvals.consume(agreed.id, 'hash-1')).toBe(false);
    expect((await approvals.get(other.id))?.state).toBe('pending');
  });

  it('is listed newest first, page by page, for the clients that somebody may see', async () => {
    const asked: string[] = [];
    for (const clientId of ['seen', 'seen', 'hidden', 'seen', 'seen']) {
      clock.pass(clientId === 'hidden' ? 0 : asked.length % 2 ? 1 : 0);
      const { id } = await ask();
      await store.connection.collection('approvals').updateOne({ _id: id as never }, { $set: { clientId } });
      asked.push(id);
    }
    const read = async (filter: Partial<Parameters<Approvals['list']>[0]>) => {
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await approvals.list({
          clientIds: ['seen'],
          limit: 3,
          ...filter,
          ...(cursor ? { cursor } : {}),
        });
        pages.push(page.approvals.map(({ id }) => id));
        cursor = page.next;
      } while (cursor);
      return pages;
    };
    const pages = await read({});
    expect(pages.map((page) => page.length)).toEqual([3, 1]);
    expect(pages.flat().sort()).toEqual(asked.filter((_id, at) => at !== 2).sort());
    const times = await Promise.all(pages.flat().map(async (id) => (await approvals.get(id))?.requestedAt.getTime()));
    expect(times).toEqual([...times].sort((one, other) => Number(other) - Number(one)));
    expect((await read({ clientIds: 'all' })).flat()).toEqual(expect.arrayContaining(asked));
    expect(await read({ clientIds: [] })).toEqual([[]]);
    expect(await read({ states: ['denied'] })).toEqual([[]]);
    await expect(approvals.list({ clientIds: 'all', limit: 3, cursor: '{"$gt":0}' })).rejects.toMatchObject({
      code: 'bad_cursor',
    });
  });

  it('is reminded of once', async () => {
    const { id } = await ask();
    expect((await many(() => approvals.remind(id))).filter(Boolean)).toHaveLength(1);
  });
});
