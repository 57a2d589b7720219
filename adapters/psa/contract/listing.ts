import assert from 'node:assert/strict';
import { collect } from '../collect.js';
import { HARBOR, LARKMERE, MORGAN, openTicket, sorted, type Theme } from './case.js';
import type { Stage } from './stage.js';

/** More than the largest page of any PSA. */
const MANY_CONTACTS = 1_020;
const MANY_TICKETS = 1_010;

/** Tickets made one after the other, some seconds apart. */
function make({ pretend, advance }: Stage, count: number, summary = 'Made by hand'): string[] {
  return Array.from({ length: count }, (_, index) => {
    advance(2_000);
    const ticket = { technician: MORGAN, company: HARBOR, summary: `${summary} ${index}` };
    return pretend.technicianCreatesTicket(ticket).id;
  });
}

/** A time that everything so far lies before, and everything from now on behind. */
function fromNowOn(stage: Stage): Date {
  stage.advance(60_000);
  const since = stage.now();
  stage.advance(60_000);
  return since;
}

export const listing: Theme = {
  name: 'lists and their pages',
  cases: [
    {
      promises: 'lists what changed since, the oldest change first',
      async run(stage) {
        const since = fromNowOn(stage);
        const [first = '', second = '', third = ''] = make(stage, 3);
        stage.advance(2_000);
        stage.pretend.technicianUpdatesTicket(first, { technician: MORGAN, summary: 'Changed last' });
        const tickets = await stage.psa.tickets({ updatedSince: since, limit: 100 });
        assert.deepEqual(
          tickets.map(({ id }) => id),
          [second, third, first],
        );
        const times = tickets.map(({ updatedAt }) => updatedAt?.getTime() ?? 0);
        assert.deepEqual(
          times,
          times.toSorted((one, other) => one - other),
        );
      },
    },
    {
      promises: 'lists no more of what changed than asked for, and those that changed first',
      async run(stage) {
        const since = fromNowOn(stage);
        const made = make(stage, 5);
        const tickets = await stage.psa.tickets({ updatedSince: since, limit: 2 });
        assert.deepEqual(
          tickets.map(({ id }) => id),
          made.slice(0, 2),
        );
      },
    },
    {
      promises: 'lists a ticket that got a note as one that changed',
      async run(stage) {
        const [id = ''] = make(stage, 1);
        const since = fromNowOn(stage);
        stage.pretend.technicianAddsNote(id, { technician: MORGAN, text: 'Something new' });
        const tickets = await stage.psa.tickets({ updatedSince: since, limit: 10 });
        assert.deepEqual(
          tickets.map((ticket) => ticket.id),
          [id],
        );
      },
    },
    {
      promises: 'lists nothing where nothing changed, and nothing of a ticket that was deleted',
      async run(stage) {
        const since = fromNowOn(stage);
        const [id = ''] = make(stage, 1);
        stage.pretend.technicianDeletesTicket(id, { technician: MORGAN });
        assert.deepEqual(await stage.psa.tickets({ updatedSince: since, limit: 10 }), []);
        assert.deepEqual(
          await stage.psa.tickets({ updatedSince: new Date(stage.now().getTime() + 60_000), limit: 5 }),
          [],
        );
        assert.deepEqual(await collect(stage.psa.resolvedTickets(since)), []);
      },
    },
    {
      promises: 'lists the same of a ticket as is read of it alone',
      async run(stage) {
        const since = fromNowOn(stage);
        const { queue, openStatus, priority, category } = stage.pretend.names;
        const { id } = await openTicket(stage, { board: queue, status: openStatus, priority, category });
        await stage.psa.updateTicket(id, { owner: stage.pretend.technicianId(MORGAN) });
        const [listed] = await stage.psa.tickets({ updatedSince: since, limit: 10 });
        assert.deepEqual(listed, await stage.psa.ticket(id));
      },
    },
    {
      promises: 'tells which tickets were closed since, oldest first, and none that is open or was closed before',
      async run(stage) {
        const { pretend, psa } = stage;
        const { queue, openStatus, closedStatus } = pretend.names;
        const close = (id: string) => {
          stage.advance(2_000);
          pretend.technicianUpdatesTicket(id, { technician: MORGAN, queue, status: closedStatus });
        };
        const made = make(stage, 5);
        const [before = '', first = '', second = '', reopened = ''] = made;
        close(before);
        const since = fromNowOn(stage);
        for (const id of [second, first, reopened]) close(id);
        pretend.technicianUpdatesTicket(reopened, { technician: MORGAN, queue, status: openStatus });
        const resolved = await collect(psa.resolvedTickets(since));
        assert.deepEqual(
          resolved.map(({ id, closed }) => [id, closed]),
          [
            [second, true],
            [first, true],
          ],
        );
      },
    },
    {
      promises: `yields more than a thousand contacts, each once`,
      async run({ psa, pretend }) {
        const companyId = pretend.companyId(LARKMERE);
        const before = (await collect(psa.contacts({ companyId }))).map(({ id }) => id);
        const added = Array.from({ length: MANY_CONTACTS }, (_, index) =>
          pretend.technicianAddsContact({
            firstName: 'Extra',
            lastName: `Person ${index}`,
            company: LARKMERE,
            email: `extra${index}@larkmere.example`,
          }),
        );
        const ids = (await collect(psa.contacts({ companyId }))).map(({ id }) => id);
        assert.equal(ids.length, before.length + MANY_CONTACTS);
        assert.deepEqual(sorted(ids), sorted([...before, ...added]));
        const all = (await collect(psa.contacts())).map(({ id }) => id);
        assert.equal(new Set(all).size, all.length);
        for (const id of added) assert.ok(all.includes(id));
        const last = MANY_CONTACTS - 1;
        const [found] = await psa.findContacts({ email: `extra${last}@larkmere.example` });
        assert.equal(found?.lastName, `Person ${last}`);
      },
    },
    {
      promises: 'pages tickets to the end: more than a thousand that changed, and as many that were closed',
      async run(stage) {
        const { pretend, psa } = stage;
        const { queue, closedStatus } = pretend.names;
        const since = fromNowOn(stage);
        const made = make(stage, MANY_TICKETS);
        for (const id of made) {
          stage.advance(2_000);
          pretend.technicianUpdatesTicket(id, { technician: MORGAN, queue, status: closedStatus });
        }
        const resolved = await collect(psa.resolvedTickets(since));
        assert.deepEqual(
          resolved.map(({ id }) => id),
          made,
        );
        const changed = await psa.tickets({ updatedSince: since, limit: MANY_TICKETS - 5 });
        assert.deepEqual(
          changed.map(({ id }) => id),
          made.slice(0, -5),
        );
      },
    },
    {
      promises: 'reads many tickets, their notes and a list at once, each its own',
      async run(stage) {
        const { psa, pretend } = stage;
        const made = make(stage, 25, 'At once');
        for (const id of made) pretend.technicianAddsNote(id, { technician: MORGAN, text: `On ${id}` });
        const [tickets, notes, companies] = await Promise.all([
          Promise.all(made.map((id) => psa.ticket(id))),
          Promise.all(made.map((id) => psa.notes(id))),
          psa.companies(),
        ]);
        assert.deepEqual(
          tickets.map(({ id, summary }) => [id, summary]),
          made.map((id, index) => [id, `At once ${index}`]),
        );
        assert.deepEqual(
          notes.map((of) => of.map(({ text }) => text)),
          made.map((id) => [`On ${id}`]),
        );
        assert.ok(companies.length > 0);
      },
    },
    {
      promises: 'can be left in the middle of a list',
      async run({ psa }) {
        for await (const contact of psa.contacts()) {
          assert.notEqual(contact.id, '');
          break;
        }
      },
    },
  ],
};
