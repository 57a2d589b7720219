import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN, type ClientWorld, createClientWorld } from '../agent/client-world-for-tests.js';
import { createClock, HARBOR } from '../agent/fakes-for-tests.js';
import { VendorError } from '../errors.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';

const ROUND = 'integrations.health-round';
const HOUR_MS = 3_600_000;
const DIRECTORY = 'pretend_directory';
const NO_CONSENT = { ok: false, what: 'Sign in', problem: 'the tenant has taken its consent back; grant it again' };

describe('the health of what is connected', () => {
  const clock = createClock();
  let store: TestStore;
  let world: ClientWorld;
  let clientId: string;
  let checks: number;
  beforeEach(async () => {
    store = await openTestStore();
    world = await createClientWorld({ connection: store.connection, clock });
    checks = 0;
    finds({ ok: true, what: 'Sign in' });
    ({ id: clientId } = await world.changes.create(HARBOR, ADMIN));
    await world.hands.drain();
  });
  afterEach(() => store.dispose());

  function finds(...findings: Awaited<ReturnType<typeof world.check.client>>) {
    world.check.client = async () => {
      checks += 1;
      return findings;
    };
  }
  async function later(hours: number) {
    clock.pass(hours * HOUR_MS);
    await world.hands.run(ROUND);
    await world.hands.drain();
  }
  const card = async () => (await world.connections.overviewOf(DIRECTORY)).connected;
  const turns = async () =>
    (await world.recorded(clientId)).map(({ kind, what }) => ({ kind, what })).filter(({ kind }) => /well$/.test(kind));

  it('is looked at once a day, for each client, and not more often', async () => {
    expect(checks).toBe(1);
    await later(1);
    expect(checks).toBe(1);
    await later(27);
    expect(checks).toBe(2);
    expect((await world.connections.overviewOf('pretend_psa')).connected?.health).toMatchObject({ ok: true });
    expect(await turns()).toEqual([]);
  });

  it('is recorded when it turns, shown while it lasts, and looked at sooner until it is well', async () => {
    finds(NO_CONSENT);
    await later(27);
    expect(await card()).toMatchObject({ clients: [{ clientId, ok: false, findings: [NO_CONSENT] }] });
    await later(2);
    expect(checks).toBe(3);
    finds({ ok: true, what: 'Sign in' });
    await later(2);
    expect(await card()).toMatchObject({ clients: [] });
    expect(await turns()).toEqual([
      {
        kind: 'integration.unwell',
        what: `Pretend directory at Harbor Dental does not work as it should: Sign in: ${NO_CONSENT.problem}`,
      },
      { kind: 'integration.well', what: 'Pretend directory at Harbor Dental is well again' },
    ]);
  });

  it('shows what somebody has to do soon, and whose tools do not work, on the client and on the card', async () => {
    const warning = 'the client secret ends on 20 December 2026; make another';
    const lacking = { ok: false, what: 'Devices', problem: 'Device.Read.All is missing', tools: ['m365:sync-device'] };
    finds({ ok: true, what: 'Sign in', warning }, lacking);
    await world.provisioning.provision(clientId);
    await world.hands.drain();
    const client = await world.clients.get(clientId);
    expect(client?.status).toBe('active');
    expect(client?.steps.filter(({ name }) => name === DIRECTORY)).toMatchObject([
      { state: 'ok', warning },
      { state: 'limited', problem: lacking.problem, tools: lacking.tools },
    ]);
    expect(await card()).toMatchObject({ clients: [{ clientId, findings: [{ warning }, lacking] }] });
  });

  it('comes to everybody in turn, however many are unwell and so are looked at sooner', async () => {
    const { health } = world.connections;
    const others: string[] = [];
    for (let count = 0; count < 65; count += 1) {
      const mappings = { ...HARBOR.mappings, [DIRECTORY]: `tenant-${count}`, pretend_psa: `9${count}` };
      const { id } = await world.changes.create(
        { ...HARBOR, name: `Client ${count}`, slug: `client-${count}`, mappings },
        ADMIN,
      );
      others.push(id);
    }
    world.hands.clear();
    await store.connection.collection('clients').updateMany({}, { $set: { status: 'active' } });
    clock.pass(27 * HOUR_MS);
    const everybody = [clientId, ...others];
    const listed = (await world.clients.list()).map(({ id }) => id).filter((id) => everybody.includes(id));
    const last = listed.at(-1) ?? '';
    for (const id of everybody) if (id !== last) await health.keep(DIRECTORY, id, [NO_CONSENT]);
    clock.pass(2 * HOUR_MS);
    const before = clock.now();
    await world.hands.run(ROUND);
    await world.hands.drain();
    const [looked] = (await health.ofClient(last)).filter(({ kind }) => kind === DIRECTORY);
    expect(looked?.checkedAt?.getTime()).toBeGreaterThanOrEqual(before.getTime());
  }, 120_000);

  it('outlives a check that throws', async () => {
    world.check.client = () => Promise.reject(new VendorError('x', 'unavailable', 'The directory is down'));
    await later(27);
    expect(await card()).toMatchObject({ clients: [{ findings: [{ ok: false, passing: true }] }] });
  });

  it('shows what went wrong in a run, until a check or a call succeeds', async () => {
    const { health } = world.connections;
    const revoked = new VendorError('Microsoft 365', 'unauthorized', 'The consent was revoked');
    await health.callFailed(DIRECTORY, clientId, revoked);
    expect(await card()).toMatchObject({ lastError: { clientId, what: 'The consent was revoked', at: clock.now() } });
    await health.callSucceeded(DIRECTORY, 'another');
    expect((await card())?.lastError).not.toBeNull();
    await health.callSucceeded(DIRECTORY, clientId);
    expect((await card())?.lastError).toBeNull();
    await health.callFailed(DIRECTORY, clientId, revoked);
    await world.upkeep.checkClient({ id: clientId, name: HARBOR.name, mappings: HARBOR.mappings }, DIRECTORY);
    expect((await card())?.lastError).toBeNull();
  });

  it('is not touched by what says nothing about the connection', async () => {
    const { health } = world.connections;
    for (const failure of ['not_found', 'invalid', 'conflict', 'throttled'] as const) {
      await health.callFailed(DIRECTORY, clientId, new VendorError('x', failure, 'no'));
    }
    await health.callFailed(DIRECTORY, clientId, new VendorError('x', 'forbidden', 'Dana is an administrator'));
    expect((await card())?.lastError).toBeNull();
    await health.callFailed(DIRECTORY, clientId, new VendorError('x', 'forbidden', 'no right', { vendorStatus: 403 }));
    expect((await card())?.lastError).toMatchObject({ what: 'no right' });
  });

  it('is forgotten with the credentials, the mapping and the client', async () => {
    const { health } = world.connections;
    expect(await health.ofClient(clientId)).toMatchObject([{ kind: DIRECTORY, ok: true }]);
    await world.connections.save(DIRECTORY, { site: 'https://other.example', key: 'another-key' });
    expect(await health.ofClient(clientId)).toEqual([]);
    await health.keep(DIRECTORY, clientId, []);
    await health.keepOnly(clientId, ['pretend_psa']);
    expect(await health.all()).toEqual([]);
    await health.keep(DIRECTORY, clientId, []);
    await health.eraseOfClient(clientId);
    expect(await health.all()).toEqual([]);
  });
});
