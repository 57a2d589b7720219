import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { apply, doctor, exportTo } from './configure.js';

const SECRET = 'psa-pr1vate-key';
const ENV = { CONNECTWISE_PSA_PRIVATE_KEY: SECRET, CONNECTWISE_PSA_PUBLIC_KEY: 'public-k3y' };

/** As a configuration file names a variable. */
const named = (name: string) => ['$', '{', name, '}'].join('');

const GOOD = [
  'msp: { name: Lakeside IT, mode: plan }',
  'integrations:',
  '  connectwise_psa:',
  '    site: https://cw.example.com',
  '    companyId: lakeside',
  `    publicKey: ${named('CONNECTWISE_PSA_PUBLIC_KEY')}`,
  `    privateKey: ${named('CONNECTWISE_PSA_PRIVATE_KEY')}`,
  '    clientId: 5f2c9f0e-7c1d-4a53-9d53-0b9c6f2f7d11',
  'clients:',
  '  - { slug: harbor, name: Harbor Dental, mappings: { connectwise_psa: "2" } }',
].join('\n');

describe('configuring an installation from the command line', () => {
  let folder: string;
  const before = { ...process.env };
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fd-configure-'));
    useData('data', ENV);
  });
  afterEach(async () => {
    for (const name of Object.keys(ENV)) delete process.env[name];
    for (const name of ['DATA_DIR', 'MONGODB_URI', 'LOG_LEVEL']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** Another machine: its own data, its own environment. The embedded store, which nobody else uses. */
  function useData(name: string, env: Record<string, string> = {}): void {
    for (const known of Object.keys(ENV)) delete process.env[known];
    delete process.env.MONGODB_URI;
    Object.assign(process.env, { DATA_DIR: path.join(folder, name), LOG_LEVEL: 'silent', ...env });
  }
  async function run(command: (print: (line: string) => void) => Promise<number>) {
    const printed: string[] = [];
    return { code: await command((line) => printed.push(line)), out: printed.join('\n') };
  }
  const applyFile = (file: string) => run((print) => apply(file, print));
  const applyText = async (text: string, name = 'file.yaml') => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return applyFile(file);
  };

  it('applies a file once, exports it without secrets, and takes its own export', async () => {
    expect(await applyText(GOOD)).toEqual({
      code: 0,
      out: 'Changed: integrations.connectwise_psa, msp, clients.harbor',
    });
    expect((await applyText(GOOD)).out).toBe('Nothing to change.');

    const exported = path.join(folder, 'exported.yaml');
    useData('data');
    expect(await run((print) => exportTo({ out: exported }, print))).toEqual({ code: 0, out: '' });
    const text = await readFile(exported, 'utf8');
    expect(text).toContain(named('CONNECTWISE_PSA_PRIVATE_KEY'));
    expect(text).not.toContain(SECRET);

    useData('data', ENV);
    expect((await applyFile(exported)).out).toBe('Nothing to change.');
    useData('elsewhere', ENV);
    expect((await applyFile(exported)).out).toMatch(/^Changed: .*clients\.harbor$/);
    const { out } = await run((print) => exportTo({ json: true }, print));
    expect(JSON.parse(out)).toMatchObject({ msp: { name: 'Lakeside IT' }, clients: [{ slug: 'harbor' }] });
    expect(out).not.toContain(SECRET);
  });

  it.each<[string, string, RegExp]>([
    [
      'text that is neither YAML nor JSON',
      'clients:\n  - slug: [unclosed\nmsp: {',
      /^\S+file\.yaml: is neither .* at line \d+/,
    ],
    ['an unknown field', 'clints: []', /clints/],
    [
      'a policy for a tool that is not there',
      'msp: { policies: { "m365:reset-pasword": auto } }',
      /m365:reset-pasword/,
    ],
    [
      'a name that the environment does not have',
      `msp: { prompt: "${named('NOBODY_SET_THIS')}" }`,
      /^NOBODY_SET_THIS: /,
    ],
    ['a list', '[1, 2]', /^file: /],
    ['an integration that nobody knows', 'integrations: { telegraph: {} }', /telegraph/],
  ])('refuses %s in one line, and keeps nothing of it', async (_what, text, line) => {
    const refused = applyText(text);
    await expect(refused).rejects.toMatchObject({ name: 'InvalidInput', message: expect.stringMatching(line) });
    await expect(refused).rejects.not.toThrow(/\n/);
    const { out } = await run((print) => exportTo({ json: true }, print));
    expect(JSON.parse(out)).toMatchObject({
      msp: { name: 'the helpdesk', policies: {} },
      integrations: {},
      clients: [],
    });
  });

  it('takes an empty file as one that changes nothing but the defaults', async () => {
    expect(await applyText('')).toEqual({ code: 0, out: 'Nothing to change.' });
  });

  it('tells what a check found wrong, with exit code 1', async () => {
    expect(await run(doctor)).toMatchObject({ code: 1, out: expect.stringMatching(/No integration is connected/) });
    await applyText(GOOD.replace('https://cw.example.com', 'https://127.0.0.1:9'));
    const { code, out } = await run(doctor);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}ConnectWise/m);
    expect(out).not.toContain(SECRET);
  });
});
