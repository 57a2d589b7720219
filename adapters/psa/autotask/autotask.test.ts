import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import { collect } from '../collect.js';
import { DANA, HARBOR, openTicket, type Stage, startStage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterEach(() => {
  stage.faults.clear();
  stage.vendor.setLimits({});
  stage.vendor.takeRights([]);
});
afterAll(() => stage?.stop());

const stored = (id: string) => stage.vendor.record('Tickets', id);
const picklist = (field: string, label: string) => stage.vendor.picklistValue('Tickets', field, label);
const failed = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof VendorError ? error : undefined),
  );

/** A note that is written over the API in the name of a resource. */
async function writeNoteAs(resourceId: string, ticketId: string, description: string): Promise<void> {
  const { url, credentials } = stage.vendor;
  const answer = await fetch(`${url}/atservicesrest/v1.0/Tickets/${ticketId}/Notes`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      apiintegrationcode: credentials.trackingIdentifier,
      username: credentials.username,
      secret: credentials.secret,
      impersonationresourceid: resourceId,
    },
    body: JSON.stringify({ ticketID: Number(ticketId), title: 'Note', description, noteType: 3, publish: 2 }),
  });
  if (answer.status !== 200) throw new Error(await answer.text());
}

describe('a ticket that Frontdesk opens in Autotask', () => {
  it('has everything that Autotask asks for, and our reference', async () => {
    const { id } = await openTicket(stage, {
      board: 'Help Desk',
      status: 'In Progress',
      priority: 'Critical',
      category: 'Computer > Printer',
      source: 'Phone',
      reference: 'call-4711',
    });
    const row = stored(id);
    expect(row).toMatchObject({
      externalID: 'call-4711',
      queueID: picklist('queueID', 'Help Desk'),
      status: picklist('status', 'In Progress'),
      priority: picklist('priority', 'Critical'),
      issueType: picklist('issueType', 'Computer'),
      subIssueType: picklist('subIssueType', 'Printer'),
      source: picklist('source', 'Phone'),
    });
    const due = Date.parse(String(row.dueDateTime)) - Date.parse(String(row.createDate));
    expect(Math.round(due / 3_600_000)).toBe(24);
  });

  it('has the defaults of the picklists where nothing is named', async () => {
    const row = stored((await openTicket(stage)).id);
    expect([row.status, row.priority]).toEqual([picklist('status', 'New'), picklist('priority', 'Medium')]);
  });

  it('has a digest for a reference that is too long, and is the same one the next time', async () => {
    const reference = `conversation-${'x'.repeat(80)}`;
    const first = await openTicket(stage, { reference });
    expect(String(stored(first.id).externalID)).toMatch(/^[\w-]{40,50}$/);
    expect((await openTicket(stage, { reference })).id).toBe(first.id);
    expect((await openTicket(stage, { reference: `${reference}y` })).id).not.toBe(first.id);
    expect(await failed(openTicket(stage, { reference: 'x'.repeat(101) }))).toMatchObject({ failure: 'invalid' });
  });

  it('says who called where there is no contact', async () => {
    const { psa, vendor } = stage;
    const { id } = await psa.openTicket({
      companyId: vendor.companyId(HARBOR),
      contactName: 'Somebody Else',
      contactPhone: '+12065550142',
      summary: 'Unknown caller',
      description: 'It blinks.',
      reference: 'unknown-caller',
    });
    expect(stored(id).description).toBe('Reported by Somebody Else, +12065550142\n\nIt blinks.');
  });

  it('is not cut in the middle of a character', async () => {
    const { id } = await openTicket(stage, { description: `x${'🖨️'.repeat(4000)}` });
    const description = String(stored(id).description);
    expect(description.length).toBeGreaterThan(7990);
    expect(description).not.toMatch(/[\uD800-\uDBFF]$/);
  });

  it('cannot be put on a queue or status that is not in use any more', async () => {
    const names = (await stage.psa.queues()).map(({ name }) => name);
    expect(names).toContain('Help Desk');
    expect(names).not.toContain('Old Projects');
    expect(await failed(openTicket(stage, { board: 'Old Projects' }))).toMatchObject({ failure: 'invalid' });
    const statuses = await stage.psa.statuses();
    expect(statuses.filter(({ closes }) => closes).map(({ name }) => name)).toEqual(['Complete']);
  });
});

describe('a change of a ticket in Autotask', () => {
  it('assigns in a role that the technician may work in', async () => {
    const { id } = await openTicket(stage);
    const owner = stage.vendor.technicianId('mbell');
    await stage.psa.updateTicket(id, { owner });
    const roles = stage.vendor
      .recordsOf('ResourceServiceDeskRoles')
      .filter((role) => String(role.resourceID) === owner);
    expect(roles.find(({ isDefault }) => isDefault)?.roleID).toBe(stored(id).assignedResourceRoleID);
  });

  it('takes the sub-issue type away with the issue type', async () => {
    const { id } = await openTicket(stage, { category: 'Computer > Printer' });
    expect((await stage.psa.updateTicket(id, { category: 'Network' })).category).toBe('Network');
    expect(stored(id).subIssueType).toBeNull();
    expect((await stage.psa.updateTicket(id, { category: 'Computer > Printer' })).category).toBe('Computer > Printer');
    expect((await stage.psa.updateTicket(id, { category: 'Computer' })).category).toBe('Computer');
  });

  it('is not believed when a workflow rule sets it back', async () => {
    const { id } = await openTicket(stage, { priority: 'Medium' });
    const takeAway = stage.vendor.workflowSets({ priority: picklist('priority', 'Low') });
    const error = await failed(stage.psa.updateTicket(id, { priority: 'Critical', summary: 'Changed' }));
    takeAway();
    expect(error?.failure).toBe('unexpected');
    expect(error?.message).toContain('priority did not stay changed');
    expect(error?.message).not.toContain('title');
  });
});

describe('lists of tickets', () => {
  it('begin with the oldest change, not with the smallest id, also when they are cut short', async () => {
    const since = new Date();
    const ids: string[] = [];
    for (const summary of ['One', 'Two', 'Three']) ids.push((await openTicket(stage, { summary })).id);
    const [first = '', second = '', third = ''] = ids;
    await stage.psa.updateTicket(first, { summary: 'One, changed last' });
    const changed = async (limit: number) =>
      (await stage.psa.tickets({ updatedSince: since, limit })).map(({ id }) => id);
    expect(await changed(10)).toEqual([second, third, first]);
    expect(await changed(2)).toEqual([second, third]);
  });

  it('cost one request when nothing has changed', async () => {
    await stage.psa.queues();
    stage.sent.length = 0;
    expect(await stage.psa.tickets({ updatedSince: new Date(Date.now() + 60_000), limit: 100 })).toEqual([]);
    expect(stage.sent).toHaveLength(1);
  });

  it('never ask for more than two things of one entity at once', async () => {
    const { id } = await openTicket(stage);
    await Promise.all(Array.from({ length: 12 }, () => stage.psa.ticket(id)));
    expect(stage.vendor.busiest()).toBeLessThanOrEqual(2);
  });
});

describe('notes in Autotask', () => {
  const LONG = Array.from(
    { length: 120 },
    (_, n) => `${n}. Ask whether the printer has paper, and whether it blinks.`,
  ).join('\n');
  const notesOf = (id: string) => stage.vendor.recordsOf('TicketNotes').filter((note) => String(note.ticketID) === id);

  it('are plain text, of a type of the picklist, seen by whom they are for', async () => {
    const { id } = await openTicket(stage);
    await stage.psa.addNote(id, { text: 'Plan: <b>restart</b>', visibility: 'internal' });
    await stage.psa.addNote(id, { text: 'We look into it.', visibility: 'public' });
    expect(
      notesOf(id).map(({ title, description, noteType, publish }) => [title, description, noteType, publish]),
    ).toEqual([
      ['Frontdesk', 'Plan: <b>restart</b>', 3, 2],
      ['Frontdesk', 'We look into it.', 3, 1],
    ]);
  });

  it('that are too long become several and are read as one', async () => {
    const { id } = await openTicket(stage);
    const note = await stage.psa.addNote(id, { text: LONG, visibility: 'internal' });
    expect(note.text).toBe(LONG);
    const parts = notesOf(id);
    expect(parts.map(({ title }) => String(title).replace(/[0-9a-f]{8} /, ''))).toEqual([
      'Frontdesk (1 of 3)',
      'Frontdesk (2 of 3)',
      'Frontdesk (3 of 3)',
    ]);
    expect(parts.every(({ description }) => String(description).length <= 3200)).toBe(true);
    expect((await stage.psa.notes(id)).map(({ id: each, text }) => [each, text])).toEqual([
      [String(parts[0]?.id), LONG],
    ]);
    for (const part of parts) expect(await stage.psa.ticketOfNote(String(part.id))).toBe(id);
  });

  it('of which only a part got through are completed, not written again', async () => {
    const { id } = await openTicket(stage);
    const path = /\/Notes$/;
    stage.faults.add({ vendor: 'autotask', method: 'POST', path, kind: 'slow', delayMs: 0, times: 1 });
    stage.faults.add({ vendor: 'autotask', method: 'POST', path, kind: 'status', status: 500, times: 1 });
    expect(await failed(stage.psa.addNote(id, { text: LONG, visibility: 'public' }))).toMatchObject({
      outcomeUnknown: true,
    });
    expect(notesOf(id)).toHaveLength(1);
    expect((await stage.psa.addNote(id, { text: LONG, visibility: 'public' })).text).toBe(LONG);
    expect(notesOf(id)).toHaveLength(3);
  });

  it('can become shorter and longer, and say nothing of what is not needed any more', async () => {
    const { id } = await openTicket(stage);
    const note = await stage.psa.addNote(id, { text: LONG, visibility: 'internal' });
    for (const text of ['Shorter', `${LONG}\n${LONG}`, LONG, 'Short again']) {
      expect(await stage.psa.editNote(id, note.id, text)).toMatchObject({ id: note.id, text });
      expect((await stage.psa.notes(id)).map((each) => each.text)).toEqual([text]);
    }
  });

  it('that the API writes in a technician’s name are not that technician’s words', async () => {
    const { id } = await openTicket(stage);
    stage.vendor.technicianAddsNote(id, { technician: 'mbell', text: 'Approve', internal: true });
    await writeNoteAs(stage.vendor.technicianId('mbell'), id, 'Approve, says a robot');
    const kinds = (await stage.psa.notes(id)).map(({ text, author }) => [text, author.kind]);
    expect(kinds).toEqual([
      ['Approve', 'technician'],
      ['Approve, says a robot', 'own'],
    ]);
  });

  it('that look like ours are still those of who wrote them', async () => {
    const { id } = await openTicket(stage);
    const note = await stage.psa.addNote(id, { text: LONG, visibility: 'internal' });
    stage.vendor.technicianAddsNote(id, { technician: 'mbell', text: '(2 of 3)\nSomething else', internal: true });
    stage.vendor.contactAddsNote(id, { personKey: DANA, text: note.text.slice(0, 3000) });
    const read = await stage.psa.notes(id);
    expect(read.map(({ author }) => author.kind)).toEqual(['own', 'technician', 'contact']);
    expect(read[0]).toEqual(note);
    expect(read[1]?.text).toBe('(2 of 3)\nSomething else');
  });
});

describe('companies, contacts and time in Autotask', () => {
  it('have types by their labels, also the MSP itself', async () => {
    const companies = await stage.psa.companies();
    const types = new Map(companies.map(({ id, types: [type] }) => [id, type]));
    expect([types.get('0'), types.get(stage.vendor.companyId(HARBOR))]).toEqual(['Partner', 'Customer']);
    expect(new Set(types.values())).toEqual(new Set(['Partner', 'Customer', 'Lead', 'Prospect', 'Vendor']));
    expect(stage.psa.importBy).toBe('by_type');
  });

  it('are asked for by the dates of change that the metadata has', async () => {
    stage.sent.length = 0;
    expect(await collect(stage.psa.contacts({ updatedSince: new Date(Date.now() + 60_000) }))).toEqual([]);
    const query = JSON.stringify(stage.sent.at(-1)?.body);
    expect(query).toContain('lastModifiedDate');
    expect(query).toContain('lastActivityDate');
  });

  it('are recorded with a role, a start and an end', async () => {
    const { id } = await openTicket(stage);
    const technicianId = stage.vendor.technicianId('rcastro');
    const entry = await stage.psa.addTime(id, { minutes: 15, notes: 'Reset the spooler', technicianId });
    const row = stage.vendor.record('TimeEntries', entry.id);
    expect(row).toMatchObject({
      ticketID: Number(id),
      resourceID: Number(technicianId),
      hoursWorked: 0.25,
      internalNotes: 'Reset the spooler',
      summaryNotes: null,
    });
  });

  it('are not recorded for Frontdesk itself while its API user has no role, which is said', async () => {
    const { id } = await openTicket(stage);
    const error = await failed(stage.psa.addTime(id, { minutes: 15, notes: 'Reset the spooler' }));
    expect([error?.failure, error?.message]).toEqual([
      'invalid',
      expect.stringContaining('no active service desk role'),
    ]);
  });
});

describe('the check of Autotask', () => {
  const problems = async (credentials: Record<string, string>) =>
    (await stage.connect(credentials).check())
      .filter(({ ok }) => !ok)
      .map(({ what, problem }) => `${what}: ${problem}`);

  it('finds nothing wrong where nothing is', async () => {
    expect(await problems({})).toEqual([]);
  });

  it('tells a wrong user name from a wrong key, and stops there', async () => {
    expect(await problems({ username: 'nobody@tallowmere.example' })).toEqual([
      expect.stringMatching(/^Find the zone of the API user: .*Check the username/),
    ]);
    expect(await problems({ secret: 'wrong' })).toEqual([
      expect.stringMatching(/^Sign in .*Check the secret and the tracking identifier/),
    ]);
    expect(await problems({ trackingIdentifier: 'SHORT' })).toEqual([
      expect.stringContaining("The tracking identifier has 5 characters; Autotask's have 26 or 27."),
    ]);
  });

  it('tells rights to write without writing', async () => {
    stage.vendor.takeRights(['Add ticket notes', 'Edit tickets']);
    const before = stage.records.writes('autotask').length;
    const found = await problems({});
    expect(found.map((text) => text.split(':')[0])).toEqual(['Change tickets', 'Add ticket notes']);
    expect(stage.records.writes('autotask')).toHaveLength(before);
  });

  it('says that what is too much for Autotask now may pass', async () => {
    stage.vendor.setLimits({ requestsPerHour: 1, retryAfterSeconds: 3600 });
    const findings = await stage.connect().check();
    expect(findings.find(({ ok }) => !ok)).toMatchObject({ passing: true });
  });
});
