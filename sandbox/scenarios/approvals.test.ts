import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { eventually } from './scenario.js';
import { quiet } from './ticket-desk.js';

const DANA = 'harbor-dental/dana-whitfield';

describe('an approval on the ticket', () => {
  let stage: DemoStage;
  let ticketId: number;
  beforeEach(async () => {
    stage = await setStage({ mode: 'execute' });
    const { connectwise } = stage.sandbox;
    ticketId = connectwise.technicianCreatesTicket({
      member: 'mbell',
      personKey: DANA,
      summary: 'Locked out',
      description: 'I am locked out. I forgot my password.',
      owner: 'mbell',
    }).id;
    await connectwise.noteAppears(ticketId, ({ text }) => text.includes('waiting for approval'), 20_000);
  });
  afterEach(() => stage.stop());

  const settled = async () => {
    await stage.sandbox.connectwise.callbacksIdle();
    await quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined });
  };
  const resets = () => stage.sandbox.records.writes('microsoft').filter(({ method }) => method === 'PATCH');

  it('is used once, however often "approved" and its events arrive', async () => {
    const { connectwise, faults } = stage.sandbox;
    faults.add({ vendor: 'connectwise', method: 'EVENT', kind: 'duplicate' });
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
    connectwise.technicianAddsNote(ticketId, { member: 'jpark', text: 'Approved.' });
    await connectwise.noteAppears(ticketId, ({ text }) => text.startsWith('Frontdesk agent: done'), 20_000);
    await settled();
    expect(resets()).toHaveLength(1);
    const closing = connectwise.notes(ticketId).filter(({ text }) => text.startsWith('Frontdesk agent: done'));
    expect(closing).toHaveLength(1);
  });

  it("is not given by the customer's words", async () => {
    const { connectwise } = stage.sandbox;
    connectwise.contactAddsNote(ticketId, { personKey: DANA, text: 'approved' });
    await settled();
    expect(resets()).toEqual([]);
  });

  it('is not given by a note that the customer can see', async () => {
    const { connectwise } = stage.sandbox;
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved', internal: false });
    await settled();
    expect(resets()).toEqual([]);
  });

  it('is not given by a condition, a question or a status report', async () => {
    const { connectwise } = stage.sandbox;
    for (const text of ['approved if she calls back from the number on file', 'approved?', 'calling her now']) {
      connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text });
    }
    await settled();
    expect(resets()).toEqual([]);
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'ok, go ahead' });
    await eventually(() => (resets().length === 1 ? true : undefined), 'the reset');
  });

  it('is found by the reconciliation poll when its event is lost', async () => {
    await stage.stop();
    stage = await setStage({ mode: 'execute', tuning: { reconcileEveryMs: 200 } });
    const { connectwise, faults } = stage.sandbox;
    const created = connectwise.technicianCreatesTicket({
      member: 'mbell',
      personKey: DANA,
      summary: 'Locked out',
      description: 'I am locked out. I forgot my password.',
    });
    await connectwise.noteAppears(created.id, ({ text }) => text.includes('waiting for approval'), 20_000);
    faults.add({ vendor: 'connectwise', method: 'EVENT', kind: 'drop' });
    connectwise.technicianAddsNote(created.id, { member: 'rcastro', text: 'approved' });
    await eventually(() => (resets().length === 1 ? true : undefined), 'the reset');
  });

  it('is not given when the same technician took it back before it was read', async () => {
    const { connectwise, faults } = stage.sandbox;
    const lost = faults.add({ vendor: 'connectwise', method: 'EVENT', kind: 'drop' });
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
    await connectwise.callbacksIdle();
    lost();
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'Denied. Do not do this.' });
    await connectwise.noteAppears(ticketId, ({ text }) => text.includes('denied this plan'), 20_000);
    await settled();
    expect(resets()).toEqual([]);
  });

  it('is stopped by a denial while the directory cannot be reached', async () => {
    const { connectwise, faults } = stage.sandbox;
    const down = faults.add({ vendor: 'microsoft', kind: 'status', status: 503 });
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
    const refusals = () => stage.sandbox.records.of('microsoft').filter(({ status }) => status === 503);
    await eventually(() => (refusals().length >= 4 ? true : undefined), 'the outage');
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'Denied. Stop, do not reset.' });
    await connectwise.callbacksIdle();
    down();
    await connectwise.noteAppears(ticketId, ({ text }) => text.includes('denied the plan before'), 25_000);
    await settled();
    expect(resets()).toEqual([]);
  });

  it('leaves nothing unread that the requester writes while it is carried out', async () => {
    const { connectwise, faults, model } = stage.sandbox;
    faults.add({ vendor: 'microsoft', method: 'PATCH', kind: 'slow', delayMs: 1_500 });
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
    await eventually(
      () => stage.sandbox.records.of('microsoft').find(({ path }) => /directoryRole/.test(path)),
      'the look before the reset',
    );
    connectwise.contactAddsNote(ticketId, { personKey: DANA, text: 'Also the printer on the second floor is jammed.' });
    await connectwise.noteAppears(ticketId, ({ text }) => text.startsWith('Frontdesk agent: done'), 20_000);
    const answered = () => connectwise.notes(ticketId).filter(({ text }) => /^Frontdesk agent: pl(an|ease)/.test(text));
    await eventually(() => (answered().length === 2 ? true : undefined), 'the answer to the new words');
    const shown = JSON.stringify(model.requests().at(-1)?.request);
    expect(shown).toContain('second floor');
  });

  it('of a plan that a technician changed is asked again, and given by its number', async () => {
    const { connectwise } = stage.sandbox;
    connectwise.technicianAddsNote(ticketId, {
      member: 'rcastro',
      text: 'Please only unlock the account, do not reset the password.',
    });
    await connectwise.noteAppears(
      ticketId,
      ({ text }) => /plan 2\)/.test(text) && text.includes('waiting for approval'),
      20_000,
    );
    connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved 2' });
    await connectwise.noteAppears(ticketId, ({ text }) => text.startsWith('Frontdesk agent: done'), 20_000);
    await settled();
    const sent = stage.sandbox.records.writes('microsoft').map(({ detail }) => JSON.stringify(detail));
    expect(sent.some((detail) => detail.includes('passwordProfile'))).toBe(false);
  });
});
