import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { toolsFor } from '../clients/mode.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { defineTool } from '../tools/tool.js';
import { createConnections } from './connections.js';
import { integrationOfTool } from './instances.js';
import type { ConnectionDeps, Integration } from './integration.js';
import { rotateKeys } from './rotate.js';
import { sealedStates } from './sealed-values.js';
import { createVault } from './vault.js';

const SECRET = 't0ken-that-nobody-may-see';

describe('an integration that can be connected many times', () => {
  let store: TestStore;
  const keys = new Map([[1, Buffer.alloc(32, 7)]]);
  const given: ConnectionDeps[] = [];
  beforeEach(async () => {
    store = await openTestStore();
    given.length = 0;
  });
  afterEach(() => store.dispose());

  const desks: Integration = {
    kind: 'desks',
    title: 'Desk',
    category: 'other',
    many: true,
    credentials: z.strictObject({ shared: z.boolean().default(false), key: z.string().meta({ secret: true }) }),
    connect(credentials, deps) {
      given.push(deps);
      let known = 0;
      const { shared } = z.looseObject({ shared: z.boolean() }).parse(credentials);
      const tool = () =>
        defineTool({
          name: `desks:${deps.name}:look`,
          description: `Looks, ${known} times so far.`,
          input: z.strictObject({}),
          effect: 'read',
          subject: () => ({ kind: 'client' }),
          run: async () => ({ output: {}, summary: 'Looked' }),
        });
      return {
        reach: shared ? 'every_client' : 'one_client',
        check: async () => [{ ok: true, what: 'Look' }],
        mappings: async () => [],
        tools: () => [tool()],
        async prepare() {
          known = (await deps.state?.read('seen'))?.version ?? 0;
        },
      };
    },
  };
  const http = { request: () => Promise.reject(new Error('There is no network here')) };
  /** As another process would, with models of its own. */
  const process = () => {
    store.connection.deleteModel(/./);
    return createConnections({
      connection: store.connection,
      catalogue: [desks],
      vault: createVault(keys),
      deps: { http, now: () => new Date() },
    });
  };

  it('is connected under names, each with credentials, tools and a place in the overview of its own', async () => {
    const connections = process();
    await connections.save('desks:b', { shared: true, key: 'key-b' });
    await connections.save('desks:a', { key: 'key-a' });
    expect((await connections.all()).map(({ kind, title }) => [kind, title])).toEqual([
      ['desks:a', 'Desk a'],
      ['desks:b', 'Desk b'],
    ]);
    expect((await connections.overview()).map(({ kind, many, connected }) => [kind, many, connected?.filled])).toEqual([
      ['desks', true, undefined],
      ['desks:a', undefined, ['shared', 'key']],
      ['desks:b', undefined, ['shared', 'key']],
    ]);
    expect(await connections.exported()).toEqual({
      'desks:a': { shared: false, key: `\${DESKS_A_KEY}` },
      'desks:b': { shared: true, key: `\${DESKS_B_KEY}` },
    });
    for (const kind of ['desks', 'desks:', 'desks:A', 'desks:a:b', 'desks:a--b', 'desks:$where']) {
      await expect(connections.save(kind, { key: 'key-c' })).rejects.toMatchObject({ code: 'unknown_integration' });
    }
  });

  it('has its tools with every client, or with the one client that is mapped to it as its own', async () => {
    const connections = process();
    await connections.save('desks:all', { shared: true, key: 'key-1' });
    await connections.save('desks:own', { key: 'key-2' });
    const offered = async (mappings: Record<string, string>) =>
      toolsFor({ mappings, policies: {} }, { policies: {} }, await connections.all()).map(({ tool, mapping }) => [
        tool.name,
        mapping,
      ]);
    const shared = ['desks:all:look', 'shared'];
    expect(await offered({})).toEqual([shared]);
    expect(await offered({ 'desks:own': 'own', 'desks:all': 'whatever' })).toEqual([shared, ['desks:own:look', 'own']]);
    expect(await offered({ 'desks:own': 'another', desks: 'own' })).toEqual([shared]);
  });

  it('remembers, in every process and sealed where it is secret, until it is disconnected', async () => {
    const [one, other] = [process(), process()];
    await one.save('desks:a', { key: 'key-a' });
    await one.get('desks:a');
    const state = given.at(-1)?.state;
    expect(await state?.read('seen')).toBeUndefined();
    expect(await state?.write('seen', { data: { $ref: 'a.b' }, secret: SECRET }, 0)).toBe(true);
    expect(await state?.write('seen', { data: 2 }, 0)).toBe(false);
    expect(await state?.read('seen')).toEqual({ data: { $ref: 'a.b' }, secret: SECRET, version: 1 });
    const stored = () => store.connection.collection('integration_states').find().toArray();
    expect(JSON.stringify(await stored())).not.toContain(SECRET);
    const [entry] = await other.all();
    expect(entry?.connection.tools()[0]?.description).toBe('Looks, 1 times so far.');

    expect(await state?.write('seen', { data: 3 }, 1)).toBe(true);
    expect(await state?.read('seen')).toEqual({ data: 3, version: 2 });
    await one.remove('desks:a');
    expect(await stored()).toEqual([]);
  });

  it('has what it remembers brought under a new master key', async () => {
    const connections = process();
    await connections.save('desks:a', { key: 'key-a' });
    await connections.get('desks:a');
    const state = given.at(-1)?.state;
    await state?.write('tokens', { data: {}, secret: SECRET }, 0);
    const add = async () => {
      keys.set(2, Buffer.alloc(32, 8));
      return 2;
    };
    const masterKeys = Object.assign(keys, { add, drop: async () => true });
    const sources = [sealedStates(store.connection)];
    const { sealed, rewrapped, unreadable } = await rotateKeys({
      keys: masterKeys,
      sources,
      resealHeads: async () => {},
    });
    expect({ sealed, rewrapped, unreadable }).toEqual({ sealed: 1, rewrapped: 1, unreadable: [] });
    keys.delete(1);
    expect(await state?.read('tokens')).toMatchObject({ secret: SECRET });
  });

  it('is told by the name of a tool, also beside one whose name begins like it', () => {
    expect(integrationOfTool('desks:a:look', ['desks:ab', 'desks:a'])).toBe('desks:a');
    expect(integrationOfTool('desks:abc:look', ['desks:ab', 'desks:a'])).toBeUndefined();
  });
});
