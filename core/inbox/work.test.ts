import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAgent } from '../agent/agent.js';
import {
  Crash,
  createClock,
  createDesk,
  createHandQueue,
  type Desk,
  HARBOR,
  proposal,
  RESET_DANA,
} from '../agent/fakes-for-tests.js';
import { VendorError } from '../errors.js';
import { createServer } from '../http/server.js';
import type { IntegrationEvents } from '../integrations/integration.js';
import { createLog } from '../log.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createInbox, receiveRoutes } from './receive.js';
import { createReconcile } from './reconcile.js';
import { createTicketWork, defineEventWork } from './work.js';

const KIND = 'pretend_psa';
const silent = createLog('silent');

/** Proof: a header with the digest of the body. */
const events: IntegrationEvents = {
  register: async () => ({ state: 'registered' }),
  unregister: async () => undefined,
  verify: async ({ headers, rawBody }) => headers['x-proof'] === proofOf(rawBody),
  parse({ rawBody }) {
    const [ticketId = '', action = '', by = ''] = JSON.parse(rawBody.toString('utf8'));
    const known = action === 'added' || action === 'deleted' ? action : 'updated';
    return [{ kind: 'ticket', ticketId, action: known, own: by === 'own' }];
  },
  deliveryKey: ({ rawBody }) => proofOf(rawBody),
};
function proofOf(body: Buffer | string): string {
  return createHash('sha256').update(body).digest('hex');
}

describe('what happens on a ticket', () => {
  let store: TestStore;
  let desk: Desk;
  let hand: ReturnType<typeof createHandQueue>;
  let world: ReturnType<typeof build>;
  const clock = createClock();
  const owned = new Set<string>();
  beforeEach(async () => {
    store = await openTestStore();
    desk = await createDesk({ connection: store.connection, clock, events });
    desk.script.play([proposal(RESET_DANA)]);
    hand = createHandQueue();
    owned.clear();
    world = build();
  });
  afterEach(() => store.dispose());

  function build() {
    const { queue } = hand;
    const { connection } = store;
    const { connections, runs, deps } = desk;
    const agent = createAgent({ ...deps, runs, queue, log: silent });
    const work = createTicketWork({
      connections,
      runs,
      agent,
      ownedByIntake: async (ticketId) => owned.has(ticketId),
      now: clock.now,
    });
    const inbox = createInbox({ connection, queue, now: clock.now });
    defineEventWork({ queue, inbox, work });
    const reconcile = createReconcile({
      connection,
      connections,
      work,
      runs,
      doorIsOpening: async () => false,
      queue,
      now: clock.now,
      log: silent,
    });
    return { agent, work, inbox, reconcile };
  }

  const dana = () => desk.psa.addTicket({ summary: 'I am locked out', contactId: '41' });
  /** Looks, and lets everything that follows happen. */
  const look = async (ticketId: string, hint: 'added' | 'updated' | 'deleted' = 'updated') => {
    await world.work.look(KIND, ticketId, hint);
    await hand.drain();
  };
  const runOn = async (ticketId: string) => {
    const run = await desk.runs.latestOn(KIND, ticketId);
    if (!run) throw new Error(`No run on ticket ${ticketId}`);
    return run;
  };
  /** A ticket whose plan waits for an answer. */
  const waiting = async () => {
    const ticketId = dana();
    await look(ticketId, 'added');
    expect((await runOn(ticketId)).state).toBe('awaiting_approval');
    return ticketId;
  };
  const headings = (ticketId: string) => desk.psa.ownNotes(ticketId).map(({ text }) => text.split(' (run')[0]);

  describe('from event to closing note', () => {
    it('plans, asks, carries out when a technician agrees, and closes', async () => {
      const ticketId = await waiting();
      expect(desk.identity.resets).toEqual([]);
      desk.psa.addNote(ticketId, { text: 'approved' });
      await look(ticketId);
      expect(desk.identity.resets).toEqual([{ tenant: 'tenant-harbor', user: RESET_DANA.arguments.user }]);
      expect(headings(ticketId)).toEqual(['Frontdesk agent: plan, waiting for approval', 'Frontdesk agent: done']);
      await look(ticketId);
      await look(ticketId, 'added');
      expect(desk.identity.resets).toHaveLength(1);
      expect(desk.psa.ownNotes(ticketId)).toHaveLength(2);
    });

    it('does nothing when a technician denies', async () => {
      const ticketId = await waiting();
      desk.psa.addNote(ticketId, { text: 'denied' });
      await look(ticketId);
      expect(desk.identity.resets).toEqual([]);
      expect((await runOn(ticketId)).state).toBe('cancelled');
      expect(headings(ticketId)).toHaveLength(2);
    });

    it('reminds once and ends when nobody decides in time', async () => {
      const ticketId = await waiting();
      clock.pass(5 * 3_600_000);
      await hand.ring(clock.now());
      await look(ticketId);
      expect(headings(ticketId)).toEqual(['Frontdesk agent: plan, waiting for approval', 'Frontdesk agent: reminder']);
      clock.pass(168 * 3_600_000);
      await hand.ring(clock.now());
      expect((await runOn(ticketId)).state).toBe('cancelled');
      desk.psa.addNote(ticketId, { text: 'approved' });
      await look(ticketId);
      expect(desk.identity.resets).toEqual([]);
    });

    it('never tells the new password, nor the credentials, to the model, the notes, the activity or the run', async () => {
      const ticketId = await waiting();
      desk.psa.addNote(ticketId, { text: 'approved' });
      await look(ticketId);
      const run = await runOn(ticketId);
      const told = JSON.stringify([
        desk.script.requests,
        desk.psa.notesOf(ticketId),
        await desk.activity.ofTicket(ticketId),
        await store.connection.collection('runs').find().toArray(),
        await store.connection.collection('secrets').find().toArray(),
        await store.connection.collection('integrations').find().toArray(),
      ]);
      expect(told).toContain('Reset the password');
      expect(told).not.toContain('Sunny-Harbor-4711');
      expect(told).not.toContain('k3y-that-nobody-may-see');
      expect(await desk.secrets.ofRun(run.clientId, run.id)).toHaveLength(1);
    });
  });

  describe('between the plan and its execution', () => {
    it.each([
      ['the tool is disabled for the client', { ...HARBOR, policies: { [RESET_DANA.tool]: 'disabled' as const } }],
      ['the client is set to plan mode', { ...HARBOR, mode: 'plan' as const }],
      ['the client loses its mapping to the directory', { ...HARBOR, mappings: { pretend_psa: '2' } }],
    ])('%s: nothing is done, and the ticket says so', async (_what, settings) => {
      const ticketId = await waiting();
      await desk.clients.save(settings);
      desk.psa.addNote(ticketId, { text: 'approved' });
      await look(ticketId);
      expect(desk.identity.resets).toEqual([]);
      expect((await runOn(ticketId)).state).toBe('failed');
      expect(headings(ticketId).at(-1)).toBe('Frontdesk agent: stopped, please take over');
    });

    it('the ticket moves to another company: nothing is done', async () => {
      const ticketId = await waiting();
      desk.psa.tickets.set(ticketId, { ...(await desk.psa.psa.ticket(ticketId)), companyId: '3' });
      desk.psa.addNote(ticketId, { text: 'approved' });
      await look(ticketId);
      expect(desk.identity.resets).toEqual([]);
    });

    it('what was automatic asks for approval now: nothing is done without one', async () => {
      const policies = { [RESET_DANA.tool]: 'auto' as const };
      await desk.clients.save({ ...HARBOR, policies });
      const ticketId = dana();
      desk.psa.trouble.before = (operation) => {
        if (operation === 'addNote') throw new VendorError(KIND, 'unavailable', 'The PSA is down');
      };
      await look(ticketId, 'added');
      delete desk.psa.trouble.before;
      const { id } = await runOn(ticketId);
      const leased = await desk.runs.lease(id);
      await leased?.change({ state: 'executing' });
      await leased?.release();
      await desk.clients.save(HARBOR);
      await world.agent.wake(id);
      await hand.drain();
      expect(desk.identity.resets).toEqual([]);
      expect((await runOn(ticketId)).state).toBe('failed');
    });

    it('a technician asks for more: the old approval is void, and the new plan needs its own', async () => {
      const ticketId = await waiting();
      const first = (await runOn(ticketId)).approvalId ?? '';
      desk.script.play([proposal({ ...RESET_DANA, arguments: { ...RESET_DANA.arguments, force: true } })]);
      desk.psa.addNote(ticketId, { text: 'Can you also sign her out everywhere?' });
      await look(ticketId);
      const second = (await runOn(ticketId)).approvalId ?? '';
      expect(second).not.toBe(first);
      expect(await desk.approvals.get(first)).toMatchObject({ state: 'superseded' });
      expect(await desk.approvals.get(second)).toMatchObject({ state: 'pending' });
      expect(headings(ticketId)).toHaveLength(2);
    });
  });

  describe('who may decide, and where', () => {
    it('nobody above the request: an older "approved" is no answer, even when the request was deleted', async () => {
      const ticketId = dana();
      desk.psa.trouble.before = (operation) => {
        // Written while the plan was being made, unseen by the run.
        if (operation === 'addNote' && desk.psa.ownNotes(ticketId).length === 0) {
          delete desk.psa.trouble.before;
          desk.psa.addNote(ticketId, { text: 'approved' });
        }
      };
      await look(ticketId, 'added');
      const { approvalId = '' } = await runOn(ticketId);
      const { noteId = '' } = (await desk.approvals.get(approvalId)) ?? {};
      desk.psa.removeNote(ticketId, noteId);
      desk.script.play([['keep_plan', {}]]);
      await look(ticketId);
      expect(await desk.approvals.get(approvalId)).toMatchObject({ state: 'pending' });
      expect(desk.identity.resets).toEqual([]);
    });

    it('not the requester, nor anybody unknown: their words reach the agent as words of the requester', async () => {
      const ticketId = await waiting();
      desk.script.play([['keep_plan', {}]]);
      desk.psa.addNote(ticketId, { text: 'approved', author: { kind: 'contact', name: 'Dana' } });
      desk.psa.addNote(ticketId, { text: 'approved', author: { kind: 'unknown', name: 'Portal' } });
      await look(ticketId);
      const run = await runOn(ticketId);
      expect(run.messages.map(({ kind }) => kind)).toEqual(['contact', 'contact']);
      expect(run.state).toBe('awaiting_approval');
      expect(desk.identity.resets).toEqual([]);
    });
  });

  describe('a crash while events are worked on', () => {
    it('does not leave an approved plan asleep', async () => {
      const ticketId = await waiting();
      desk.psa.addNote(ticketId, { text: 'approved' });
      hand.deadly(true);
      await expect(world.work.look(KIND, ticketId, 'updated')).rejects.toThrow(Crash);
      hand.deadly(false);
      await look(ticketId);
      expect(desk.identity.resets).toHaveLength(1);
    });

    it("does not leave people's words unread", async () => {
      const ticketId = await waiting();
      desk.psa.addNote(ticketId, { text: 'Is this the right Dana?' });
      hand.deadly(true);
      await expect(world.work.look(KIND, ticketId, 'updated')).rejects.toThrow(Crash);
      hand.deadly(false);
      desk.script.play([['ask_person', { reason: 'Not sure.' }]]);
      await look(ticketId);
      expect((await runOn(ticketId)).state).toBe('failed');
    });
  });

  describe('which tickets get a run', () => {
    it('one each, however many events tell of it', async () => {
      const ticketId = dana();
      await Promise.all(Array.from({ length: 20 }, () => world.work.look(KIND, ticketId, 'added')));
      await hand.drain();
      expect(await store.connection.collection('runs').countDocuments()).toBe(1);
    });

    it('none for a company that no client is mapped to, and the activity tells', async () => {
      const ticketId = desk.psa.addTicket({ summary: 'Help', companyId: '3' });
      await look(ticketId, 'added');
      expect(await desk.runs.latestOn(KIND, ticketId)).toBeUndefined();
      expect(await desk.activity.ofTicket(ticketId)).toMatchObject([{ kind: 'event.no_client' }]);
    });

    it('none for closed and deleted tickets, nor for those of a conversation', async () => {
      const closed = desk.psa.addTicket({ summary: 'Old', closed: true });
      const ours = dana();
      owned.add(ours);
      for (const ticketId of [closed, ours, '99999']) {
        await look(ticketId);
        expect(await desk.runs.latestOn(KIND, ticketId)).toBeUndefined();
      }
      await look(dana(), 'deleted');
      expect(await store.connection.collection('runs').countDocuments()).toBe(0);
    });

    it('another when the requester writes again after the end, and none when the front door only repeats itself', async () => {
      const ticketId = dana();
      desk.script.play([['ask_person', { reason: 'Look at it.' }]]);
      await look(ticketId, 'added');
      const first = (await runOn(ticketId)).id;
      await world.agent.open({ psaKind: KIND, ticketId, companyId: '2' });
      await look(ticketId);
      expect((await runOn(ticketId)).id).toBe(first);
      clock.pass(60_000);
      desk.psa.addNote(ticketId, { text: 'Still locked out', author: { kind: 'contact', name: 'Dana' } });
      await look(ticketId);
      expect((await runOn(ticketId)).id).not.toBe(first);
    });

    it('a run whose ticket was deleted ends, and what waited on it is withdrawn', async () => {
      const ticketId = await waiting();
      desk.psa.tickets.delete(ticketId);
      await look(ticketId, 'deleted');
      const run = await runOn(ticketId);
      expect(run.state).toBe('failed');
      expect(await desk.approvals.get(run.approvalId ?? '')).toMatchObject({ state: 'cancelled' });
    });
  });

  describe('webhooks', () => {
    async function post(
      body: string,
      { token, proof, kind = KIND }: { token?: string; proof?: string; kind?: string } = {},
    ) {
      const server = createServer({ log: silent, readiness: async () => [], metrics: async () => '' });
      await server.register(receiveRoutes({ connections: desk.connections, inbox: world.inbox }));
      const hookToken = (await desk.connections.get(KIND))?.hookToken;
      const response = await server.inject({
        method: 'POST',
        url: `/hooks/${kind}/${token ?? hookToken}`,
        headers: { 'content-type': 'application/json', 'x-proof': proof ?? proofOf(body) },
        payload: body,
      });
      await server.close();
      return response;
    }
    const stored = () => store.connection.collection('inbox').countDocuments();

    it('are stored, acknowledged, and worked on once, however often they are delivered', async () => {
      const ticketId = dana();
      const body = JSON.stringify([ticketId, 'added']);
      const answers = await Promise.all(Array.from({ length: 10 }, () => post(body)));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 10 }, () => 200));
      expect(await stored()).toBe(1);
      await hand.drain();
      expect((await runOn(ticketId)).state).toBe('awaiting_approval');
    });

    it('that prove nothing are refused and leave nothing behind', async () => {
      const body = JSON.stringify([dana(), 'added']);
      expect((await post(body, { proof: 'wrong' })).statusCode).toBe(401);
      expect((await post(body, { token: 'guessed' })).statusCode).toBe(404);
      expect((await post(body, { kind: 'pretend_directory' })).statusCode).toBe(404);
      expect((await post(body, { kind: 'nobody' })).statusCode).toBe(404);
      expect((await post('')).statusCode).toBe(400);
      expect((await post('[')).statusCode).toBe(400);
      expect(await stored()).toBe(0);
      expect(hand.waiting()).toEqual([]);
    });

    it('that we caused ourselves are dropped', async () => {
      expect((await post(JSON.stringify([dana(), 'updated', 'own']))).statusCode).toBe(200);
      expect(await stored()).toBe(0);
    });
  });

  describe('the poll', () => {
    const poll = async () => {
      await world.reconcile.once();
      await hand.drain();
    };
    const runs = () => store.connection.collection('runs').countDocuments();

    it('finds tickets that no event announced, once they are no longer young', async () => {
      await poll();
      clock.pass(60_000);
      dana();
      await poll();
      expect(await runs()).toBe(0);
      clock.pass(60_000);
      await poll();
      expect(await runs()).toBe(1);
    });

    it('leaves alone what was there before the PSA was connected', async () => {
      const ticketId = dana();
      const ticket = desk.psa.tickets.get(ticketId);
      if (!ticket) throw new Error(`There is no ticket ${ticketId}`);
      const before = new Date(clock.now().getTime() - 3_600_000);
      desk.psa.tickets.set(ticketId, { ...ticket, createdAt: before, updatedAt: before });
      clock.pass(60_000);
      await poll();
      await poll();
      expect(await runs()).toBe(0);
    });

    it('finds what was lost between connecting and the first poll', async () => {
      dana();
      clock.pass(60_000);
      await poll();
      expect(await runs()).toBe(1);
    });

    it('gets past one ticket that cannot be worked on', async () => {
      await poll();
      clock.pass(60_000);
      const broken = dana();
      clock.pass(10_000);
      dana();
      clock.pass(60_000);
      const { psa } = desk.psa;
      const { ticket } = psa;
      psa.ticket = (id) =>
        id === broken ? Promise.reject(new VendorError(KIND, 'forbidden', 'Not this one')) : ticket(id);
      await poll();
      expect(await runs()).toBe(1);
    });

    it('gets past more changes at one moment than fit on a page', async () => {
      await poll();
      clock.pass(60_000);
      for (let count = 0; count < 130; count += 1) desk.psa.addTicket({ summary: 'Mass', closed: true });
      clock.pass(1_000);
      const last = dana();
      clock.pass(60_000);
      for (let polls = 0; polls < 5; polls += 1) await poll();
      expect(await desk.runs.latestOn(KIND, last)).toBeDefined();
    });

    it('waits for a PSA that is down, and misses nothing', async () => {
      await poll();
      clock.pass(60_000);
      dana();
      clock.pass(60_000);
      desk.psa.trouble.before = () => {
        throw new VendorError(KIND, 'unavailable', 'The PSA is down');
      };
      await poll();
      delete desk.psa.trouble.before;
      clock.pass(3_600_000);
      await poll();
      expect(await runs()).toBe(1);
    });
  });
});
