import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SECRET_VALUE } from '../api/agent-work-for-tests.js';
import { openDesk, type TestDesk } from '../api/desk-for-tests.js';

type Headers = Record<string, string>;

describe('the page of a secret', () => {
  let desk: TestDesk;
  let harbor: string;
  let technician: Headers;
  let limited: Headers;
  let auditor: Headers;
  beforeAll(async () => {
    desk = await openDesk();
    await desk.work.connectPsa();
    harbor = await desk.work.client('harbor', '2');
    technician = (await desk.signedIn('technician')).headers;
    auditor = (await desk.signedIn('auditor')).headers;
    const other = await desk.signedIn('technician', 'limited@desk.example');
    await desk.admin.deps.accounts.update(other.id, { clients: ['another'] });
    limited = other.headers;
  });
  afterAll(() => desk.stop());
  beforeEach(() => desk.clock.pass(1_000));

  const open = (url: string, headers = technician) => desk.ask({ url, headers });
  const press = (url: string, fields: Headers = {}, headers = technician) =>
    desk.ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  /** Every document there is, but for when sign-ins were last seen. */
  async function everything(): Promise<string> {
    const names = Object.values(desk.connection.models).map((model) => model.collection.name);
    const kept = names.filter((name) => name !== 'sessions').sort();
    return JSON.stringify(await Promise.all(kept.map((name) => desk.connection.collection(name).find().toArray())));
  }

  it('shows what it is, and the value once when the button is pressed', async () => {
    const url = `/secrets/${await desk.work.secret(harbor)}`;
    const before = await everything();
    const page = await open(url);
    expect(page.body).toMatch(/new password[\s\S]*dana@harbor\.example[\s\S]*Show once/);
    expect(await everything()).toBe(before);
    const shown = await press(url);
    expect(shown.body).toContain(`value="${SECRET_VALUE}"`);
    expect(shown.body).toMatch(/autocomplete="off"/);
    expect(shown.headers['cache-control']).toBe('no-store');
    expect(await everything()).not.toContain(SECRET_VALUE);
    for (const answer of [await press(url), await open(url)]) {
      expect(answer.body).toMatch(/opened by The technician/);
      expect(answer.body).not.toContain(SECRET_VALUE);
    }
    expect((await press(url)).statusCode).toBe(409);
    const record = (await desk.work.options.activity.ofRun('run-1')).filter(({ kind }) => kind === 'secret.opened');
    expect(record).toMatchObject([
      { clientId: harbor, ticketId: '41', what: expect.stringContaining('The technician') },
    ]);
  });

  it('gives it to one of two who press at once', async () => {
    const id = await desk.work.secret(harbor);
    const reveal = { method: 'POST', url: `/api/secrets/${id}/reveal`, headers: technician } as const;
    const both = await Promise.all([press(`/secrets/${id}`), desk.ask(reveal)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    expect(both.filter(({ body }) => body.includes(SECRET_VALUE))).toHaveLength(1);
    const described = (await desk.ask({ url: `/api/secrets/${id}`, headers: auditor })).json();
    expect(described).toMatchObject({ state: 'opened', opened: { name: 'The technician' } });
  });

  it('is not there for auditors, programs, other sites and technicians of other clients', async () => {
    const id = await desk.work.secret(harbor);
    const url = `/secrets/${id}`;
    expect((await press(url, {}, auditor)).statusCode).toBe(403);
    expect((await press(url, {}, limited)).statusCode).toBe(404);
    expect((await open(url, limited)).statusCode).toBe(404);
    expect((await press(url, {}, { ...technician, origin: 'https://evil.example' })).statusCode).toBe(403);
    const creator = { id: 'x', name: 'x' };
    const { secret } = await desk.admin.deps.tokens.create({ name: 'R', role: 'admin', createdBy: creator });
    const headers = { authorization: `Bearer ${secret}` };
    expect((await press(url, {}, headers)).statusCode).toBe(303);
    expect((await desk.ask({ method: 'POST', url: `/api/secrets/${id}/reveal`, headers })).statusCode).toBe(403);
    expect((await desk.work.options.secrets.describe(id)).state).toBe('waiting');
  });
});
