import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN, type ClientWorld, createClientWorld } from '../agent/client-world-for-tests.js';
import { HARBOR } from '../agent/fakes-for-tests.js';
import { VendorError } from '../errors.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';

const WORK = 'clients.provision';

describe('a client that is provisioned', () => {
  let store: TestStore;
  let world: ClientWorld;
  beforeEach(async () => {
    store = await openTestStore();
    world = await createClientWorld({ connection: store.connection });
    world.psa.contacts.set('41', {
      id: '41',
      companyId: '2',
      companyName: 'Harbor Dental',
      firstName: 'Dana',
      lastName: 'Reyes',
      emails: [],
      phones: [],
      active: true,
    });
  });
  afterEach(() => store.dispose());

  const read = async (id: string) => {
    const client = await world.clients.get(id);
    if (!client) throw new Error(`no client ${id}`);
    return client;
  };
  const outcomes = async (id: string) => (await read(id)).steps.map(({ name, state }) => `${name} ${state}`);
  const unreachable = () => {
    throw new VendorError('pretend_psa', 'unavailable', 'The PSA does not answer');
  };

  it('is pending while it waits, provisioning while it is worked on, and active when everything works', async () => {
    const seen: string[] = [];
    const { id } = await world.changes.create(HARBOR, ADMIN);
    expect((await read(id)).status).toBe('pending');
    expect(await world.provisioning.underWay()).toEqual([HARBOR.slug]);
    world.check.client = async () => {
      seen.push((await read(id)).status);
      return [{ ok: true, what: 'Sign in' }];
    };
    await world.hands.drain();
    expect(seen).toEqual(['provisioning']);
    expect(await read(id)).toMatchObject({ status: 'active', configuration: 1, statusMessage: '' });
    expect((await read(id)).steps.map(({ what }) => what)).toEqual([
      'Mapped to pretend_psa',
      'Mapped to pretend_directory',
      'Pretend PSA: company 2 exists',
      'Pretend directory: Sign in',
      'Contacts synced (1)',
      'Tools built (3)',
      expect.stringContaining('Prompt built'),
      'Configuration 1 taken',
    ]);
    expect(await world.provisioning.underWay()).toEqual([]);
    const kinds = (await world.recorded(id)).map(({ kind }) => kind);
    expect(kinds).toEqual(['client.created', 'client.provisioned']);
  });

  it('is creating until its agent was made once', async () => {
    const seen: string[] = [];
    const get = world.connections.get;
    world.connections.get = async (kind) => {
      seen.push((await world.clients.bySlug(HARBOR.slug))?.status ?? '');
      return get(kind);
    };
    const { id } = await world.changes.create(HARBOR, ADMIN);
    await world.hands.drain();
    expect(seen[0]).toBe('creating');
    seen.length = 0;
    await world.provisioning.provision(id);
    await world.hands.drain();
    expect(seen[0]).toBe('provisioning');
  });

  it('that fails says which check failed, keeps all outcomes, and is tried again on demand', async () => {
    world.check.client = async () => [
      { ok: true, what: 'Sign in' },
      { ok: false, what: 'Read users', problem: 'grant User.Read.All' },
    ];
    const { id } = await world.changes.create(HARBOR, ADMIN);
    await world.hands.drain();
    expect(await read(id)).toMatchObject({
      status: 'error',
      statusMessage: 'Pretend directory: Read users: grant User.Read.All',
      configuration: 0,
    });
    expect(await outcomes(id)).toEqual([
      'mappings ok',
      'mappings ok',
      'pretend_psa ok',
      'pretend_directory ok',
      'pretend_directory failed',
      'contacts ok',
      'tools skipped',
      'prompt skipped',
      'configuration skipped',
    ]);
    // Only a person can grant a right.
    expect(world.hands.timed.size).toBe(0);
    world.check.client = async () => [{ ok: true, what: 'Sign in' }];
    await world.provisioning.provision(id);
    await world.hands.drain();
    expect(await read(id)).toMatchObject({ status: 'active', statusMessage: '', configuration: 1 });
  });

  it('names a company that the PSA does not have and an integration that is not connected', async () => {
    const mappings = { pretend_psa: '404', hudu: 'h1' };
    const { id } = await world.changes.create({ ...HARBOR, mappings }, ADMIN);
    await world.hands.drain();
    const { status, statusMessage } = await read(id);
    expect(status).toBe('error');
    expect(statusMessage).toContain('no company 404');
    expect(statusMessage).toContain('mapped to hudu, which is not connected');
  });

  it('is tried again by itself, with growing pauses, when a vendor did not answer', async () => {
    world.psa.trouble.before = unreachable;
    const { id } = await world.changes.create(HARBOR, ADMIN);
    await world.hands.drain();
    const pauses: number[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const { status, retry } = await read(id);
      expect(status).toBe('error');
      const pause = (retry.at?.getTime() ?? 0) - world.clock.now().getTime();
      pauses.push(pause);
      world.clock.pass(pause);
      await world.hands.ring(world.clock.now());
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
    delete world.psa.trouble.before;
    world.clock.pass(8_000);
    await world.hands.ring(world.clock.now());
    expect(await read(id)).toMatchObject({ status: 'active', retry: { attempts: 0 } });
    const told = (await world.recorded(id)).map(({ what }) => what);
    expect(told.filter((what) => /could not be provisioned/.test(what))).toHaveLength(1);
  });

  it('is not active before its newest settings were tried', async () => {
    const { id } = await world.changes.create(HARBOR, ADMIN);
    let isSaved = false;
    world.check.client = async () => {
      if (!isSaved) await world.changes.update(id, { prompt: 'Be brief.' }, ADMIN);
      isSaved = true;
      return [{ ok: true, what: 'Sign in' }];
    };
    await world.hands.run(WORK, { clientId: id });
    expect((await read(id)).status).toBe('pending');
    await world.hands.drain();
    expect((await read(id)).status).toBe('active');
    expect(await world.configurations.latest(id)).toMatchObject({ number: 1, client: { prompt: 'Be brief.' } });
  });

  it('is taken up although the process died before it had queued the work', async () => {
    const { id } = await world.clients.create(HARBOR);
    await world.hands.run('clients.provision-unfinished');
    await world.hands.drain();
    expect((await read(id)).status).toBe('active');
    await world.hands.run('clients.provision-unfinished');
    expect(world.hands.waiting()).toEqual([]);
  });

  it('goes on after a restart, and leaves active clients alone', async () => {
    const harbor = await world.changes.create(HARBOR, ADMIN);
    await world.hands.drain();
    const mappings = { pretend_psa: '3' };
    const summit = await world.changes.create({ ...HARBOR, slug: 'summit', name: 'Summit', mappings }, ADMIN);
    // The process died in the middle of it.
    await world.clients.setStatus(summit.id, 'provisioning');
    store = await store.reopen();
    world = await createClientWorld({ connection: store.connection });
    await world.provisioning.start();
    expect(world.hands.waiting()).toEqual([{ name: WORK, data: { clientId: summit.id } }]);
    await world.hands.drain();
    expect((await read(summit.id)).status).toBe('active');
    expect((await read(harbor.id)).configuration).toBe(1);
  });
});
