import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createClock,
  createFakeCatalogue,
  createFakeDirectory,
  createFakePsa,
  createScriptedModel,
} from '../agent/fakes-for-tests.js';
import { VendorError } from '../errors.js';
import { createConnections } from '../integrations/connections.js';
import { createVault } from '../integrations/vault.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { applyConfiguration, exportConfiguration } from './apply.js';
import { createClients } from './client.js';
import { createClientChanges } from './client-changes.js';
import { createSettings } from './settings.js';

const RESET = 'pretend_directory:reset-password';
const ENV = { PRETEND_PSA_KEY: 'psa-s3cret', PRETEND_DIRECTORY_KEY: 'dir-s3cret' };
/** As a file names a variable. */
const named = (name: string) => ['$', '{', name, '}'].join('');
const FILE = {
  msp: { name: 'Lakeside IT', mode: 'execute', policies: { [RESET]: 'approval_needed' } },
  integrations: {
    pretend_psa: { site: 'https://psa.example', key: named('PRETEND_PSA_KEY') },
    pretend_directory: { site: 'https://dir.example', key: named('PRETEND_DIRECTORY_KEY') },
  },
  clients: [
    { slug: 'harbor', name: 'Harbor Dental', mappings: { pretend_psa: '2', pretend_directory: 'tenant-harbor' } },
    { slug: 'summit', name: 'Summit Legal', mappings: { pretend_psa: '3' }, policies: { [RESET]: 'disabled' } },
  ],
};

/** A rule on each of these tools. */
const ruled = (...tools: string[]) => tools.map((tool) => ({ tool, when: { target: 'vip' }, policy: 'disabled' }));

describe('a configuration file', () => {
  let store: TestStore;
  let installation: ReturnType<typeof build>;
  let masterKey: Buffer;
  const clock = createClock();
  beforeEach(async () => {
    store = await openTestStore();
    masterKey = randomBytes(32);
    installation = build(masterKey);
  });
  afterEach(() => store.dispose());

  function build(key: Buffer) {
    const { connection } = store;
    const { directory, tools } = createFakeDirectory();
    const catalogue = createFakeCatalogue({
      psa: createFakePsa(clock.now).psa,
      directory,
      directoryTools: tools,
      model: createScriptedModel().model,
    });
    const http = { request: () => Promise.reject(new VendorError('nobody', 'unavailable', 'No network')) };
    const provisioned: string[] = [];
    const clients = createClients({ connection });
    return {
      connections: createConnections({
        connection,
        catalogue,
        vault: createVault(new Map([[1, key]])),
        deps: { http, now: clock.now },
      }),
      settings: createSettings({ connection }),
      clients,
      provisioned,
      changes: createClientChanges({
        clients,
        provisioning: {
          async provision(id) {
            provisioned.push(id);
            await clients.setStatus(id, 'active');
          },
        },
        deployment: { deploy: async () => {}, deployAll: async () => {} },
        activity: { add: async () => {} },
      }),
    };
  }

  const apply = (file: unknown, env: Record<string, string> = ENV) => applyConfiguration(file, env, installation);
  const everything = async () => {
    const names = ['settings', 'integrations', 'clients', 'client_mappings', 'client_prompts'];
    return JSON.stringify(await Promise.all(names.map((name) => store.connection.collection(name).find().toArray())));
  };
  const refusal = async (file: unknown, env?: Record<string, string>) => {
    const before = await everything();
    const error: unknown = await apply(file, env).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'InvalidInput' });
    expect(await everything()).toBe(before);
    return error instanceof Error ? error.message.split('\n') : [];
  };

  it('makes the installation what it says, and changes nothing when it is applied again', async () => {
    const { changed } = await apply(FILE);
    expect(changed).toEqual([
      'integrations.pretend_psa',
      'integrations.pretend_directory',
      'msp',
      'clients.harbor',
      'clients.summit',
    ]);
    expect(installation.provisioned).toHaveLength(2);
    const before = await everything();
    expect(await apply(FILE)).toEqual({ changed: [] });
    expect(await everything()).toBe(before);
  });

  it('asks again for clients that are not active, although they are unchanged', async () => {
    await apply(FILE);
    const harbor = await installation.clients.bySlug('harbor');
    await installation.clients.setStatus(harbor?.id ?? '', 'error');
    installation.provisioned.length = 0;
    expect(await apply(FILE)).toEqual({ changed: [] });
    expect(installation.provisioned).toEqual([harbor?.id]);
  });

  it('is exported without a secret, and the export changes nothing where its names are given', async () => {
    await apply(FILE);
    const exported = await exportConfiguration(installation);
    expect(JSON.stringify(exported)).not.toMatch(/s3cret/);
    expect(exported.integrations).toEqual(FILE.integrations);
    expect(await apply(JSON.parse(JSON.stringify(exported)))).toEqual({ changed: [] });
  });

  it('takes a changed secret from the environment', async () => {
    await apply(FILE);
    const env = { ...ENV, PRETEND_PSA_KEY: 'rotated' };
    expect(await apply(FILE, env)).toEqual({ changed: ['integrations.pretend_psa'] });
    expect(await installation.connections.credentials('pretend_psa')).toMatchObject({ key: 'rotated' });
  });

  it('puts credentials right whose master key was lost', async () => {
    await apply(FILE);
    store = await store.reopen();
    installation = build(randomBytes(32));
    await expect(installation.connections.credentials('pretend_psa')).rejects.toMatchObject({
      code: 'vault_unreadable',
    });
    expect((await apply(FILE)).changed).toEqual(['integrations.pretend_psa', 'integrations.pretend_directory']);
    expect(await installation.connections.credentials('pretend_psa')).toMatchObject({ key: 'psa-s3cret' });
  });

  it('leaves alone what it does not name', async () => {
    await apply(FILE);
    await apply({ clients: [{ slug: 'third', name: 'Third' }] });
    expect((await installation.clients.list()).map(({ slug }) => slug).sort()).toEqual(['harbor', 'summit', 'third']);
    expect(await installation.connections.get('pretend_psa')).toBeDefined();
    expect(await installation.settings.read()).toMatchObject({ name: 'Lakeside IT', mode: 'execute' });
    expect((await apply({})).changed).toEqual([]);
  });

  it('lets two clients exchange what they are mapped to', async () => {
    await apply(FILE);
    const [harbor, summit] = FILE.clients;
    await apply({
      ...FILE,
      clients: [
        { ...harbor, mappings: { pretend_psa: '3' } },
        { ...summit, mappings: { pretend_psa: '2' } },
      ],
    });
    expect((await installation.clients.byMapping('pretend_psa', '2'))?.slug).toBe('summit');
    expect((await installation.clients.byMapping('pretend_psa', '3'))?.slug).toBe('harbor');
  });

  describe('that is not valid changes nothing, and every problem is a line that names it', () => {
    it.each<[string, unknown, (string | RegExp)[]]>([
      ['an unknown field', { ...FILE, clinets: [] }, [/clinets/]],
      ['an unknown field of a client', { clients: [{ slug: 'a', name: 'A', moed: 'plan' }] }, [/^clients\.0.*moed/]],
      ['a slug that is none', { clients: [{ slug: 'Ä b', name: 'A' }] }, [/^clients\.0\.slug: /]],
      ['a mode that is none', { msp: { mode: 'yolo' } }, [/^msp\.mode: /]],
      ['not an object', 'hello', [/^file: /]],
      ['an unknown integration', { integrations: { nobody: {} } }, [/^integrations\.nobody: /]],
      [
        'several bad integrations',
        { integrations: { pretend_psa: { site: 'x', key: 'abc' }, pretend_model: { site: '', key: 'abcd', more: 1 } } },
        [
          /^integrations\.pretend_psa\.key: is too short/,
          /^integrations\.pretend_model\.site: /,
          /^integrations\.pretend_model: .*more/,
        ],
      ],
      [
        'a slug used twice',
        {
          clients: [
            { slug: 'a', name: 'A' },
            { slug: 'a', name: 'B' },
          ],
        },
        [/slug a is used twice/],
      ],
      [
        'an unknown tool',
        { ...FILE, msp: { policies: { 'pretend_directory:reset-pasword': 'auto' } } },
        [/^msp\.policies\.pretend_directory:reset-pasword: .*no such tool/],
      ],
      [
        'rules on what there is not',
        {
          ...FILE,
          msp: { rules: ruled('pretend_directory:*', 'pretend_directory:reset-pasword', RESET) },
          clients: [{ slug: 'a', name: 'A', rules: ruled('hudu:*', RESET, 'pretend_psa:whatever') }],
        },
        [
          /^msp\.rules\.1\.tool: .*no such tool .*reset-pasword/,
          /^clients\.a\.rules\.0\.tool: .*hudu is not connected/,
          /^clients\.a\.rules\.2\.tool: .*no such tool/,
        ],
      ],
      [
        'a tool of an integration that is not connected',
        { clients: [{ slug: 'a', name: 'A', policies: { 'hudu:get-password': 'auto' } }] },
        [/^clients\.a\.policies\.hudu:get-password: .*not connected/],
      ],
      [
        'a mapping given to two clients',
        { clients: ['a', 'b'].map((slug) => ({ slug, name: slug, mappings: { pretend_psa: '9' } })) },
        [/^clients\.b\.mappings\.pretend_psa: 9/],
      ],
      [
        'several wrong things of different kinds',
        {
          integrations: {
            pretend_psa: { site: 'x', key: 'abc' },
            pretend_directory: FILE.integrations.pretend_directory,
            nobody: {},
          },
          msp: { policies: { 'pretend_psa:whatever': 'auto', 'hudu:get-password': 'auto' } },
          clients: ['a', 'b'].map((slug) => ({
            slug,
            name: slug,
            mappings: { pretend_psa: '9' },
            policies: { 'pretend_directory:reset-pasword': 'auto' },
          })),
        },
        [
          /^integrations\.pretend_psa\.key: is too short/,
          /^integrations\.nobody: /,
          /^msp\.policies\.hudu:get-password: .*not connected/,
          /^clients\.a\.policies\.pretend_directory:reset-pasword: .*no such tool/,
          /^clients\.b\.policies\.pretend_directory:reset-pasword: .*no such tool/,
          /^clients\.b\.mappings\.pretend_psa: 9 .*client a$/,
        ],
      ],
      ['intake fields that are none', { msp: { intake: { bord: 'Help Desk' } } }, [/^msp\.intake: .*bord/]],
    ])('%s', async (_what, file, lines) => {
      expect(await refusal(file)).toEqual(lines.map((line) => expect.stringMatching(line)));
    });

    it('names of the environment that are not set', async () => {
      expect(await refusal(FILE, {})).toEqual([
        expect.stringMatching(/^PRETEND_PSA_KEY: /),
        expect.stringMatching(/^PRETEND_DIRECTORY_KEY: /),
      ]);
      expect(await refusal(FILE, { ...ENV, PRETEND_PSA_KEY: '' })).toEqual([
        expect.stringMatching(/^PRETEND_PSA_KEY: integrations\.pretend_psa\.key /),
      ]);
      expect(await refusal({ ...FILE, msp: { mode: 'yolo' } }, { PRETEND_PSA_KEY: 'psa-s3cret' })).toEqual([
        expect.stringMatching(/^PRETEND_DIRECTORY_KEY: integrations\.pretend_directory\.key /),
        expect.stringMatching(/^msp\.mode: /),
      ]);
    });

    it('a mapping that another client has', async () => {
      await apply(FILE);
      const thief = { slug: 'thief', name: 'Thief', mappings: { pretend_psa: '2' } };
      expect(await refusal({ msp: { name: 'New' }, clients: [{ slug: 'new', name: 'New' }, thief] })).toEqual([
        expect.stringMatching(/^clients\.thief\.mappings\.pretend_psa: 2 .*harbor/),
      ]);
    });

    it('never repeats a secret', async () => {
      const bad = { integrations: { pretend_psa: { site: 'x', key: 'abc', extra: 'top-s3cret' } } };
      expect((await refusal(bad)).join()).not.toMatch(/abc|s3cret/);
    });
  });
});
