import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '../../../adapters/catalogue.js';
import { PUBLIC_BASE_URL } from '../../../admin/cli/stage.js';
import { readConfig } from '../../../core/config.js';
import { secretFieldsOf } from '../../../core/integrations/integration.js';
import { createLog } from '../../../core/log.js';
import { until } from '../../../core/store/store-for-tests.js';
import { type Frontdesk, startFrontdesk } from '../../../frontdesk.js';
import type { PretendPsa } from '../../psa/pretend-psa.js';
import { type Sandbox, startSandbox } from '../../sandbox.js';
import { PSAS_AT_WORK } from './work-place-for-tests.js';

/** How the companies of each PSA are picked, and what becomes of its webhook. */
const MANNERS: Readonly<Record<string, { pick: string; webhook: 'registered' | 'by_hand' | 'none' }>> = {
  connectwise_psa: { pick: 'all', webhook: 'registered' },
  autotask: { pick: 'by_type', webhook: 'by_hand' },
  halopsa: { pick: 'one_by_one', webhook: 'registered' },
  superops: { pick: 'one_by_one', webhook: 'none' },
};
/** Fields that hold where the PSA is. */
const ADDRESSES = ['site', 'zoneBaseUrl', 'host', 'apiBaseUrl'];

describe.each(PSAS_AT_WORK)('an admin connects %s through the Admin API', (kind) => {
  const entry = catalogue.find((one) => one.kind === kind);
  const { pick, webhook } = MANNERS[kind] ?? { pick: '', webhook: '' };
  const one = `/api/integrations/${kind}`;
  const secretFields = entry ? secretFieldsOf(entry.credentials) : [];
  /** Every answer but those with instructions. */
  const answers: string[] = [];
  let dataDir: string;
  let sandbox: Sandbox;
  let frontdesk: Frontdesk;
  let psa: PretendPsa;
  let headers: Record<string, string> = { origin: PUBLIC_BASE_URL };

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'fd-connecting-'));
    sandbox = await startSandbox({ psa: kind });
    psa = sandbox.psa;
    const env = { PORT: '0', PUBLIC_BASE_URL, DATA_DIR: dataDir, ALLOW_PRIVATE_HOSTS: '127.0.0.1' };
    frontdesk = await startFrontdesk({ config: readConfig(env), log: createLog('silent'), env: {} });
    sandbox.routes.add(PUBLIC_BASE_URL, frontdesk.url);
    const token = new URL(frontdesk.setupLink() ?? 'nowhere:').searchParams.get('token');
    const payload = { token, email: 'boss@tallowmere.example', name: 'The boss', password: 'correct horse battery' };
    const made = await frontdesk.server.inject({ method: 'POST', url: '/api/setup', payload, headers });
    headers = { ...headers, cookie: made.cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
  });
  afterAll(async () => {
    await frontdesk?.stop();
    await sandbox?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function ask(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object, keep = true) {
    const answer = await frontdesk.server.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    if (keep) answers.push(answer.body);
    expect(answer.statusCode).toBe(200);
    return answer.json();
  }
  /** Connects with these; what is wrong, as its health says. */
  async function problemsWith(credentials: Readonly<Record<string, string>>): Promise<string> {
    const { connected, health } = await ask('PUT', one, credentials);
    expect(connected).toBe(true);
    expect(health.ok).toBe(false);
    const wrong: { ok: boolean; what: string; problem?: string }[] = health.findings;
    return wrong.flatMap(({ ok, what, problem }) => (ok ? [] : [`${what}: ${problem}`])).join('\n');
  }
  const garbled = (text: string) => [...text].reverse().join('');

  it('by a form with its fields, the secret ones marked, and what can be left out', async () => {
    const { fields, connected } = await ask('GET', one);
    expect(connected).toBe(false);
    const named = fields.map(({ name }: { name: string }) => name);
    expect(named).toEqual(expect.arrayContaining(Object.keys(psa.credentials)));
    for (const { name, secret, required, filled } of fields) {
      expect({ name, secret, filled }).toEqual({ name, secret: secretFields.includes(name), filled: false });
      if (required) expect(Object.keys(psa.credentials)).toContain(name);
    }
    const region = fields.find(({ name }: { name: string }) => name === 'region');
    if (region) expect(region).toMatchObject({ type: 'choice', options: ['us', 'eu'], required: false, default: 'us' });
    const refused = await frontdesk.server.inject({ method: 'PUT', url: one, headers, payload: { colour: 'red' } });
    expect(refused.statusCode).toBe(400);
  });

  it('and hears what is wrong: a key, an address, a permission', async () => {
    const [secret = ''] = secretFields;
    const key = psa.credentials[secret] ?? '';
    expect(await problemsWith({ ...psa.credentials, [secret]: garbled(key) })).not.toContain(garbled(key));
    const address = ADDRESSES.find((field) => field in psa.credentials) ?? '';
    const elsewhere = await problemsWith({ ...psa.credentials, [address]: 'http://127.0.0.1:9' });
    expect(elsewhere).toMatch(/127\.0\.0\.1:9|reach|answer|connect/i);
    const right =
      psa.rights.find((name) => /^(read|view|inquire)\b.*(compan|client|customer)/i.test(name)) ?? psa.rights[0] ?? '';
    psa.takeRights([right]);
    expect(await problemsWith(psa.credentials)).toMatch(/compan|client|customer/i);
    psa.takeRights([]);
  });

  it('with the right credentials, which are never shown', async () => {
    await ask('PUT', one, psa.credentials);
    const { ok, findings } = await ask('POST', `${one}/check`);
    expect(findings.filter((finding: { ok: boolean }) => !finding.ok)).toEqual([]);
    expect(ok).toBe(true);
    const { health, tools } = await ask('GET', one);
    expect(health.ok).toBe(true);
    expect(tools.length).toBeGreaterThan(0);
  });

  it('and picks companies as this PSA has them; twice makes no second client', async () => {
    const preview = await ask('GET', `${one}/companies?limit=200`);
    expect(preview.pick).toBe(pick);
    const shown: { id: string; preselected: boolean; active: boolean }[] = preview.items;
    expect(shown.map(({ id }) => id)).toContain(psa.companyId('harbor-dental'));
    expect(shown.some(({ preselected }) => preselected)).toBe(pick === 'all');
    if (pick === 'by_type') {
      const [type = ''] = preview.types;
      const ofType = await ask('GET', `${one}/companies?limit=200&type=${encodeURIComponent(type)}`);
      expect(ofType.items.length).toBeGreaterThan(0);
      for (const { types } of ofType.items) expect(types).toContain(type);
    }
    const companies = ['harbor-dental', 'larkmere-logistics'].map((slug) => ({ id: psa.companyId(slug) }));
    const outcomesOf = async () =>
      (await ask('POST', '/api/clients/import', { kind, companies })).outcomes.map(
        ({ outcome }: { outcome: string }) => outcome,
      );
    expect(await outcomesOf()).toEqual(['created', 'created']);
    expect(await outcomesOf()).toEqual(['exists', 'exists']);
  });

  it('and sees what its webhook needs, until it stands', async () => {
    const state = async () => (await ask('GET', one, undefined, webhook !== 'by_hand')).webhook?.state;
    await until(async () => (await state()) !== undefined);
    expect(await state()).toBe(webhook);
    if (webhook === 'by_hand') {
      const { instructions } = (await ask('GET', one, undefined, false)).webhook;
      const [url = '', secret = ''] = /https:\S+[?&]secret=([\w-]{43})/.exec(instructions) ?? [];
      expect(psa.eventAddresses()).toEqual([]);
      await psa.pasteWebhook?.({ url, secret });
      expect(await state()).toBe('registered');
    }
    expect(psa.eventAddresses().length > 0).toBe(webhook !== 'none');
    const { ok } = await ask('POST', `${one}/check`);
    expect(ok).toBe(true);
  });

  it('and disconnects it: its webhook is taken back, or named for a person to remove', async () => {
    const { problems } = await ask('DELETE', one);
    if (webhook === 'by_hand') expect(problems).toEqual([expect.stringMatching(/by hand.*\/hooks\//)]);
    else {
      expect(problems).toEqual([]);
      expect(psa.eventAddresses()).toEqual([]);
    }
    expect(await ask('GET', one)).toMatchObject({ connected: false, tools: [] });
    const secrets = secretFields.flatMap((field) => psa.credentials[field] ?? []);
    for (const secret of secrets) expect(answers.filter((answer) => answer.includes(secret))).toEqual([]);
  });
});
