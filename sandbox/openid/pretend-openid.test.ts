import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { challengeOf } from './id-token.js';
import { createPretendOpenid, type PretendOpenid } from './pretend-openid.js';

const REDIRECT = 'https://frontdesk.example/api/oidc/callback';
const VERIFIER = 'v'.repeat(43);

const tokenAnswer = z.object({
  error: z.string().optional(),
  id_token: z.string().default(''),
  access_token: z.string().default(''),
});

describe('the pretend OpenID provider', () => {
  let provider: PretendOpenid;
  let now = Date.now();
  beforeAll(async () => {
    provider = await createPretendOpenid({ records: createRecords(), faults: createFaults(), now: () => now });
    provider.register(REDIRECT);
    provider.signInAs({ sub: 's1', email: 'dana@desk.example', email_verified: true });
  });
  afterAll(() => provider.stop());

  /** Undefined leaves a field out. */
  const filled = (fields: Record<string, string | undefined>) =>
    Object.entries(fields).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
  async function authorize(changes: Record<string, string | undefined> = {}) {
    const asked = {
      client_id: provider.credentials.clientId,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'openid email',
      state: 'st',
      nonce: 'no',
      code_challenge: challengeOf(VERIFIER),
      code_challenge_method: 'S256',
      ...changes,
    };
    const answer = await fetch(`${provider.issuer}/authorize?${new URLSearchParams(filled(asked))}`, {
      redirect: 'manual',
    });
    const location = answer.headers.get('location');
    return { status: answer.status, back: location ? new URL(location).searchParams : undefined };
  }
  const code = async () => (await authorize()).back?.get('code') ?? '';
  async function exchange(fields: Record<string, string | undefined>, headers: Record<string, string> = {}) {
    const form = new URLSearchParams(
      filled({
        grant_type: 'authorization_code',
        redirect_uri: REDIRECT,
        code_verifier: VERIFIER,
        client_id: provider.credentials.clientId,
        client_secret: provider.credentials.clientSecret,
        ...fields,
      }),
    );
    const answer = await fetch(`${provider.issuer}/token`, { method: 'POST', body: form, headers });
    return { status: answer.status, body: tokenAnswer.parse(await answer.json()) };
  }

  it.each<[string, Record<string, string | undefined>]>([
    ['an unknown client', { client_id: 'other' }],
    ['an address that is not registered', { redirect_uri: `${REDIRECT}/` }],
  ])('sends nobody back for %s', async (_what, changes) => {
    expect(await authorize(changes)).toEqual({ status: 400, back: undefined });
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no openid scope', { scope: 'email' }, 'invalid_scope'],
    ['no PKCE', { code_challenge_method: undefined }, 'invalid_request'],
    ['a plain challenge', { code_challenge: VERIFIER, code_challenge_method: 'plain' }, 'invalid_request'],
  ])('sends back an error, with the state, for %s', async (_what, changes, error) => {
    const { back } = await authorize(changes);
    expect(Object.fromEntries(back ?? [])).toMatchObject({ error, state: 'st', iss: provider.issuer });
  });

  it('exchanges a code once, for an ID token with the nonce', async () => {
    const given = await code();
    const { status, body } = await exchange({ code: given });
    expect(status).toBe(200);
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iss: provider.issuer, aud: provider.credentials.clientId, sub: 's1', nonce: 'no' });
    expect(await exchange({ code: given })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const me = await fetch(`${provider.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(await me.json()).toMatchObject({ sub: 's1' });
  });

  it.each<[string, Record<string, string | undefined>, number, string]>([
    ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client'],
    ['no secret', { client_secret: undefined }, 401, 'invalid_client'],
    ['a wrong verifier', { code_verifier: 'w'.repeat(43) }, 400, 'invalid_grant'],
    ['no verifier', { code_verifier: undefined }, 400, 'invalid_grant'],
    ['another address', { redirect_uri: 'https://evil.example' }, 400, 'invalid_grant'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['an unknown code', { code: 'guess' }, 400, 'invalid_grant'],
  ])('refuses %s', async (_what, fields, status, error) => {
    expect(await exchange({ code: await code(), ...fields })).toMatchObject({ status, body: { error } });
  });

  it('refuses a code after a minute, and a body that is no form', async () => {
    const given = await code();
    now += 60_000;
    expect(await exchange({ code: given })).toMatchObject({ body: { error: 'invalid_grant' } });
    expect(await exchange({}, { 'content-type': 'application/json' })).toMatchObject({
      body: { error: 'invalid_request' },
    });
  });

  it('takes the secret as a basic header, but not both ways at once', async () => {
    const { clientId, clientSecret } = provider.credentials;
    const headers = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
    expect(await exchange({ code: await code() }, headers)).toMatchObject({ status: 401 });
    const alone = { code: await code(), client_id: undefined, client_secret: undefined };
    expect(await exchange(alone, headers)).toMatchObject({ status: 200 });
  });
});
