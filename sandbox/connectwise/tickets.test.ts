import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';
import type { JsonObject } from './json.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.connectWise.stop());

async function newTicket(more: Record<string, string | { id: number }> = {}) {
  const company = { id: bench.connectWise.companyId('harbor-dental') };
  const { status, object } = await bench.ask('POST', '/service/tickets', { summary: 'Locked out', company, ...more });
  expect(status).toBe(201);
  return Number(object().id);
}

const patch = (
  id: number,
  op: string,
  path: string,
  value?: string | number | { id: number } | { name: string } | null,
) => bench.ask('PATCH', `/service/tickets/${id}`, [{ op, path, ...(value === undefined ? {} : { value }) }]);

describe('creating a ticket', () => {
  it('fills board, status and priority with the defaults and keeps externalXRef, which can be searched', async () => {
    const id = await newTicket({ externalXRef: 'call-71' });
    expect(bench.connectWise.ticket(id)).toMatchObject({
      summary: 'Locked out',
      board: { name: 'Help Desk' },
      status: { name: 'New' },
      priority: { name: 'Priority 3 - Normal' },
      company: { identifier: 'HarborDental' },
      closedFlag: false,
      _info: { enteredBy: bench.connectWise.apiMember.identifier },
    });
    const found = await bench.list('/service/tickets', { conditions: 'externalXRef="call-71"' });
    expect(found.rows().map((row) => row.id)).toEqual([id]);
  });

  it('takes the contact with its name, telephone and e-mail', async () => {
    const contact = { id: bench.connectWise.contactId('harbor-dental/dana-whitfield') };
    const id = await newTicket({ contact });
    expect(bench.connectWise.ticket(id)).toMatchObject({
      contact: { id: contact.id, name: 'Dana Whitfield' },
      contactName: 'Dana Whitfield',
      contactPhoneNumber: '2065550110',
      contactEmailAddress: 'dana.whitfield@harbordental.example',
    });
  });

  it('turns initialDescription and initialInternalAnalysis into notes', async () => {
    const id = await newTicket({ initialDescription: 'Caller: I am locked out', initialInternalAnalysis: 'By phone' });
    expect(bench.connectWise.notes(id)).toMatchObject([
      { text: 'Caller: I am locked out', detailDescriptionFlag: true, internalFlag: false },
      { text: 'By phone', internalAnalysisFlag: true, internalFlag: true, member: bench.connectWise.apiMember },
    ]);
  });

  it.each([
    ['no summary', { company: { id: 201 } }, 'summary'],
    ['a blank summary', { summary: '  ', company: { id: 201 } }, 'summary'],
    ['a summary above 100 characters', { summary: 'x'.repeat(101), company: { id: 201 } }, 'summary'],
    ['no company', { summary: 'A' }, 'company'],
    ['a company that does not exist', { summary: 'A', company: { id: 1 } }, 'company'],
    ['an inactive board', { summary: 'A', company: { id: 201 }, board: { name: 'Onsite (retired)' } }, 'board'],
    ['a status of another board', { summary: 'A', company: { id: 201 }, status: { name: 'Acknowledged' } }, 'status'],
    ['a contact of another company', { summary: 'A', company: { id: 201 }, contact: { id: 1405 } }, 'contact'],
    ['an inactive owner', { summary: 'A', company: { id: 201 }, owner: { identifier: 'hfrost' } }, 'owner'],
    [
      'an externalXRef above 100 characters',
      { summary: 'A', company: { id: 201 }, externalXRef: 'x'.repeat(101) },
      'externalXRef',
    ],
  ])('refuses %s with 400, naming the field', async (_what, body, field) => {
    const before = bench.connectWise.tickets().length;
    const refused = await bench.ask('POST', '/service/tickets', body);
    expect(refused.status).toBe(400);
    expect(refused.object()).toMatchObject({ code: 'InvalidObject', message: 'ticket object is invalid' });
    expect(refused.fields()).toEqual([field]);
    expect(bench.connectWise.tickets()).toHaveLength(before);
  });

  it('names every missing field at once', async () => {
    const refused = await bench.ask('POST', '/service/tickets', {});
    expect(refused.object().errors).toEqual([
      { code: 'MissingRequiredField', message: 'The summary field is required.', resource: 'ticket', field: 'summary' },
      { code: 'MissingRequiredField', message: 'The company field is required.', resource: 'ticket', field: 'company' },
    ]);
  });
});

describe('custom fields', () => {
  it('are replaced as a whole array and can be searched by caption and value', async () => {
    const id = await newTicket();
    const replace = (value: { id: number; value?: string }[]) =>
      bench.ask('PATCH', `/service/tickets/${id}`, [{ op: 'replace', path: 'customFields', value }]);
    expect((await replace([{ id: 5, value: 'Prod' }])).object()).toMatchObject({
      customFields: [{ id: 5, caption: 'Env', value: 'Prod' }],
    });
    const search = () => bench.list('/service/tickets', { customFieldConditions: 'caption="Env" and value="Prod"' });
    expect((await search()).rows()).toMatchObject([{ id }]);
    expect((await replace([{ id: 99, value: 'x' }])).status).toBe(400);
    await replace([]);
    expect((await search()).rows()).toEqual([]);
  });
});

describe('searching tickets', () => {
  it('takes long conditions in a body and the pages in the URL', async () => {
    const ids = [await newTicket({ externalXRef: 'long-1' }), await newTicket({ externalXRef: 'long-2' })];
    const conditions = `externalXRef in ("long-1","long-2",${Array.from({ length: 400 }, (_, n) => `"none-${n}"`).join(',')})`;
    expect((await bench.list('/service/tickets', { conditions })).status).toBe(414);
    const found = await bench.ask('POST', '/service/tickets/search?pageSize=1', { conditions, orderBy: 'id desc' });
    expect([found.status, found.rows().map((row) => row.id)]).toEqual([200, [ids[1]]]);
    expect(found.headers.get('link')).toContain('rel="next"');
  });

  it('finds what changed since a moment, oldest first', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const id = await newTicket();
    const conditions = `lastUpdated > [${since}] and id >= ${id}`;
    const found = await bench.list('/service/tickets', {
      conditions,
      orderBy: 'lastUpdated asc',
      fields: 'id,_info/lastUpdated',
    });
    expect(found.rows()).toEqual([{ id, _info: { lastUpdated: expect.any(String) } }]);
    const before = await bench.list('/service/tickets', { conditions: `lastUpdated < [${since}]` });
    expect(before.rows()).toEqual([]);
  });
});

describe('creating a contact', () => {
  const contact = (more: JsonObject) => ({
    firstName: 'Noor',
    lastName: 'Aziz',
    company: { id: bench.connectWise.companyId('copperhatch') },
    ...more,
  });

  it('stores the ways of reaching them', async () => {
    const communicationItems: JsonObject[] = [
      { type: { id: 1 }, value: 'noor.aziz@copperhatch.example', defaultFlag: true },
      { type: { name: 'Mobile' }, value: '503 555 0199', defaultFlag: true },
    ];
    const added = await bench.ask('POST', '/company/contacts', contact({ communicationItems }));
    expect(added.status).toBe(201);
    expect(added.object()).toMatchObject({
      company: { name: 'Copperhatch Brewing' },
      defaultPhoneNbr: '503 555 0199',
      communicationItems: [
        { communicationType: 'Email', domain: '@copperhatch.example' },
        { communicationType: 'Phone' },
      ],
    });
  });

  it.each([
    ['no first name', { firstName: '' }, 'firstName'],
    ['a company that does not exist', { company: { id: 3 } }, 'company'],
    ['an item without value', { communicationItems: [{ type: { id: 1 } }] }, 'communicationItems/value'],
    ['an item without type', { communicationItems: [{ value: 'a@b.example' }] }, 'communicationItems/type/id'],
  ])('refuses %s', async (_what, more, field) => {
    const refused = await bench.ask('POST', '/company/contacts', contact(more));
    expect([refused.status, refused.fields()]).toEqual([400, [field]]);
  });
});

describe('patching a ticket', () => {
  it('replaces references as whole objects and answers with the ticket as it now is', async () => {
    const id = await newTicket();
    const patched = await bench.ask('PATCH', `/service/tickets/${id}`, [
      { op: 'replace', path: 'status', value: { id: bench.connectWise.statusId('In Progress') } },
      { op: 'replace', path: 'owner', value: { identifier: 'mbell' } },
      { op: 'replace', path: 'summary', value: 'Password reset' },
    ]);
    expect(patched.status).toBe(200);
    expect(patched.object()).toMatchObject({
      status: { name: 'In Progress' },
      owner: { id: bench.connectWise.memberId('mbell'), identifier: 'mbell', name: 'Morgan Bell' },
      summary: 'Password reset',
    });
    expect(patched.body).toEqual(bench.connectWise.ticket(id));
  });

  it('closes with a closing status, and opens again with another', async () => {
    const id = await newTicket();
    const closed = await patch(id, 'replace', 'status', { name: 'Completed' });
    expect(closed.object()).toMatchObject({ closedFlag: true, closedBy: bench.connectWise.apiMember.identifier });
    expect(closed.object().closedDate).toEqual(expect.any(String));
    const opened = await patch(id, 'replace', 'status', { name: 'In Progress' });
    expect(opened.object()).toMatchObject({ closedFlag: false, closedBy: null, closedDate: null });
  });

  it('removes what may be empty and refuses to remove what may not', async () => {
    const id = await newTicket({ contact: { id: bench.connectWise.contactId('harbor-dental/sarah-chen') } });
    expect((await patch(id, 'remove', 'contact')).object()).toMatchObject({ contact: null, contactName: null });
    const refused = await patch(id, 'remove', 'company');
    expect(refused.status).toBe(400);
    expect(refused.fields()).toEqual(['company']);
  });

  it('moves to another board only together with a status of it', async () => {
    const id = await newTicket();
    const alone = await patch(id, 'replace', 'board', { name: 'Monitoring Alerts' });
    expect([alone.status, alone.fields()]).toEqual([400, ['status']]);
    const together = await bench.ask('PATCH', `/service/tickets/${id}`, [
      { op: 'replace', path: 'board', value: { name: 'Monitoring Alerts' } },
      { op: 'replace', path: 'status', value: { id: bench.connectWise.statusId('Acknowledged', 'Monitoring Alerts') } },
    ]);
    expect(together.object()).toMatchObject({ board: { name: 'Monitoring Alerts' }, status: { name: 'Acknowledged' } });
  });

  it('answers 200 to a path below a reference and changes nothing, as ConnectWise does', async () => {
    const id = await newTicket();
    const before = bench.connectWise.ticket(id);
    const patched = await patch(id, 'replace', 'status/id', bench.connectWise.statusId('Closed'));
    expect(patched.status).toBe(200);
    expect(bench.connectWise.ticket(id).status).toEqual(before.status);
  });

  it.each([
    ['a leading slash', [{ op: 'replace', path: '/summary', value: 'A' }]],
    ['an unknown field', [{ op: 'replace', path: 'colour', value: 'red' }]],
    ['another case', [{ op: 'replace', path: 'Summary', value: 'A' }]],
    ['a read-only field', [{ op: 'replace', path: 'closedFlag', value: true }]],
    ['an unknown operation', [{ op: 'move', path: 'summary', value: 'A' }]],
    ['a bare id for a reference', [{ op: 'replace', path: 'status', value: 510 }]],
    ['an empty reference', [{ op: 'replace', path: 'status', value: {} }]],
    ['no value', [{ op: 'replace', path: 'summary' }]],
    ['an object instead of an array', { op: 'replace', path: 'summary', value: 'A' }],
    [
      'one wrong operation among right ones',
      [
        { op: 'replace', path: 'summary', value: 'Changed' },
        { op: 'replace', path: 'nonsense', value: 1 },
      ],
    ],
  ])('refuses %s and changes nothing', async (_what, operations) => {
    const id = await newTicket();
    const before = bench.connectWise.ticket(id);
    expect((await bench.ask('PATCH', `/service/tickets/${id}`, operations)).status).toBe(400);
    expect(bench.connectWise.ticket(id)).toEqual(before);
  });
});

describe('notes', () => {
  it('adds an internal note by the API member and shows it in both lists', async () => {
    const id = await newTicket();
    const note = {
      text: 'Plan: reset',
      detailDescriptionFlag: false,
      internalAnalysisFlag: true,
      resolutionFlag: false,
    };
    const added = await bench.ask('POST', `/service/tickets/${id}/notes`, note);
    expect(added.status).toBe(201);
    expect(added.object()).toMatchObject({
      ...note,
      internalFlag: true,
      member: bench.connectWise.apiMember,
      contact: null,
    });
    expect((await bench.ask('GET', `/service/tickets/${id}/notes`)).body).toEqual([added.body]);
    expect((await bench.ask('GET', `/service/tickets/${id}/allNotes`)).rows()).toMatchObject([
      { id: added.object().id, noteType: 'TicketNote', text: 'Plan: reset', ticket: { id } },
    ]);
  });

  it('are by the API member whatever author is sent, unless ConnectWise is said to honour it', async () => {
    const note = { text: 'From the chat', detailDescriptionFlag: true, contact: { id: 1405 } };
    const ours = await bench.ask('POST', `/service/tickets/${await newTicket()}/notes`, note);
    expect(ours.object()).toMatchObject({ member: bench.connectWise.apiMember, contact: null });
    const lenient = await startBench({ honoursSentAuthor: true });
    try {
      const { id } = lenient.connectWise.technicianCreatesTicket({ member: 'mbell', summary: 'A' });
      const theirs = await lenient.ask('POST', `/service/tickets/${id}/notes`, note);
      expect(theirs.object()).toMatchObject({ member: null, contact: { id: 1405, name: 'Dana Whitfield' } });
    } finally {
      await lenient.connectWise.stop();
    }
  });

  it('edits a note', async () => {
    const id = await newTicket({ initialDescription: 'Transcript so far' });
    const [note] = bench.connectWise.notes(id);
    const edited = await bench.ask('PATCH', `/service/tickets/${id}/notes/${note?.id}`, [
      { op: 'replace', path: 'text', value: 'Whole transcript' },
    ]);
    expect(edited.status).toBe(200);
    expect(bench.connectWise.notes(id)).toMatchObject([{ id: note?.id, text: 'Whole transcript' }]);
  });

  it.each([
    ['no text', { internalAnalysisFlag: true }, 'text'],
    ['a blank text', { text: '', internalAnalysisFlag: true }, 'text'],
    ['no kind of note', { text: 'A' }, 'detailDescriptionFlag'],
    ['a flag that is not a boolean', { text: 'A', internalAnalysisFlag: 'yes' }, 'internalAnalysisFlag'],
  ])('refuses %s', async (_what, note, field) => {
    const id = await newTicket();
    const refused = await bench.ask('POST', `/service/tickets/${id}/notes`, note);
    expect(refused.status).toBe(400);
    expect(refused.fields()).toContain(field);
    expect(bench.connectWise.notes(id)).toEqual([]);
  });

  it('refuses notes on a ticket that does not exist', async () => {
    expect(
      (await bench.ask('POST', '/service/tickets/5/notes', { text: 'A', internalAnalysisFlag: true })).status,
    ).toBe(404);
  });
});

describe('the people who work in ConnectWise', () => {
  it('gives a technician an internal note unless told otherwise, and a customer reply a contact and no member', async () => {
    const { connectWise } = bench;
    const ticket = connectWise.technicianCreatesTicket({
      member: 'mbell',
      personKey: 'harbor-dental/dana-whitfield',
      summary: 'Printer',
      description: 'Jammed',
      owner: 'rcastro',
    });
    expect(ticket).toMatchObject({ company: { identifier: 'HarborDental' }, owner: { identifier: 'rcastro' } });
    connectWise.technicianAddsNote(ticket.id, { member: 'rcastro', text: 'approved' });
    connectWise.contactAddsNote(ticket.id, { personKey: 'harbor-dental/dana-whitfield', text: 'Any news?' });
    expect(connectWise.notes(ticket.id)).toMatchObject([
      { text: 'Jammed', member: { identifier: 'mbell' } },
      { text: 'approved', member: { identifier: 'rcastro' }, internalFlag: true },
      { text: 'Any news?', member: null, contact: { name: 'Dana Whitfield' }, customerUpdatedFlag: true },
    ]);
    expect(connectWise.ticket(ticket.id).customerUpdatedFlag).toBe(true);
    const updated = connectWise.technicianUpdatesTicket(ticket.id, { member: 'jpark', status: 'Waiting', owner: null });
    expect(updated).toMatchObject({ status: { name: 'Waiting' }, owner: null, _info: { updatedBy: 'jpark' } });
  });

  it('lets a script wait for a note by the API member', async () => {
    const { connectWise } = bench;
    const ticket = connectWise.technicianCreatesTicket({ member: 'mbell', company: 'copperhatch', summary: 'Mail' });
    const appears = connectWise.noteAppears(ticket.id, (note) => note.text.includes('Plan'), 5000);
    connectWise.technicianAddsNote(ticket.id, { member: 'mbell', text: 'Plan of my own' });
    await bench.ask('POST', `/service/tickets/${ticket.id}/notes`, { text: 'Plan: wait', internalAnalysisFlag: true });
    expect((await appears).note.text).toBe('Plan: wait');
    expect((await connectWise.noteAppears(undefined, ({ text }) => text === 'Plan: wait', 1)).ticket.id).toBe(
      ticket.id,
    );
    await expect(connectWise.noteAppears(ticket.id, () => false, 1)).rejects.toThrow('Plan: wait');
  });

  it('assigns through a schedule entry, which shows in resources', async () => {
    const id = await newTicket();
    const refused = await bench.ask('POST', '/schedule/entries', { objectId: id, member: { identifier: 'jpark' } });
    expect(refused.fields()).toEqual(['type']);
    const entry = { objectId: id, type: { identifier: 'S' }, member: { identifier: 'jpark' } };
    expect((await bench.ask('POST', '/schedule/entries', entry)).status).toBe(201);
    expect(bench.connectWise.ticket(id).resources).toBe('jpark');
    const conditions = `type/identifier="S" and objectId=${id} and doneFlag=False`;
    expect((await bench.list('/schedule/entries', { conditions })).rows()).toMatchObject([
      { member: { identifier: 'jpark' } },
    ]);
  });

  it('charges time to a ticket and merges its notes into allNotes', async () => {
    const id = await newTicket();
    const time = { chargeToId: id, chargeToType: 'ServiceTicket', timeStart: '2026-01-05T09:00:00Z', notes: 'Reset' };
    expect((await bench.ask('POST', '/time/entries', time)).fields()).toEqual(['timeEnd']);
    const done = { ...time, timeEnd: '2026-01-05T09:15:00Z', addToResolutionFlag: true };
    expect((await bench.ask('POST', '/time/entries', done)).object()).toMatchObject({ actualHours: 0.25 });
    const all = await bench.ask('GET', `/service/tickets/${id}/allNotes`);
    expect(all.rows()).toMatchObject([{ noteType: 'TimeEntry', text: 'Reset', resolutionFlag: true }]);
  });
});
