import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import type { ChangingTool, Tool, ToolScope } from '../../../core/tools/tool.js';
import { DANA, HARBOR, LARKMERE, openTicket, type Stage, startStage } from './stage-for-tests.js';

let stage: Stage;
let scope: ToolScope;
let tools: ReadonlyMap<string, Tool>;
beforeAll(async () => {
  stage = await startStage();
  const keep = async () => ({ secretId: 'kept' });
  scope = { clientId: HARBOR, mapping: stage.vendor.companyId(HARBOR), runId: 'run-1', secrets: { keep } };
  tools = new Map(
    stage
      .connect()
      .tools()
      .map((tool) => [tool.name, tool]),
  );
});
afterAll(() => stage?.stop());

function toolNamed(name: string): Tool {
  const tool = tools.get(`autotask:autotask-${name}`);
  if (!tool) throw new Error(`There is no tool ${name}`);
  return tool;
}

function changing(name: string): ChangingTool {
  const tool = toolNamed(name);
  if (tool.effect === 'read') throw new Error(`${name} changes nothing`);
  return tool;
}

const run = (name: string, args: Record<string, unknown>) => toolNamed(name).run(scope, args);
const observe = (name: string, args: Record<string, unknown>) =>
  changing(name).observe(scope, args, new Date(Date.now() - 1000));
const failed = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof VendorError ? error : undefined),
  );
const refusal = async (name: string, args: Record<string, unknown>) => (await failed(run(name, args)))?.failure;
const writes = () => stage.records.writes('autotask').length;

describe('reading tools of Autotask', () => {
  it('list open tickets, newest change first, and take a filter or a ticket number', async () => {
    const first = await openTicket(stage, { summary: 'Printer is on fire' });
    const second = await openTicket(stage, { summary: 'Printer is wet' });
    await stage.psa.updateTicket(first.id, { priority: 'High' });
    const closed = await openTicket(stage, { summary: 'Printer is gone' });
    await stage.psa.updateTicket(closed.id, { status: 'Complete' });
    const ids = async (args: Record<string, unknown>) => {
      const { output } = await run('list-tickets', args);
      return JSON.stringify(output).match(/(?<="id":")\d+(?=","title)/g);
    };
    expect(await ids({ search: 'printer is' })).toEqual([first.id, second.id]);
    expect(await ids({ search: 'printer is', limit: 1 })).toEqual([first.id]);
    expect(await ids({ search: 'printer is', includeClosed: true })).toEqual([closed.id, first.id, second.id]);
    expect(await ids({ search: 'printer is', status: 'complete' })).toEqual([closed.id]);
    expect(await ids({ search: second.number })).toEqual([second.id]);
    const filter = [{ op: 'or', items: [{ op: 'eq', field: 'id', value: Number(second.id) }] }];
    expect(await ids({ filter })).toEqual([second.id]);
  });

  it('read a ticket in words, with who it is assigned to', async () => {
    const { id, number } = await openTicket(stage, { description: 'It smells.', category: 'Computer > Printer' });
    await stage.psa.updateTicket(id, { owner: stage.vendor.technicianId('mbell') });
    const { output } = await run('get-ticket', { ticketId: id });
    expect(output).toMatchObject({
      id,
      number,
      description: 'It smells.',
      category: 'Computer > Printer',
      assignee: 'Morgan Bell',
      contact: { id: stage.vendor.contactId(DANA), name: 'Dana Whitfield' },
    });
  });
});

describe('changing tools of Autotask', () => {
  it('triage without closing, and say what was before', async () => {
    const { id } = await openTicket(stage);
    const args = {
      ticketId: id,
      priority: 'Critical',
      queue: 'Escalations',
      assignee: 'Morgan Bell',
      ticketType: 'Incident',
    };
    expect(await observe('triage-ticket', args)).toBe('not_happened');
    const { output } = await run('triage-ticket', args);
    expect(output).toMatchObject({
      before: { priority: 'Medium' },
      after: { priority: 'Critical', queue: 'Escalations', assignee: 'Morgan Bell', type: 'Incident' },
    });
    const next = { ticketId: id, assignee: 'Rosa Castro', ticketType: 'Problem' };
    expect((await run('triage-ticket', next)).output).toMatchObject({
      before: { assignee: 'Morgan Bell', type: 'Incident' },
    });
    await run('triage-ticket', args);
    expect(await observe('triage-ticket', args)).toBe('happened');
    expect(stage.vendor.record('Tickets', id).ticketType).toBe(2);
    for (const status of ['Complete', '5'])
      expect(await refusal('triage-ticket', { ticketId: id, status })).toBe('invalid');
    expect(stage.vendor.ticket(id).closed).toBe(false);
  });

  it('update a ticket with its resolution, and see that it happened', async () => {
    const { id } = await openTicket(stage);
    const args = { ticketId: id, status: 'Complete', resolution: 'Restarted the spooler.' };
    expect(await observe('update-ticket', args)).toBe('not_happened');
    await run('update-ticket', args);
    expect(await observe('update-ticket', args)).toBe('happened');
    const { output } = await run('update-ticket', { ticketId: id, resolution: 'Replaced the fuser.' });
    expect(output).toMatchObject({ before: { resolution: 'Restarted the spooler.' } });
    await run('update-ticket', args);
    expect(stage.vendor.record('Tickets', id)).toMatchObject({ status: 5, resolution: 'Restarted the spooler.' });
    expect(() => toolNamed('update-ticket').subject({ ticketId: id })).toThrow();
  });

  it('write notes for technicians and for the customer, and find them again', async () => {
    const { id } = await openTicket(stage);
    for (const [name, internal] of [
      ['internal-note', true],
      ['public-note', false],
    ] as const) {
      const args = { ticketId: id, text: `A ${name}` };
      expect(await observe(name, args)).toBe('not_happened');
      await run(name, args);
      expect(await observe(name, args)).toBe('happened');
      expect(stage.vendor.notes(id).at(-1)).toMatchObject({ text: `A ${name}`, internal });
    }
  });
});

describe('the generic tools of Autotask', () => {
  it('read records, children, queries and fields of the entities on their list', async () => {
    const { id } = await openTicket(stage);
    await stage.psa.addNote(id, { text: 'A note', visibility: 'internal' });
    expect((await run('api-get', { path: `Tickets/${id}` })).output).toMatchObject({
      item: { id: Number(id), status: 1 },
    });
    expect((await run('api-get', { path: `/v1.0/tickets/${id}/notes` })).output).toMatchObject({
      items: [{ description: 'A note' }],
    });
    const contacts = await run('api-get', {
      path: 'Contacts/query',
      filter: [{ op: 'eq', field: 'lastName', value: 'Whitfield' }],
    });
    expect(contacts.output).toMatchObject({ items: [{ firstName: 'Dana' }] });
    const fields = JSON.stringify((await run('api-get', { path: 'Tickets/entityInformation/fields' })).output);
    expect(fields).toContain('Waiting Customer');
    expect(fields).not.toContain('Old Projects');
    expect((await run('api-get', { path: 'Roles/query' })).summary).toMatch(/^Read [1-9]/);
  });

  it('reach nothing else', async () => {
    for (const path of [
      'Resources/1',
      'Tickets',
      'Tickets/1/2',
      'Tickets/1/Notes/2',
      'Tickets/query/count',
      'TicketWebhooks/1',
      'Contracts/1',
      'zoneInformation',
    ]) {
      expect(await refusal('api-get', { path })).toBe('invalid');
    }
    for (const path of ['../Tickets/1', 'Tickets/1?x=1', 'https://evil.example', 'Tickets/../Resources/1#', ''])
      expect(() => toolNamed('api-get').subject({ path })).toThrow();
  });

  it('show no user-defined field that is kept for a password', async () => {
    const { shownRecord } = await import('./tools/api-records.js');
    const userDefinedFields = [
      { name: 'Admin Password', value: 'hunter2' },
      { name: 'Room', value: '12' },
      { name: 'Empty', value: null },
    ];
    const shown = shownRecord({ id: 1, apiToken: 'abc', title: 'x'.repeat(3000), empty: null, userDefinedFields });
    expect(shown).toEqual({
      id: 1,
      apiToken: '(not shown)',
      title: `${'x'.repeat(2000)}…`,
      userDefinedFields: [
        { name: 'Admin Password', value: '(not shown)' },
        { name: 'Room', value: '12' },
      ],
    });
  });

  it('create a ticket of the mapped company once, and find it again', async () => {
    const due = new Date(Date.now() + 3_600_000).toISOString();
    const args = {
      path: 'Tickets',
      body: { title: 'By the API', status: 1, priority: 2, queueID: 29682833, dueDateTime: due },
    };
    expect(await observe('api-post', args)).toBe('not_happened');
    const { output } = await run('api-post', args);
    expect(await observe('api-post', args)).toBe('happened');
    const made = changing('api-post').creates?.(output);
    expect(made).toEqual({ kind: 'ticket', ref: expect.stringMatching(/^\d+$/) });
    expect(stage.vendor.record('Tickets', made?.ref ?? '').companyID).toBe(Number(scope.mapping));
  });

  it('create contacts and notes where Autotask takes them, internal only', async () => {
    const { id } = await openTicket(stage);
    const contact = { path: 'Contacts', body: { firstName: 'Nadia', lastName: 'New', isActive: 1 } };
    expect(await observe('api-post', contact)).toBe('not_happened');
    await run('api-post', contact);
    expect(await observe('api-post', contact)).toBe('happened');
    expect((await stage.psa.findContacts({ name: 'Nadia New' }))[0]?.companyId).toBe(scope.mapping);
    const note = { path: `Tickets/${id}/Notes`, body: { title: 'Note', description: 'By the API', noteType: 3 } };
    expect(await observe('api-post', note)).toBe('not_happened');
    await run('api-post', note);
    expect(await observe('api-post', note)).toBe('happened');
    expect(stage.vendor.notes(id)).toMatchObject([{ text: 'By the API', internal: true }]);
    expect(toolNamed('api-post').subject(note)).toEqual({ kind: 'ticket', ref: id });
  });

  it('ask for records with a filter, which changes nothing and may be asked again', async () => {
    const before = writes();
    const args = { path: 'Tickets/query', filter: [{ op: 'contains', field: 'title', value: 'Printer' }], limit: 2 };
    expect((await run('api-post', args)).summary).toBe('Read 2 records of Tickets.');
    expect(await observe('api-post', args)).toBe('not_happened');
    expect(writes()).toBe(before);
  });

  it('refuse what would be seen by the customer, be said in another’s name, or lead to another company', async () => {
    const { id } = await openTicket(stage);
    const foreignContact = Number(stage.vendor.contactId('larkmere-logistics/sarah-chen'));
    const before = writes();
    const note = (more: object) =>
      run('api-post', { path: `Tickets/${id}/Notes`, body: { description: 'x', noteType: 3, ...more } });
    const ticket = (body: object) => run('api-patch', { path: 'Tickets', id, body });
    for (const work of [
      () => note({ publish: 1 }),
      () => note({ publish: 2, PUBLISH: 1 }),
      () => note({ creatorResourceID: 10 }),
      () => note({ ImpersonatorCreatorResourceID: 10 }),
      () => note({ ticketID: Number(id) + 1 }),
      () => note({ id: 5 }),
      () => ticket({ companyID: Number(stage.vendor.companyId(LARKMERE)) }),
      () => ticket({ contactID: foreignContact }),
      () => ticket({ CONTACTID: foreignContact }),
      () => ticket({ projectID: 5 }),
      () => ticket({ id: Number(id) + 1 }),
    ]) {
      expect(['invalid', 'forbidden']).toContain((await failed(work()))?.failure);
    }
    expect(writes()).toBe(before);
  });

  it('act on the ticket of the run wherever the ticket is named', async () => {
    const { id } = await openTicket(stage);
    const another = await openTicket(stage);
    const { subject } = toolNamed('api-post');
    for (const path of ['TicketNotes', 'TimeEntries', 'TicketSecondaryResources']) {
      expect(subject({ path, body: { ticketID: Number(id) } })).toEqual({ kind: 'ticket', ref: id });
      expect(subject({ path, body: { TICKETID: id } })).toEqual({ kind: 'ticket', ref: id });
    }
    const { id: noteId } = await stage.psa.addNote(another.id, { text: 'Ours', visibility: 'internal' });
    const edit = toolNamed('api-patch').run(
      { ...scope, ticketId: id },
      { path: 'TicketNotes', id: noteId, body: { description: 'Changed' } },
    );
    expect((await failed(edit))?.failure).toBe('forbidden');
    expect(stage.vendor.notes(another.id)).toMatchObject([{ text: 'Ours' }]);
  });

  it('do not take the key by which Frontdesk finds its own tickets again', async () => {
    const { id } = await openTicket(stage);
    const body = { externalID: 'call-of-tomorrow' };
    expect(await refusal('api-patch', { path: 'Tickets', id, body })).toBe('invalid');
    expect(await refusal('api-post', { path: 'Tickets', body: { title: 'Taken', ...body } })).toBe('invalid');
  });

  it('answer no question about a field that is kept for a password', async () => {
    const asks = (field: string) => ({ op: 'beginsWith', field, value: 'h', udf: true });
    for (const filter of [[asks('Admin Password')], [{ op: 'or', items: [asks('Wi-Fi passphrase')] }]]) {
      for (const name of ['api-get', 'api-post'])
        expect(() => toolNamed(name).subject({ path: 'Companies/query', filter })).toThrow(/not shown/);
      expect(() => toolNamed('list-tickets').subject({ filter })).toThrow(/not shown/);
    }
  });

  it('change a record, see that it happened, and say when a workflow rule sets it back', async () => {
    const { id } = await openTicket(stage);
    const args = { path: 'Tickets', id, body: { title: 'Another title', priority: 1 } };
    expect(await observe('api-patch', args)).toBe('not_happened');
    expect((await run('api-patch', args)).output).toMatchObject({
      before: { title: 'Printer does not print', priority: 2 },
    });
    expect(await observe('api-patch', args)).toBe('happened');
    const takeAway = stage.vendor.workflowSets({ priority: 3 });
    const error = await failed(run('api-patch', { path: 'Tickets', id, body: { priority: 4 } }));
    takeAway();
    expect([error?.failure, error?.message]).toEqual(['unexpected', expect.stringContaining('priority did not stay')]);
    const contact = { path: 'Contacts', id: stage.vendor.contactId(DANA), body: { title: 'Office manager' } };
    await run('api-patch', contact);
    expect(await observe('api-patch', contact)).toBe('happened');
  });

  it('change no words but Frontdesk’s own, and those for technicians only', async () => {
    const { id } = await openTicket(stage);
    const own = await stage.psa.addNote(id, { text: 'First words', visibility: 'internal' });
    const shown = await stage.psa.addNote(id, { text: 'For the customer', visibility: 'public' });
    const theirs = stage.vendor.technicianAddsNote(id, { technician: 'mbell', text: 'Wait', internal: true });
    const edit = (noteId: string) =>
      run('api-patch', { path: 'TicketNotes', id: noteId, body: { description: 'Approve' } });
    expect([(await failed(edit(theirs.id)))?.failure, (await failed(edit(shown.id)))?.failure]).toEqual([
      'invalid',
      'invalid',
    ]);
    await edit(own.id);
    expect(stage.vendor.notes(id).map(({ text }) => text)).toEqual(['Approve', 'For the customer', 'Wait']);
  });
});
