import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createOutgoing } from '../../adapters/http.js';
import { createFaults, type Faults } from '../../sandbox/faults.js';
import { createPretendOpenid, type PretendOpenid } from '../../sandbox/openid/pretend-openid.js';
import { createRecords, type Records } from '../../sandbox/records.js';
import { openDesk, type TestDesk } from './desk-for-tests.js';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** A browser: keeps cookies by origin, follows one redirect at a time. */
function createBrowser() {
  const jar = new Map<string, Map<string, string>>();
  return {
    jar,
    async visit(url: string): Promise<Response> {
      const { origin } = new URL(url);
      const cookies = jar.get(origin) ?? new Map<string, string>();
      jar.set(origin, cookies);
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    },
  };
}
type Browser = ReturnType<typeof createBrowser>;

describe('signing in with OpenID Connect', () => {
  let desk: TestDesk;
  let provider: PretendOpenid;
  let records: Records;
  let faults: Faults;
  let http: ReturnType<typeof createOutgoing>;
  let base: string;
  let admin: Record<string, string>;
  let people = 0;
  beforeAll(async () => {
    records = createRecords();
    faults = createFaults();
    provider = await createPretendOpenid({ records, faults });
    // The address has to be known before the server listens.
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    http = createOutgoing({ allowPrivate: ['127.0.0.1'], retries: 0 });
    desk = await openDesk({ publicBaseUrl: base, http });
    await desk.server.listen({ host: '127.0.0.1', port });
    provider.register(`${base}/api/oidc/callback`);
    admin = (await desk.signedIn('admin')).headers;
    expect((await configure({})).statusCode).toBe(200);
  });
  afterEach(async () => {
    provider.tamper({});
    faults.clear();
    await configure({});
  });
  afterAll(async () => {
    await desk.stop();
    await http.close();
    await provider.stop();
  });

  const configure = (changes: object) =>
    desk.ask({
      method: 'PUT',
      url: '/api/oidc',
      headers: admin,
      payload: { issuer: provider.issuer, ...provider.credentials, allowedDomains: [], ...changes },
    });
  const accounts = () => desk.admin.deps.accounts;
  /** An account, and the person at the provider who has its e-mail address. */
  async function newPerson(claims: object = {}) {
    people += 1;
    const email = `person${people}@desk.example`;
    const { id } = await accounts().create({ email, name: `Person ${people}`, role: 'technician' });
    const person = { sub: `subject-${people}`, email, email_verified: true, ...claims };
    provider.signInAs(person);
    return { id, person };
  }
  const locationOf = (answer: Response) => answer.headers.get('location') ?? '';
  /** To the provider and back to the address of the callback, which is not visited yet. */
  async function toCallback(browser: Browser, next = '/'): Promise<string> {
    const start = await browser.visit(`${base}/api/oidc/start?next=${encodeURIComponent(next)}`);
    return locationOf(await browser.visit(locationOf(start)));
  }
  async function signIn(browser: Browser = createBrowser(), next = '/') {
    const answer = await browser.visit(await toCallback(browser, next));
    return locationOf(answer);
  }
  const isInside = async (browser: Browser) => (await browser.visit(`${base}/api/me`)).status === 200;
  async function isRefused(browser: Browser, location: string, code: string) {
    expect(location).toBe(`/sign-in?problem=${code}`);
    expect(await isInside(browser)).toBe(false);
  }

  it('lets in whose e-mail address has an account, and knows them by their subject from then on', async () => {
    const { id, person } = await newPerson();
    const browser = createBrowser();
    expect(await signIn(browser, '/?tab=1')).toBe('/?tab=1');
    expect(await (await browser.visit(`${base}/api/me`)).json()).toMatchObject({ id, role: 'technician' });
    expect(await accounts().get(id)).toMatchObject({ oidc: { issuer: provider.issuer, subject: person.sub } });
    // Their address at the provider changes; they are the same person.
    provider.signInAs({ ...person, email: 'married@desk.example' });
    const again = createBrowser();
    expect(await signIn(again)).toBe('/');
    expect(await (await again.visit(`${base}/api/me`)).json()).toMatchObject({ id });
  });

  it('takes the e-mail address from preferred_username, or from userinfo, where the token has none', async () => {
    const { person } = await newPerson();
    provider.signInAs({ sub: person.sub, preferred_username: person.email.toUpperCase() });
    expect(await signIn()).toBe('/');
    const other = await newPerson();
    provider.tamper({ email: undefined, email_verified: undefined });
    provider.signInAs(other.person);
    expect(await signIn()).toBe('/');
    expect((await accounts().get(other.id)).oidc?.subject).toBe(other.person.sub);
  });

  it('makes no accounts', async () => {
    provider.signInAs({ sub: 'stranger', email: 'stranger@desk.example', email_verified: true });
    const browser = createBrowser();
    await isRefused(browser, await signIn(browser), 'oidc_no_account');
    expect(await accounts().byEmail('stranger@desk.example')).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['an e-mail address that is not verified', { email_verified: false }, 'oidc_unverified_email'],
    ['no e-mail address', { email: undefined }, 'oidc_no_email'],
  ])('refuses %s', async (_what, claims, code) => {
    await newPerson(claims);
    const browser = createBrowser();
    await isRefused(browser, await signIn(browser), code);
  });

  it('refuses an account that was switched off', async () => {
    const { id } = await newPerson();
    expect(await signIn()).toBe('/');
    await accounts().update(id, { active: false });
    const browser = createBrowser();
    await isRefused(browser, await signIn(browser), 'oidc_no_account');
  });

  it('refuses somebody else at the provider with the same e-mail address, until an admin lets go of the first', async () => {
    const { id, person } = await newPerson();
    expect(await signIn()).toBe('/');
    provider.signInAs({ ...person, sub: 'somebody-else' });
    const browser = createBrowser();
    await isRefused(browser, await signIn(browser), 'oidc_other_identity');
    await desk.ask({ method: 'PATCH', url: `/api/accounts/${id}`, headers: admin, payload: { oidc: null } });
    expect(await signIn()).toBe('/');
  });

  it('refuses addresses of other domains, when domains are set', async () => {
    await newPerson();
    await configure({ allowedDomains: ['other.example'] });
    const browser = createBrowser();
    await isRefused(browser, await signIn(browser), 'oidc_domain');
    await configure({ allowedDomains: ['other.example', 'Desk.example'] });
    expect(await signIn()).toBe('/');
  });

  it.each<[string, Record<string, unknown>]>([
    ['the nonce of another sign-in', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'another-client' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['a time that has passed', { exp: 1 }],
  ])('refuses an ID token with %s', async (_what, claims) => {
    await newPerson();
    provider.tamper(claims);
    const browser = createBrowser();
    await isRefused(browser, await signIn(browser), 'oidc_refused');
  });

  it('refuses a state that is not this browser’s, and leaves it to the browser whose it is', async () => {
    await newPerson();
    const [owner, victim] = [createBrowser(), createBrowser()];
    const callback = await toCallback(owner);
    await toCallback(victim);
    await isRefused(victim, locationOf(await victim.visit(callback)), 'oidc_flow');
    const forged = callback.replace(/state=[^&]+/, 'state=forged');
    await isRefused(victim, locationOf(await victim.visit(forged)), 'oidc_flow');
    expect(locationOf(await owner.visit(callback))).toBe('/');
  });

  it('refuses a callback that comes again, with its cookie too, and one after ten minutes', async () => {
    await newPerson();
    const browser = createBrowser();
    const callback = await toCallback(browser);
    const kept = new Map(browser.jar.get(base));
    expect(locationOf(await browser.visit(callback))).toBe('/');
    const replay = createBrowser();
    replay.jar.set(base, kept);
    await isRefused(replay, locationOf(await replay.visit(callback)), 'oidc_flow');
    const late = createBrowser();
    const lateCallback = await toCallback(late);
    desk.clock.pass(600_000);
    await isRefused(late, locationOf(await late.visit(lateCallback)), 'oidc_flow');
    desk.clock.pass(-600_000);
  });

  it('refuses a code that was used before, in a flow of its own', async () => {
    await newPerson();
    const browser = createBrowser();
    const used = new URL(await toCallback(browser));
    expect(locationOf(await browser.visit(used.href))).toBe('/');
    const thief = createBrowser();
    const own = new URL(await toCallback(thief));
    own.searchParams.set('code', used.searchParams.get('code') ?? '');
    await isRefused(thief, locationOf(await thief.visit(own.href)), 'oidc_refused');
  });

  it('says so when somebody cancels, and when the provider is down', async () => {
    provider.signInAs(undefined);
    const browser = createBrowser();
    await isRefused(browser, await signIn(browser), 'oidc_refused');
    await newPerson();
    const callback = await toCallback(browser);
    faults.add({ vendor: 'openid', path: /^\/token$/, kind: 'drop' });
    await isRefused(browser, locationOf(await browser.visit(callback)), 'vendor_unavailable');
    const page = await (await browser.visit(`${base}/sign-in?problem=vendor_unavailable`)).text();
    expect(page).toContain('cannot be reached');
  });

  it('leads nowhere else afterwards, whatever the address says', async () => {
    await newPerson();
    expect(await signIn(createBrowser(), 'https://evil.example')).toBe('/');
  });

  describe('its settings', () => {
    it('keep the secret sealed and show it to nobody', async () => {
      const { clientSecret } = provider.credentials;
      const shown = await desk.ask({ url: '/api/oidc', headers: admin });
      expect(shown.json()).toMatchObject({ issuer: provider.issuer, redirectUri: `${base}/api/oidc/callback` });
      expect(shown.body).not.toContain(clientSecret);
      const stored = await desk.connection.collection('oidcSettings').find().toArray();
      expect(stored).toHaveLength(1);
      expect(JSON.stringify(stored)).not.toContain(clientSecret);
      const page = await (await createBrowser().visit(`${base}/sign-in`)).text();
      expect(page).toContain('Sign in with your organisation');
    });

    it('keep the secret when it is left out, but not for another issuer or client', async () => {
      expect((await configure({ clientSecret: undefined, label: 'Entra ID' })).statusCode).toBe(200);
      await newPerson();
      expect(await signIn()).toBe('/');
      for (const changes of [{ issuer: 'https://evil.example' }, { clientId: 'another' }]) {
        const answer = await configure({ clientSecret: undefined, ...changes });
        expect(answer.json().error.code).toBe('secret_needed');
      }
    });

    it.each<[string, object, string]>([
      ['an address without TLS', { issuer: 'http://login.example' }, 'insecure_issuer'],
      ['an address that is none', { issuer: 'login' }, 'invalid_input'],
      [
        'every tenant of Entra ID at once',
        { issuer: 'https://login.microsoftonline.com/common/v2.0' },
        'invalid_input',
      ],
    ])('refuse %s', async (_what, changes, code) => {
      const answer = await configure(changes);
      expect(answer.statusCode).toBe(400);
      expect(answer.json().error.code).toBe(code);
    });

    it('are kept only when the provider is found', async () => {
      faults.add({ vendor: 'openid', path: /openid-configuration/, kind: 'status', status: 404 });
      const answer = await configure({ label: 'Nobody' });
      expect(answer.json().error).toMatchObject({
        code: 'oidc_discovery',
        details: { problems: [expect.stringMatching(/^issuer: /)] },
      });
      expect((await desk.admin.deps.oidc.settings.read())?.label).not.toBe('Nobody');
    });

    it('end sign-in this way when they are removed', async () => {
      expect((await desk.ask({ method: 'DELETE', url: '/api/oidc', headers: admin })).statusCode).toBe(204);
      expect(locationOf(await createBrowser().visit(`${base}/api/oidc/start`))).toBe('/sign-in?problem=not_found');
      expect((await desk.ask({ url: '/api/oidc', headers: admin })).statusCode).toBe(404);
    });
  });
});
