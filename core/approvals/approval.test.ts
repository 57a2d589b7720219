import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClock, JIN } from '../agent/fakes-for-tests.js';
import type { Note } from '../ports/psa.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Approvals, createApprovals } from './approval.js';
import { judge } from './decide.js';

const HOUR = 3_600_000;

describe('approvals', () => {
  let store: TestStore;
  let approvals: Approvals;
  const clock = createClock();
  let lastRun = 0;
  beforeAll(async () => {
    store = await openTestStore();
    approvals = createApprovals({ connection: store.connection, now: clock.now });
  });
  afterAll(() => store.dispose());

  const ask = (runId = `run-${++lastRun}`, planHash = 'hash-1') =>
    approvals.request({
      clientId: 'c1',
      runId,
      psaKind: 'pretend_psa',
      ticketId: `ticket-of-${runId}`,
      planHash,
      expiresAt: new Date(clock.now().getTime() + HOUR),
    });
  const decided = () => ({
    at: clock.now(),
    technicianId: '7',
    technicianName: 'Jin Park',
    noteId: 'n1',
    because: 'said so',
  });
  const many = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 50 }, work));

  it('can be consumed once, however many try at once', async () => {
    const { id } = await ask();
    expect(await approvals.decide(id, 'approved', decided())).toBe(true);
    const consumed = await many(() => approvals.consume(id, 'hash-1'));
    expect(consumed.filter(Boolean)).toHaveLength(1);
    expect((await approvals.get(id))?.state).toBe('consumed');
  });

  it('cannot be consumed for another plan, nor before anybody has agreed', async () => {
    const { id } = await ask();
    expect(await approvals.consume(id, 'hash-1')).toBe(false);
    await approvals.decide(id, 'approved', decided());
    expect(await approvals.consume(id, 'hash-2')).toBe(false);
    expect(await approvals.consume(id, 'hash-1')).toBe(true);
  });

  it('is decided once, however many technicians answer at once', async () => {
    const { id } = await ask();
    let turn = 0;
    const answers = await many(() => approvals.decide(id, ++turn % 2 ? 'approved' : 'denied', decided()));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('is either decided or expired, whichever comes first, and never both', async () => {
    for (const past of [-1, 0, 1]) {
      const { id, expiresAt } = await ask();
      clock.pass(HOUR + past);
      const outcomes = await Promise.all([
        ...Array.from({ length: 10 }, () => approvals.expire(id)),
        ...Array.from({ length: 10 }, () => approvals.decide(id, 'approved', decided())),
      ]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await approvals.get(id))?.state).toBe(clock.now() < expiresAt ? 'approved' : 'expired');
      expect(await approvals.consume(id, 'hash-1')).toBe(clock.now() < expiresAt);
    }
  });

  it('is superseded by the next request of its run, also when it was approved already', async () => {
    const first = await ask();
    await approvals.decide(first.id, 'approved', decided());
    const second = await ask(first.runId, 'hash-2');
    expect((await approvals.get(first.id))?.state).toBe('superseded');
    expect(await approvals.consume(first.id, 'hash-1')).toBe(false);
    const open = (await approvals.all(first.runId)).filter(({ state }) => state === 'pending');
    expect(open.map(({ id }) => id)).toEqual([second.id]);
  });

  it('is one open request a run, however many are made at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => ask('run-crowded')));
    expect(asked.some(({ status }) => status === 'fulfilled')).toBe(true);
    const open = (await approvals.all('run-crowded')).filter(({ state }) => state === 'pending');
    expect(open).toHaveLength(1);
  });

  it('ends in final states for good', async () => {
    const endings = [
      (id: string) => approvals.decide(id, 'denied', decided()),
      async (_id: string, runId: string) => approvals.close(runId, 'cancelled'),
      async (_id: string, runId: string) => approvals.close(runId, 'superseded'),
    ];
    for (const end of endings) {
      const { id, runId } = await ask();
      await end(id, runId);
      const ended = (await approvals.get(id))?.state;
      await approvals.close(runId, 'cancelled');
      await approvals.close(runId, 'superseded');
      expect(await approvals.decide(id, 'approved', decided())).toBe(false);
      expect(await approvals.consume(id, 'hash-1')).toBe(false);
      expect(await approvals.remind(id)).toBe(false);
      clock.pass(2 * HOUR);
      expect(await approvals.expire(id)).toBe(false);
      expect((await approvals.get(id))?.state).toBe(ended);
    }
  });

  it('is reminded of once', async () => {
    const { id } = await ask();
    expect((await many(() => approvals.remind(id))).filter(Boolean)).toHaveLength(1);
  });
});

describe('answers on the ticket', () => {
  const plan = { number: 1, tools: ['m365:reset-password'], notedAt: new Date(0) };
  const approvers = { technicians: [JIN, { ...JIN, id: '8', name: 'Left', active: false }], rule: 'any active one' };
  const note = (text: string, changes: Partial<Note> = {}): Note => ({
    id: text,
    ticketId: 't1',
    text,
    visibility: 'internal',
    author: { kind: 'technician', id: JIN.id, name: JIN.name },
    createdAt: new Date(3_600_000),
    ...changes,
  });
  const outcome = (...notes: Note[]) => judge(notes, approvers, plan).outcome;

  it('approve or deny', () => {
    expect(judge([note('approved')], approvers, plan)).toMatchObject({ outcome: 'approved', technician: JIN });
    expect(outcome(note('denied'))).toBe('denied');
  });

  it.each<[string, Partial<Note>]>([
    ['a public note', { visibility: 'public' }],
    ['the requester', { author: { kind: 'contact', id: '7', name: 'Dana' } }],
    ['an unknown hand', { author: { kind: 'unknown', id: '7' } }],
    ['our own user', { author: { kind: 'own', id: '7' } }],
    ['a technician without an id', { author: { kind: 'technician', name: 'Jin Park' } }],
    ['a technician who has been switched off', { author: { kind: 'technician', id: '8', name: 'Left' } }],
  ])('from %s decide nothing', (_who, changes) => {
    expect(outcome(note('approved', changes))).toBe('open');
    expect(outcome(note('denied', changes))).toBe('open');
  });

  it('of people who may not decide are told of', () => {
    const stranger = note('approved', { author: { kind: 'technician', id: '99', name: 'Guest' } });
    expect(judge([stranger], approvers, plan)).toEqual({
      outcome: 'open',
      ignored: [{ note: stranger, intent: 'approve' }],
    });
  });

  it('are outweighed by one denial, and do not hold when more was written after them', () => {
    expect(outcome(note('approved'), note('denied'))).toBe('denied');
    expect(outcome(note('denied'), note('approved'))).toBe('denied');
    expect(outcome(note('approved'), note('wait, is this the right Dana?'))).not.toBe('approved');
  });

  it('with a condition or a question decide nothing', () => {
    for (const text of ['approved if she calls back first', 'approved?', 'who approved this?'])
      expect(outcome(note(text))).toBe('open');
  });

  it('that name another plan decide nothing about this one', () => {
    expect(outcome(note('approved 1'))).toBe('approved');
    expect(outcome(note('approved 2'))).toBe('open');
  });
});
