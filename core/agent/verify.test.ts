import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorkingDesk, KIND, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createFakeVerifier, down } from '../verification/stage-for-tests.js';
import { createClock, HARBOR, proposal, RESET_DANA } from './fakes-for-tests.js';
import { readSituation } from './situation.js';
import { isVerified } from './verify.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SENSITIVE = 'I forgot my password, please reset it';

describe('a sensitive request, where a verification provider is connected', () => {
  let store: TestStore;
  let desk: WorkingDesk;
  let provider: ReturnType<typeof createFakeVerifier>;
  beforeEach(async () => {
    const clock = createClock();
    store = await openTestStore();
    provider = createFakeVerifier(clock.now);
    desk = await createWorkingDesk({ connection: store.connection, clock, verifier: provider.verifier });
    desk.script.play([proposal(RESET_DANA)]);
  });
  afterEach(() => store.dispose());

  const state = async (ticketId: string) => (await desk.run(ticketId)).state;
  const verificationsOf = async (ticketId: string) => desk.verifications.allOf(await desk.run(ticketId));
  const clientSettings = { ...HARBOR, mappings: { ...HARBOR.mappings, pretend_verifier: 'org-harbor' } };

  const disconnect = () =>
    store.connection.collection<{ _id: string }>('integrations').deleteOne({ _id: 'pretend_verifier' });

  /** A ticket whose requester has been challenged. */
  async function challenged(summary = SENSITIVE) {
    const ticketId = desk.ticket(summary);
    await desk.look(ticketId, 'added');
    expect(await state(ticketId)).toBe('awaiting_verification');
    return ticketId;
  }
  /** A ticket whose requester has proven who they are, and whose plan waits for an answer. */
  async function planned() {
    const ticketId = await challenged();
    provider.state.outcome = 'approved';
    await desk.later(3_000);
    expect(await state(ticketId)).toBe('awaiting_approval');
    return ticketId;
  }
  async function says(ticketId: string, text: string) {
    desk.psa.addNote(ticketId, { text });
    await desk.look(ticketId);
  }

  it('challenges the requester before anything else: no diagnosis, and no note but the one about it', async () => {
    const ticketId = await challenged();
    expect(provider.sent).toMatchObject([{ mapping: 'org-harbor', person: { name: 'Dana Reyes' } }]);
    await desk.later(MINUTE_MS);
    await desk.look(ticketId);
    expect(desk.script.requests).toEqual([]);
    expect(desk.headings(ticketId)).toEqual(['verification']);
    expect(await desk.approvals.all((await desk.run(ticketId)).id)).toEqual([]);
    expect(provider.sent).toHaveLength(1);
  });

  it('goes on when the requester approves, and says so', async () => {
    const ticketId = await planned();
    expect(desk.headings(ticketId)).toEqual(['verification', 'verification', 'plan, waiting for approval']);
    expect(desk.psa.ownNotes(ticketId)[1]?.text).toContain('Dana Reyes approved the verification request');
    await says(ticketId, 'approved');
    expect(desk.identity.resets).toHaveLength(1);
    expect(provider.sent).toHaveLength(1);
  });

  it('by a push proves no step that changes how they prove who they are', async () => {
    const ticketId = await planned();
    const run = await desk.run(ticketId);
    const situation = await readSituation(run, desk.deps);
    expect(await isVerified(run, situation, desk.deps, {})).toBe(true);
    expect(await isVerified(run, situation, desk.deps, { changesFactors: true })).toBe(false);
  });

  it('about a second factor is never proven by a push: a technician is asked', async () => {
    const ticketId = await challenged('I have a new phone, please reset my MFA');
    expect(provider.sent).toEqual([]);
    expect(desk.lastNote(ticketId)).toContain('cannot be its own proof');
    await says(ticketId, 'verified');
    expect(await state(ticketId)).toBe('awaiting_approval');
  });

  it('that is reported as an attack is stopped, locked, and told to people', async () => {
    const ticketId = await challenged();
    provider.state.outcome = 'fraud';
    await desk.later(3_000);
    expect(await state(ticketId)).toBe('failed');
    expect(desk.psa.ownNotes(ticketId)[1]?.text).toContain('ATTENTION: Dana Reyes reported');
    expect(desk.lastNote(ticketId)).toContain('reported it as an attack');
    const kinds = await store.connection.collection('activity').distinct('kind');
    expect(kinds).toContain('verification.fraud');
    const next = desk.ticket(SENSITIVE);
    await desk.look(next, 'added');
    expect(await state(next)).toBe('failed');
    await says(next, 'verified');
    expect(provider.sent).toHaveLength(1);
    expect(desk.identity.resets).toEqual([]);
  });

  it('is handed over when the requester denies, and nothing is done', async () => {
    const ticketId = await challenged();
    provider.state.outcome = 'denied';
    await desk.later(3_000);
    expect(await state(ticketId)).toBe('failed');
    await says(ticketId, 'verified');
    await says(ticketId, 'approved');
    expect(desk.headings(ticketId)).toEqual(['verification', 'verification', 'please take over']);
    expect(desk.script.requests).toEqual([]);
    expect(desk.identity.resets).toEqual([]);
  });

  it.each(['expired', 'unavailable'] as const)('%s: a technician’s word lets it go on', async (outcome) => {
    desk.psa.approving.who = 'assigned';
    desk.psa.technicians.push({ id: '8', identifier: 'lee', name: 'Lee Marsh', active: true });
    const ticketId = await challenged();
    provider.state.outcome = outcome;
    await desk.later(3_000);
    expect(await state(ticketId)).toBe('awaiting_verification');
    expect(desk.lastNote(ticketId)).toContain('"verified"');

    desk.psa.addNote(ticketId, { text: 'verified', author: { kind: 'technician', id: '8', name: 'Lee Marsh' } });
    desk.psa.addNote(ticketId, { text: 'verified', author: { kind: 'contact', id: '41', name: 'Dana Reyes' } });
    desk.psa.addNote(ticketId, { text: 'verified', visibility: 'public' });
    await says(ticketId, 'approved');
    expect(await state(ticketId)).toBe('awaiting_verification');

    await says(ticketId, 'verified');
    expect(await state(ticketId)).toBe('awaiting_approval');
    expect(desk.headings(ticketId).slice(-2)).toEqual(['verification', 'plan, waiting for approval']);
    expect((await verificationsOf(ticketId)).map(({ provider, state }) => [provider, state])).toEqual([
      ['pretend_verifier', outcome],
      ['vouch', 'approved'],
    ]);
  });

  it('ends when the technician does not vouch', async () => {
    const ticketId = await challenged();
    provider.state.outcome = 'expired';
    await desk.later(3_000);
    await says(ticketId, 'not verified');
    expect(await state(ticketId)).toBe('failed');
    expect(desk.script.requests).toEqual([]);
  });

  it('waits for a technician’s word no longer than the settings say', async () => {
    const ticketId = await challenged();
    provider.state.outcome = 'expired';
    await desk.later(3_000);
    await desk.later(23 * HOUR_MS);
    expect(await state(ticketId)).toBe('awaiting_verification');
    await desk.later(HOUR_MS);
    expect(await state(ticketId)).toBe('failed');
    await says(ticketId, 'verified');
    expect(await state(ticketId)).toBe('failed');
    expect(desk.script.requests).toEqual([]);
  });

  it('takes a technician’s word while the challenge still waits, and asks the requester no more', async () => {
    const ticketId = await challenged();
    await says(ticketId, 'verified');
    expect(await state(ticketId)).toBe('awaiting_approval');
    const asked = provider.state.asked;
    provider.state.outcome = 'denied';
    await desk.later(MINUTE_MS);
    expect(provider.state.asked).toBe(asked);
    expect((await verificationsOf(ticketId)).map((one) => one.state).sort()).toEqual(['approved', 'unavailable']);
  });

  it('asks a technician for their word when the provider cannot be reached at all', async () => {
    provider.verifier.challenge = async () => Promise.reject(down());
    const ticketId = desk.ticket(SENSITIVE);
    await desk.look(ticketId, 'added');
    for (let minutes = 0; minutes < 20; minutes += 1) await desk.later(MINUTE_MS);
    expect(desk.headings(ticketId)).toEqual(['verification']);
    expect(desk.lastNote(ticketId)).toContain('could not be verified');
    await says(ticketId, 'verified');
    expect(await state(ticketId)).toBe('awaiting_approval');
  });

  describe('before a sensitive step', () => {
    it('challenges again when the result is older than half an hour; the approval stays good', async () => {
      const ticketId = await planned();
      await desk.later(31 * MINUTE_MS);
      provider.state.outcome = 'pending';
      await says(ticketId, 'approved');
      expect(await state(ticketId)).toBe('awaiting_verification');
      expect(provider.sent).toHaveLength(2);
      expect(desk.identity.resets).toEqual([]);
      provider.state.outcome = 'approved';
      await desk.later(3_000);
      expect(await state(ticketId)).toBe('done');
      expect(desk.identity.resets).toHaveLength(1);
      expect(await desk.approvals.all((await desk.run(ticketId)).id)).toMatchObject([{ state: 'consumed' }]);
    });

    it('does nothing when the second one is denied, or a technician denies the plan meanwhile', async () => {
      for (const denial of ['requester', 'technician'] as const) {
        const ticketId = await planned();
        await desk.later(31 * MINUTE_MS);
        provider.state.outcome = denial === 'requester' ? 'denied' : 'pending';
        await says(ticketId, 'approved');
        if (denial === 'technician') await says(ticketId, 'denied');
        if (denial === 'technician') provider.state.outcome = 'approved';
        await desk.later(3_000);
        expect(await state(ticketId)).toBe('failed');
        provider.state.outcome = 'pending';
        await desk.later(HOUR_MS);
      }
      expect(desk.identity.resets).toEqual([]);
    });

    it('asks for it also where the request itself was not sensitive', async () => {
      const ticketId = desk.ticket('Something is odd with my laptop');
      await desk.look(ticketId, 'added');
      expect(await state(ticketId)).toBe('awaiting_approval');
      await says(ticketId, 'approved');
      expect(await state(ticketId)).toBe('awaiting_verification');
      expect(desk.identity.resets).toEqual([]);
    });

    it.each([
      ['of another run', { run: 'another', contactId: '41', ageMinutes: 0 }],
      ['of another person', { run: undefined, contactId: '42', ageMinutes: 0 }],
      ['that is older than half an hour', { run: undefined, contactId: '41', ageMinutes: 31 }],
    ])('a result %s does not hold', async (_what, { run, contactId, ageMinutes }) => {
      const ticketId = desk.ticket('Something is odd with my laptop');
      await desk.look(ticketId, 'added');
      const { id, clientId } = await desk.run(ticketId);
      await desk.verifications.vouch(
        { id: run ?? id, clientId, psaKind: KIND, ticketId },
        {
          person: { key: `contact:${contactId}`, name: 'Dana Reyes', email: 'dana.reyes@harbor.example' },
          state: 'approved',
          settledAt: new Date(desk.clock.now().getTime() - ageMinutes * MINUTE_MS),
          by: { technicianId: '7', technicianName: 'Jin Park', noteId: 'n1' },
        },
      );
      await says(ticketId, 'approved');
      expect(await state(ticketId)).toBe('awaiting_verification');
      expect(desk.identity.resets).toEqual([]);
    });
  });

  it('does nothing when the ticket has another contact by then', async () => {
    const ticketId = await planned();
    desk.psa.changeTicket(ticketId, { contactId: '42' });
    await says(ticketId, 'approved');
    expect(await state(ticketId)).toBe('failed');
    expect(desk.identity.resets).toEqual([]);
  });

  it('plan mode challenges nobody', async () => {
    await desk.clients.save({ ...clientSettings, mode: 'plan' });
    const ticketId = desk.ticket(SENSITIVE);
    await desk.look(ticketId, 'added');
    expect(await state(ticketId)).toBe('done');
    expect(provider.sent).toEqual([]);
    expect(desk.headings(ticketId)).toEqual(['plan only, nothing will be done']);
  });

  it('is approved as before where no provider is connected', async () => {
    await disconnect();
    const ticketId = desk.ticket(SENSITIVE);
    await desk.look(ticketId, 'added');
    expect(await state(ticketId)).toBe('awaiting_approval');
    await says(ticketId, 'approved');
    expect(desk.identity.resets).toHaveLength(1);
  });

  it('goes on when the provider is disconnected while it waits', async () => {
    const ticketId = await challenged();
    await disconnect();
    await desk.later(3_000);
    expect(desk.identity.resets).toEqual([]);
    expect(['awaiting_approval', 'awaiting_verification']).toContain(await state(ticketId));
  });

  it('challenges the person once although the process died after the challenge was sent', async () => {
    const { challenge } = provider.verifier;
    provider.verifier.challenge = async (request) => {
      await challenge(request);
      throw new Error('the process died here');
    };
    const ticketId = desk.ticket(SENSITIVE);
    const died = createDyingRuns(desk);
    desk.hire({ runs: died });
    await expect(desk.look(ticketId, 'added')).rejects.toThrow('dead');
    provider.verifier.challenge = challenge;
    desk.hire();
    await desk.later(2 * MINUTE_MS);
    await desk.look(ticketId);
    desk.psa.addNote(ticketId, { text: 'Has she answered?' });
    await desk.look(ticketId);
    expect(await state(ticketId)).toBe('awaiting_verification');
    expect(provider.sent).toHaveLength(1);
    expect(await verificationsOf(ticketId)).toMatchObject([{ state: 'pending' }]);
    expect(desk.headings(ticketId)).toEqual(['verification']);
  });
});

/** Runs whose holder dies with the first error: nothing is written after it. */
function createDyingRuns({ runs }: WorkingDesk): WorkingDesk['runs'] {
  return {
    ...runs,
    async lease(id) {
      const leased = await runs.lease(id);
      if (!leased) return undefined;
      let dead = false;
      return {
        leaseMs: leased.leaseMs,
        get run() {
          return leased.run;
        },
        async change(changes) {
          dead ||= Boolean(changes.trouble);
          if (dead) throw new Error('the process is dead');
          return leased.change(changes);
        },
        async release() {
          throw new Error('the process is dead');
        },
      };
    },
  };
}
