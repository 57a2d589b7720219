import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../core/errors.js';
import { type McpStage, SCOPE, setMcpStage, toolOf } from './stage-for-tests.js';

const REDIRECT = 'https://desk.example/integrations/authorized';

describe('an MCP server that people sign in at', () => {
  let stage: McpStage;
  const OAUTH = { auth: 'oauth', token: undefined };
  beforeEach(async () => {
    stage = await setMcpStage();
  });
  afterEach(() => stage.stop());

  const connection = (credentials: Record<string, unknown> = {}) => stage.connect({ ...OAUTH, ...credentials });
  const begin = async (of = connection(), state = 'st') => {
    if (!of.authorization) throw new Error('It takes no sign-in');
    return of.authorization.begin({ redirectUri: REDIRECT, state });
  };
  /** What the browser comes back with. */
  async function browse(url: string): Promise<Record<string, string>> {
    const answer = await fetch(url, { redirect: 'manual' });
    return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
  }
  async function signIn(of = connection()) {
    const { url, pending } = await begin(of);
    const { state: _state, ...answer } = await browse(url);
    await of.authorization?.finish(answer, pending);
    return of;
  }
  const failureOf = async (work: Promise<unknown> | undefined) => {
    const error = await work?.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
    return error;
  };
  const asked = (path: string) => stage.records.of('mcp').filter((record) => record.path === path);

  it('is used with the token of whoever signed in, which is kept sealed', async () => {
    const [before] = await connection().check();
    expect(before?.problem).toMatch(/nobody has signed in there yet/);
    const { url } = await begin();
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: REDIRECT,
      resource: stage.server.url,
      scope: 'desk',
      state: 'st',
    });
    const of = await signIn();
    expect(await of.check()).toMatchObject([{ ok: true }]);
    expect(await toolOf(of, 'find_asset').run(SCOPE, { query: '01' })).toMatchObject({
      output: { data: { assets: [{}] } },
    });
    const [kept] = [...stage.state.kept].filter(([key]) => key === 'oauth').map(([, value]) => value);
    for (const token of stage.server.oauth.issued) {
      expect(JSON.stringify(kept?.data)).not.toContain(token);
      expect(kept?.secret).toContain(token);
    }
  });

  it('has its token renewed before it ends and when it is refused, with a refresh token that is good once', async () => {
    stage.server.oauth.lifetime = 60;
    const of = await signIn();
    stage.clock.now = new Date(stage.clock.now.getTime() + 45_000);
    await of.check();
    expect(stage.server.oauth.renewals).toBe(1);
    stage.server.oauth.expireTokens();
    expect(await of.check()).toMatchObject([{ ok: true }]);
    expect(stage.server.oauth.renewals).toBe(2);
  });

  it('has one token renewed once, however many find it at its end, in one process or several', async () => {
    const one = await signIn();
    await one.check();
    const others = [connection(), connection()];
    for (const other of others) await other.prepare?.();
    stage.server.oauth.expireTokens();
    const found = await Promise.all(
      [one, one, one, ...others].map((of) => toolOf(of, 'find_asset').run(SCOPE, { query: '01' })),
    );
    expect(found).toHaveLength(5);
    expect(stage.server.oauth.renewals).toBe(1);
  });

  it('says that somebody has to sign in again when nothing is good any more, and asks no more for that', async () => {
    const of = await signIn();
    await of.check();
    stage.server.oauth.revoke();
    for (let times = 0; times < 2; times += 1) {
      const [finding] = await of.check();
      expect(finding).toMatchObject({
        ok: false,
        problem: expect.stringMatching(/has ended; an admin signs in again/),
      });
    }
    expect(asked('/token')).toHaveLength(2);
    await signIn(of);
    expect(await of.check()).toMatchObject([{ ok: true }]);
  });

  it('is known by the client id that an admin entered, where it registers nobody', async () => {
    stage.server.oauth.registers = false;
    expect((await failureOf(begin())).message).toMatch(/register Frontdesk there and enter the client id/);
    const of = await signIn(connection(stage.server.oauth.registerClient(REDIRECT)));
    expect(await of.check()).toMatchObject([{ ok: true }]);
    expect(asked('/register')).toEqual([]);
  });

  it('is not signed in at when a person says no, or the answer is another server’s, without a code or used twice', async () => {
    const of = connection();
    const { url, pending } = await begin(of);
    const answer = await browse(url);
    for (const [wrong, why] of [
      [{ ...answer, iss: 'https://other.example' }, /another authorization server/],
      [{ code: answer.code ?? '' }, /another authorization server/],
      [{ iss: answer.iss ?? '' }, /has no code/],
      [{ ...answer, code: 'guess' }, /did not take the code/],
    ] as const) {
      expect((await failureOf(of.authorization?.finish(wrong, pending))).message).toMatch(why);
    }
    await of.authorization?.finish(answer, pending);
    expect((await failureOf(of.authorization?.finish(answer, pending))).message).toMatch(/did not take the code/);
    stage.server.oauth.agrees = false;
    const refused = await begin(of);
    expect((await failureOf(of.authorization?.finish(await browse(refused.url), refused.pending))).message).toMatch(
      /not agreed to there \("access_denied"\)/,
    );
  });

  it('is not trusted when its authorization server has no PKCE, calls itself another, or cannot be read', async () => {
    stage.server.oauth.hasPkce = false;
    expect((await failureOf(begin())).message).toMatch(/without PKCE/);
    stage.server.oauth.hasPkce = true;
    stage.server.oauth.issuer = 'https://other.example';
    expect((await failureOf(begin())).message).toMatch(/calls itself another/);
  });
});
