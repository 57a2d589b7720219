import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOutgoing } from '../../../adapters/http.js';
import { mcp } from '../../../adapters/mcp/index.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createPretendMcp, type PretendMcp } from '../../../sandbox/mcp/index.js';
import { createRecords } from '../../../sandbox/records.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { type Ask, personAt } from '../callers-for-tests.js';
import { openDesk, type TestDesk } from '../desk-for-tests.js';

const DOCS = '/api/integrations/mcp:docs';
const FIND = 'mcp:docs:find_asset';

describe('an MCP server in the API', () => {
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], retries: 0 });
  let desk: TestDesk;
  let server: PretendMcp;
  let admin: Ask;
  let other: Ask;
  beforeAll(async () => {
    server = await createPretendMcp({ world: createWorld(), records: createRecords(), faults: createFaults() });
    desk = await openDesk({ publicBaseUrl: 'https://desk.example', http, integrations: [mcp] });
    admin = await personAt(desk, 'admin');
    const { headers } = await desk.signedIn('admin', 'other@desk.example');
    other = (method, url, payload) => desk.ask({ method, url, headers, ...(payload ? { payload } : {}) });
  });
  afterAll(async () => {
    await desk.stop();
    await http.close();
    await server.stop();
  });

  const shown = async () => (await admin('GET', DOCS)).json();
  const states = () => desk.connection.collection('integration_states').countDocuments();
  /** Where the browser is sent back to after somebody agreed there. */
  async function agreed(url: string): Promise<string> {
    const answer = await fetch(url, { redirect: 'manual' });
    const { origin, pathname, search } = new URL(answer.headers.get('location') ?? '');
    expect(`${origin}${pathname}`).toBe('https://desk.example/integrations/authorized');
    return `${pathname}${search}`;
  }
  const begin = async () => (await admin('POST', `${DOCS}/authorize`)).json().url;

  it('is a form for a further one, and is connected under a name that can be one', async () => {
    expect((await admin('GET', '/api/integrations/mcp')).json()).toMatchObject({
      kind: 'mcp',
      many: true,
      connected: false,
    });
    for (const kind of ['mcp', 'mcp:', 'mcp:Docs', 'mcp:a:b', 'mcp:a__b', `mcp:${'x'.repeat(41)}`, 'pretend_psa:two']) {
      expect([kind, (await admin('PUT', `/api/integrations/${kind}`, server.oauthCredentials)).statusCode]).toEqual([
        kind,
        kind === 'mcp' ? 400 : 404,
      ]);
    }
    const connected = (await admin('PUT', DOCS, { ...server.oauthCredentials, shared: true })).json();
    expect(connected).toMatchObject({
      kind: 'mcp:docs',
      title: 'MCP server docs',
      connected: true,
      authorizes: true,
      tools: [],
      health: { ok: false, findings: [{ problem: expect.stringMatching(/nobody has signed in there yet/) }] },
    });
    const listed = (await admin('GET', '/api/integrations?category=other')).json().items;
    expect(listed.map(({ kind }: { kind: string }) => kind)).toEqual(['mcp', 'mcp:docs']);
  });

  it('is signed in at by the admin’s own browser, once and within ten minutes', async () => {
    const { secret } = await desk.admin.deps.tokens.create({
      name: 'p',
      role: 'admin',
      createdBy: { id: 'x', name: 'x' },
    });
    const program = { authorization: `Bearer ${secret}` };
    const refused = await desk.ask({ method: 'POST', url: `${DOCS}/authorize`, headers: program });
    expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'needs_browser']);
    expect((await admin('POST', '/api/integrations/mcp:none/authorize')).statusCode).toBe(404);

    const late = await agreed(await begin());
    desk.clock.pass(10 * 60_000);
    expect((await admin('GET', late)).statusCode).toBe(400);
    const back = await agreed(await begin());
    expect((await other('GET', back)).statusCode).toBe(400);
    const ofSome = await personAt(desk, 'admin', ['c1']);
    expect((await ofSome('GET', back)).statusCode).toBe(403);
    expect((await ofSome('POST', `${DOCS}/authorize`)).statusCode).toBe(403);
    expect((await desk.ask({ url: back, headers: program })).statusCode).toBe(303);
    expect((await admin('GET', back.replace('state=', 'state=x'))).statusCode).toBe(400);
    const page = await admin('GET', back);
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    expect(page.body).toContain('You have signed in at MCP server docs');
    expect((await admin('GET', back)).statusCode).toBe(400);
    expect(await shown()).toMatchObject({
      health: { ok: true },
      tools: expect.arrayContaining([expect.objectContaining({ name: FIND })]),
    });
    expect(await desk.clientele.recorded()).toContainEqual(
      expect.objectContaining({
        kind: 'integration.authorized',
        what: 'The admin signed in at MCP server docs for Frontdesk',
      }),
    );
    const stored = JSON.stringify(await desk.connection.collection('integration_states').find().toArray());
    for (const token of server.oauth.issued) expect(stored).not.toContain(token);
  });

  it('says what the vendor refused, and keeps nothing of it', async () => {
    server.oauth.agrees = false;
    const page = await admin('GET', await agreed(await begin()));
    expect([page.statusCode, page.body]).toEqual([424, expect.stringMatching(/it was not agreed to there/)]);
    server.oauth.agrees = true;
  });

  it('has what it changed shown with old and new, and confirmed only as it was seen', async () => {
    expect((await admin('GET', `${DOCS}/reviews`)).json()).toEqual({ items: [] });
    server.changeTool('find_asset', { description: 'Finds computers, better.' });
    await admin('POST', `${DOCS}/check`);
    expect(await shown()).toMatchObject({
      health: {
        findings: expect.arrayContaining([expect.objectContaining({ warning: expect.stringMatching(/find_asset/) })]),
      },
    });
    const approval = { name: FIND, approvalBecause: expect.stringMatching(/no admin has looked at it since/) };
    expect((await shown()).tools).toContainEqual(expect.objectContaining(approval));
    const [review] = (await admin('GET', `${DOCS}/reviews`)).json().items;
    expect(review).toMatchObject({
      tool: FIND,
      state: 'changed',
      is: { description: 'Find an asset: Finds computers, better.' },
      was: { description: 'Find an asset: Finds computers by a part of their name.' },
    });
    const stale = await admin('POST', `${DOCS}/reviews`, { tool: FIND, hash: 'another' });
    expect([stale.statusCode, stale.json().error.code]).toEqual([409, 'tool_not_as_seen']);
    expect((await admin('POST', `${DOCS}/reviews`, { tool: FIND, hash: review.hash })).json()).toEqual({ items: [] });
    expect((await shown()).tools.find(({ name }: { name: string }) => name === FIND).approvalBecause).toBeUndefined();
    expect(await desk.clientele.recorded()).toContainEqual(expect.objectContaining({ kind: 'integration.reviewed' }));
    expect((await admin('GET', '/api/integrations/pretend_psa/reviews')).statusCode).toBe(404);
  });

  it('shows its tools’ policies like those of every integration, for rules and settings by their names', async () => {
    const set = await admin('PUT', `/api/policies/${encodeURIComponent('mcp:docs:book_room')}`, { policy: 'disabled' });
    expect(set.statusCode).toBe(200);
    const { items } = (await admin('GET', '/api/policies?limit=100')).json();
    expect(items.find(({ tool }: { tool: string }) => tool === 'mcp:docs:book_room')).toMatchObject({
      effective: { policy: 'disabled' },
      integration: { kind: 'mcp:docs', title: 'MCP server docs' },
    });
  });

  it('is disconnected with all that was remembered of it', async () => {
    expect(await states()).toBe(2);
    expect((await admin('DELETE', DOCS)).statusCode).toBe(200);
    expect(await states()).toBe(0);
    expect((await admin('PUT', DOCS, { ...server.oauthCredentials, shared: true })).json()).toMatchObject({
      tools: [],
      health: { ok: false },
    });
  });
});
