import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createClock, createHandQueue } from '../agent/fakes-for-tests.js';
import { VendorError } from '../errors.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createConnections } from './connections.js';
import type { Integration } from './integration.js';
import { createVault } from './vault.js';
import { createWebhooks } from './webhooks.js';

const PUBLIC = 'https://helpdesk.example.com';

/** Vendors that remember which addresses they send events to. */
function createVendors() {
  const registered = new Map<string, Set<string>>();
  const trouble: { register?: (kind: string, url: string) => unknown; unregister?: () => void } = {};
  const vendor = (kind: string, hasEvents: boolean): Integration => ({
    kind,
    title: kind,
    category: 'other',
    credentials: z.strictObject({ key: z.string().meta({ secret: true }) }),
    connect: () => ({
      check: async () => [{ ok: true, what: 'Read something' }],
      mappings: async () => [],
      tools: () => [],
      ...(hasEvents
        ? {
            events: {
              async register(url: string) {
                await trouble.register?.(kind, url);
                registered.set(kind, (registered.get(kind) ?? new Set()).add(url));
                return { state: 'registered' as const };
              },
              async unregister(url: string) {
                trouble.unregister?.();
                registered.get(kind)?.delete(url);
              },
              verify: async () => true,
              parse: () => [],
              deliveryKey: () => 'key',
            },
          }
        : {}),
    }),
  });
  return {
    trouble,
    catalogue: [vendor('first', true), vendor('second', true), vendor('silent', false)],
    addresses: (kind: string) => [...(registered.get(kind) ?? [])],
  };
}

describe('the webhooks of an installation', () => {
  let store: TestStore;
  let vendors: ReturnType<typeof createVendors>;
  let connections: ReturnType<typeof createConnections>;
  let warned: { detail: unknown; message: string }[];
  const clock = createClock();
  const vault = createVault(new Map([[1, randomBytes(32)]]));

  beforeEach(async () => {
    store = await openTestStore();
    vendors = createVendors();
    warned = [];
    const http = { request: () => Promise.reject(new VendorError('nobody', 'unavailable', 'No network')) };
    connections = createConnections({
      connection: store.connection,
      catalogue: vendors.catalogue,
      vault,
      deps: { http, now: clock.now },
    });
    for (const kind of ['first', 'second', 'silent']) await connections.save(kind, { key: `${kind}-key` });
  });
  afterEach(() => store.dispose());

  const register = (publicBaseUrl = PUBLIC) =>
    createWebhooks({
      connections,
      queue: createHandQueue().queue,
      publicBaseUrl,
      now: clock.now,
      log: { warn: (detail, message) => void warned.push({ detail, message }) },
    }).registerAll();
  const addressOf = async (kind: string, base = PUBLIC) =>
    `${base}/hooks/${kind}/${(await connections.get(kind))?.hookToken}`;

  it('are registered at every vendor that has events, and then it is known that they come', async () => {
    expect((await connections.awaitingWebhook()).sort()).toEqual(['first', 'second', 'silent']);
    await register();
    for (const kind of ['first', 'second']) {
      expect(vendors.addresses(kind)).toEqual([await addressOf(kind)]);
      expect(await connections.check(kind)).toContainEqual({ ok: true, what: 'Webhooks' });
    }
    expect(await connections.awaitingWebhook()).toEqual([]);
    expect(await connections.check('silent')).toEqual([{ ok: true, what: 'Read something' }]);
  });

  it('of one vendor do not wait for those of another, and why they failed is part of its health', async () => {
    vendors.trouble.register = (kind, url) => {
      if (kind === 'first') throw new VendorError(kind, 'forbidden', `may not register ${url}`);
    };
    await register();
    expect(vendors.addresses('second')).toHaveLength(1);
    expect(await connections.check('first')).toContainEqual({
      ok: false,
      what: 'Webhooks',
      problem: expect.stringContaining('may not register'),
    });
    const token = (await connections.get('first'))?.hookToken ?? 'none';
    expect(JSON.stringify([warned, await connections.check('first')])).not.toContain(token);

    delete vendors.trouble.register;
    await register();
    expect(vendors.addresses('first')).toHaveLength(1);
    expect(await connections.check('first')).toContainEqual({ ok: true, what: 'Webhooks' });
  });

  it('do not wait for an integration whose credentials cannot be read', async () => {
    await store.connection.collection('integrations').updateOne({ settings: {} }, { $set: { 'sealed.key': 'broken' } });
    await register();
    expect([...vendors.addresses('first'), ...vendors.addresses('second')].length).toBeGreaterThan(0);
    expect(await connections.awaitingWebhook()).toEqual([]);
  });

  it('are never registered at an address that is not https: one line names PUBLIC_BASE_URL', async () => {
    await register('http://localhost:8080');
    expect([...vendors.addresses('first'), ...vendors.addresses('second')]).toEqual([]);
    expect(warned).toHaveLength(1);
    expect(await connections.check('first')).toContainEqual({
      ok: false,
      what: 'Webhooks',
      problem: expect.stringContaining('PUBLIC_BASE_URL'),
    });
  });

  it('move to a new public address; the former one is taken back, at the latest when the vendor is there again', async () => {
    await register('https://old.example.com');
    vendors.trouble.unregister = () => {
      throw new VendorError('first', 'unavailable', 'down');
    };
    await register();
    expect(vendors.addresses('first')).toHaveLength(2);
    delete vendors.trouble.unregister;
    await register();
    await register();
    expect(vendors.addresses('first')).toEqual([await addressOf('first')]);
    expect((await connections.get('first'))?.webhookUrls).toEqual([await addressOf('first')]);
  });

  it('are taken back also when the answer to their registration never came', async () => {
    vendors.trouble.register = () => {
      delete vendors.trouble.register;
      throw new VendorError('first', 'unavailable', 'timed out', { outcomeUnknown: true });
    };
    await register('https://old.example.com');
    const old = await addressOf('first', 'https://old.example.com');
    expect((await connections.get('first'))?.webhookUrls).toEqual([old]);
    await register();
    expect((await connections.get('first'))?.webhookUrls).toEqual([await addressOf('first')]);
  });

  it('are not known to come with new credentials until they are registered with them', async () => {
    await register();
    await connections.save('first', { key: 'another-key' });
    expect(await connections.awaitingWebhook()).toEqual(['first']);
    vendors.trouble.register = (kind) => kind === 'first' && connections.save('first', { key: 'yet-another-key' });
    await register();
    expect(await connections.awaitingWebhook()).toEqual(['first']);
    delete vendors.trouble.register;
    await register();
    expect(await connections.awaitingWebhook()).toEqual([]);
  });
});
