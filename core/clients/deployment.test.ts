import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ADMIN, type ClientWorld, createClientWorld } from '../agent/client-world-for-tests.js';
import { HARBOR } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { defineTool } from '../tools/tool.js';

const RESET = 'pretend_directory:reset-password';
const SUMMIT = { ...HARBOR, slug: 'summit', name: 'Summit Legal', mappings: { pretend_psa: '3' } };

describe('numbered configurations', () => {
  let store: TestStore;
  let world: ClientWorld;
  let id: string;
  beforeEach(async () => {
    store = await openTestStore();
    world = await createClientWorld({ connection: store.connection });
    id = (await world.changes.create(HARBOR, ADMIN)).id;
    await world.hands.drain();
  });
  afterEach(() => store.dispose());

  const latest = (clientId = id) => world.configurations.latest(clientId);
  const client = (clientId = id) => world.clients.get(clientId);
  const change = async (patch: Parameters<ClientWorld['changes']['update']>[1]) => {
    await world.changes.update(id, patch, ADMIN);
    await world.hands.drain();
  };

  it('hold all that the agent works with', async () => {
    const { slug: _slug, freeze: _freeze, ...settings } = HARBOR;
    expect(await latest()).toMatchObject({
      clientId: id,
      number: 1,
      by: ADMIN,
      because: ['created'],
      client: settings,
      msp: { mode: 'execute', prompt: '', policies: {} },
      tools: [
        { name: 'pretend_psa:close-ticket', effect: 'write', policy: 'approval_needed', source: 'default' },
        { name: 'pretend_directory:find-user', effect: 'read', policy: 'auto', source: 'default' },
        { name: RESET, policy: 'approval_needed', schemaHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ],
    });
  });

  it('are made by a change of prompt, policy, mode or mapping, and say why', async () => {
    await change({ prompt: 'Be brief.' });
    await change({ policies: { [RESET]: 'disabled' }, mode: 'plan' });
    await change({ mappings: { pretend_psa: '2' } });
    expect((await world.configurations.list(id)).map(({ number, because }) => [number, because])).toEqual([
      [4, ['mapping', 'tools']],
      [3, ['mode', 'policies', 'tools']],
      [2, ['prompt']],
      [1, ['created']],
    ]);
    expect(await client()).toMatchObject({ configuration: 4, status: 'active', deployStatus: { state: 'idle' } });
    expect(await world.configurations.list(id, { before: 3, limit: 1 })).toMatchObject([{ number: 2 }]);
  });

  it('stay as they are where nothing changes', async () => {
    await change({ prompt: '' });
    await change({ freeze: true });
    await world.provisioning.provision(id);
    await world.deployment.deployAll();
    await world.hands.drain();
    expect(await latest()).toMatchObject({ number: 1 });
    expect((await client())?.configuration).toBe(1);
  });

  it('are made of every active client by a change of the MSP’s mode, prompt or policies, and of none by its greeting', async () => {
    const summit = (await world.changes.create(SUMMIT, ADMIN)).id;
    await world.hands.drain();
    const msp = await world.settings.read();
    await world.settings.write({ ...msp, prompt: 'Greet politely.' }, ADMIN);
    await world.hands.drain();
    for (const clientId of [id, summit]) {
      expect(await latest(clientId)).toMatchObject({
        number: 2,
        because: ['msp'],
        by: ADMIN,
        msp: { prompt: 'Greet politely.' },
      });
    }
    const next = await world.settings.read();
    await world.settings.write({ ...next, voice: { ...next.voice, patience: 3 } }, ADMIN);
    await world.hands.drain();
    expect(await latest()).toMatchObject({ number: 2 });
    const kinds = (await world.recorded(id)).map(({ kind }) => kind);
    expect(kinds).toEqual(['client.created', 'client.provisioned', 'client.deployed']);
  });

  it('are in the next run’s hands although nobody has deployed them yet', async () => {
    await world.changes.update(id, { prompt: 'Be brief.' }, ADMIN);
    expect((await client())?.deployStatus.state).toBe('deploying');
    expect(await world.provisioning.underWay()).toEqual([HARBOR.slug]);
    expect(await world.deployment.configurationFor(id)).toMatchObject({ number: 2, client: { prompt: 'Be brief.' } });
    await world.hands.drain();
    expect(await latest()).toMatchObject({ number: 2 });
    expect((await client())?.deployStatus.state).toBe('idle');
    // What a run began with can still be read.
    expect(await world.configurations.get(id, 1)).toMatchObject({ client: { prompt: '' } });
  });

  it('notice a tool whose description or arguments are not what they were', async () => {
    const [, tool] = world.tools;
    if (!tool) throw new Error('no tool');
    world.tools[1] = defineTool({ ...tool, input: z.strictObject({ user: z.string(), when: z.string() }) });
    expect(await world.deployment.configurationFor(id)).toMatchObject({ number: 2, because: ['tools'] });
  });

  it('get one number each when several processes take them at once', async () => {
    await world.changes.update(id, { prompt: 'Be brief.' }, ADMIN);
    const taken = await Promise.all(Array.from({ length: 5 }, () => world.deployment.configurationFor(id)));
    expect(taken.map(({ number }) => number)).toEqual([2, 2, 2, 2, 2]);
    expect(await world.configurations.list(id)).toHaveLength(2);
  });

  it('that cannot be taken leave an error with its reason, and go out when it is gone', async () => {
    const all = world.connections.all;
    world.connections.all = () => Promise.reject(new Error('the master key is gone'));
    await world.changes.update(id, { prompt: 'Be brief.' }, ADMIN);
    await expect(world.hands.drain()).rejects.toThrow('master key');
    expect(await client()).toMatchObject({
      status: 'active',
      deployStatus: { state: 'error', message: 'the master key is gone' },
    });
    world.connections.all = all;
    await world.hands.run('clients.deploy-unfinished');
    await world.hands.drain();
    expect(await client()).toMatchObject({ configuration: 2, deployStatus: { state: 'idle' } });
  });

  it('are read by client: another client’s cannot be had', async () => {
    const summit = (await world.changes.create(SUMMIT, ADMIN)).id;
    await expect(world.configurations.get(summit, 1)).rejects.toMatchObject({ code: 'not_found' });
    await expect(store.connection.model('Configuration').find({ number: 1 })).rejects.toMatchObject({
      code: 'tenant_guard',
    });
  });
});
