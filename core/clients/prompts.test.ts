import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN, type ClientWorld, createClientWorld } from '../agent/client-world-for-tests.js';
import { HARBOR } from '../agent/fakes-for-tests.js';
import { BASE_PROMPT_VERSION, systemPrompt } from '../agent/prompt.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { CONFIGURATION_FILE } from './author.js';

describe('prompts', () => {
  let store: TestStore;
  let world: ClientWorld;
  let id: string;
  beforeEach(async () => {
    store = await openTestStore();
    world = await createClientWorld({ connection: store.connection });
    id = (await world.changes.create({ ...HARBOR, prompt: 'One.' }, ADMIN)).id;
    await world.hands.drain();
  });
  afterEach(() => store.dispose());

  const texts = async (scope: 'msp' | { clientId: string }) =>
    (await world.prompts.history(scope)).map(({ number, text, by, note }) => [number, text, by.name, note ?? '']);

  it('keep every version with who and when, whoever changes them', async () => {
    await world.changes.update(id, { prompt: 'Two.' }, ADMIN);
    await world.changes.update(id, { name: 'Harbor' }, ADMIN);
    await world.changes.save({ ...HARBOR, prompt: 'Three.' }, [], CONFIGURATION_FILE);
    expect(await texts({ clientId: id })).toEqual([
      [3, 'Three.', CONFIGURATION_FILE.name, ''],
      [2, 'Two.', ADMIN.name, ''],
      [1, 'One.', ADMIN.name, ''],
    ]);
    expect(await world.prompts.history({ clientId: id }, { before: 3, limit: 1 })).toMatchObject([
      { number: 2, at: world.clock.now() },
    ]);
    expect((await world.recorded(id)).filter(({ kind }) => kind === 'prompt.changed')).toHaveLength(2);
  });

  it('go back to an old version by a new one with its text', async () => {
    await world.changes.update(id, { prompt: 'Two.' }, ADMIN);
    expect(await world.prompts.rollback({ clientId: id }, 1, ADMIN)).toMatchObject({ number: 3, text: 'One.' });
    expect((await texts({ clientId: id }))[0]).toEqual([3, 'One.', ADMIN.name, 'Back to version 1']);
    await world.hands.drain();
    expect(await world.configurations.latest(id)).toMatchObject({ client: { prompt: 'One.' } });
    await expect(world.prompts.rollback({ clientId: id }, 9, ADMIN)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of the MSP have a history of their own, and going back deploys every client', async () => {
    const settings = await world.settings.read();
    await world.settings.write({ ...settings, prompt: 'Be kind.' }, ADMIN);
    await world.settings.write({ ...settings, prompt: 'Be brief.' }, ADMIN);
    await world.prompts.rollback('msp', 2, ADMIN);
    await world.hands.drain();
    expect((await texts('msp')).map(([number, text]) => [number, text])).toEqual([
      [4, 'Be kind.'],
      [3, 'Be brief.'],
      [2, 'Be kind.'],
      [1, ''],
    ]);
    expect(await world.configurations.latest(id)).toMatchObject({ msp: { prompt: 'Be kind.' } });
  });

  it('keep a version whose record was lost when the process died', async () => {
    const keep = world.clients.prompts.keep;
    let calls = 0;
    world.clients.prompts.keep = async (...args) => {
      calls += 1;
      if (calls === 2) throw new Error('the process died here');
      return keep(...args);
    };
    await expect(world.clients.update(id, { prompt: 'Two.' }, ADMIN)).rejects.toThrow('died');
    world.clients.prompts.keep = keep;
    await world.clients.update(id, { prompt: 'Three.' }, ADMIN);
    expect((await texts({ clientId: id })).map(([number, text]) => [number, text])).toEqual([
      [3, 'Three.'],
      [2, 'Two.'],
      [1, 'One.'],
    ]);
  });

  it('are previewed layer by layer, and joined as the model reads them', async () => {
    const settings = await world.settings.read();
    await world.settings.write({ ...settings, prompt: 'Be kind.' }, ADMIN);
    const { layers, text } = await world.prompts.preview(id);
    expect(layers.map(({ name, version }) => [name, version])).toEqual([
      ['base', BASE_PROMPT_VERSION],
      ['msp', 2],
      ['client', 1],
    ]);
    const told = systemPrompt({ mspPrompt: 'Be kind.', clientPrompt: 'One.', tools: [] });
    expect(told.startsWith(`${text}\n\n`)).toBe(true);
    await expect(world.prompts.preview('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});
