import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SECRET_KEY } from '../../../core/agent/fakes-for-tests.js';
import { InvalidInput } from '../../../core/errors.js';
import { CLIENTELE_ACCESS } from '../access-of-clientele-for-tests.js';
import { type Ask, personAt } from '../callers-for-tests.js';
import { openDesk, type TestDesk } from '../desk-for-tests.js';

const SITE = 'https://vendor.example/site-of-ours';
const OTHER_KEY = 'an0ther-key-nobody-may-see';
const PSA = '/api/integrations/pretend_psa';

describe('integrations in the API', () => {
  let desk: TestDesk;
  let admin: Ask;
  let unheard: Ask;
  /** Every answer that was given, to anybody. */
  const answers: string[] = [];
  const listening =
    (ask: Ask): Ask =>
    async (...request) => {
      const answer = await ask(...request);
      answers.push(answer.body);
      return answer;
    };
  beforeAll(async () => {
    desk = await openDesk({ publicBaseUrl: 'https://desk.example' });
    unheard = await personAt(desk, 'admin');
    admin = listening(unheard);
  });
  afterAll(() => desk.stop());

  const stored = () => desk.connection.collection('integrations').findOne({ settings: { site: SITE } });
  const hookToken = async () => String((await stored())?.hookToken);

  it('are all listed, with the form that connects them', async () => {
    const { items, nextCursor } = (await admin('GET', '/api/integrations')).json();
    expect(items.map(({ kind, connected }: Record<string, unknown>) => [kind, connected])).toEqual([
      ['pretend_psa', false],
      ['pretend_directory', false],
      ['pretend_model', false],
    ]);
    expect(nextCursor).toBeNull();
    expect(items[0].fields).toEqual([
      { name: 'site', title: 'Site', type: 'text', required: true, secret: false, filled: false },
      { name: 'key', title: 'Key', type: 'text', required: true, secret: true, filled: false },
      { name: 'login', title: 'Login', type: 'text', required: false, secret: false, filled: false },
    ]);
    expect((await admin('GET', '/api/integrations?category=model')).json().items).toHaveLength(1);
    expect((await admin('GET', '/api/integrations?connected=true')).json().items).toEqual([]);
    expect((await admin('GET', '/api/integrations/none')).statusCode).toBe(404);
  });

  it('are connected, tried at once and registered, and never say what was filled in', async () => {
    const { json } = await admin('PUT', PSA, { site: SITE, key: SECRET_KEY });
    expect(json()).toMatchObject({
      connected: true,
      version: 1,
      health: { ok: true, findings: [{ ok: true, what: 'Read something' }] },
      tools: [{ name: 'pretend_psa:close-ticket', effect: 'write' }],
    });
    expect(json().fields.map(({ name, filled }: Record<string, unknown>) => [name, filled])).toEqual([
      ['site', true],
      ['key', true],
      ['login', false],
    ]);
    expect(JSON.stringify(await stored())).not.toContain(SECRET_KEY);
    await desk.clientele.drain();
    expect([...desk.clientele.vendor.addresses]).toEqual([
      `https://desk.example/hooks/pretend_psa/${await hookToken()}`,
    ]);
    expect((await admin('GET', PSA)).json().webhook).toMatchObject({ state: 'registered' });
    expect(await desk.clientele.recorded()).toContainEqual({
      kind: 'integration.connected',
      by: { kind: 'account', id: expect.any(String), name: 'The admin' },
      what: 'The admin connected Pretend PSA',
    });
  });

  it('refuse what is wrong field by field without repeating it, and keep what they had', async () => {
    const wrong = await admin('PUT', PSA, { key: 'k3y', site: SITE, colour: 'red' });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().error).toMatchObject({
      code: 'invalid_credentials',
      details: { problems: expect.arrayContaining([expect.stringMatching(/pretend_psa\.key: is too short/)]) },
    });
    for (const payload of [{}, { site: 7, key: SECRET_KEY }, { site: SITE, key: [SECRET_KEY] }]) {
      expect((await admin('PUT', PSA, payload)).statusCode).toBe(400);
    }
    expect((await admin('PUT', '/api/integrations/none', { key: SECRET_KEY })).statusCode).toBe(404);
    desk.clientele.vendor.accept = (credentials) => {
      throw new InvalidInput('vendor_site', `${JSON.stringify(credentials)} holds no address`);
    };
    const pasted = await admin('PUT', PSA, { site: OTHER_KEY, key: SECRET_KEY });
    expect(pasted.json().error).toMatchObject({
      code: 'vendor_site',
      message: '{"site":"…","key":"…"} holds no address',
    });
    desk.clientele.vendor.accept = () => undefined;
    expect((await admin('GET', PSA)).json()).toMatchObject({ version: 1, connected: true });
  });

  it('are tried on demand; what is wrong is named and kept, without the key that the vendor repeats', async () => {
    desk.clientele.vendor.check = async () => [
      { ok: true, what: 'Sign in' },
      { ok: false, what: 'Read companies', problem: `the key ${SECRET_KEY} lacks a right` },
    ];
    const found = [
      { ok: true, what: 'Sign in' },
      { ok: false, what: 'Read companies', problem: 'the key … lacks a right' },
      { ok: true, what: 'Webhooks' },
    ];
    const checked = await admin('POST', `${PSA}/check`);
    expect(checked.json()).toEqual({ ok: false, findings: found });
    expect((await admin('GET', PSA)).json().health).toMatchObject({ ok: false, findings: found });
    desk.clientele.vendor.check = async () => [{ ok: true, what: 'Sign in' }];
    expect((await admin('POST', `${PSA}/check`)).json()).toMatchObject({ ok: true });
    expect((await admin('POST', '/api/integrations/pretend_model/check')).statusCode).toBe(404);
  });

  it('show what clients can be mapped to, by words and page by page', async () => {
    desk.clientele.vendor.mappings = async () =>
      ['Harbor', 'Summit', 'Bay'].map((name) => ({ id: `id-${name}`, name }));
    const first = (await admin('GET', `${PSA}/mappings?limit=2`)).json();
    const rest = (await admin('GET', `${PSA}/mappings?limit=2&cursor=${first.nextCursor}`)).json();
    expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual(['Harbor', 'Summit', 'Bay']);
    expect(rest.nextCursor).toBeNull();
    expect((await admin('GET', `${PSA}/mappings?q=summ`)).json().items).toEqual([{ id: 'id-Summit', name: 'Summit' }]);
    expect((await admin('GET', '/api/integrations/pretend_model/mappings')).statusCode).toBe(404);
  });

  it('tell only admins the secret address and the secret of a webhook that is set up by hand', async () => {
    desk.clientele.vendor.byHand = true;
    await admin('PUT', PSA, { site: SITE, key: OTHER_KEY });
    await desk.clientele.drain();
    const checked = (await admin('POST', `${PSA}/check`)).json();
    const waiting = { ok: true, waiting: true, what: expect.stringMatching(/^Webhooks: waiting until Pretend PSA/) };
    expect(checked).toEqual({ ok: true, findings: [{ ok: true, what: 'Sign in' }, waiting] });
    const token = await hookToken();
    const { instructions } = (await unheard('GET', PSA)).json().webhook;
    const [, address, secret] = /^Send events to (\S+)\?secret=([\w-]{43})$/.exec(instructions) ?? [];
    expect(address).toBe(`https://desk.example/hooks/pretend_psa/${token}`);
    expect((await unheard('GET', '/api/integrations')).json().items[0].webhook.instructions).toBe(instructions);
    const told = await listening(await personAt(desk, 'technician'))('GET', PSA);
    expect(told.json()).toMatchObject({
      health: { ok: true, findings: [{ ok: true }, waiting] },
      webhook: { state: 'by_hand', instructions: 'Send events to https://desk.example/hooks/pretend_psa/…?secret=…' },
    });
    for (const value of [token, String(secret)]) expect(answers.filter((body) => body.includes(value))).toEqual([]);
    expect(JSON.stringify(await stored())).not.toContain(secret);
  });

  it('give away no secret in any answer to anybody', async () => {
    const { id } = (
      await admin('POST', '/api/clients', { slug: 'h', name: 'H', mappings: { pretend_psa: '2' } })
    ).json();
    await desk.clientele.drain();
    const token = await hookToken();
    const routes = Object.keys(CLIENTELE_ACCESS).filter((route) => route.startsWith('GET '));
    for (const ask of [await personAt(desk, 'auditor'), await personAt(desk, 'technician', [id])].map(listening)) {
      const urls = routes.map((route) =>
        route.slice(4).replace(':id', id).replace(':number', '1').replace(':kind', 'pretend_psa'),
      );
      await Promise.all(urls.map((url) => ask('GET', url)));
    }
    expect(answers.length).toBeGreaterThan(50);
    const credentials = [SITE, SECRET_KEY, OTHER_KEY, token, ...Object.values((await stored())?.sealed ?? {})].map(
      String,
    );
    expect(credentials).toHaveLength(5);
    for (const value of credentials) expect(answers.filter((body) => body.includes(value))).toEqual([]);
  });

  it('are disconnected: webhooks taken back where the vendor answers, credentials erased', async () => {
    const left = (await admin('DELETE', PSA)).json().problems;
    expect(left).toEqual([expect.stringMatching(/set up by hand in Pretend PSA.*\/hooks\/pretend_psa\/$/)]);
    desk.clientele.vendor.byHand = false;
    await admin('PUT', PSA, { site: SITE, key: SECRET_KEY });
    await desk.clientele.drain();
    desk.clientele.vendor.unregister = async () => {
      throw new Error('The vendor is down');
    };
    const gone = await admin('DELETE', PSA);
    expect([gone.statusCode, gone.json()]).toEqual([200, { problems: ['The vendor is down'] }]);
    expect(await stored()).toBeNull();
    expect((await admin('GET', PSA)).json()).toMatchObject({ connected: false, tools: [] });
    expect((await admin('DELETE', PSA)).statusCode).toBe(404);

    desk.clientele.vendor.unregister = async () => undefined;
    desk.clientele.vendor.addresses.clear();
    await admin('PUT', PSA, { site: SITE, key: SECRET_KEY });
    await desk.clientele.drain();
    expect(desk.clientele.vendor.addresses.size).toBe(1);
    expect((await admin('DELETE', PSA)).json()).toEqual({ problems: [] });
    expect(desk.clientele.vendor.addresses.size).toBe(0);
    expect((await desk.clientele.recorded()).filter(({ kind }) => kind === 'integration.removed')).toMatchObject([
      { by: { name: 'The admin' } },
      { by: { name: 'The admin' } },
      { by: { name: 'The admin' } },
    ]);
  });

  it('can be disconnected also when their credentials cannot be read any more, and say so until then', async () => {
    await admin('PUT', PSA, { site: SITE, key: SECRET_KEY });
    await desk.connection
      .collection('integrations')
      .updateOne({ settings: { site: SITE } }, { $set: { 'sealed.key': 'x' }, $inc: { version: 1 } });
    expect((await admin('GET', PSA)).json()).toMatchObject({
      connected: true,
      health: { ok: false, findings: [{ ok: false, what: 'Read the stored credentials' }] },
    });
    expect((await admin('POST', `${PSA}/check`)).json()).toMatchObject({ ok: false });
    expect((await admin('DELETE', PSA)).statusCode).toBe(200);
    expect((await admin('GET', PSA)).json()).toMatchObject({ connected: false });
  });
});
