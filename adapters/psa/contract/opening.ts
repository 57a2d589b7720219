import assert from 'node:assert/strict';
import { DANA, HARBOR, newReference, openTicket, type PsaCase, refused, type Theme } from './case.js';
import type { Stage } from './stage.js';

/** What a ticket begins with at the PSA: its description, or its first note. */
function beginning({ pretend }: Stage, id: string): string {
  return [pretend.ticket(id).description ?? '', ...pretend.notes(id).map(({ text }) => text)].join('\n').trim();
}

const TEXTS: Readonly<Record<string, string>> = {
  unicode: 'Größe 5 Ü 日本語 🖨️ naïve Ελληνικά',
  markup: '<script>alert("x")</script> & <b>bold</b> &amp; 5 < 6 > 4',
  quotes: `He said "it's down" and 'it is' \\ at C:\\temp`,
  'query language': '" or id>0 or summary like "%'.trim(),
  braces: '{"json": [1, 2]} ${a} {{b}} %s %20',
};

const keepsText: PsaCase[] = Object.entries(TEXTS).map(([kind, text]) => ({
  promises: `keeps ${kind} in summary and description as they were written`,
  async run(stage) {
    const opened = await openTicket(stage, { summary: text, description: `First line\n${text}` });
    assert.equal(opened.summary, text);
    assert.equal((await stage.psa.ticket(opened.id)).summary, text);
    assert.equal(stage.pretend.ticket(opened.id).summary, text);
    assert.equal(beginning(stage, opened.id).replace(/\s+/g, ' '), `First line ${text}`);
  },
}));

const unknownNames: PsaCase[] = (['board', 'status', 'priority', 'category'] as const).map((field) => ({
  promises: `refuses a ${field} that does not exist, naming what there is, and opens nothing`,
  async run(stage) {
    const { names } = stage.pretend;
    const known = { board: names.queue, status: names.openStatus, priority: names.priority, category: names.category };
    const before = stage.pretend.tickets().length;
    const opening = openTicket(stage, { board: names.queue, [field]: 'No Such Thing' });
    const error = await refused(stage, opening, 'invalid');
    assert.ok(error.message.includes(known[field]), `does not name ${known[field]}: ${error.message}`);
    assert.ok(error.message.includes('No Such Thing'));
    assert.equal(stage.pretend.tickets().length, before);
  },
}));

export const opening: Theme = {
  name: 'opening tickets',
  cases: [
    {
      promises: 'opens a ticket for a contact and reads it back as the PSA has it',
      async run(stage) {
        const { psa, pretend, world } = stage;
        const opened = await openTicket(stage, { summary: 'Outlook does not start' });
        const read = await psa.ticket(opened.id);
        assert.deepEqual(read, opened);
        const { updatedAt, createdAt, ...told } = read;
        assert.ok(updatedAt instanceof Date && createdAt instanceof Date);
        const seen = pretend.ticket(opened.id);
        assert.deepEqual(
          [told.summary, told.companyId, told.companyName, told.contactId, told.status, told.closed, told.priority],
          [
            'Outlook does not start',
            seen.companyId,
            seen.companyName,
            seen.contactId,
            seen.status,
            false,
            seen.priority,
          ],
        );
        assert.deepEqual([seen.companyId, seen.contactId], [pretend.companyId(HARBOR), pretend.contactId(DANA)]);
        assert.equal(told.companyName, world.company(HARBOR).name);
        assert.equal(told.board, seen.queue);
      },
    },
    {
      promises: 'tells the number that people call the ticket by',
      async run(stage) {
        const opened = await openTicket(stage);
        const seen = stage.pretend.ticket(opened.id);
        assert.equal(opened.number ?? opened.id, seen.number);
        assert.equal((await stage.psa.ticket(opened.id)).number, opened.number);
      },
    },
    {
      promises: 'opens a ticket for a company alone',
      async run(stage) {
        const { psa, pretend } = stage;
        const companyId = pretend.companyId(HARBOR);
        const { id } = await psa.openTicket({ companyId, summary: 'Nobody in particular', reference: newReference() });
        const read = await psa.ticket(id);
        assert.deepEqual([read.companyId, read.contactId], [companyId, undefined]);
      },
    },
    {
      promises: 'files a caller whom nobody recognises under the MSP’s own company',
      async run({ psa, pretend }) {
        const { companyId, contactId } = pretend.defaults;
        const opened = await psa.openTicket({
          companyId,
          contactId,
          contactName: 'Somebody "Who" Called',
          contactPhone: '+12065550142',
          summary: 'Unknown caller',
          reference: newReference(),
        });
        assert.deepEqual([opened.companyId, opened.contactId], [companyId, contactId]);
        assert.equal(pretend.ticket(opened.id).companyId, companyId);
      },
    },
    {
      promises: 'files a ticket on the queue, status, priority and category named',
      async run(stage) {
        const { queue, openStatus, priority, category } = stage.pretend.names;
        const more = { board: queue, status: openStatus, priority, category };
        const { id } = await openTicket(stage, more);
        const read = await stage.psa.ticket(id);
        assert.deepEqual(
          [read.board, read.status, read.priority, read.category, read.closed],
          [queue, openStatus, priority, category, false],
        );
        const seen = stage.pretend.ticket(id);
        assert.deepEqual([seen.queue, seen.status, seen.priority], [queue, openStatus, priority]);
      },
    },
    {
      promises: 'takes queue, status, priority and category by their ids too',
      async run(stage) {
        const { psa, pretend } = stage;
        const { queue, openStatus, priority, category } = pretend.names;
        const idOf = (rows: readonly { id: string; name: string }[], wanted: string) =>
          rows.find(({ name }) => name === wanted)?.id ?? '';
        const read = await openTicket(stage, {
          board: idOf(await psa.queues(), queue),
          status: idOf(await psa.statuses(queue), openStatus),
          priority: idOf(await psa.priorities(), priority),
          category: idOf(await psa.categories(queue), category),
        });
        assert.deepEqual(
          [read.board, read.status, read.priority, read.category],
          [queue, openStatus, priority, category],
        );
      },
    },
    {
      promises: 'begins a ticket with its description, for everybody who sees the ticket',
      async run(stage) {
        const { id } = await openTicket(stage, { description: 'Since this morning.\n\nIt blinks red.' });
        assert.equal(beginning(stage, id).replace(/\s+/g, ' '), 'Since this morning. It blinks red.');
        assert.ok(stage.pretend.notes(id).every(({ internal }) => !internal));
      },
    },
    ...keepsText,
    {
      promises: 'cuts a summary that is too long at a word instead of failing, and takes a very long description',
      async run(stage) {
        const long = `My screen flickers ${'and flickers '.repeat(60)}`;
        const description = `It began like this. ${'And then it went on and on. '.repeat(400)}`;
        const ticket = await openTicket(stage, { summary: long, description });
        assert.ok(ticket.summary.startsWith('My screen flickers'));
        assert.ok(ticket.summary.length < long.length);
        assert.match(ticket.summary, /\b(and|flickers)(…|\.\.\.)?$/);
        assert.ok(beginning(stage, ticket.id).startsWith('It began like this.'));
      },
    },
    {
      promises: 'makes one line of a summary that has several',
      async run(stage) {
        const ticket = await openTicket(stage, { summary: 'Printer\n\tdoes   not\r\nprint ' });
        assert.equal(ticket.summary, 'Printer does not print');
      },
    },
    ...unknownNames,
    {
      promises: 'refuses a contact that does not exist, and opens nothing',
      async run(stage) {
        const before = stage.pretend.tickets().length;
        await refused(stage, openTicket(stage, { contactId: '99999999' }), 'invalid', 'not_found');
        assert.equal(stage.pretend.tickets().length, before);
      },
    },
    {
      promises: 'gives the same ticket for the same reference, one after the other and at the same time',
      async run({ psa, pretend }) {
        const before = pretend.tickets().length;
        const ticket = { companyId: pretend.companyId(HARBOR), summary: 'Twice', reference: newReference() };
        const first = await psa.openTicket(ticket);
        const second = await psa.openTicket(ticket);
        const other = { ...ticket, reference: newReference() };
        const [third, fourth] = await Promise.all([psa.openTicket(other), psa.openTicket(other)]);
        assert.equal(second.id, first.id);
        assert.equal(third.id, fourth.id);
        assert.notEqual(first.id, third.id);
        assert.equal(pretend.tickets().length, before + 2);
      },
    },
    {
      promises: 'gives the same ticket for the same reference after a restart, also when its words have changed since',
      async run(stage) {
        const reference = newReference();
        const first = await openTicket(stage, { reference });
        await stage.psa.updateTicket(first.id, { summary: 'Changed since' });
        const again = await openTicket({ ...stage, psa: stage.connect().psa }, { reference });
        assert.deepEqual([again.id, again.summary], [first.id, 'Changed since']);
      },
    },
    {
      promises: 'tells references apart that differ in a letter or only begin alike, whatever of our signs are in them',
      async run(stage) {
        const base = newReference();
        const references = [base, `${base}1`, `${base}:x/y.z`, `${base}_`, base.padEnd(100, 'x')];
        const ids: string[] = [];
        for (const reference of references) ids.push((await openTicket(stage, { reference })).id);
        assert.equal(new Set(ids).size, references.length);
        for (const [index, reference] of references.entries())
          assert.equal((await openTicket(stage, { reference })).id, ids[index], reference);
      },
    },
    {
      promises: 'opens many tickets at once, one for each reference',
      async run(stage) {
        const before = stage.pretend.tickets().length;
        const opened = await Promise.all(
          Array.from({ length: 12 }, (_, index) => openTicket(stage, { summary: `Ticket number ${index}` })),
        );
        assert.equal(new Set(opened.map(({ id }) => id)).size, 12);
        for (const [index, { id }] of opened.entries())
          assert.equal(stage.pretend.ticket(id).summary, `Ticket number ${index}`);
        assert.equal(stage.pretend.tickets().length, before + 12);
      },
    },
  ],
};
