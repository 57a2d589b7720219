import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createOutgoing } from '../../../adapters/http.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createRecords } from '../../../sandbox/records.js';
import { createPretendVerifier, type PretendVerifier } from '../../../sandbox/verifier/pretend-verifier.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { openTestStore, type TestStore } from '../../store/store-for-tests.js';
import { createChallenges } from '../challenge.js';
import { personOf, type VerifiedPerson } from '../person.js';
import type { Provider } from '../provider.js';
import { createTestClock, createTestCodes, MINUTE_MS, newRun } from '../stage-for-tests.js';
import { createVerifications } from '../verification.js';
import { pretendVerification } from './pretend-verification.js';

const DANA = 'harbor-dental/dana-whitfield';

describe('a requester and their provider', () => {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const clock = createTestClock();
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {}, retries: 0 });
  let service: PretendVerifier;
  let store: TestStore;
  beforeAll(async () => {
    [service, store] = await Promise.all([
      createPretendVerifier({ world, records, faults, now: () => clock.now().getTime() }),
      openTestStore(),
    ]);
  });
  afterAll(async () => {
    await Promise.all([service.stop(), store.dispose(), http.close()]);
  });
  afterEach(() => {
    faults.clear();
    clock.pass(61 * MINUTE_MS);
  });

  const { email, firstName, lastName } = world.person(DANA);
  const dana = known(personOf({ contactId: '41', name: `${firstName} ${lastName}`, email }));

  function known(person: VerifiedPerson | undefined): VerifiedPerson {
    if (!person) throw new Error('Dana is known');
    return person;
  }
  const connect = (apiKey = service.apiKey) =>
    pretendVerification.connect({ baseUrl: service.url, apiKey }, { http, now: clock.now });
  let made: ReturnType<typeof createVerifications> | undefined;
  function desk(apiKey?: string) {
    made ??= createVerifications({ connection: store.connection, now: clock.now });
    const { verifier } = connect(apiKey);
    if (!verifier) throw new Error('It is a verifier');
    const provider: Provider = {
      kind: pretendVerification.kind,
      title: pretendVerification.title,
      verifier,
      mapping: service.organizationId('harbor-dental'),
    };
    return {
      verifications: made,
      challenges: createChallenges({
        verifications: made,
        providers: async () => [provider],
        codes: createTestCodes(),
        now: clock.now,
      }),
    };
  }
  async function started(run = newRun(), apiKey?: string) {
    const verification = await desk(apiKey).challenges.start(run, dana);
    if (!verification) throw new Error('A provider is connected');
    return verification;
  }

  it('are connected by a key that is checked, and clients are mapped to organizations', async () => {
    expect(await connect().check()).toEqual([{ ok: true, what: 'Read organizations' }]);
    expect(await connect('a-wrong-key').check()).toMatchObject([
      { ok: false, problem: expect.stringContaining('key') },
    ]);
    expect(await connect().mappings()).toContainEqual({
      id: service.organizationId('harbor-dental'),
      name: 'Harbor Dental',
    });
  });

  it.each([
    ['approve', 'approved'],
    ['deny', 'denied'],
    ['ignore', 'pending'],
  ] as const)('agree: they %s, the verification is %s', async (answer, state) => {
    service.answer(DANA, answer);
    const run = newRun();
    const verification = await started(run);
    expect((await desk().challenges.poll(verification)).state).toBe(state);
    const held = await desk().verifications.holds({ run, person: dana, at: clock.now() });
    expect(Boolean(held)).toBe(answer === 'approve');
  });

  it('are waited for five minutes', async () => {
    const verification = await started();
    clock.pass(5 * MINUTE_MS);
    expect((await desk().challenges.poll(verification)).state).toBe('expired');
    expect(service.challenges().at(-1)?.status).toBe('expired');
  });

  it('are not troubled twice when the answer to the challenge is lost', async () => {
    const before = records.writes('verifier').length;
    faults.add({ vendor: 'verifier', method: 'POST', kind: 'drop-after', times: 1 });
    const run = newRun();
    await expect(desk().challenges.start(run, dana)).rejects.toMatchObject({ vendor: expect.any(String) });
    const verification = await started(run);
    expect(verification.state).toBe('pending');
    expect(records.writes('verifier')).toHaveLength(before + 1);
    expect(service.challenges().at(-1)).toMatchObject({ key: verification.id, person: DANA, status: 'pending' });
  });

  it.each([
    ['is down', 503],
    ['is asked too often', 429],
  ])('are tried again when the provider %s', async (_what, status) => {
    faults.add({ vendor: 'verifier', kind: 'status', status, times: 1 });
    const run = newRun();
    await expect(desk().challenges.start(run, dana)).rejects.toMatchObject({ passing: true });
    expect((await started(run)).state).toBe('pending');
  });

  it('cannot be brought together when the key is wrong, or when they have no factor', async () => {
    expect(await started(newRun(), 'a-wrong-key')).toMatchObject({
      state: 'unavailable',
      reason: expect.not.stringContaining('a-wrong-key'),
    });
    service.takeFactor(DANA);
    expect(await started()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('factor') });
  });
});
