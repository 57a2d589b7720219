import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock } from '../agent/fakes-for-tests.js';
import { proposal, RESET_DANA } from '../agent/testing/plans.js';
import { VendorError } from '../errors.js';
import { createServer } from '../http/server.js';
import type { IntegrationEvents } from '../integrations/integration.js';
import { createWebhooks } from '../integrations/webhooks.js';
import { createLog } from '../log.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { receiveRoutes } from './receive.js';
import { createWorkingDesk, KIND, type WorkingDesk } from './testing/working-desk.js';

const silent = createLog('silent');
const digest = (body: Buffer | string) => createHash('sha256').update(body).digest('hex');

/** A vendor whose webhook a person pastes in, which asks whether the address is there, and tells of notes by their id. */
const events: IntegrationEvents = {
  register: async (url) => ({ state: 'by_hand', instructions: `Paste ${url}` }),
  unregister: async () => undefined,
  verify: async ({ headers, rawBody }) => headers['x-proof'] === digest(rawBody),
  ready: ({ query }) => query.secret === 'as agreed',
  parse({ rawBody }) {
    const [noteId = '', by = ''] = JSON.parse(rawBody.toString('utf8'));
    return [{ kind: 'note', noteId, action: 'added', own: by === 'own' }];
  },
  deliveryKey: ({ rawBody }) => digest(rawBody),
};

describe('the address of a webhook', () => {
  let store: TestStore;
  let desk: WorkingDesk;
  let connected: IntegrationEvents;
  const clock = createClock();
  beforeEach(async () => {
    store = await openTestStore();
    connected = { ...events };
    desk = await createWorkingDesk({ connection: store.connection, clock, events: connected });
    desk.psa.psa.ticketOfNote = async (noteId) => {
      await desk.psa.trouble.before?.('ticketOfNote');
      return [...desk.psa.tickets.keys()].find((id) => desk.psa.notesOf(id).some((note) => note.id === noteId));
    };
  });
  afterEach(() => store.dispose());

  async function ask(method: 'GET' | 'POST', rest: string, body?: string, headers: Record<string, string> = {}) {
    const server = createServer({ log: silent, readiness: async () => [], metrics: async () => '' });
    await server.register(receiveRoutes({ connections: desk.connections, inbox: desk.inbox }));
    const token = (await desk.connections.get(KIND))?.hookToken ?? '';
    const response = await server.inject({
      method,
      url: `/hooks/${rest.replace('TOKEN', token)}`,
      ...(body === undefined ? {} : { payload: body }),
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    });
    await server.close();
    return response;
  }
  const tells = (body: string, proof = digest(body)) => ask('POST', `${KIND}/TOKEN`, body, { 'x-proof': proof });
  const noted = (...told: string[]) => tells(JSON.stringify(told));
  const stored = () => store.connection.collection('inbox').countDocuments();
  const register = () =>
    createWebhooks({
      connections: desk.connections,
      queue: desk.hand.queue,
      publicBaseUrl: 'https://helpdesk.example.com',
      now: clock.now,
      log: silent,
    }).registerAll();
  const state = async () => (await desk.connections.overviewOf(KIND)).connected?.webhook?.state;

  describe('asked whether it is there', () => {
    it('says so to who knows the secret, and then counts as registered', async () => {
      await register();
      expect(await state()).toBe('by_hand');
      const refused = await ask('GET', `${KIND}/TOKEN?secret=guessed`);
      expect([refused.statusCode, (await ask('GET', `${KIND}/TOKEN`)).statusCode]).toEqual([401, 401]);
      expect(await state()).toBe('by_hand');
      const answer = await ask('GET', `${KIND}/TOKEN?secret=as+agreed`);
      expect([answer.statusCode, answer.json()]).toEqual([200, { ok: true }]);
      expect(await state()).toBe('registered');
      await register();
      expect(await state()).toBe('registered');
    });

    it('is not there for another token, another integration, or a vendor that does not ask', async () => {
      await register();
      for (const rest of [`${KIND}/guessed`, 'pretend_directory/TOKEN', 'nobody/TOKEN']) {
        expect((await ask('GET', `${rest}?secret=as+agreed`)).statusCode).toBe(404);
      }
      delete connected.ready;
      expect((await ask('GET', `${KIND}/TOKEN?secret=as+agreed`)).statusCode).toBe(404);
      expect(await state()).toBe('by_hand');
      expect(await stored()).toBe(0);
    });

    it('counts as registered also when an event is proven, and not when one is forged', async () => {
      await register();
      expect((await tells('["1"]', 'forged')).statusCode).toBe(401);
      expect(await state()).toBe('by_hand');
      expect((await noted('1', 'own')).statusCode).toBe(200);
      expect(await state()).toBe('registered');
    });
  });

  describe('told of a note', () => {
    const waiting = async () => {
      desk.script.play([proposal(RESET_DANA)]);
      const ticketId = desk.ticket();
      await desk.look(ticketId, 'added');
      expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
      return ticketId;
    };

    it('finds its ticket, and the word reaches the run', async () => {
      const ticketId = await waiting();
      const { id } = desk.psa.addNote(ticketId, { text: 'approved' });
      expect((await noted(id)).statusCode).toBe(200);
      await desk.hand.drain();
      expect(desk.identity.resets).toHaveLength(1);
      expect((await desk.run(ticketId)).state).toBe('done');
    });

    it('acts once, however often it is told', async () => {
      const ticketId = await waiting();
      const { id } = desk.psa.addNote(ticketId, { text: 'Is this the right Dana?' });
      desk.script.play([['keep_plan', {}]]);
      await Promise.all(Array.from({ length: 10 }, () => noted(id)));
      await desk.hand.drain();
      clock.pass(60_000);
      await noted(id);
      await desk.hand.drain();
      expect(await stored()).toBe(1);
      expect((await desk.run(ticketId)).messages).toHaveLength(1);
    });

    it('keeps it while the PSA does not answer, and finds the ticket afterwards', async () => {
      const ticketId = await waiting();
      const { id } = desk.psa.addNote(ticketId, { text: 'approved' });
      desk.psa.trouble.before = () => {
        throw new VendorError(KIND, 'unavailable', 'The PSA is down');
      };
      expect((await noted(id)).statusCode).toBe(200);
      await expect(desk.hand.drain()).rejects.toThrow('down');
      delete desk.psa.trouble.before;
      await noted(id); // As the queue does again by itself: an event that was not worked on is worked on when it comes again.
      await desk.hand.drain();
      expect((await desk.run(ticketId)).state).toBe('done');
    });

    it('does nothing when the note is gone by then, when nobody knows its ticket, or when it is our own', async () => {
      const ticketId = await waiting();
      const { id } = desk.psa.addNote(ticketId, { text: 'approved' });
      desk.psa.removeNote(ticketId, id);
      await noted(id);
      await noted('no-such-note');
      await noted(desk.psa.ownNotes(ticketId).at(-1)?.id ?? '', 'own');
      await desk.hand.drain();
      expect(await stored()).toBe(2);
      expect(await store.connection.collection('inbox').countDocuments({ workedAt: null })).toBe(0);
      expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
      expect(desk.identity.resets).toEqual([]);
    });
  });
});
