import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { createWorld } from '../world/world.js';
import { createPretendTraceless, type PretendTraceless } from './index.js';

const DANA = 'harbor-dental/dana-whitfield';

describe('the pretend Traceless', () => {
  const world = createWorld();
  const records = createRecords();
  let vendor: PretendTraceless;
  beforeEach(async () => {
    vendor = await createPretendTraceless({ world, records, faults: createFaults() });
  });
  afterEach(() => vendor.stop());

  async function ask(method: string, path: string, content?: object, secret = vendor.credentials.signingSecret) {
    const url = `${vendor.credentials.apiEndpoint}${path}`;
    const body = content ? JSON.stringify(content) : '';
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const text = `${timestamp}.${method}.${new URL(url).pathname}.${body}`;
    const response = await fetch(url, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-traceless-timestamp': timestamp,
        'x-traceless-signature': `v1=${createHmac('sha256', secret).update(text).digest('hex')}`,
      },
      ...(content ? { body } : {}),
    });
    const answer: unknown = await response.json();
    return { status: response.status, answer };
  }
  const push = (changes: object = {}) => ({
    email: world.person(DANA).email,
    method: 'push',
    clientId: vendor.organizationId('harbor-dental'),
    externalReference: 'r1',
    reason: 'Password',
    ...changes,
  });

  it('is one organisation, by the last part of its endpoint, in which each client has an id of its own', async () => {
    expect(vendor.credentials.apiEndpoint).toMatch(/\/[0-9a-f-]{36}$/);
    const ids = world.companies.map(({ slug }) => vendor.organizationId(slug));
    expect(new Set(ids).size).toBe(ids.length);
    const elsewhere = vendor.credentials.apiEndpoint.replace(/[^/]+$/, '00000000-0000-0000-0000-000000000000');
    expect((await fetch(`${elsewhere}/mfa/x`)).status).toBe(404);
  });

  it.each<[string, object, number]>([
    ['somebody of another client', { clientId: 'other' }, 404],
    ['nobody', { email: 'nobody@harbordental.example' }, 404],
    ['a method that it does not have', { method: 'pigeon' }, 422],
    ['a field that it does not know', { strange: true }, 422],
  ])('refuses %s', async (_what, changes, status) => {
    expect((await ask('POST', '/mfa', push(changes))).status).toBe(status);
    expect(vendor.challenges()).toEqual([]);
  });

  it('refuses what is not signed with its secret', async () => {
    expect((await ask('POST', '/mfa', push(), 'another')).status).toBe(401);
    expect((await fetch(`${vendor.credentials.apiEndpoint}/mfa`, { method: 'POST', body: '{}' })).status).toBe(401);
  });

  it('answers for people as they were told to, once or always', async () => {
    vendor.answer(DANA, 'approve');
    expect((await ask('POST', '/mfa', push())).answer).toMatchObject({ status: 'approved' });
    expect((await ask('POST', '/mfa', push({ externalReference: 'r2' }))).answer).toMatchObject({ status: 'pending' });
    vendor.answer(DANA, 'deny', { times: Number.POSITIVE_INFINITY });
    expect(vendor.challenges().map(({ status }) => status)).toEqual(['approved', 'denied']);
  });

  it('ends a code after three wrong ones', async () => {
    await ask('POST', '/mfa', push({ method: 'email' }));
    const [challenge] = vendor.challenges();
    for (let turn = 0; turn < 3; turn += 1) await ask('PUT', `/mfa/${challenge?.id}`, { code: 'wrong' });
    expect((await ask('PUT', `/mfa/${challenge?.id}`, { code: vendor.codesTo(DANA)[0] })).answer).toMatchObject({
      status: 'denied',
    });
  });
});
