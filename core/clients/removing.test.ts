import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN, type ClientWorld, createClientWorld } from '../agent/client-world-for-tests.js';
import { HARBOR } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import type { Eraser } from './removing.js';

const WORK = 'clients.remove';
const NAME = { confirmName: HARBOR.name };

describe('a client that is deleted', () => {
  let store: TestStore;
  let world: ClientWorld;
  let id: string;
  let calls: string[];
  /** The eraser that fails, if any. */
  let failing: string | undefined;
  const erasers: Eraser[] = ['runs', 'approvals', 'secrets'].map((name) => ({
    name,
    async erase(clientId) {
      if (failing === name) throw new Error('the vendor does not answer');
      calls.push(`${name} ${clientId}`);
    },
  }));

  const build = () => createClientWorld({ connection: store.connection, erasers });
  beforeEach(async () => {
    store = await openTestStore();
    calls = [];
    failing = undefined;
    world = await build();
    id = (await world.changes.create({ ...HARBOR, vips: ['dana@harbor.example'], prompt: 'Be brief.' }, ADMIN)).id;
    await world.hands.drain();
  });
  afterEach(() => store.dispose());

  it('is asked for by its name, letter by letter', async () => {
    for (const confirmName of ['harbor dental', 'Harbor Dental ', '']) {
      await expect(world.removing.remove(id, { confirmName }, ADMIN)).rejects.toMatchObject({ code: 'name_mismatch' });
    }
    expect((await world.clients.get(id))?.status).toBe('active');
    await expect(world.removing.remove('nobody', NAME, ADMIN)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is found no more from that moment, its runs are stopped and its secrets, mappings and people erased', async () => {
    await world.removing.remove(id, NAME, ADMIN);
    expect(await world.clients.byMapping('pretend_psa', '2')).toBeUndefined();
    expect(await world.clients.bySlug(HARBOR.slug)).toBeUndefined();
    expect(calls).toEqual([]);
    await world.hands.drain();
    expect(calls).toEqual([`runs ${id}`, `approvals ${id}`, `secrets ${id}`]);
    expect(await world.clients.get(id)).toMatchObject({
      status: 'destroyed',
      name: HARBOR.name,
      mappings: {},
      vips: [],
      removal: { by: ADMIN, slug: HARBOR.slug, endedAt: expect.any(Date) },
    });
    expect(JSON.stringify(await world.configurations.latest(id))).not.toMatch(/tenant-harbor|dana@/);
    expect((await world.recorded(id)).map(({ kind }) => kind)).toEqual([
      'client.created',
      'client.provisioned',
      'client.destroyed',
    ]);
  });

  it('is deleted once, however often it is asked for', async () => {
    await Promise.all([world.removing.remove(id, NAME, ADMIN), world.removing.remove(id, NAME, ADMIN)]);
    await world.hands.drain();
    await world.removing.remove(id, NAME, ADMIN);
    await world.hands.drain();
    expect(calls).toHaveLength(3);
    expect((await world.recorded(id)).filter(({ kind }) => kind === 'client.destroyed')).toHaveLength(1);
  });

  it.each(['runs', 'approvals', 'secrets'])(
    'is erased to the end although the process died at its %s',
    async (step) => {
      failing = step;
      await world.removing.remove(id, NAME, ADMIN);
      await world.hands.run(WORK, { clientId: id });
      expect((await world.clients.get(id))?.removal).toMatchObject({ problem: `${step}: the vendor does not answer` });
      expect((await world.clients.get(id))?.removal?.endedAt).toBeUndefined();
      failing = undefined;
      store = await store.reopen();
      world = await build();
      await world.hands.run('clients.remove-unfinished');
      await world.hands.drain();
      expect((await world.clients.get(id))?.removal?.endedAt).toBeDefined();
      expect(calls).toEqual([`runs ${id}`, `approvals ${id}`, `secrets ${id}`]);
      await world.hands.run('clients.remove-unfinished');
      expect(world.hands.waiting()).toEqual([]);
    },
  );

  it('is tried again by itself while something cannot be erased', async () => {
    failing = 'secrets';
    await world.removing.remove(id, NAME, ADMIN);
    await world.hands.drain();
    failing = undefined;
    world.clock.pass(1_000);
    await world.hands.ring(world.clock.now());
    expect((await world.clients.get(id))?.removal).toMatchObject({ endedAt: world.clock.now(), attempts: 1 });
  });

  it('refuses every change', async () => {
    await world.removing.remove(id, NAME, ADMIN);
    const destroyed = { code: 'client_destroyed' };
    await expect(world.changes.update(id, { prompt: 'x' }, ADMIN)).rejects.toMatchObject(destroyed);
    await expect(world.provisioning.provision(id)).rejects.toMatchObject(destroyed);
    await expect(world.deployment.configurationFor(id)).rejects.toMatchObject(destroyed);
    await expect(world.prompts.rollback({ clientId: id }, 1, ADMIN)).rejects.toMatchObject(destroyed);
    await world.deployment.deploy(id);
    await world.clients.setStatus(id, 'active');
    await world.hands.drain();
    expect(await world.clients.get(id)).toMatchObject({ status: 'destroyed', deployStatus: { state: 'idle' } });
  });

  it('leaves its company and slug to a new client with another id', async () => {
    failing = 'runs';
    await world.removing.remove(id, NAME, ADMIN);
    await world.hands.drain();
    const anew = await world.changes.create(HARBOR, ADMIN);
    expect(anew.id).not.toBe(id);
    failing = undefined;
    await world.removing.remove(id, NAME, ADMIN);
    await world.hands.drain();
    expect((await world.clients.byMapping('pretend_psa', '2'))?.id).toBe(anew.id);
    await expect(world.clients.create({ ...HARBOR, slug: 'thief' })).rejects.toMatchObject({ code: 'mapping_taken' });
  });
});
