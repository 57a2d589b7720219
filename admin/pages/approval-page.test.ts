import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../core/errors.js';
import { PLAN } from '../api/agent-work-for-tests.js';
import { openDesk, type TestDesk } from '../api/desk-for-tests.js';

type Headers = Record<string, string>;

describe('the pages of an approval', () => {
  let desk: TestDesk;
  let harbor: string;
  let technician: Headers;
  let stranger: Headers;
  let limited: Headers;
  let auditor: Headers;
  beforeAll(async () => {
    desk = await openDesk();
    await desk.work.connectPsa();
    harbor = await desk.work.client('harbor', '2');
    technician = (await desk.signedIn('technician')).headers;
    auditor = (await desk.signedIn('auditor')).headers;
    stranger = (await desk.signedIn('technician', 'stranger@desk.example')).headers;
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
  const form = { planHash: PLAN.hash };
  const stateOf = async (id: string) => (await desk.work.options.approvals.get(id))?.state;
  /** Every document there is, but for when sign-ins were last seen. */
  async function everything(): Promise<string> {
    const names = Object.values(desk.connection.models).map((model) => model.collection.name);
    const kept = names.filter((name) => name !== 'sessions').sort();
    return JSON.stringify(await Promise.all(kept.map((name) => desk.connection.collection(name).find().toArray())));
  }

  it('show the literal plan, whose words are whose, and one button', async () => {
    const { paths, ticketId } = await desk.work.asks(harbor);
    const page = await open(paths.approve);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('{&quot;user&quot;:&quot;dana@harbor.example&quot;,&quot;force&quot;:true}');
    expect(page.body).toContain('Unlock &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.body).toMatch(/Careful: this acts on Omar Haddad/);
    expect(page.body).toMatch(/language model’s words<\/h2>\s*<blockquote>\s*<p>Dana forgot her &lt;b&gt;/);
    for (const text of ['harbor', ticketId, 'Dana Reyes', 'any active technician']) expect(page.body).toContain(text);
    const buttons = (body: string) =>
      [...body.matchAll(/<button name="choice" value="(\w+)"/g)].map(([, what]) => what);
    expect(buttons(page.body)).toEqual(['approve']);
    expect(buttons((await open(paths.deny)).body)).toEqual(['deny']);
    expect(page.body).not.toMatch(/<script|http-equiv/);
  });

  it('change nothing by being opened, by whomever and however often', async () => {
    const { paths, approval } = await desk.work.asks(harbor);
    const before = await everything();
    for (const headers of [technician, stranger, auditor, limited, {}]) {
      for (const url of [paths.approve, paths.deny, `/approvals/${approval.id}`]) {
        await open(url, headers);
        await desk.server.inject({ method: 'HEAD', url, headers });
      }
    }
    expect(await everything()).toBe(before);
    expect(desk.work.woken).toEqual([]);
  });

  it('tell the address, which carries a token, to nobody', async () => {
    const { paths } = await desk.work.asks(harbor);
    const { headers } = await open(paths.approve);
    expect(headers).toMatchObject({ 'referrer-policy': 'strict-origin', 'cache-control': 'no-store' });
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*form-action 'self'/);
  });

  it('send who is not signed in to sign in and back to the link', async () => {
    const { paths } = await desk.work.asks(harbor);
    for (const answer of [await open(paths.deny, {}), await press(paths.deny, form, {})]) {
      expect(answer.headers.location).toBe(`/sign-in?next=${encodeURIComponent(paths.deny)}`);
    }
  });

  it('decide when the button is pressed, and say afterwards who decided', async () => {
    const { paths, approval, run } = await desk.work.asks(harbor);
    const done = await press(paths.approve, form);
    expect(done.statusCode).toBe(200);
    expect(done.body).toContain('The technician approved this plan.');
    const { state, decided } = (await desk.work.options.approvals.get(approval.id)) ?? {};
    expect({ state, by: decided?.technicianId, via: decided?.via }).toEqual({
      state: 'approved',
      by: '7',
      via: 'link',
    });
    expect(desk.work.woken).toEqual([run.id]);
    const again = await press(paths.approve, form);
    expect(again.statusCode).toBe(409);
    expect(again.body).toContain('The technician approved this plan already.');
    const late = await open(paths.deny);
    expect(late.body).toContain('The technician approved this plan already.');
    expect(late.body).not.toContain('<button name');
  });

  it('decide from the inbox, either way', async () => {
    const { approval } = await desk.work.asks(harbor);
    const url = `/approvals/${approval.id}`;
    expect((await open(url)).body).toMatch(/value="approve"[\s\S]*value="deny"/);
    expect((await press(url, { ...form, choice: 'deny' })).body).toContain('The technician denied this plan.');
    expect((await desk.work.options.approvals.get(approval.id))?.decided?.via).toBe('page');
  });

  it('let one of two presses at once decide', async () => {
    const { paths, approval } = await desk.work.asks(harbor);
    const both = await Promise.all([press(paths.approve, form), press(paths.deny, form)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const state = both[0]?.statusCode === 200 ? 'approved' : 'denied';
    expect(await stateOf(approval.id)).toBe(state);
  });

  it.each<[string, number, RegExp, (asked: Asked) => Promise<void> | void, (asked: Asked) => Headers]>([
    ['who may not decide', 403, /You may not decide[\s\S]*any active technician/, () => undefined, () => stranger],
    [
      'whose ticket was closed',
      409,
      /Nothing to decide[\s\S]*is closed/,
      ({ ticketId }) => closeTicket(ticketId),
      () => technician,
    ],
    [
      'when somebody denied on the ticket',
      409,
      /Denied on the ticket[\s\S]*The admin has denied/,
      ({ ticketId, approval }) => denyOnTicket(ticketId, approval.id),
      () => technician,
    ],
    ['after its time', 403, /leads nowhere[\s\S]*ended on/, () => desk.clock.pass(3_600_001), () => technician],
    ['for a client that is not theirs', 403, /leads nowhere[\s\S]*not one of ours/, () => undefined, () => limited],
  ])('refuse in words whoever presses %s', async (_what, status, words, before, by) => {
    const asked = await desk.work.asks(harbor);
    await before(asked);
    const headers = by(asked);
    const answer = await press(asked.paths.approve, form, headers);
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toMatch(words);
    expect(await stateOf(asked.approval.id)).not.toBe('approved');
  });
  type Asked = Awaited<ReturnType<TestDesk['work']['asks']>>;

  function closeTicket(id: string) {
    const ticket = desk.work.fake.tickets.get(id);
    if (ticket) desk.work.fake.tickets.set(id, { ...ticket, closed: true });
  }
  async function denyOnTicket(ticketId: string, approvalId: string) {
    const note = desk.work.fake.addNote(ticketId, { text: 'plan', author: { kind: 'own' } });
    await desk.work.options.approvals.setNote(approvalId, note.id);
    desk.work.fake.addNote(ticketId, { text: 'denied', author: { kind: 'technician', id: '8', name: 'The admin' } });
  }

  it('refuse another plan, a changed one, a bent link and a form of another site', async () => {
    const { paths, approval, run } = await desk.work.asks(harbor);
    expect((await press(paths.approve, { planHash: 'b'.repeat(64) })).statusCode).toBe(409);
    expect((await press(paths.approve, {})).statusCode).toBe(400);
    for (const url of [
      `${paths.approve}x`,
      paths.approve.replace('/approve', '/deny'),
      `/approvals/${approval.id}/approve`,
    ]) {
      expect((await press(url, form)).statusCode).toBe(403);
      expect((await open(url)).body).toContain('This link leads nowhere');
    }
    expect((await press(paths.approve, form, { ...technician, origin: 'https://evil.example' })).statusCode).toBe(403);
    const leased = await desk.work.runs.lease(run.id);
    await leased?.change({ plan: { ...PLAN, number: 2, hash: 'c'.repeat(64) } });
    await leased?.release();
    expect((await open(paths.approve)).body).not.toMatch(/reset-password|<button name/);
    expect(await stateOf(approval.id)).toBe('pending');
  });

  it('say so when the PSA does not answer, and decide nothing', async () => {
    const { paths, approval } = await desk.work.asks(harbor);
    desk.work.fake.trouble.before = () => {
      throw new VendorError('pretend_psa', 'unavailable', 'down');
    };
    try {
      for (const answer of [await open(paths.approve), await press(paths.approve, form)]) {
        expect(answer.statusCode).toBe(503);
        expect(answer.body).toContain('nothing was decided');
      }
    } finally {
      delete desk.work.fake.trouble.before;
    }
    expect(await stateOf(approval.id)).toBe('pending');
  });
});
