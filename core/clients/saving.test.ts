import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN, type ClientWorld, createClientWorld } from '../agent/client-world-for-tests.js';
import { HARBOR } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';

const SUMMIT = { ...HARBOR, slug: 'summit', name: 'Summit Legal', mappings: { pretend_psa: '3' } };

describe('a client that is saved', () => {
  let store: TestStore;
  let world: ClientWorld;
  beforeEach(async () => {
    store = await openTestStore();
    world = await createClientWorld({ connection: store.connection });
  });
  afterEach(() => store.dispose());

  const settled = async (outcomes: Promise<unknown>[]) =>
    (await Promise.allSettled(outcomes)).map((outcome) =>
      outcome.status === 'fulfilled' ? 'done' : String(outcome.reason.code),
    );

  it('is changed by one of two admins who saw the same version; the other is told', async () => {
    const { id, version } = await world.changes.create(HARBOR, ADMIN);
    const outcomes = await settled([
      world.changes.update(id, { prompt: 'One.' }, ADMIN, { ifVersion: version }),
      world.changes.update(id, { mode: 'plan' }, ADMIN, { ifVersion: version }),
    ]);
    expect(outcomes.sort()).toEqual(['client_changed', 'done']);
    expect((await world.clients.get(id))?.version).toBe(version + 1);
  });

  it('keeps what both changed when they change different things without looking', async () => {
    const { id } = await world.changes.create(HARBOR, ADMIN);
    await Promise.all([
      world.changes.update(id, { prompt: 'One.' }, ADMIN),
      world.changes.update(id, { name: 'Harbor Dental Group' }, ADMIN),
    ]);
    expect(await world.clients.get(id)).toMatchObject({ prompt: 'One.', name: 'Harbor Dental Group' });
  });

  it('keeps its slug and its company to itself, also when two ask at once', async () => {
    const other = { ...SUMMIT, mappings: { pretend_psa: '2' } };
    expect((await settled([world.clients.create(HARBOR), world.clients.create(other)])).sort()).toEqual([
      'done',
      'mapping_taken',
    ]);
    const taken = { ...SUMMIT, slug: (await world.clients.list())[0]?.slug ?? '' };
    expect(await settled([world.clients.create(taken)])).toEqual(['slug_taken']);
    // Whoever was refused holds nothing: its company is free.
    const third = await world.clients.create({ ...SUMMIT, slug: 'third' });
    expect(await settled([world.clients.update(third.id, { slug: taken.slug })])).toEqual(['slug_taken']);
    expect(await settled([world.clients.update(third.id, { mappings: { pretend_psa: '2' } })])).toEqual([
      'mapping_taken',
    ]);
  });

  it('frees the company that it is no longer mapped to', async () => {
    const { id } = await world.clients.create(HARBOR);
    await world.clients.update(id, { mappings: {} });
    const summit = await world.clients.create({ ...SUMMIT, mappings: { pretend_psa: '2' } });
    expect((await world.clients.byMapping('pretend_psa', '2'))?.id).toBe(summit.id);
  });

  it('has a company that a process claimed and then died', async () => {
    await store.connection
      .collection('client_mappings')
      .insertOne({ kind: 'pretend_psa', mappedId: '2', clientId: 'never-saved', at: world.clock.now() });
    expect(await settled([world.clients.create(HARBOR)])).toEqual(['mapping_taken']);
    world.clock.pass(61_000);
    expect(await settled([world.clients.create(HARBOR)])).toEqual(['done']);
  });

  it('says what is wrong with it and stays as it was', async () => {
    const { id } = await world.clients.create(HARBOR);
    await expect(world.clients.update(id, { slug: 'Hafen Ä', name: '' })).rejects.toMatchObject({
      code: 'invalid_client',
      message: expect.stringMatching(/slug: .*\nname: /s),
    });
    expect((await world.clients.get(id))?.version).toBe(1);
    await expect(world.clients.update('nobody', {})).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is provisioned anew when its mapping changes, and only gets a new configuration otherwise', async () => {
    const { id } = await world.changes.create(HARBOR, ADMIN);
    await world.hands.drain();
    const jobs = async (patch: object) => {
      await world.changes.update(id, patch, ADMIN);
      const waiting = world.hands.waiting().map(({ name }) => name);
      await world.hands.drain();
      return waiting;
    };
    expect(await jobs({ prompt: 'Be brief.' })).toEqual(['clients.deploy']);
    expect(await jobs({ mappings: { pretend_psa: '2' } })).toEqual(['clients.provision']);
    expect(await jobs({ prompt: 'Be brief.' })).toEqual([]);
    const changes = (await world.recorded(id)).filter(({ kind }) => kind === 'client.changed');
    expect(changes.map(({ detail }) => [detail.by, detail.fields])).toEqual([
      [ADMIN, ['prompt']],
      [ADMIN, ['mappings']],
    ]);
  });
});

describe('the MSP’s settings', () => {
  it('are changed by one of two admins who saw the same version; the other is told', async () => {
    const store = await openTestStore();
    const world = await createClientWorld({ connection: store.connection });
    const { settings, version } = await world.settings.readVersioned();
    const outcomes = await Promise.allSettled(
      ['One', 'Two'].map((name) => world.settings.write({ ...settings, name }, ADMIN, { ifVersion: version })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'settings_changed' },
    });
    expect((await world.settings.readVersioned()).version).toBe(version + 1);
    await store.dispose();
  });
});
