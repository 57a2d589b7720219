import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAgendaQueue } from '../../../core/jobs/agenda-queue.js';
import type { Queue } from '../../../core/jobs/queue.js';
import { createLog } from '../../../core/log.js';
import { until } from '../../../core/store/store-for-tests.js';
import { GONE, type Side, type Stored, type TwoClients } from './two-clients-for-tests.js';

/** What a job is given ids of. A job that is not here fails the suite. */
const JOBS: Readonly<
  Record<string, Readonly<Record<string, 'run' | 'client' | 'event' | 'kind' | 'ticket' | 'call'>>>
> = {
  'agent.advance': { runId: 'run' },
  'clients.check-health': { clientId: 'client', kind: 'kind' },
  'clients.deploy': { clientId: 'client' },
  'clients.provision': { clientId: 'client' },
  'clients.remove': { clientId: 'client' },
  'inbox.look-again': { kind: 'kind', ticketId: 'ticket' },
  'inbox.work': { id: 'event' },
  'intake.file': { conversationId: 'call' },
  'integrations.check-health': { kind: 'kind' },
  // These take nothing and look through everything.
  'agent.recover': {},
  'clients.deploy-all': {},
  'clients.deploy-unfinished': {},
  'clients.provision-unfinished': {},
  'clients.remove-unfinished': {},
  'clients.sync-contacts': {},
  'inbox.reconcile': {},
  'inbox.reconcile-often': {},
  'integrations.health-round': {},
  'integrations.register-webhooks': {},
  'intake.recover': {},
};

export function jobsAreIsolated(world: () => TwoClients): void {
  let queue: Queue;
  let gone: string;
  beforeAll(async () => {
    queue = createAgendaQueue({ store: world().store, log: createLog('silent') });
    const removal = { at: new Date(), by: { kind: 'system', name: 'Frontdesk' }, slug: GONE, done: [], attempts: 0 };
    const clients = world().documents('clients');
    gone = String((await clients.findOne({ slug: GONE }))?._id);
    await clients.updateOne(
      { _id: gone },
      { $set: { status: 'destroyed', removal: { ...removal, endedAt: new Date() } } },
    );
  });
  afterAll(() => queue?.stop());

  /** Has the product do this work, as if it had been queued by somebody; resolves when it is done or has failed. */
  async function work(jobs: readonly (readonly [name: string, given: Record<string, unknown>])[]): Promise<void> {
    const keys = await Promise.all(
      jobs.map(async ([name, given]) => {
        const key = randomUUID();
        await queue.now(name, given, { key });
        return key;
      }),
    );
    const left = { 'data.key': { $in: keys }, failCount: { $not: { $gt: 0 } } };
    await until(async () => (await world().documents('jobs').countDocuments(left)) === 0, 20_000);
  }
  /** Whether the deployment that every client gets now and then is under way is no matter of isolation. */
  const traceOf = async (side: Side) =>
    Object.fromEntries(Object.entries(await world().traceOf(side)).filter(([key]) => !/^(clients|jobs) /.test(key)));
  const vendorWrites = () => world().product.sandbox.records.writes().length;
  const directoryWrites = () => world().product.sandbox.records.writes('microsoft').length;
  const runOf = (_id: string) => world().documents('runs').findOne({ _id });
  const ended = (_id: string) => until(async () => (await runOf(_id))?.endedAt !== undefined, 20_000);
  const entriesOf = (filter: object) => world().documents('activity').find(filter).toArray();

  it('have a case each', () => {
    expect([...world().product.jobs].sort()).toEqual(Object.keys(JOBS).sort());
  });

  it('change nothing when they are given what nobody has, a deleted client, or an id of something else', async () => {
    const { a, b } = world();
    const look = async () => ({ a: await traceOf(a), b: await traceOf(b), writes: vendorWrites() });
    const before = await look();
    const goneBefore = await world().documents('clients').findOne({ _id: gone });
    const foreign: Readonly<Record<string, readonly string[]>> = {
      run: [randomUUID(), a.ids.client, a.ids.approval, gone],
      client: [randomUUID(), gone, a.ids.run, a.ids.slug],
      event: [randomUUID(), a.ids.ticket, 'connectwise_psa/ticket/'],
      kind: ['nobody_psa', 'm365', 'model'],
      ticket: [a.ids.ticket, '987654'],
      call: [randomUUID(), a.ids.run],
    };
    const jobs = Object.entries(JOBS).flatMap(([name, fields]) =>
      (Object.keys(fields).length > 0 ? [0, 1, 2, 3] : [0]).map((turn): [string, Record<string, unknown>] => [
        name,
        Object.fromEntries(
          Object.entries(fields).map(([field, kind]) => [field, foreign[kind]?.[turn % foreign[kind].length]]),
        ),
      ]),
    );
    await work(jobs);
    expect(await look()).toEqual(before);
    expect(await world().documents('clients').findOne({ _id: gone })).toEqual(goneBefore);
  });

  it('delete nothing of a client that nobody deleted', async () => {
    const { a, b } = world();
    const before = { a: await traceOf(a), b: await traceOf(b) };
    await work([
      ['clients.remove', { clientId: a.ids.client }],
      ['clients.deploy', { clientId: a.ids.client }],
      ['clients.provision', { clientId: a.ids.client }],
    ]);
    expect({ a: await traceOf(a), b: await traceOf(b) }).toEqual(before);
  });

  it('carry out nothing for a deleted client, whatever approval its run names', async () => {
    const { a, documents } = world();
    const done = await runOf(a.done.runId);
    const copy = {
      ...done,
      _id: randomUUID(),
      clientId: gone,
      state: 'executing',
      ledger: [],
      notes: [],
      active: true,
    };
    const { endedAt: _, ...run } = copy as Stored;
    const before = { a: await traceOf(a), writes: directoryWrites() };
    await documents('runs').insertOne(run);
    await work([['agent.advance', { runId: run._id }]]);
    await ended(run._id);
    expect((await runOf(run._id))?.state).toBe('failed');
    // The copy itself names A's approval and ticket.
    expect({ a: await traceOf(a), writes: directoryWrites() }).toMatchObject(before);
  });

  describe('when a ticket of A has become one of B', () => {
    it('end A’s run with its approval, carry nothing out, and tell B’s record nothing', async () => {
      const { a, b, documents, product } = world();
      const { connectwise } = product.sandbox;
      const ticketId = Number(a.waiting.ticketId);
      const before = { writes: directoryWrites(), b: await traceOf(b) };
      connectwise.technicianUpdatesTicket(ticketId, { member: 'mbell', company: b.ids.slug });
      connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
      await ended(a.waiting.runId);
      await connectwise.callbacksIdle();
      await work([
        ['agent.advance', { runId: a.waiting.runId }],
        ['inbox.look-again', { kind: 'connectwise_psa', ticketId: a.waiting.ticketId }],
      ]);
      expect((await runOf(a.waiting.runId))?.state).toBe('cancelled');
      expect((await documents('approvals').findOne({ _id: a.waiting.approvalId }))?.state).toBe('cancelled');
      expect({ writes: directoryWrites(), b: await traceOf(b) }).toEqual(before);
      expect(await entriesOf({ ticketId: a.waiting.ticketId, clientId: { $ne: a.ids.client } })).toEqual([]);
    });
  });

  describe('when the company of B has become A’s', () => {
    it('end B’s run with its approval, and carry nothing out for either', async () => {
      const { a, b, documents, product } = world();
      const clients = documents('clients');
      const before = { writes: directoryWrites(), a: await traceOf(a) };
      const mapped = (to: Side) => ({
        $set: { 'mappings.connectwise_psa': to.ids.company, 'mappings.m365': to.ids.tenant },
      });
      await clients.updateOne({ _id: a.ids.client }, mapped(b));
      await clients.updateOne({ _id: b.ids.client }, mapped(a));
      const ticketId = Number(b.waiting.ticketId);
      product.sandbox.connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
      await ended(b.waiting.runId);
      expect((await runOf(b.waiting.runId))?.state).toBe('cancelled');
      expect((await documents('approvals').findOne({ _id: b.waiting.approvalId }))?.state).toBe('cancelled');
      expect({ writes: directoryWrites(), a: await traceOf(a) }).toEqual(before);
    });
  });
}
