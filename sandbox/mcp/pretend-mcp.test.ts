import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { createWorld } from '../world/world.js';
import { createPretendMcp, type PretendMcp } from './index.js';

const REDIRECT = 'https://frontdesk.example/back';
const VERIFIER = 'v'.repeat(43);
const tokens = z.object({
  error: z.string().optional(),
  access_token: z.string().default(''),
  refresh_token: z.string().default(''),
});

describe('the pretend MCP server', () => {
  let server: PretendMcp;
  const records = createRecords();
  beforeAll(async () => {
    server = await createPretendMcp({ world: createWorld(), records, faults: createFaults() });
  });
  afterAll(() => server.stop());

  const initialize = {
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: {} },
  };
  async function post(message: Record<string, unknown>, headers: Record<string, string> = {}) {
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        authorization: `Bearer ${server.credentials.token}`,
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
      redirect: 'manual',
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }
  const begin = async () => {
    const { headers } = await post(initialize);
    const session = { 'mcp-session-id': headers.get('mcp-session-id') ?? '', 'mcp-protocol-version': '2025-06-18' };
    return session;
  };
  const form = async (fields: Record<string, string>) => {
    const answer = await fetch(server.url.replace('/mcp', '/token'), {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    return tokens.parse(await answer.json());
  };

  it('answers in a session, once it is initialized, in its version', async () => {
    const session = await begin();
    const list = { method: 'tools/list', params: {} };
    expect((await post(list, session)).status).toBe(400);
    expect((await post({ id: undefined, method: 'notifications/initialized' }, session)).status).toBe(202);
    expect((await post(list, session)).status).toBe(200);
    expect((await post(list)).status).toBe(400);
    expect((await post(list, { ...session, 'mcp-session-id': 'unknown' })).status).toBe(404);
    expect((await post(list, { ...session, 'mcp-protocol-version': '2024-11-05' })).status).toBe(400);
    expect((await post({ method: 'nothing' }, session)).text).toContain('-32601');
    server.forgetSessions();
    expect((await post(list, session)).status).toBe(404);
  });

  it('refuses what the specification refuses: tokens, kinds of answers, other messages, a GET', async () => {
    const wrong = await post(initialize, { authorization: 'Bearer guess' });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer resource_metadata="${server.url.replace('/mcp', '')}/.well-known/oauth-protected-resource/mcp"`,
    ]);
    expect((await post(initialize, { accept: 'application/json' })).status).toBe(406);
    expect((await post(initialize, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post({ ...initialize, jsonrpc: '1.0' })).status).toBe(400);
    const { status } = await fetch(server.url, { headers: { authorization: `Bearer ${server.credentials.token}` } });
    expect(status).toBe(405);
  });

  it('keeps what calls changed, and refuses arguments that its schema does not have', async () => {
    const session = await begin();
    await post({ id: undefined, method: 'notifications/initialized' }, session);
    const book = (args: object) =>
      post({ method: 'tools/call', params: { name: 'book_room', arguments: args } }, session);
    expect((await book({ room: 'Beacon' })).text).toContain('-32602');
    expect((await book({ room: 'Beacon', day: '2026-03-04', for: 'x', more: 1 })).text).toContain('-32602');
    expect((await book({ room: 'Attic', day: '2026-03-04', for: 'x' })).text).toContain('"isError":true');
    await book({ room: 'Beacon', day: '2026-03-04', for: 'x' });
    expect(server.bookings).toEqual([{ id: 'b-1', room: 'Beacon', day: '2026-03-04', for: 'x' }]);
    expect(records.writes('mcp')).toHaveLength(1);
  });

  it('gives tokens for a code with its verifier and resource, once, and ends all when a refresh token comes twice', async () => {
    const { clientId, clientSecret } = server.oauth.registerClient(REDIRECT);
    const asked = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: REDIRECT,
      state: 's',
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      resource: server.url,
    };
    const authorize = async (changes: Record<string, string> = {}) => {
      const url = `${server.url.replace('/mcp', '/authorize')}?${new URLSearchParams({ ...asked, ...changes })}`;
      const answer = await fetch(url, { redirect: 'manual' });
      return Object.fromEntries(new URL(answer.headers.get('location') ?? 'http://nowhere.example').searchParams);
    };
    expect(await authorize({ redirect_uri: 'https://evil.example' })).toEqual({});
    expect(await authorize({ code_challenge_method: 'plain' })).toMatchObject({ error: 'invalid_request', state: 's' });
    expect(await authorize({ resource: 'https://other.example' })).toMatchObject({ error: 'invalid_target' });
    const { code = '' } = await authorize();
    const exchange = {
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: REDIRECT,
      resource: server.url,
    };
    expect((await form({ ...exchange, code_verifier: VERIFIER })).error).toBe('invalid_client');

    const basic = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
    const signed = async (fields: Record<string, string>) => {
      const body = new URLSearchParams(fields);
      const answer = await fetch(server.url.replace('/mcp', '/token'), { method: 'POST', body, headers: basic });
      return tokens.parse(await answer.json());
    };
    expect((await signed({ ...exchange, code_verifier: 'w'.repeat(43) })).error).toBe('invalid_grant');
    const first = await signed({ ...exchange, code_verifier: VERIFIER });
    expect(server.oauth.admits(`Bearer ${first.access_token}`)).toBe(true);
    expect((await signed({ ...exchange, code_verifier: VERIFIER })).error).toBe('invalid_grant');
    const renew = { grant_type: 'refresh_token', refresh_token: first.refresh_token, resource: server.url };
    const second = await signed(renew);
    expect(server.oauth.admits(`Bearer ${second.access_token}`)).toBe(true);
    expect((await signed(renew)).error).toBe('invalid_grant');
    expect(server.oauth.admits(`Bearer ${second.access_token}`)).toBe(false);
  });
});
