import { createHmac, timingSafeEqual } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClock } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Approvals, createApprovals } from './approval.js';
import { type ApprovalLinks, type Choice, createApprovalLinks, type Signer } from './link.js';

const HOUR = 3_600_000;

function signerWith(key: string): Signer {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    sign,
    verify: (text, signature) => {
      const wanted = Buffer.from(sign(text));
      const given = Buffer.from(signature);
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    },
  };
}

describe('approval links', () => {
  let store: TestStore;
  let approvals: Approvals;
  let links: ApprovalLinks;
  const clock = createClock();
  let lastRun = 0;
  beforeAll(async () => {
    store = await openTestStore();
    approvals = createApprovals({ connection: store.connection, now: clock.now });
    links = linksOf('key');
  });
  afterAll(() => store.dispose());

  const linksOf = (key: string) =>
    createApprovalLinks({
      signer: signerWith(key),
      publicBaseUrl: 'https://desk.example/',
      approvals,
      now: clock.now,
    });
  const ask = (planHash = 'hash-1') =>
    approvals.request({
      clientId: 'c1',
      runId: `run-${++lastRun}`,
      psaKind: 'pretend_psa',
      ticketId: 't1',
      planHash,
      expiresAt: new Date(clock.now().getTime() + HOUR),
    });
  /** As a browser takes a link apart. */
  function parts(link: string) {
    const url = new URL(link);
    const [, folder, id = '', choice = ''] = url.pathname.split('/');
    return { folder, id, choice, token: url.searchParams.get('t') ?? '' };
  }
  const open = (id: string, choice: Choice, token: string) => links.read(id, choice, token);
  const refused = { code: 'bad_link', status: 403 };

  it('lead to the page of their approval and choice', async () => {
    const approval = await ask();
    const made = links.linksFor(approval);
    expect(made.approve).toMatch(/^https:\/\/desk\.example\/approvals\//);
    for (const choice of ['approve', 'deny'] as const) {
      const { folder, id, token } = parts(made[choice]);
      expect({ folder, id, choice: parts(made[choice]).choice }).toEqual({
        folder: 'approvals',
        id: approval.id,
        choice,
      });
      expect((await open(id, choice, token)).id).toBe(approval.id);
    }
  });

  it('are the same when the note is written again after a crash', async () => {
    const approval = await ask();
    const stored = await approvals.get(approval.id);
    expect(stored && linksOf('key').linksFor(stored)).toEqual(links.linksFor(approval));
  });

  it('change nothing when they are opened, however often', async () => {
    const approval = await ask();
    const { id, token } = parts(links.linksFor(approval).approve);
    const stored = () => store.connection.collection('approvals').findOne({ _id: approval.id as never });
    const before = await stored();
    for (let times = 0; times < 5; times += 1) await open(id, 'approve', token);
    expect(await stored()).toEqual(before);
    expect(before?.state).toBe('pending');
  });

  it('fit no other approval, choice, plan, time or key, and not half', async () => {
    const approval = await ask();
    const other = await ask();
    const { token } = parts(links.linksFor(approval).approve);
    await expect(open(other.id, 'approve', token)).rejects.toMatchObject(refused);
    await expect(open(approval.id, 'deny', token)).rejects.toMatchObject(refused);
    await expect(open('no-such-approval', 'approve', token)).rejects.toMatchObject(refused);
    await expect(linksOf('another key').read(approval.id, 'approve', token)).rejects.toMatchObject(refused);
    for (const changed of [
      links.linksFor({ ...approval, planHash: 'hash-2' }),
      links.linksFor({ ...approval, expiresAt: new Date(approval.expiresAt.getTime() + HOUR) }),
    ]) {
      await expect(open(approval.id, 'approve', parts(changed.approve).token)).rejects.toMatchObject(refused);
    }
    const tampered = [...token].map(
      (letter, at) => token.slice(0, at) + (letter === 'A' ? 'B' : 'A') + token.slice(at + 1),
    );
    for (const bad of ['', token.slice(1), `${token}A`, 'A'.repeat(100_000), ...tampered]) {
      await expect(open(approval.id, 'approve', bad)).rejects.toMatchObject(refused);
    }
    expect((await open(approval.id, 'approve', token)).state).toBe('pending');
  });

  it('end with the time of the approval', async () => {
    const approval = await ask();
    const { token } = parts(links.linksFor(approval).approve);
    clock.pass(HOUR - 1);
    expect((await open(approval.id, 'approve', token)).id).toBe(approval.id);
    clock.pass(1);
    await expect(open(approval.id, 'approve', token)).rejects.toMatchObject(refused);
  });

  it('that were used show who decided what', async () => {
    const approval = await ask();
    const { approve, deny } = links.linksFor(approval);
    const by = {
      at: clock.now(),
      technicianId: '7',
      technicianName: 'Jin Park',
      via: 'link' as const,
      because: 'pressed',
    };
    await approvals.decide(approval.id, 'denied', by);
    for (const [choice, link] of [
      ['approve', approve],
      ['deny', deny],
    ] as const) {
      expect(await open(approval.id, choice, parts(link).token)).toMatchObject({
        state: 'denied',
        decided: { technicianName: 'Jin Park', via: 'link' },
      });
    }
  });
});
