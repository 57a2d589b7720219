import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDesk, createHandQueue, HARBOR } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createContactDirectory } from './contact-directory.js';
import { createProvisioning } from './provision.js';

describe('a client that is provisioned', () => {
  let store: TestStore;
  beforeEach(async () => {
    store = await openTestStore();
  });
  afterEach(() => store.dispose());

  async function setUp() {
    const desk = await createDesk({ connection: store.connection });
    const { clients, connections, client } = desk;
    const hands = createHandQueue();
    const contacts = createContactDirectory({ connection: store.connection, now: desk.clock.now });
    const provisioning = createProvisioning({
      clients,
      connections,
      contacts,
      queue: hands.queue,
      log: { warn: () => undefined },
    });
    const work = () => hands.run('clients.provision', { clientId: client.id });
    const status = async () => (await clients.get(client.id))?.status;
    return { ...desk, hands, provisioning, work, status };
  }

  it('is pending while it waits, and active when everything works', async () => {
    const { provisioning, client, work, status } = await setUp();
    await work();
    expect(await status()).toBe('active');
    await provisioning.provision(client.id);
    expect(await status()).toBe('pending');
    expect(await provisioning.underWay()).toEqual([HARBOR.slug]);
    await work();
    expect(await provisioning.underWay()).toEqual([]);
  });

  it('is not active before its newest settings were tried', async () => {
    const { provisioning, clients, psa, work, status } = await setUp();
    let saved: Promise<unknown> | undefined;
    psa.trouble.before = (operation) => {
      if (operation === 'contacts') saved ??= clients.save({ ...HARBOR, prompt: 'Be brief.' });
    };
    await work();
    await saved;
    delete psa.trouble.before;
    expect(await provisioning.underWay()).toEqual([HARBOR.slug]);
    await work();
    expect(await status()).toBe('active');
  });

  it('is in error with the reason when the PSA has no such company, and is tried again at the next start', async () => {
    const { provisioning, clients, client, hands, work, status } = await setUp();
    await clients.save({ ...HARBOR, mappings: { pretend_psa: '404' } });
    await work();
    expect(await clients.get(client.id)).toMatchObject({
      status: 'error',
      statusMessage: expect.stringContaining('no company 404'),
    });
    await provisioning.start();
    expect(hands.waiting()).toEqual([{ name: 'clients.provision', data: { clientId: client.id } }]);
    expect(await status()).toBe('pending');
  });
});
