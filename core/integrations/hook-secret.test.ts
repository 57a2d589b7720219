import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createClock, createHandQueue } from '../agent/fakes-for-tests.js';
import { VendorError } from '../errors.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createConnections } from './connections.js';
import type { Connection, ConnectionDeps, Integration } from './integration.js';
import { createVault } from './vault.js';
import { createWebhooks } from './webhooks.js';

const PUBLIC = 'https://helpdesk.example.com';
const KEYS = new Map([[1, randomBytes(32)]]);

/** A PSA whose webhooks are pasted in by a person, and what it was connected with each time. */
function createPasted() {
  const secrets: (string | undefined)[] = [];
  const connect = (_credentials: unknown, { hookSecret }: ConnectionDeps): Connection => {
    secrets.push(hookSecret);
    return {
      check: async () => [{ ok: true, what: `Read something with ${hookSecret}` }],
      mappings: async () => [],
      tools: () => [],
      events: {
        register: async (url) => ({ state: 'by_hand', instructions: `Paste ${url}?secret=${hookSecret}` }),
        unregister: async () => undefined,
        verify: async () => true,
        parse: () => [],
        deliveryKey: () => 'key',
      },
    };
  };
  const pasted: Integration = {
    kind: 'pasted',
    title: 'Pasted PSA',
    category: 'psa',
    credentials: z.strictObject({ key: z.string().meta({ secret: true }) }),
    connect,
  };
  return { pasted, secrets };
}

describe('the secret that an integration shares with its webhooks', () => {
  let store: TestStore;
  let vendor: ReturnType<typeof createPasted>;
  let connections: ReturnType<typeof createConnections>;
  const clock = createClock();

  const open = (keys = KEYS) => {
    const http = { request: () => Promise.reject(new VendorError('nobody', 'unavailable', 'No network')) };
    store.connection.deleteModel(/./);
    return createConnections({
      connection: store.connection,
      catalogue: [vendor.pasted],
      vault: createVault(keys),
      deps: { http, now: clock.now },
    });
  };
  const register = (publicBaseUrl = PUBLIC) =>
    createWebhooks({
      connections,
      queue: createHandQueue().queue,
      publicBaseUrl,
      now: clock.now,
      log: { warn: () => undefined },
    });
  const stored = () => store.connection.collection<{ _id: string }>('integrations');
  const webhook = async () => (await connections.overviewOf('pasted')).connected?.webhook;
  const prove = async () => {
    const entry = await connections.get('pasted');
    if (entry) await connections.proveWebhook(entry);
  };

  beforeEach(async () => {
    store = await openTestStore();
    vendor = createPasted();
    connections = open();
    await connections.save('pasted', { key: 'a-key' });
  });
  afterEach(() => store.dispose());

  it('is made when it is first connected and stays the same, sealed and shown to nobody', async () => {
    await connections.get('pasted');
    await connections.save('pasted', { key: 'another-key' });
    await connections.get('pasted');
    connections = open(); // As after a restart.
    await connections.overview();
    const made = vendor.secrets.filter((secret) => secret !== undefined);
    expect(new Set(made).size).toBe(1);
    expect(made).toHaveLength(3);
    expect(made[0]).toMatch(/^[\w-]{43}$/);
    await connections.check('pasted');
    await register().registerAll();
    const shown = [await connections.overview(), await connections.exported(), await stored().find().toArray()];
    expect(JSON.stringify(shown)).not.toContain(made[0]);
    expect((await connections.overviewOf('pasted')).connected?.filled).toEqual(['key']);
    expect(await connections.credentials('pasted')).toEqual({ key: 'another-key' });
  });

  it('is not given to credentials that are only tried', async () => {
    vendor.secrets.length = 0;
    connections.validate('pasted', { key: 'tried' });
    expect(vendor.secrets).toEqual([undefined]);
  });

  it('is made for what was connected before there were any, once, whoever looks first', async () => {
    await stored().updateOne({ _id: 'pasted' }, { $unset: { hookSecret: '' } });
    vendor.secrets.length = 0;
    connections = open();
    await Promise.all([connections.get('pasted'), connections.overview(), connections.all()]);
    connections = open();
    await connections.get('pasted');
    expect(new Set(vendor.secrets).size).toBe(1);
    expect(vendor.secrets[0]).toMatch(/^[\w-]{43}$/);
  });

  it('is gone with the integration, and another one when it is connected again', async () => {
    await connections.get('pasted');
    await connections.remove('pasted');
    expect(await stored().countDocuments()).toBe(0);
    await connections.save('pasted', { key: 'a-key' });
    await connections.get('pasted');
    expect(new Set(vendor.secrets.filter((secret) => secret !== undefined)).size).toBe(2);
  });

  it('is made anew with the credentials when their master key is gone', async () => {
    connections = open(new Map([[1, randomBytes(32)]]));
    await expect(connections.get('pasted')).rejects.toMatchObject({ code: 'vault_unreadable' });
    await connections.save('pasted', { key: 'a-key' });
    await expect(connections.get('pasted')).resolves.toBeDefined();
    expect(vendor.secrets.at(-1)).toMatch(/^[\w-]{43}$/);
  });

  describe('of a webhook that a person sets up', () => {
    it('waits until the vendor sends something; registering again does not undo that', async () => {
      await register().registerAll();
      expect(await webhook()).toMatchObject({ state: 'by_hand', instructions: expect.stringMatching(/…\?secret=…$/) });
      expect(await connections.check('pasted')).toContainEqual(
        expect.objectContaining({ ok: true, waiting: true, what: expect.stringContaining('waiting') }),
      );
      expect(await connections.awaitingWebhook()).toEqual([]);
      const secret = vendor.secrets.at(-1);
      expect(await connections.webhookInstructions('pasted')).toBe(
        `Paste ${PUBLIC}/hooks/pasted/${(await connections.get('pasted'))?.hookToken}?secret=${secret}`,
      );
      clock.pass(60_000);
      await prove();
      const proved = clock.now();
      for (let times = 0; times < 2; times += 1) {
        clock.pass(600_000);
        await register().registerAll();
        await prove();
      }
      expect(await webhook()).toMatchObject({ state: 'registered', at: proved, instructions: expect.anything() });
      expect(await connections.check('pasted')).toContainEqual({ ok: true, what: 'Webhooks' });
    });

    it('waits again when the address or the credentials are other ones', async () => {
      await register().registerAll();
      await prove();
      await register('https://moved.example.com').registerAll();
      expect(await webhook()).toMatchObject({ state: 'by_hand' });
      await prove();
      await connections.save('pasted', { key: 'another-key' });
      expect(await webhook()).toBeNull();
      await register('https://moved.example.com').registerAll();
      expect(await webhook()).toMatchObject({ state: 'by_hand' });
    });

    it('is not proved by what arrives for other credentials or a former address', async () => {
      await register().registerAll();
      const before = await connections.get('pasted');
      if (!before) throw new Error('It is not connected');
      await register('https://moved.example.com').registerAll();
      await connections.proveWebhook(before);
      expect(await webhook()).toMatchObject({ state: 'by_hand' });
    });

    it('is left to a person to remove, which disconnecting says', async () => {
      await register().registerAll();
      await prove();
      const told = await register().takeBack('pasted');
      expect(told).toEqual([expect.stringMatching(/set up by hand in Pasted PSA.*\/hooks\/pasted\/$/)]);
    });
  });
});
