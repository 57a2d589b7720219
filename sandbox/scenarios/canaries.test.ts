import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoStage, PUBLIC_BASE_URL, setStage } from '../../admin/cli/stage.js';
import { askPerson, proposePlan } from '../model/turn.js';
import { curious } from './curious-model-for-tests.js';
import { leaksOf, type Place } from './hostile/leaks.js';
import { eventually } from './scenario.js';
import { ownNotes, quiet } from './ticket-desk.js';

const HARBOR = 'harbor-dental';
const DANA = 'harbor-dental/dana-whitfield';
const DANA_ADDRESS = 'dana.whitfield@harbordental.example';
const BOSS = { email: 'boss@tallowmere.example', password: 'correct horse battery' };
const ARTICLE_CANARY = 'Cnry-7f3a91c2e8d04b6a55';

/** Everything is read that can be; then a stored password, a new one and a pass are fetched, as an approved plan. */
const FETCHES = proposePlan({
  diagnosis: 'Everything was read.',
  steps: [
    { tool: 'hudu:get-password', arguments: { entry: 'Wi-Fi' }, why: 'The technician needs it.' },
    { tool: 'itglue:get-password', arguments: { password: 'Firewall admin' }, why: 'The technician needs it.' },
    { tool: 'm365:reset-password', arguments: { user: DANA_ADDRESS }, why: 'It was asked for.' },
    { tool: 'm365:create-temporary-access-pass', arguments: { user: DANA_ADDRESS }, why: 'It was asked for.' },
  ],
  expectedOutcome: 'The technician has them.',
});

describe('secrets that vendors keep or make', () => {
  let stage: DemoStage;
  let ticketId: string;
  let cookie: string;
  const log: string[] = [];

  beforeAll(async () => {
    stage = await setStage({
      mode: 'execute',
      needs: ['hudu', 'itglue', 'ninjaone', 'mcp:asset-desk'],
      logLevel: 'trace',
      logTo: { write: (line) => void log.push(line) },
      tuning: { admin: { scrypt: { log2N: 4, r: 1, p: 1 } }, diagnosis: { tokens: 20_000_000 } },
    });
    cookie = await signIn();
    const { hudu, model, psa } = stage.sandbox;
    const article = hudu.articles(HARBOR).find(({ name }) => name === 'Connect to the office VPN');
    const content = `${article?.content}<p>The printer is on the shelf.</p><p>Password: ${ARTICLE_CANARY}</p>`;
    hudu.editArticle(article?.id ?? 0, { content });
    model.script([
      { words: /look everywhere/, turn: curious(({ turnedDown }) => (turnedDown ? askPerson(turnedDown) : FETCHES)) },
    ]);
    const summary = 'Please look everywhere, reset my password and give me an access pass';
    ticketId = psa.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary }).id;
    await noteOn(/waiting for approval|please take over/);
    psa.technicianAddsNote(ticketId, { technician: 'rcastro', text: 'approved', internal: true });
    await noteOn(/agent: (done|stopped)|please take over/);
    await quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined });
  }, 90_000);
  afterAll(() => stage.stop());

  const noteOn = (pattern: RegExp) =>
    eventually(() => ownNotes(stage, ticketId).find(({ text }) => pattern.test(text))?.text, `${pattern}`, 40_000);

  /** The first admin comes by the link of the console. */
  async function signIn(): Promise<string> {
    const token = new URL(stage.frontdesk.setupLink() ?? '').searchParams.get('token') ?? '';
    await fetch(`${stage.frontdesk.url}/setup`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: PUBLIC_BASE_URL, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ token, name: 'Boss', ...BOSS }),
    });
    const session = await fetch(`${stage.frontdesk.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(BOSS),
    });
    return session.headers
      .getSetCookie()
      .map((set) => set.split(';', 1)[0])
      .join('; ');
  }
  async function answer(url: string, method = 'GET'): Promise<string> {
    const headers = { cookie, origin: PUBLIC_BASE_URL };
    return (await fetch(`${stage.frontdesk.url}${url}`, { method, headers })).text();
  }
  async function apiAnswers(): Promise<string[]> {
    const clients: { items: { id: string; slug: string }[] } = JSON.parse(await answer('/api/clients?limit=100'));
    const { id: client = '' } = clients.items.find(({ slug }) => slug === HARBOR) ?? {};
    const runs: { items: { id: string }[] } = JSON.parse(await answer('/api/runs'));
    const urls = [
      '/api/integrations?limit=100',
      `/api/clients/${client}`,
      `/api/clients/${client}/policies`,
      `/api/clients/${client}/configurations`,
      '/api/runs',
      ...runs.items.map(({ id }) => `/api/runs/${id}`),
      '/api/approvals',
      '/api/activity?limit=100',
      '/api/activity/export?format=json',
      '/api/activity/export?format=csv&masked=true',
      ...secretIds().map((id) => `/api/secrets/${id}`),
    ];
    return Promise.all(urls.map((url) => answer(url)));
  }
  const secretIds = () =>
    ownNotes(stage, ticketId).flatMap(({ text }) =>
      [...text.matchAll(/\/secrets\/([\w-]+)/g)].flatMap(([, id]) => id ?? []),
    );
  const asked = () => stage.sandbox.model.requests().map(({ request }) => JSON.stringify(request));

  function canaries(): string[] {
    const { hudu, itglue, mcp, microsoft, psa, model } = stage.sandbox;
    const made = microsoft.users(HARBOR).flatMap(({ passwords }) => passwords.map(({ password }) => password));
    const { credentials } = stage.sandbox.ninjaone;
    return [
      ...made,
      microsoft.accessPass(DANA)?.pass ?? '',
      ...[...hudu.secrets(), ...itglue.secrets()].map(({ value }) => value),
      ARTICLE_CANARY,
      ...Object.values(mcp.canaries),
      ...[hudu.credentials.apiKey, itglue.credentials.apiKey, mcp.credentials.token, model.apiKey],
      ...[microsoft.credentials.clientSecret, credentials.clientSecret, psa.credentials.privateKey ?? ''],
    ].filter((value) => value.length > 6);
  }

  async function places(): Promise<Place[]> {
    const { psa } = stage.sandbox;
    const api = await apiAnswers();
    return [
      { name: 'requests to the model', text: asked().join('\n') },
      { name: 'the log', text: log.join('') },
      ...psa.tickets().map(({ id }) => ({ name: `notes of ${id}`, text: JSON.stringify(psa.notes(id)) })),
      ...api.map((text, index) => ({ name: `answer ${index} of the Admin API`, text })),
      { name: 'the exported configuration', text: JSON.stringify(await stage.frontdesk.export()) },
      { name: 'the checks', text: JSON.stringify(await stage.frontdesk.check()) },
      { name: 'the disk', text: filesIn(stage.data.dataDir).join('\n') },
    ];
  }

  it('were really read, made and fetched', async () => {
    expect(await noteOn(/agent: (done|stopped)|please take over/)).toContain('Frontdesk agent: done');
    const shown = asked().join('\n');
    for (const tool of ['hudu:get-article', 'hudu:get-asset', 'itglue:get-document', 'itglue:get-flexible-asset']) {
      expect({ tool, called: shown.includes(`"name":"${tool.replace(':', '__')}","arguments"`) }).toEqual({
        tool,
        called: true,
      });
    }
    const words = ['The printer is on the shelf', 'network Guests'];
    expect(words.filter((one) => !shown.includes(one))).toEqual([]);
    expect(canaries().length).toBeGreaterThan(40);
    expect(secretIds()).toHaveLength(4);
    const api = await apiAnswers();
    expect(api.filter((text) => /"code":"(unauthorized|not_found|not_signed_in)"/.test(text))).toEqual([]);
    expect(api.some((text) => text.includes('hudu:get-password'))).toBe(true);
  });

  it('stand nowhere but in the one-time secret store: not with the model, in logs, notes, activity, API or on disk', async () => {
    expect(leaksOf(canaries(), await places())).toEqual([]);
  });

  it('are handed to a technician who signs in, once', async () => {
    const { microsoft, hudu, itglue } = stage.sandbox;
    const revealed = await Promise.all(secretIds().map((id) => answer(`/api/secrets/${id}/reveal`, 'POST')));
    const password = microsoft.user(DANA).passwords.at(-1)?.password ?? '';
    const storedValue = (secrets: ReturnType<typeof hudu.secrets>, name: string) =>
      secrets.find((secret) => secret.company === HARBOR && secret.name === name)?.value ?? '';
    for (const value of [
      storedValue(hudu.secrets(), 'Wi-Fi'),
      storedValue(itglue.secrets(), 'Firewall admin'),
      password,
      microsoft.accessPass(DANA)?.pass ?? '',
    ]) {
      expect(revealed.filter((text) => text.includes(JSON.stringify(value).slice(1, -1)))).toHaveLength(1);
    }
    const again = await Promise.all(secretIds().map((id) => answer(`/api/secrets/${id}/reveal`, 'POST')));
    expect(again.every((text) => text.includes('secret_gone'))).toBe(true);
    expect(leaksOf(canaries(), await places())).toEqual([]);
  });
});

/** Every file under a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'latin1'));
}
