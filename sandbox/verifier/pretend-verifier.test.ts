import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { createWorld } from '../world/world.js';
import { createPretendVerifier, type PretendVerifier } from './pretend-verifier.js';

const DANA = 'harbor-dental/dana-whitfield';
const SARAH = 'harbor-dental/sarah-chen';

describe('a pretend verification service', () => {
  const world = createWorld();
  const [OTHER = '', ANOTHER = ''] = world.people
    .filter(({ company, key }) => company === 'harbor-dental' && key !== DANA && key !== SARAH)
    .map(({ key }) => key);
  const records = createRecords();
  const faults = createFaults();
  let service: PretendVerifier;
  let keys = 0;
  beforeAll(async () => {
    service = await createPretendVerifier({ world, records, faults });
  });
  afterAll(() => service.stop());

  const newKey = () => `key-${String(++keys).padStart(6, '0')}`;
  async function ask(method: string, path: string, options: { headers?: Record<string, string>; body?: unknown } = {}) {
    const response = await fetch(`${service.url}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${service.apiKey}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of many shapes, and fail when they look in vain.
    return { status: response.status, headers: response.headers, body: (await response.json()) as any };
  }
  const organization = () => service.organizationId('harbor-dental');
  const challenge = (person = DANA, key = newKey(), body = {}) =>
    ask('POST', '/challenges', {
      headers: { 'idempotency-key': key },
      body: { organization: organization(), subject: { email: world.person(person).email }, ...body },
    });
  const status = async (id: string) => (await ask('GET', `/challenges/${organization()}/${id}`)).body.status;

  it('asks a person once for one key, and is told what they do, ahead or later', async () => {
    const key = newKey();
    const first = await challenge(DANA, key);
    const again = await challenge(DANA, key);
    expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
    expect(await status(first.body.id)).toBe('pending');
    service.answer(DANA, 'approve');
    expect(await status(first.body.id)).toBe('approved');
    service.answer(DANA, 'deny');
    expect(await status((await challenge()).body.id)).toBe('denied');
    expect(await status((await challenge()).body.id)).toBe('pending');
    expect(records.writes('verifier')).toHaveLength(3);
  });

  it('lets a challenge expire after five minutes of its own clock', async () => {
    const { body } = await challenge(SARAH);
    service.passTime(299_000);
    expect(await status(body.id)).toBe('pending');
    service.passTime(2_000);
    service.answer(SARAH, 'approve');
    expect(await status(body.id)).toBe('expired');
  });

  it.each<[number, string, () => ReturnType<typeof ask>]>([
    [401, 'unauthorized', () => ask('GET', '/organizations', { headers: { authorization: 'Bearer wrong' } })],
    [404, 'organization_not_found', () => challenge(DANA, newKey(), { organization: 'org_none' })],
    [404, 'no_factor', () => challenge(DANA, newKey(), { subject: { email: 'nobody@harbordental.example' } })],
    [404, 'challenge_not_found', () => ask('GET', `/challenges/${organization()}/chl_none`)],
    [422, 'invalid_request', () => challenge(DANA, 'short')],
    [422, 'invalid_request', () => challenge(DANA, newKey(), { subject: {} })],
    [422, 'invalid_request', () => challenge(DANA, newKey(), { colour: 'blue' })],
  ])('refuses with %i %s', async (code, error, request) => {
    const before = service.challenges().length;
    const refused = await request();
    expect([refused.status, refused.body.error.code]).toEqual([code, error]);
    expect(service.challenges()).toHaveLength(before);
  });

  it('refuses a key that was used for somebody else, people without a factor, and people of another organization', async () => {
    const key = newKey();
    await challenge(SARAH, key);
    expect((await challenge(DANA, key)).body.error.code).toBe('idempotency_key_reused');
    service.takeFactor(OTHER);
    expect((await challenge(OTHER)).body.error.code).toBe('no_factor');
    const elsewhere = world.people.find(({ company }) => company !== 'harbor-dental');
    expect((await challenge(elsewhere?.key ?? '')).body.error.code).toBe('no_factor');
  });

  it('throttles whoever challenges one person again and again, and fails when told to', async () => {
    let last = await challenge(ANOTHER);
    for (let turn = 0; turn < 10; turn += 1) last = await challenge(ANOTHER);
    expect([last.status, Number(last.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    faults.add({ vendor: 'verifier', kind: 'status', status: 503, times: 1 });
    expect((await challenge()).body.error.code).toBe('provider_error');
  });
});
