import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { type Activity, createActivity } from '../activity/record.js';
import { createClock, createFakePsa } from '../agent/fakes-for-tests.js';
import { VendorError } from '../errors.js';
import type { Psa, Technician } from '../ports/psa.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Approval, type Approvals, createApprovals } from './approval.js';
import type { ApproverSettings } from './approvers.js';
import { createDecisions, type Decisions } from './decide-by-person.js';
import type { Choice } from './link.js';

const HOUR = 3_600_000;
const ROSA: Technician = { id: '8', identifier: 'rosa', name: 'Rosa Castro', email: 'rosa@msp.example', active: true };
const MATEO: Technician = {
  id: '9',
  identifier: 'mateo',
  name: 'Mateo Bell',
  email: 'mateo@msp.example',
  active: true,
};

describe('a decision by link or page', () => {
  let store: TestStore;
  let second: Connection;
  let approvals: Approvals;
  let activity: Activity;
  let fake: ReturnType<typeof createFakePsa>;
  let psa: Psa;
  let here: Decisions<{ hash: string }>;
  /** Another process on the same database. */
  let there: Decisions<{ hash: string }>;
  let settings: ApproverSettings;
  let company: string | undefined;
  const clock = createClock();
  let lastRun = 0;

  beforeAll(async () => {
    store = await openTestStore();
    second = await mongoose.createConnection(store.uri, store.embedded ? { directConnection: true } : {}).asPromise();
    activity = createActivity({ connection: store.connection, now: clock.now });
    approvals = createApprovals({ connection: store.connection, now: clock.now });
    const on = (approvalsThere: Approvals, activityThere: Activity) =>
      createDecisions({
        approvals: approvalsThere,
        activity: activityThere,
        now: clock.now,
        situationOf: async () => ({ psa, mappedCompanyId: company, settings }),
        planOf: async ({ planHash }) => ({ hash: planHash === 'stale' ? 'newer' : planHash }),
      });
    here = on(approvals, activity);
    there = on(
      createApprovals({ connection: second, now: clock.now }),
      createActivity({ connection: second, now: clock.now }),
    );
  });
  afterAll(async () => {
    await second.close();
    await store.dispose();
  });

  beforeEach(() => {
    fake = createFakePsa(clock.now);
    fake.technicians.splice(0, Number.POSITIVE_INFINITY, { ...ROSA }, { ...MATEO });
    settings = { assignedOnly: false, fallbackApprovers: [] };
    company = '2';
    psa = {
      ...fake.psa,
      approversOf: async (ticket) => ({
        technicians: fake.technicians.filter(({ id }) => ticket.assignedTo.includes(id)),
        rule: 'the technician it is assigned to',
        scope: 'assigned',
      }),
    };
  });

  async function ask(assignedTo = [ROSA.id], planHash = 'hash-1'): Promise<Approval> {
    const approval = await approvals.request({
      clientId: 'c1',
      runId: `run-${++lastRun}`,
      psaKind: 'pretend_psa',
      ticketId: fake.addTicket({ summary: 'Locked out', assignedTo }),
      planHash,
      expiresAt: new Date(clock.now().getTime() + HOUR),
    });
    const note = fake.addNote(approval.ticketId, { text: 'Frontdesk agent: plan', author: { kind: 'own' } });
    await approvals.setNote(approval.id, note.id);
    return { ...approval, noteId: note.id };
  }
  const press = (
    { id, planHash }: Pick<Approval, 'id' | 'planHash'>,
    choice: Choice,
    { by = ROSA, at = here }: { by?: { email?: string }; at?: Decisions<{ hash: string }> } = {},
  ) => at.decide({ approvalId: id, choice, email: by.email ?? '', planHash, via: 'link' });
  const kinds = async ({ runId }: Approval) => (await activity.ofRun(runId)).map(({ kind }) => kind);

  it('is kept with who, how and when, and what stood on the ticket by then', async () => {
    const approval = await ask();
    const remark = fake.addNote(approval.ticketId, { text: 'looking at it' });
    const decided = await press(approval, 'approve');
    expect(decided).toMatchObject({
      state: 'approved',
      decided: {
        at: clock.now(),
        technicianId: ROSA.id,
        technicianName: ROSA.name,
        via: 'link',
        lastNoteId: remark.id,
        because: 'pressed approve',
      },
    });
    expect(decided.decided?.noteId).toBeUndefined();
    expect(await kinds(approval)).toEqual(['approval.decided']);
    expect((await press(await ask(), 'deny')).state).toBe('denied');
  });

  it('by two approvers at the same instant is one, and the other hears whose', async () => {
    for (let round = 0; round < 8; round += 1) {
      const approval = await ask([ROSA.id, MATEO.id]);
      const outcomes = await Promise.allSettled([
        press(approval, 'approve', { by: ROSA, at: here }),
        press(approval, 'approve', { by: MATEO, at: there }),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const stored = await approvals.get(approval.id);
      const loser = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(loser?.reason).toMatchObject({
        code: 'already_decided',
        status: 409,
        details: { outcome: 'approved', by: stored?.decided?.technicianName },
      });
      const spent = await Promise.all([
        approvals.consume(approval.id, 'hash-1'),
        approvals.consume(approval.id, 'hash-1'),
      ]);
      expect(spent.filter(Boolean)).toHaveLength(1);
      expect(await kinds(approval)).toEqual(['approval.decided']);
    }
  });

  it('to approve and to deny at the same instant ends in exactly one, and the record says which', async () => {
    for (let round = 0; round < 8; round += 1) {
      const approval = await ask([ROSA.id, MATEO.id]);
      const outcomes = await Promise.allSettled([
        press(approval, round % 2 ? 'approve' : 'deny', { by: ROSA, at: here }),
        press(approval, round % 2 ? 'deny' : 'approve', { by: MATEO, at: there }),
      ]);
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(won).toHaveLength(1);
      const stored = await approvals.get(approval.id);
      expect(stored).toEqual(won[0]);
      expect(stored?.decided?.because).toBe(stored?.state === 'denied' ? 'pressed deny' : 'pressed approve');
      expect(await approvals.consume(approval.id, 'hash-1')).toBe(stored?.state === 'approved');
    }
  });

  it('is refused to an approver who lost the assignment a second before', async () => {
    const approval = await ask();
    expect(await here.may(approval, 'rosa@msp.example')).toEqual({
      may: true,
      rule: 'the technician it is assigned to',
    });
    const ticket = fake.tickets.get(approval.ticketId);
    if (ticket) fake.tickets.set(ticket.id, { ...ticket, assignedTo: [MATEO.id] });
    const refusal = { code: 'may_not_approve', status: 403 };
    await expect(press(approval, 'approve')).rejects.toMatchObject(refusal);
    await expect(press(approval, 'approve')).rejects.toThrow('the technician it is assigned to');
    expect((await approvals.get(approval.id))?.state).toBe('pending');
    expect(await kinds(approval)).toEqual(['approval.ignored', 'approval.ignored']);
    expect((await press(approval, 'approve', { by: MATEO })).state).toBe('approved');
  });

  it('is refused to strangers, to those who left, and on an unassigned ticket', async () => {
    const approval = await ask();
    const refusal = { code: 'may_not_approve', status: 403 };
    for (const email of ['', 'dana@harbor.example', 'rosa@msp.example.evil']) {
      await expect(press(approval, 'deny', { by: { email } })).rejects.toMatchObject(refusal);
    }
    const [rosa] = fake.technicians;
    if (rosa) rosa.active = false;
    await expect(press(approval, 'approve')).rejects.toMatchObject(refusal);
    const unassigned = await ask([]);
    await expect(press(unassigned, 'approve', { by: MATEO })).rejects.toThrow('assign it in the PSA first');
    settings = { ...settings, fallbackApprovers: ['Mateo'] };
    expect((await press(unassigned, 'approve', { by: MATEO })).state).toBe('approved');
  });

  it.each<[string, (approval: Approval) => void, string]>([
    ['deleted', ({ ticketId }) => void fake.tickets.delete(ticketId), 'deleted'],
    [
      'moved to another client',
      ({ ticketId }) => {
        const ticket = fake.tickets.get(ticketId);
        if (ticket) fake.tickets.set(ticketId, { ...ticket, companyId: '3' });
      },
      'another company',
    ],
    [
      'closed',
      ({ ticketId }) => {
        const ticket = fake.tickets.get(ticketId);
        if (ticket) fake.tickets.set(ticketId, { ...ticket, closed: true });
      },
      'closed',
    ],
    [
      'of a client that is gone',
      () => {
        company = undefined;
      },
      'not connected',
    ],
  ])('finds the approval void when the ticket is %s', async (_what, happen, reason) => {
    const approval = await ask();
    happen(approval);
    expect(await here.may(approval, 'rosa@msp.example')).toMatchObject({ may: false, code: 'approval_void' });
    expect((await approvals.get(approval.id))?.state).toBe('pending');
    for (let times = 0; times < 2; times += 1) {
      await expect(press(approval, 'approve')).rejects.toMatchObject({ code: 'approval_void', status: 409 });
    }
    expect(await approvals.get(approval.id)).toMatchObject({
      state: 'cancelled',
      ended: { reason: expect.stringContaining(reason) },
    });
    expect(await kinds(approval)).toEqual(['approval.void']);
  });

  it('changes nothing when the PSA cannot be asked', async () => {
    const approval = await ask();
    fake.trouble.before = () => {
      throw new VendorError('pretend_psa', 'unavailable', 'The PSA does not answer');
    };
    await expect(press(approval, 'approve')).rejects.toMatchObject({ code: 'vendor_unavailable' });
    delete fake.trouble.before;
    expect((await press(approval, 'approve')).state).toBe('approved');
  });

  it('is for the plan that the person saw, and in time', async () => {
    const approval = await ask();
    await expect(press({ ...approval, planHash: 'hash-0' }, 'approve')).rejects.toMatchObject({ code: 'plan_changed' });
    await approvals.close(approval.runId, 'superseded');
    await expect(press(approval, 'approve')).rejects.toMatchObject({ code: 'plan_changed' });
    const late = await ask();
    clock.pass(HOUR);
    await expect(press(late, 'approve')).rejects.toMatchObject({ code: 'approval_expired' });
    expect((await approvals.get(late.id))?.state).toBe('expired');
    await expect(press({ id: 'none', planHash: '' }, 'approve')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not approve over a denial on the ticket that nobody has read yet', async () => {
    const approval = await ask([ROSA.id, MATEO.id]);
    fake.addNote(approval.ticketId, { text: 'denied', author: { kind: 'technician', id: MATEO.id, name: MATEO.name } });
    await expect(press(approval, 'approve')).rejects.toMatchObject({ code: 'denied_on_ticket' });
    expect((await press(approval, 'deny')).state).toBe('denied');
  });

  it('is shown with its plan while the run still has that plan', async () => {
    const approval = await ask();
    expect(await here.show(approval.id, 'rosa@msp.example')).toMatchObject({
      approval: { id: approval.id },
      plan: { hash: 'hash-1' },
      decision: { may: true },
    });
    const stale = await ask([ROSA.id], 'stale');
    const shown = await here.show(stale.id, 'mateo@msp.example');
    expect(shown).toMatchObject({ plan: undefined, decision: { may: false, code: 'may_not_approve' } });
  });
});
