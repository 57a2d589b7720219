import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { policyOf } from '../../../core/tools/policy.js';
import { type Ask, connectVendors, everyPage, personAt } from '../callers-for-tests.js';
import { openDesk, type TestDesk } from '../desk-for-tests.js';

const RESET = 'pretend_directory:reset-password';

describe('policies and prompts in the API', () => {
  let desk: TestDesk;
  let admin: Ask;
  let url: string;
  beforeAll(async () => {
    desk = await openDesk();
    admin = await personAt(desk, 'admin');
    await connectVendors(admin);
    const client = { slug: 'harbor', name: 'Harbor', mappings: { pretend_directory: 'tenant-harbor' } };
    url = `/api/clients/${(await admin('POST', '/api/clients', client)).json().id}`;
    await desk.clientele.drain();
  });
  afterAll(() => desk.stop());

  const reset = async (of: string) => {
    const { items } = (await admin('GET', `${of}/policies?q=reset-password`)).json();
    expect(items).toHaveLength(1);
    return items[0];
  };

  it('show what holds for a tool, from the client before the MSP before the default', async () => {
    expect(await reset(url)).toMatchObject({
      default: 'approval_needed',
      effective: { source: 'default' },
      mapped: true,
    });
    const ofMsp = await admin('PUT', `/api/policies/${RESET}`, { policy: 'disabled' });
    expect(ofMsp.json()).toMatchObject({ msp: 'disabled', effective: { policy: 'disabled', source: 'msp' } });
    expect(await reset(url)).toMatchObject({ msp: 'disabled', effective: { policy: 'disabled', source: 'msp' } });
    const own = await admin('PUT', `${url}/policies/${encodeURIComponent(RESET)}`, { policy: 'auto' });
    expect(own.json()).toMatchObject({
      msp: 'disabled',
      client: 'auto',
      effective: { policy: 'auto', source: 'client' },
    });
    const inherited = await admin('PUT', `${url}/policies/${RESET}`, { policy: null });
    expect(inherited.json()).not.toHaveProperty('client');
    expect(await reset('/api')).toMatchObject({ effective: { source: 'msp' }, mapped: false });
    expect((await desk.clientele.recorded()).filter(({ what }) => what.includes('policies'))).toHaveLength(3);
  });

  it('tell for every tool the very policy and reason that are enforced', async () => {
    await admin('PUT', `${url}/freeze`, { freeze: true });
    const { items } = (await admin('GET', `${url}/policies?limit=200`)).json();
    const { clientele, connections } = desk.clientele.deps;
    const client = await clientele.clients.bySlug('harbor');
    if (!client) throw new Error('no client');
    const msp = await clientele.settings.read();
    const tools = (await connections.all()).flatMap(({ connection }) => connection.tools());
    expect(items.map(({ tool, effective }: { tool: string; effective: object }) => [tool, effective])).toEqual(
      tools.map((tool) => [tool.name, policyOf(tool, { msp, client })]),
    );
    expect(items.some(({ effective }: { effective: { source: string } }) => effective.source === 'client-freeze')).toBe(
      true,
    );
    await admin('PUT', `${url}/freeze`, { freeze: false });
  });

  it('lose none of two that are set at the same moment', async () => {
    const { items } = (await admin('GET', `${url}/policies?integration=pretend_directory`)).json();
    const names: string[] = items.map(({ tool }: { tool: string }) => tool);
    expect(names.length).toBeGreaterThan(1);
    const set = (of: string) =>
      names.map((tool) => admin('PUT', `${of}/policies/${tool}`, { policy: 'approval_needed' }));
    const answers = await Promise.all([...set(url), ...set('/api')]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
    const after = (await admin('GET', `${url}/policies?integration=pretend_directory`)).json().items;
    expect(after.map(({ msp, client }: Record<string, string>) => [msp, client])).toEqual(
      names.map(() => ['approval_needed', 'approval_needed']),
    );
  });

  it('are filtered and paged to the end', async () => {
    const all: { tool: string; effect: string }[] = (await admin('GET', `${url}/policies`)).json().items;
    const seen = await everyPage(admin, `${url}/policies?limit=1`, 'tool');
    expect(seen).toEqual(all.map(({ tool }) => tool));
    const reads = (await admin('GET', `${url}/policies?effect=read`)).json().items;
    expect(reads.length).toBe(all.filter(({ effect }) => effect === 'read').length);
    expect((await admin('GET', `${url}/policies?mapped=false`)).json().items).toMatchObject([
      { integration: { kind: 'pretend_psa' } },
    ]);
    expect((await admin('GET', `${url}/policies?cursor=pretend:none`)).json().error.code).toBe('bad_cursor');
  });

  it.each([
    ['policies/m365:unknown', { policy: 'auto' }, 404],
    ['policies/no%20tool', { policy: 'auto' }, 400],
    ['policies/reset-password', { policy: 'auto' }, 400],
    [`policies/${RESET}`, { policy: 'maybe' }, 400],
    [`policies/${RESET}`, {}, 400],
    ['prompt', { text: 7 }, 400],
  ])('refuse %s with %j', async (path, payload, status) => {
    for (const whose of [url, '/api']) {
      const answer = await admin('PUT', `${whose}/${path}`, payload);
      expect([answer.statusCode, typeof answer.json().error.message]).toEqual([status, 'string']);
    }
  });

  it.each(['the MSP', 'a client'])('keep every prompt of %s, and go back to an old one', async (whose) => {
    const of = whose === 'the MSP' ? '/api' : url;
    for (const [text, note] of [['First.', 'as agreed'], ['Second.'], ['Third.']]) {
      const { statusCode } = await admin('PUT', `${of}/prompt`, { text, ...(note ? { note } : {}) });
      expect(statusCode).toBe(200);
    }
    const first = (await admin('GET', `${of}/prompts?limit=2`)).json();
    expect(first.items.map(({ number, text }: Record<string, unknown>) => [number, text])).toEqual([
      [4, 'Third.'],
      [3, 'Second.'],
    ]);
    const rest = (await admin('GET', `${of}/prompts?limit=2&cursor=${first.nextCursor}`)).json();
    expect(rest).toMatchObject({ items: [{ text: 'First.', note: 'as agreed' }, { text: '' }], nextCursor: null });
    const back = await admin('POST', `${of}/prompts/2/rollback`);
    expect(back.json()).toMatchObject({ number: 5, text: 'First.', by: { kind: 'account', name: 'The admin' } });
    expect((await admin('POST', `${of}/prompts/99/rollback`)).statusCode).toBe(404);
    const late = await admin('PUT', `${of}/prompt`, { text: 'Late.', version: 1 });
    expect(late.statusCode).toBe(409);
  });

  it('show what an agent is told, layer by layer and joined', async () => {
    await admin('PUT', '/api/prompt', { text: 'Sign as Lakeside IT.' });
    await admin('PUT', `${url}/prompt`, { text: 'Never phone them.' });
    const { layers, text } = (await admin('GET', `${url}/prompt`)).json();
    expect(layers.map(({ name }: { name: string }) => name)).toEqual(['base', 'msp', 'client']);
    for (const layer of layers) expect(text).toContain(layer.text);
  });
});
