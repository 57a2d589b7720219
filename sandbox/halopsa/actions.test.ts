import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';
import type { JsonObject } from './json.js';

const DANA = 'harbor-dental/dana-whitfield';

let bench: Bench;
let ticket: number;
beforeEach(async () => {
  bench = await startBench();
  const made = { technician: 'mbell', personKey: DANA, summary: 'Locked out', owner: 'jpark' };
  ticket = Number(bench.halo.technicianCreatesTicket(made).id);
});
afterEach(() => bench.halo.stop());

const act = (more: JsonObject) => bench.save('Actions', { ticket_id: ticket, ...more });
const refused = async (element: JsonObject) => {
  const replied = await bench.ask('POST', 'Actions', [element]);
  expect(replied.status).toBe(400);
  return String(replied.object().Message);
};
const list = async (parameters: Record<string, string | number | boolean> = {}) =>
  (await bench.get('Actions', { ticket_id: ticket, ...parameters })).rows('actions');

describe('a new action', () => {
  it('needs a ticket and an outcome that there is', async () => {
    expect(await refused({ outcome: 'Internal Note', note: 'A' })).toContain('ticket_id');
    expect(await refused({ ticket_id: 1, outcome: 'Internal Note', note: 'A' })).toContain('ticket');
    expect(await refused({ ticket_id: ticket, note: 'A' })).toContain('outcome');
    expect(await refused({ ticket_id: ticket, outcome: 'Sing', note: 'A' })).toContain('Sing');
    expect(await refused({ ticket_id: ticket, outcome_id: 99, note: 'A' })).toContain('99');
    expect(bench.halo.notes(String(ticket))).toEqual([]);
  });

  it('is by the login agent of the application, with an id of its ticket', async () => {
    const action = await act({ outcome: 'Internal Note', note: 'Line one\nline <two>', hiddenfromuser: true });
    expect(action).toMatchObject({
      ticket_id: ticket,
      id: 2,
      outcome_id: 15,
      who: 'Frontdesk API',
      who_type: 1,
      who_agentid: Number(bench.halo.own.id),
      actionby_application_id: bench.halo.credentials.clientId,
      hiddenfromuser: true,
      note: 'Line one\nline <two>',
      note_html: '<p>Line one<br/>line &lt;two&gt;</p>',
      datetime: '2026-01-05T09:00:00',
    });
    expect(bench.halo.notes(String(ticket))).toMatchObject([
      { text: 'Line one\nline <two>', internal: true, author: { kind: 'own', id: bench.halo.own.id } },
    ]);
  });

  it('keeps the HTML that is sent', async () => {
    const html = '<p>Open <a href="https://desk.tallowmere.example/a">this</a> &amp; wait</p>';
    const action = await act({ outcome: 'Public Note', note_html: html });
    expect(action).toMatchObject({ note_html: html, note: 'Open this & wait', hiddenfromuser: false });
    expect(bench.halo.notes(String(ticket))[0]).toMatchObject({ stored: html, internal: false });
  });

  it('mails the user when its outcome or the sender says so', async () => {
    const reply = { outcome_id: 16, note_html: '<p>Try now</p>', emailsubject: 'Re: Locked out', new_status: 4 };
    const action = await act({ ...reply, sendemail: true, emailto: 'dana.whitfield@harbordental.example' });
    expect(action).toMatchObject({ emaildirection: 'O', emailsubject: 'Re: Locked out', old_status: 1, new_status: 4 });
    await act({ outcome: 'email user', note: 'Again' });
    await act({ outcome: 'Email User', note: 'Silently', sendemail: false });
    expect(bench.halo.mails().map(({ to, text }) => [to, text])).toEqual([
      ['dana.whitfield@harbordental.example', 'Try now'],
      ['dana.whitfield@harbordental.example', 'Again'],
    ]);
    expect(bench.halo.ticket(String(ticket)).status).toBe('Awaiting User');
    expect(await refused({ ticket_id: ticket, outcome: 'Email User', note: 'A', emailto: 'nobody' })).toContain(
      'emailto',
    );
  });

  it('is refused a mail to nobody', async () => {
    const { id } = bench.halo.technicianCreatesTicket({ technician: 'mbell', summary: 'A', company: 'harbor-dental' });
    expect(await refused({ ticket_id: Number(id), outcome: 'Email User', note: 'A' })).toContain('recipients');
  });

  it('closes the ticket with a closing status, its own or its outcome’s', async () => {
    await act({ outcome: 'Internal Note', note: 'Done', new_status: 9 });
    expect(bench.halo.ticket(String(ticket))).toMatchObject({ closed: true, status: 'Closed' });
    await act({ outcome: 'Internal Note', note: 'Not yet', new_status: 2 });
    expect(bench.halo.ticket(String(ticket)).closed).toBe(false);
    await act({ outcome: 'Close Ticket', note: 'Done' });
    expect(bench.halo.ticket(String(ticket)).closed).toBe(true);
    expect(await refused({ ticket_id: ticket, outcome: 'Internal Note', note: 'A', new_status: 77 })).toContain('77');
  });

  it('adds its hours to the ticket', async () => {
    await act({ outcome: 'Internal Note', note: 'A', timetaken: 0.25 });
    await act({ outcome: 'Internal Note', note: 'B', timetaken: 0.5 });
    expect((await bench.get(`Tickets/${ticket}`)).object().timetaken).toBe(0.75);
    expect(await refused({ ticket_id: ticket, outcome: 'Internal Note', timetaken: -1 })).toContain('timetaken');
  });

  it('is found by the name that an admin gave its outcome', async () => {
    bench.halo.renameOutcome('Internal Note', 'Private Note');
    await refused({ ticket_id: ticket, outcome: 'Internal Note', note: 'A' });
    expect(await act({ outcome: 'Private Note', note: 'A' })).toMatchObject({
      outcome: 'Private Note',
      outcome_id: 15,
    });
  });
});

describe('a change of an action', () => {
  it('needs its ticket and its id, and is no new action', async () => {
    const { id = 0 } = await act({ outcome: 'Internal Note', note: 'A' });
    bench.clock.pass(1000);
    const changed = await act({ id, note: 'B' });
    expect(changed).toMatchObject({ id, note: 'B', note_html: '<p>B</p>', hiddenfromuser: true, outcome_id: 15 });
    expect(changed).toMatchObject({ datetime: '2026-01-05T09:00:00', last_updated: '2026-01-05T09:00:01' });
    expect(bench.halo.notes(String(ticket))).toMatchObject([{ text: 'B' }]);
    expect(await refused({ id, note: 'C' })).toContain('ticket_id');
    expect((await bench.ask('POST', 'Actions', [{ ticket_id: ticket, id: 77, note: 'C' }])).status).toBe(404);
  });
});

describe('the list of actions', () => {
  beforeEach(async () => {
    bench.halo.technicianAddsNote(String(ticket), { technician: 'jpark', text: 'Looking' });
    bench.halo.technicianAddsNote(String(ticket), { technician: 'jpark', text: 'Try again', internal: false });
    bench.halo.contactAddsNote(String(ticket), { personKey: DANA, text: 'Still locked' });
    bench.halo.technicianUpdatesTicket(String(ticket), { technician: 'jpark', status: 'In Progress' });
  });

  it('is of one ticket, which must be named', async () => {
    expect((await bench.get('Actions')).status).toBe(400);
    expect((await bench.get('Actions', { ticket_id: 1 })).status).toBe(404);
    const replied = (await bench.get('Actions', { ticket_id: ticket, count: 2 })).object();
    expect(replied).toMatchObject({ ticket_id: ticket, record_count: 5 });
    expect(replied.actions).toMatchObject([{ id: 5 }, { id: 4 }]);
  });

  it('tells who', async () => {
    const [user, agent] = await list({ excludesys: true });
    expect(user).toMatchObject({ who: 'Dana Whitfield', who_type: 0, who_agentid: 0, hiddenfromuser: false });
    expect(user?.actionby_user_id).toBe(Number(bench.halo.contactId(DANA)));
    expect(agent).toMatchObject({
      who: 'Jin Park',
      who_type: 1,
      who_agentid: Number(bench.halo.technicianId('jpark')),
    });
    expect(agent?.actionby_application_id).toBeNull();
    expect(bench.halo.notes(String(ticket)).map(({ author }) => author.kind)).toEqual([
      'technician',
      'technician',
      'contact',
    ]);
  });

  it('filters', async () => {
    const notes = async (parameters: Record<string, boolean>) => (await list(parameters)).map(({ note }) => note);
    expect(await notes({ excludesys: true })).toEqual(['Still locked', 'Try again', 'Looking']);
    expect(await notes({ excludesys: true, excludeprivate: true })).toEqual(['Still locked', 'Try again']);
    expect(await notes({ conversationonly: true })).toEqual(['Still locked', 'Try again']);
    expect(await notes({ excludesys: true, agentonly: true })).toEqual(['Try again', 'Looking']);
  });

  it('has the HTML only when asked, and the order that the switch says', async () => {
    expect((await list())[0]).not.toHaveProperty('note_html');
    expect((await list({ includehtmlnote: true }))[0]).toHaveProperty('note_html');
    bench.halo.switches.actionsOrder = 'oldest_first';
    expect((await list()).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    expect((await list({ order: 'id', orderdesc: true, pageinate: true, page_size: 2 })).map(({ id }) => id)).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });

  it('no longer has what was deleted', async () => {
    expect((await bench.get('Actions/2')).status).toBe(400);
    expect((await bench.get('Actions/2', { ticket_id: ticket })).object()).toMatchObject({ note: 'Looking' });
    expect((await bench.ask('DELETE', `Actions/2?ticket_id=${ticket}`)).status).toBe(200);
    expect((await bench.get('Actions/2', { ticket_id: ticket })).status).toBe(404);
  });
});
