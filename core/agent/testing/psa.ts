import { VendorError } from '../../errors.js';
import type { Contact, Note, Psa, Technician, Ticket } from '../../ports/psa.js';

export const JIN: Technician = { id: '7', identifier: 'jin', name: 'Jin Park', active: true };

/** A PSA in memory that keeps the port's promises: one ticket a reference, one note a text. */
export function createFakePsa(now: () => Date) {
  const tickets = new Map<string, Ticket>();
  const notes = new Map<string, Note[]>();
  const references = new Map<string, string>();
  const contacts = new Map<string, Contact>();
  const technicians: Technician[] = [JIN];
  const companies = [
    { id: '2', name: 'Harbor Dental', types: [], active: true },
    { id: '3', name: 'Summit Legal', types: [], active: true },
  ];
  /** Throw from it to make a call fail before it does anything. */
  const trouble: { before?: (operation: string) => void | Promise<void> } = {};
  /** Whom `approversOf` names: every active technician, in words only or as a scope, or those the ticket is assigned to. */
  const approving: { who: 'everybody' | 'any_active' | 'assigned' } = { who: 'everybody' };
  let lastId = 100;
  const nextId = () => String(++lastId);
  const notesOf = (ticketId: string) => notes.get(ticketId) ?? [];
  const found = (id: string) => {
    const ticket = tickets.get(id);
    if (!ticket) throw new VendorError('pretend_psa', 'not_found', `There is no ticket ${id}`);
    return ticket;
  };

  const psa: Psa = {
    title: 'Pretend PSA',
    async companies() {
      await trouble.before?.('companies');
      return companies;
    },
    async *contacts(filter) {
      await trouble.before?.('contacts');
      for (const contact of contacts.values()) {
        if (!filter?.companyId || contact.companyId === filter.companyId) yield contact;
      }
    },
    async findContacts() {
      return [...contacts.values()];
    },
    async contact(id) {
      return contacts.get(id);
    },
    async ticket(id) {
      await trouble.before?.('ticket');
      return found(id);
    },
    async tickets({ updatedSince, limit }) {
      await trouble.before?.('tickets');
      const at = (ticket: Ticket) => ticket.updatedAt?.getTime() ?? 0;
      return [...tickets.values()]
        .filter((ticket) => at(ticket) > updatedSince.getTime())
        .sort((a, b) => at(a) - at(b))
        .slice(0, limit);
    },
    async openTicket(ticket) {
      await trouble.before?.('openTicket');
      const known = references.get(ticket.reference);
      if (known) return found(known);
      const id = fake.addTicket({
        summary: ticket.summary,
        companyId: ticket.companyId,
        ...(ticket.contactId ? { contactId: ticket.contactId } : {}),
        ...(ticket.contactName ? { contactName: ticket.contactName } : {}),
      });
      references.set(ticket.reference, id);
      return found(id);
    },
    async updateTicket(id) {
      return found(id);
    },
    async notes(ticketId) {
      await trouble.before?.('notes');
      found(ticketId);
      return [...notesOf(ticketId)];
    },
    async addNote(ticketId, { text, visibility }) {
      await trouble.before?.('addNote');
      const same = notesOf(ticketId).find((note) => note.author.kind === 'own' && note.text === text);
      return same ?? fake.addNote(ticketId, { text, visibility, author: { kind: 'own' } });
    },
    async editNote(ticketId, noteId, text) {
      await trouble.before?.('editNote');
      const note = notesOf(ticketId).find((entry) => entry.id === noteId);
      if (!note) throw new VendorError('pretend_psa', 'not_found', `There is no note ${noteId}`);
      note.text = text;
      return note;
    },
    async technicians() {
      return technicians;
    },
    async approversOf(ticket) {
      await trouble.before?.('approversOf');
      const active = technicians.filter((technician) => technician.active);
      if (approving.who === 'assigned') {
        const { assignedTo } = tickets.get(ticket.id) ?? ticket;
        return {
          technicians: active.filter(({ id }) => assignedTo.includes(id)),
          rule: 'whoever the ticket is assigned to',
        };
      }
      const scope = approving.who === 'any_active' ? { scope: approving.who } : {};
      return { technicians: active, rule: 'any active technician', ...scope };
    },
    async *resolvedTickets() {},
    queues: async () => [],
    statuses: async () => [],
    priorities: async () => [],
    categories: async () => [],
    assets: async () => [],
  };

  const fake = {
    psa,
    trouble,
    approving,
    tickets,
    contacts,
    technicians,
    addTicket(ticket: Partial<Ticket> & { summary: string }): string {
      const id = ticket.id ?? nextId();
      tickets.set(id, {
        id,
        companyId: '2',
        companyName: 'Harbor Dental',
        status: 'New',
        closed: false,
        assignedTo: ['7'],
        createdAt: now(),
        updatedAt: now(),
        ...ticket,
      });
      return id;
    },
    addNote(ticketId: string, note: Pick<Note, 'text'> & Partial<Note>): Note {
      const added: Note = {
        id: nextId(),
        ticketId,
        visibility: 'internal',
        author: { kind: 'technician', id: JIN.id, name: JIN.name },
        createdAt: now(),
        ...note,
      };
      notes.set(ticketId, [...notesOf(ticketId), added]);
      const ticket = tickets.get(ticketId);
      if (ticket) tickets.set(ticketId, { ...ticket, updatedAt: now() });
      return added;
    },
    /** Somebody changes a ticket in the PSA. */
    changeTicket(id: string, changes: Partial<Ticket>) {
      tickets.set(id, { ...found(id), ...changes, updatedAt: now() });
    },
    removeNote(ticketId: string, noteId: string) {
      notes.set(
        ticketId,
        notesOf(ticketId).filter(({ id }) => id !== noteId),
      );
    },
    notesOf: (ticketId: string) => [...notesOf(ticketId)],
    ownNotes: (ticketId: string) => notesOf(ticketId).filter((note) => note.author.kind === 'own'),
  };
  return fake;
}
