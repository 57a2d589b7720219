import assert from 'node:assert/strict';
import { VendorError } from '../../core/errors.js';
import type { Contact, Psa } from '../../core/ports/psa.js';

/**
 * What every PSA adapter promises, as test cases that any test runner can run: each adapter brings a stage, which is
 * its sandbox with a little direction.
 */
export interface PsaStage {
  psa: Psa;
  /** An active contact with an e-mail address and a telephone number (E.164). */
  person: { contactId: string; companyId: string; firstName: string; lastName: string; email: string; phone: string };
  /** How many active contacts there are in all. */
  contactCount: number;
  /** A board (queue) other than the default one, and a status on it that does not close and one that does. */
  board: { name: string; openStatus: string; closedStatus: string };
  priority: string;
  /** Login names: an active technician, one who has left, and the user that Frontdesk works as. */
  technician: string;
  formerTechnician: string;
  own: string;
  /** The next opening of a ticket (or adding of a note) is carried out, but its answer is lost. */
  loseAnswerTo(what: 'openTicket' | 'addNote'): void;
  technicianWrites(ticketId: string, text: string): void;
  contactWrites(ticketId: string, text: string): void;
  /** What the PSA itself has stored. */
  stored: { tickets(): number; notes(ticketId: string): number };
}

export interface PsaContractCase {
  promises: string;
  run(stage: PsaStage): Promise<void>;
}

let references = 0;
const newReference = () => `contract-${process.pid}-${Date.now()}-${++references}`;

function openTicket({ psa, person }: PsaStage, summary = 'Printer does not print') {
  return psa.openTicket({
    companyId: person.companyId,
    contactId: person.contactId,
    summary,
    reference: newReference(),
  });
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const fails = (failure: string) => (error: unknown) => error instanceof VendorError && error.failure === failure;

export const psaContract: readonly PsaContractCase[] = [
  {
    promises: 'lists companies, among them the one of the person',
    async run({ psa, person }) {
      const companies = await psa.companies();
      assert.equal(new Set(companies.map(({ id }) => id)).size, companies.length);
      assert.ok(companies.some(({ id, active }) => id === person.companyId && active));
    },
  },
  {
    promises: 'yields each contact once, to the very last one',
    async run({ psa, contactCount }) {
      const contacts = (await collect(psa.contacts())).filter(({ active }) => active);
      assert.equal(new Set(contacts.map(({ id }) => id)).size, contacts.length);
      assert.equal(contacts.length, contactCount);
    },
  },
  {
    promises: 'yields the contacts of one company only, when asked so',
    async run({ psa, person }) {
      const contacts = await collect(psa.contacts({ companyId: person.companyId }));
      assert.ok(contacts.length > 0);
      assert.ok(contacts.every(({ companyId }) => companyId === person.companyId));
    },
  },
  {
    promises: 'yields no contact that has not changed since',
    async run({ psa }) {
      assert.deepEqual(await collect(psa.contacts({ updatedSince: new Date(Date.now() + 3_600_000) })), []);
    },
  },
  {
    promises: 'finds a contact by e-mail, by telephone number however it is written, and by name in either order',
    async run({ psa, person }) {
      const { firstName, lastName, email, phone, companyId } = person;
      const digits = phone.replace(/\D/g, '').slice(-10);
      const written = `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`;
      const queries = [
        { email: email.toUpperCase() },
        { phone },
        { phone: written },
        { name: `${firstName} ${lastName}` },
        { name: `${lastName}, ${firstName}` },
        { name: lastName, companyId },
      ];
      for (const query of queries) {
        const found: Contact[] = await psa.findContacts(query);
        assert.ok(
          found.some(({ id }) => id === person.contactId),
          `not found by ${JSON.stringify(query)}`,
        );
      }
    },
  },
  {
    promises: 'finds nobody for what fits nobody, even when it is written to break a query',
    async run({ psa }) {
      for (const name of ['Zzyzx Nobody', '" or 1=1 or "', '%', '\\']) {
        assert.deepEqual(await psa.findContacts({ name }), [], name);
      }
      assert.deepEqual(await psa.findContacts({ email: 'nobody"@nowhere.example' }), []);
      assert.deepEqual(await psa.findContacts({ phone: '5' }), []);
    },
  },
  {
    promises: 'knows no contact and no ticket that does not exist',
    async run({ psa }) {
      assert.equal(await psa.contact('99999999'), undefined);
      await assert.rejects(psa.ticket('99999999'), fails('not_found'));
    },
  },
  {
    promises: 'opens a ticket for a contact and reads it back',
    async run(stage) {
      const opened = await openTicket(stage, 'Outlook does not start');
      const read = await stage.psa.ticket(opened.id);
      assert.equal(read.summary, 'Outlook does not start');
      assert.equal(read.companyId, stage.person.companyId);
      assert.equal(read.contactId, stage.person.contactId);
      assert.equal(read.closed, false);
      assert.ok(read.updatedAt instanceof Date);
    },
  },
  {
    promises: 'files a ticket on the board, status and priority named',
    async run({ psa, person, board, priority }) {
      const ticket = await psa.openTicket({
        companyId: person.companyId,
        summary: 'New starter on Monday',
        reference: newReference(),
        board: board.name,
        status: board.openStatus,
        priority,
      });
      assert.deepEqual([ticket.board, ticket.status, ticket.priority], [board.name, board.openStatus, priority]);
    },
  },
  {
    promises: 'cuts a summary that is too long instead of failing',
    async run(stage) {
      const ticket = await openTicket(stage, `My screen flickers ${'and flickers '.repeat(30)}`);
      assert.ok(ticket.summary.startsWith('My screen flickers'));
    },
  },
  {
    promises: 'refuses a board that does not exist, naming what there is',
    async run({ psa, person, board }) {
      const opening = psa.openTicket({
        companyId: person.companyId,
        summary: 'x',
        reference: newReference(),
        board: 'No Such Board',
      });
      await assert.rejects(opening, (error: unknown) => fails('invalid')(error) && String(error).includes(board.name));
    },
  },
  {
    promises: 'gives the same ticket for the same reference, one after the other and at the same time',
    async run({ psa, person, stored }) {
      const before = stored.tickets();
      const ticket = { companyId: person.companyId, summary: 'Twice', reference: newReference() };
      const first = await psa.openTicket(ticket);
      const second = await psa.openTicket(ticket);
      const other = { ...ticket, reference: newReference() };
      const [third, fourth] = await Promise.all([psa.openTicket(other), psa.openTicket(other)]);
      assert.equal(second.id, first.id);
      assert.equal(third.id, fourth.id);
      assert.equal(stored.tickets(), before + 2);
    },
  },
  {
    promises: 'makes one ticket when the answer to its opening is lost',
    async run(stage) {
      const before = stage.stored.tickets();
      stage.loseAnswerTo('openTicket');
      const ticket = await openTicket(stage, 'The answer is lost');
      assert.equal(stage.stored.tickets(), before + 1);
      assert.equal((await stage.psa.ticket(ticket.id)).summary, 'The answer is lost');
    },
  },
  {
    promises: 'lists notes oldest first, with who wrote them and who sees them',
    async run(stage) {
      const { psa } = stage;
      const { id } = await openTicket(stage);
      await psa.addNote(id, { text: 'We look into it.', visibility: 'public' });
      stage.technicianWrites(id, 'Approve');
      stage.contactWrites(id, 'It is urgent!');
      await psa.addNote(id, { text: 'Plan: restart the spooler.', visibility: 'internal' });
      const notes = await psa.notes(id);
      assert.deepEqual(
        notes.map(({ text, author, visibility }) => [text, author.kind, visibility]),
        [
          ['We look into it.', 'own', 'public'],
          ['Approve', 'technician', 'internal'],
          ['It is urgent!', 'contact', 'public'],
          ['Plan: restart the spooler.', 'own', 'internal'],
        ],
      );
      const technicians = await psa.technicians();
      const writer = notes.find(({ author }) => author.kind === 'technician')?.author.id;
      assert.equal(technicians.find(({ id: each }) => each === writer)?.identifier, stage.technician);
    },
  },
  {
    promises: 'adds a note once, although its answer is lost and although it is asked again',
    async run(stage) {
      const { id } = await openTicket(stage);
      stage.loseAnswerTo('addNote');
      const text = 'Plan:\n1. Restart the spooler.\n2. Print a test page.';
      const note = await stage.psa.addNote(id, { text, visibility: 'internal' });
      const again = await stage.psa.addNote(id, { text, visibility: 'internal' });
      assert.equal(again.id, note.id);
      assert.equal(stage.stored.notes(id), 1);
    },
  },
  {
    promises: 'edits a note, where the PSA can',
    async run(stage) {
      const { psa } = stage;
      if (!psa.editNote) return;
      const { id } = await openTicket(stage);
      const note = await psa.addNote(id, { text: 'First words', visibility: 'internal' });
      await psa.editNote(id, note.id, 'Better words');
      assert.deepEqual(
        (await psa.notes(id)).map(({ text }) => text),
        ['Better words'],
      );
    },
  },
  {
    promises: 'changes status, board, priority, summary and owner by name, and tells which tickets are closed since',
    async run(stage) {
      const { psa, board, priority } = stage;
      const since = new Date(Date.now() - 1000);
      const { id } = await openTicket(stage);
      const owner = (await psa.technicians()).find(({ identifier }) => identifier === stage.technician);
      assert.ok(owner);
      const moved = await psa.updateTicket(id, {
        board: board.name,
        status: board.openStatus,
        priority,
        summary: 'Moved',
        owner: owner.id,
      });
      assert.deepEqual(
        [moved.board, moved.status, moved.priority, moved.summary],
        [board.name, board.openStatus, priority, 'Moved'],
      );
      assert.deepEqual(moved.assignedTo, [owner.id]);
      const closed = await psa.updateTicket(id, { status: board.closedStatus });
      assert.equal(closed.closed, true);
      const resolved = await collect(psa.resolvedTickets(since));
      assert.ok(resolved.some((ticket) => ticket.id === id));
      assert.ok(resolved.every((ticket) => ticket.closed));
    },
  },
  {
    promises: 'lists what changed since, oldest change first, and no more than asked for',
    async run(stage) {
      const since = new Date(Date.now() - 1000);
      for (const summary of ['One', 'Two', 'Three']) await openTicket(stage, summary);
      const tickets = await stage.psa.tickets({ updatedSince: since, limit: 1000 });
      assert.ok(tickets.length >= 3);
      const times = tickets.map(({ updatedAt }) => updatedAt?.getTime() ?? 0);
      assert.deepEqual(
        times,
        [...times].sort((one, other) => one - other),
      );
      assert.equal((await stage.psa.tickets({ updatedSince: since, limit: 2 })).length, 2);
      assert.deepEqual(await stage.psa.tickets({ updatedSince: new Date(Date.now() + 60_000), limit: 5 }), []);
    },
  },
  {
    promises: 'takes active people for technicians and approvers, and never itself',
    async run(stage) {
      const { psa } = stage;
      const ticket = await openTicket(stage);
      const { technicians: approvers, rule, scope } = await psa.approversOf(ticket);
      assert.notEqual(rule, '');
      assert.ok(scope === 'any_active' || scope === 'assigned', 'says whether assignment decides');
      for (const people of [await psa.technicians(), approvers]) {
        const names = people.filter(({ active }) => active).map(({ identifier }) => identifier);
        assert.ok(names.includes(stage.technician));
        assert.ok(!names.includes(stage.formerTechnician));
        assert.ok(!names.includes(stage.own));
      }
    },
  },
];
