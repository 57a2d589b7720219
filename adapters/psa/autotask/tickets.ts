import { VendorError } from '../../../core/errors.js';
import type { NewTicket, Psa, Ticket } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { createOneAtATime } from '../one-at-a-time.js';
import { categoryOf } from './categories.js';
import type { AutotaskClient } from './client.js';
import { VENDOR } from './failure.js';
import { all, among, equal, type Filter, since } from './filters.js';
import { COMPLETE, dateOf, type TicketRow, ticketShape, toTicket } from './map.js';
import { type Names, parts } from './names.js';
import { externalIdOf, newTicketBody } from './new-ticket.js';
import type { Picklists } from './picklists.js';
import { recordNumber } from './record-number.js';
import type { Resources } from './resources.js';
import { type AutotaskChanges, fieldsFor, notIn } from './ticket-changes.js';

export interface AutotaskTickets
  extends Pick<Psa, 'ticket' | 'tickets' | 'openTicket' | 'updateTicket' | 'resolvedTickets'> {
  updateTicket(id: string, changes: AutotaskChanges): Promise<Ticket>;
  row(id: string): Promise<TicketRow>;
  /** What fits, newest change first. */
  latest(doing: string, filter: Filter, limit: number): Promise<Ticket[]>;
}

type DateField = 'lastActivityDate' | 'completedDate';

export function createTickets({
  client,
  picklists,
  resources,
  names,
  now,
}: {
  client: AutotaskClient;
  picklists: Picklists;
  resources: Resources;
  names: Names;
  now: () => Date;
}): AutotaskTickets {
  const once = createOneAtATime<Ticket>();

  const row = (id: string) => client.item(`read ticket ${id}`, `Tickets/${recordNumber('ticket', id)}`, ticketShape);

  async function complete(rows: readonly TicketRow[]): Promise<Ticket[]> {
    const companies = await names.companies(rows.map(({ companyID }) => companyID));
    const contacts = await names.contacts(rows.map(({ contactID }) => contactID));
    const label = (field: string, value: number | null | undefined) => picklists.label('Tickets', field, value);
    return Promise.all(
      rows.map(async (each) =>
        toTicket(each, {
          companyName: companies.get(each.companyID ?? -1),
          contact: contacts.get(each.contactID ?? -1),
          queue: await label('queueID', each.queueID),
          status: await label('status', each.status),
          priority: await label('priority', each.priority),
          category: await categoryOf(picklists, each),
        }),
      ),
    );
  }

  async function completeOne(each: TicketRow): Promise<Ticket> {
    const [ticket] = await complete([each]);
    if (!ticket) throw new Error('One row makes one ticket');
    return ticket;
  }

  async function withReference(reference: string): Promise<TicketRow | undefined> {
    const filter = equal('externalID', await externalIdOf(reference, picklists));
    const doing = 'look for a ticket by our reference';
    return (await client.first(doing, 'Tickets', ticketShape, { filter, pageSize: 1 }))[0];
  }

  async function open(ticket: NewTicket): Promise<Ticket> {
    const existing = await withReference(ticket.reference);
    if (existing) return completeOne(existing);
    const body = await newTicketBody(ticket, picklists, now());
    try {
      const id = await client.create('open a ticket', 'Tickets', body);
      const made = await row(String(id));
      resources.learn(made.creatorResourceID);
      return await completeOne(made);
    } catch (error) {
      if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
      // It may still be under way at Autotask, so it is never sent a second time here: either it is there, or the
      // caller comes back later and the look-up above finds it then.
      const made = await withReference(ticket.reference).catch(() => undefined);
      if (made) return completeOne(made);
      throw error;
    }
  }

  /**
   * Tickets in order of a date, or those of them that are chosen. Autotask gives rows by id only, so the dates of all that fit are read first,
   * 500 a page, and then the whole rows of those that are wanted.
   */
  async function* inOrderOf(
    field: DateField,
    doing: string,
    filter: Filter,
    choose: (rows: TicketRow[]) => TicketRow[] = (rows) => rows,
  ) {
    const dates = await collect(client.rows(doing, 'Tickets', ticketShape, { filter, fields: ['id', field] }));
    const wanted = choose(inOrder(dates, field));
    for (const part of parts(wanted.map(({ id }) => id))) {
      const again = all(among('id', part), filter);
      const rows = await collect(client.rows(doing, 'Tickets', ticketShape, { filter: again }));
      yield await complete(inOrder(rows, field));
    }
  }

  return {
    row,
    async latest(doing, filter, limit) {
      const newest = (rows: TicketRow[]) => rows.slice(-limit);
      return (await collect(inOrderOf('lastActivityDate', doing, filter, newest))).flat().reverse();
    },
    ticket: async (id) => completeOne(await row(id)),

    async tickets({ updatedSince, limit }) {
      const found = await collect(
        inOrderOf('lastActivityDate', 'list tickets', since('lastActivityDate', updatedSince), (rows) =>
          rows.slice(0, limit),
        ),
      );
      return found.flat();
    },

    openTicket: (ticket) => once(ticket.reference, () => open(ticket)),

    async updateTicket(id, changes) {
      const before = await row(id);
      const fields = await fieldsFor(before, changes, { picklists, resources });
      if (Object.keys(fields).length === 0) return completeOne(before);
      await client.update(`change ticket ${id}`, 'Tickets', { id: before.id, ...fields });
      const after = await row(id);
      const ignored = notIn(after, fields);
      if (ignored.length === 0) return completeOne(after);
      throw new VendorError(
        VENDOR,
        'unexpected',
        `Autotask accepted the change of ticket ${id}, but ${ignored.join(', ')} did not stay changed. Change it by hand, or look for a workflow rule that sets it back.`,
      );
    },

    async *resolvedTickets(time) {
      const filter = all(equal('status', COMPLETE), since('completedDate', time));
      for await (const part of inOrderOf('completedDate', 'list closed tickets', filter)) yield* part;
    },
  };
}

function inOrder(rows: readonly TicketRow[], field: DateField): TicketRow[] {
  const time = (row: TicketRow) => dateOf(row[field])?.getTime() ?? 0;
  return [...rows].sort((one, other) => time(one) - time(other) || one.id - other.id);
}
