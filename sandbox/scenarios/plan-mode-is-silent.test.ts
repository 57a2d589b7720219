import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { quiet } from './ticket-desk.js';

describe('plan mode', () => {
  let stage: DemoStage;
  beforeEach(async () => {
    stage = await setStage({ mode: 'plan' });
  });
  afterEach(() => stage.stop());

  it('writes exactly one internal note on a ticket and nothing else anywhere, whatever people answer', async () => {
    const { sandbox } = stage;
    const { connectwise, records } = sandbox;
    const before = records.writes().length;
    const ticket = connectwise.technicianCreatesTicket({
      member: 'mbell',
      personKey: 'harbor-dental/dana-whitfield',
      summary: 'Locked out, forgot my password',
      description: 'I am locked out. I forgot my password. Please help.',
      owner: 'mbell',
    });
    const { note } = await connectwise.noteAppears(ticket.id, ({ text }) => text.includes('plan only'), 20_000);
    connectwise.technicianAddsNote(ticket.id, { member: 'mbell', text: 'approved', internal: true });
    connectwise.contactAddsNote(ticket.id, { personKey: 'harbor-dental/dana-whitfield', text: 'Please hurry!' });
    await connectwise.callbacksIdle();
    await quiet({ sandbox, speed: 1, tell: () => undefined }, 600);

    const ours = connectwise.apiMember;
    const writes = records
      .writes()
      .slice(before)
      .filter(({ vendor, method }) => !(vendor === 'connectwise' && method === 'EVENT'));
    const planNotes = connectwise.notes(ticket.id).filter((entry) => entry.member?.id === ours.id);
    expect(
      writes.every(({ method, path }) => method === 'POST' && path.endsWith(`/service/tickets/${ticket.id}/notes`)),
    ).toBe(true);
    expect(note.internalAnalysisFlag).toBe(true);
    expect(note.detailDescriptionFlag).toBe(false);
    // The customer wrote again on an open ticket: that is a new request, which gets one note of its own, and no more.
    expect(planNotes.length).toBe(writes.length);
    expect(planNotes.length).toBeLessThanOrEqual(2);
    expect(connectwise.ticket(ticket.id).status.name).toBe('New');
    expect(records.writes('microsoft')).toEqual([]);
  });
});
