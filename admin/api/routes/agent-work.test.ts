import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PLAN } from '../agent-work-for-tests.js';
import { openDesk, type TestDesk } from '../desk-for-tests.js';

type Headers = Record<string, string>;

describe('runs and approvals over the API', () => {
  let desk: TestDesk;
  let harbor: string;
  let summit: string;
  let technician: { id: string; headers: Headers };
  let limited: Headers;
  let token: Headers;
  let lastCompany = 100;
  beforeAll(async () => {
    desk = await openDesk();
    await desk.work.connectPsa();
    harbor = await desk.work.client('harbor', '2');
    summit = await desk.work.client('summit', '3');
    technician = await desk.signedIn('technician');
    const other = await desk.signedIn('technician', 'limited@desk.example');
    await desk.admin.deps.accounts.update(other.id, { clients: [summit] });
    limited = other.headers;
    const creator = { id: 'x', name: 'x' };
    const { secret } = await desk.admin.deps.tokens.create({ name: 'Robot', role: 'admin', createdBy: creator });
    token = { authorization: `Bearer ${secret}` };
  });
  afterAll(() => desk.stop());
  beforeEach(() => desk.clock.pass(1_000));

  const get = (url: string, headers: Headers = technician.headers) => desk.ask({ url, headers });
  const post = (url: string, payload: object, headers: Headers = technician.headers) =>
    desk.ask({ method: 'POST', url, payload, headers });
  const press = { choice: 'approve', planHash: PLAN.hash };
  const kindsOf = async (runId: string) => (await desk.work.options.activity.ofRun(runId)).map(({ kind }) => kind);

  it('lead through the runs newest first, by client, state and ticket', async () => {
    const client = await desk.work.client('paged', String(++lastCompany));
    const asked = [];
    for (let n = 0; n < 3; n += 1) {
      desk.clock.pass(1_000);
      asked.push((await desk.work.asks(client)).run);
    }
    const newest = asked.map(({ id }) => id).reverse();
    const first = (await get(`/api/runs?clientId=${client}&limit=2`)).json();
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(newest.slice(0, 2));
    const second = (await get(`/api/runs?clientId=${client}&limit=2&cursor=${first.nextCursor}`)).json();
    expect(second).toMatchObject({ items: [{ id: newest[2] }], nextCursor: null });
    expect((await get(`/api/runs?ticketId=${asked[1]?.ticketId}`)).json().items).toMatchObject([{ id: asked[1]?.id }]);
    expect((await get(`/api/runs?clientId=${client}&state=done`)).json().items).toEqual([]);
    expect((await get('/api/runs?cursor=x')).json().error.code).toBe('bad_cursor');
  });

  it('show a run whole, without the results of tools and the texts of notes', async () => {
    const { run, approval } = await desk.work.asks(harbor);
    const leased = await desk.work.runs.lease(run.id);
    await leased?.change({
      ledger: [
        { step: 0, tool: 'a:b', state: 'confirmed', summary: 'Done', secretIds: ['s1'], output: { kept: 'result-1' } },
      ],
      notes: [{ key: 'plan-1', state: 'intended', text: 'text-1' }],
    });
    await leased?.release();
    const { verifications } = desk.work;
    const person = { key: 'contact:1', name: 'Dana Reyes' };
    const { verification } = await verifications.intend(run, { person, provider: 'p', expiresAt: desk.clock.now });
    await verifications.sent(verification, { reference: 'reference-1', expiresAt: desk.clock.now });
    const answer = await get(`/api/runs/${run.id}`);
    expect(answer.json()).toMatchObject({
      state: 'awaiting_approval',
      plan: {
        hash: PLAN.hash,
        steps: [{ arguments: PLAN.steps[0]?.arguments }, { otherThanRequester: 'Omar Haddad' }],
      },
      ledger: [{ state: 'confirmed', secretIds: ['s1'] }],
      notes: [{ key: 'plan-1', state: 'intended' }],
      approval: { id: approval.id, state: 'pending' },
      verifications: [{ state: 'pending', person: { name: 'Dana Reyes' } }],
    });
    const listed = await get(`/api/verifications?runId=${run.id}`);
    expect(listed.json().items).toMatchObject([{ id: verification.id }]);
    for (const { body } of [answer, listed]) expect(body).not.toMatch(/result-1|text-1|reference-1/);
  });

  it('end a run for somebody, once, with the reason', async () => {
    const { run } = await desk.work.asks(harbor);
    expect((await post(`/api/runs/${run.id}/end`, { reason: ' ' })).statusCode).toBe(400);
    const ended = await post(`/api/runs/${run.id}/end`, { reason: 'Dana called back' }, token);
    expect(ended.statusCode).toBe(202);
    expect(ended.json().endAsked).toMatchObject({ by: 'the API token Robot', reason: 'Dana called back' });
    expect(await kindsOf(run.id)).toEqual(['run.end_asked']);
    const leased = await desk.work.runs.lease(run.id);
    await leased?.change({ state: 'cancelled' });
    expect((await post(`/api/runs/${run.id}/end`, { reason: 'again' })).json().error.code).toBe('run_over');
    expect(await kindsOf(run.id)).toEqual(['run.end_asked']);
  });

  it('list the requests by state, and tell whether the caller could decide', async () => {
    const client = await desk.work.client('inbox', String(++lastCompany));
    const { approval } = await desk.work.asks(client, { companyId: String(lastCompany) });
    const list = await get(`/api/approvals?state=pending&clientId=${client}`);
    expect(list.json()).toMatchObject({ items: [{ id: approval.id }], nextCursor: null });
    expect((await get(`/api/approvals?state=denied&clientId=${client}`)).json().items).toEqual([]);
    const mine = (await get(`/api/approvals/${approval.id}`)).json();
    expect(mine).toMatchObject({ plan: { hash: PLAN.hash }, decision: { may: true, rule: 'any active technician' } });
    const robot = (await get(`/api/approvals/${approval.id}`, token)).json();
    expect(robot.decision).toMatchObject({ may: false, code: 'not_allowed' });
  });

  it('decide for the technician of the PSA behind the account, and for no program', async () => {
    const { approval, run } = await desk.work.asks(harbor);
    const path = `/api/approvals/${approval.id}/decide`;
    expect((await post(path, press, token)).json().error).toMatchObject({ code: 'not_allowed' });
    expect((await post(path, { ...press, planHash: 'other' })).json().error.code).toBe('plan_changed');
    expect((await desk.work.options.approvals.get(approval.id))?.state).toBe('pending');
    const decided = await post(path, press);
    expect(decided.json()).toMatchObject({
      state: 'approved',
      decided: { technicianId: '7', technicianName: 'The technician', via: 'page' },
    });
    expect(desk.work.woken).toContain(run.id);
    expect((await post(path, press)).json().error).toMatchObject({ code: 'already_decided' });
    expect(await kindsOf(run.id)).toEqual(['approval.decided']);
  });

  it('let one of two presses at once decide', async () => {
    const { approval, run } = await desk.work.asks(harbor);
    const both = await Promise.all(
      ['approve', 'deny'].map((choice) => post(`/api/approvals/${approval.id}/decide`, { ...press, choice })),
    );
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    expect(await kindsOf(run.id)).toEqual(['approval.decided']);
  });

  it('answer for what is another client’s as for what never was', async () => {
    const { approval, run } = await desk.work.asks(harbor);
    const secret = await desk.work.secret(harbor);
    const answers = (id: { run: string; approval: string; secret: string; client: string }) =>
      Promise.all([
        get(`/api/runs/${id.run}`, limited),
        post(`/api/runs/${id.run}/end`, { reason: 'x' }, limited),
        get(`/api/verifications?runId=${id.run}`, limited),
        get(`/api/approvals/${id.approval}`, limited),
        post(`/api/approvals/${id.approval}/decide`, press, limited),
        get(`/api/secrets/${id.secret}`, limited),
        post(`/api/secrets/${id.secret}/reveal`, {}, limited),
        ...['runs', 'approvals', 'activity', 'activity/export', 'activity/verify'].map((list) =>
          get(`/api/${list}?clientId=${id.client}`, limited),
        ),
      ]);
    const theirs = { run: run.id, approval: approval.id, secret, client: harbor };
    const [real, made] = [await answers(theirs), await answers({ run: 'r', approval: 'a', secret: 's', client: 'c' })];
    for (const [index, answer] of real.entries()) {
      expect(answer.statusCode).toBe(404);
      const named = Object.values(theirs).reduce((text, id) => text.replaceAll(id, ''), answer.json().error.message);
      expect(named).toBe(made[index]?.json().error.message.replace(/ [rasc]$/, ' '));
    }
    expect((await desk.work.options.runs.get(run.id))?.endAsked).toBeUndefined();
    expect((await get(`/api/activity?clientId=msp`, limited)).statusCode).toBe(404);
    expect((await desk.work.options.approvals.get(approval.id))?.state).toBe('pending');
  });

  it('list for a caller of some clients what is theirs', async () => {
    await desk.work.asks(harbor);
    const { run, approval } = await desk.work.asks(summit, { companyId: '3' });
    expect((await get('/api/runs', limited)).json().items).toMatchObject([{ id: run.id }]);
    expect((await get('/api/approvals', limited)).json().items).toMatchObject([{ id: approval.id }]);
  });
});
