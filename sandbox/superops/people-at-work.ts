/** What technicians and requesters do in SuperOps itself: the same rules as through the API. */
import type { NewPerson, PretendPsa, SeenNote, SeenTicket } from '../psa/pretend-psa.js';
import type { ClientUsers } from './client-users.js';
import { CLOSING, chosen, type Lookups } from './lookups.js';
import type { Remarks } from './remarks.js';
import type { Stored, StoredConversation, StoredNote, StoredTicket } from './stored.js';
import type { Tickets } from './tickets.js';

export type PeopleAtWork = Pick<
  PretendPsa,
  | 'ticket'
  | 'tickets'
  | 'notes'
  | 'technicianAddsNote'
  | 'contactAddsNote'
  | 'technicianCreatesTicket'
  | 'technicianUpdatesTicket'
  | 'technicianDeletesTicket'
  | 'technicianAddsContact'
  | 'technicianDeletesContact'
>;

export interface PeopleAtWorkOptions {
  stored: Stored;
  lookups: Lookups;
  tickets: Tickets;
  remarks: Remarks;
  users: ClientUsers;
  own: string;
  defaults: { companyId: string };
  companyId(slug: string): string;
  contactId(personKey: string): string;
  technicianId(identifier: string): string;
}

export function createPeopleAtWork(options: PeopleAtWorkOptions): PeopleAtWork {
  const { stored, lookups, tickets, remarks, users, own, defaults, companyId, contactId, technicianId } = options;
  const found = (id: string): StoredTicket => {
    const ticket = tickets.find(id);
    if (!ticket) throw new Error(`The pretend SuperOps has no ticket ${id}`);
    return ticket;
  };
  const html = (text: string) =>
    text
      .split('\n')
      .map((line) => `<div>${line === '' ? '<br>' : escaped(line)}</div>`)
      .join('');

  return {
    ticket: (id) => seenTicket(found(id)),
    tickets: () =>
      stored.tickets
        .all()
        .filter(({ trashed }) => !trashed)
        .map(seenTicket),
    notes: (ticketId) => seenNotes(found(ticketId).id),

    technicianAddsNote(ticketId, { technician, text, html: laidOut = html(text), internal = true }) {
      const by = technicianId(technician);
      const said = { ticket: { ticketId: found(ticketId).id }, content: laidOut };
      return internal ? seenNote(remarks.addNote(by, said)) : seenConversation(remarks.addConversation(by, said));
    },
    contactAddsNote(ticketId, { personKey, text }) {
      const user = { userId: contactId(personKey) };
      const said = { ticket: { ticketId: found(ticketId).id }, user, content: html(text) };
      return seenConversation(remarks.addConversation(own, said));
    },
    technicianCreatesTicket({ technician, personKey, company, summary, description, owner }) {
      const requester = personKey === undefined ? undefined : contactId(personKey);
      const fallback = company === undefined ? defaults.companyId : companyId(company);
      const client = stored.associations.all().find(({ user }) => user === requester)?.client ?? fallback;
      const ticket = tickets.create(technicianId(technician), {
        subject: summary,
        source: 'AGENT',
        status: 'New',
        client: { accountId: client },
        ...(requester === undefined ? {} : { requester: { userId: requester } }),
        ...(description === undefined ? {} : { description: html(description) }),
      });
      return owner === undefined ? seenTicket(ticket) : seenTicket(assign(ticket, technicianId(owner)));
    },
    technicianUpdatesTicket(ticketId, { status, owner, priority, queue, summary, company }) {
      const group = queue === undefined ? undefined : chosen(lookups.groups, queue);
      if (queue !== undefined && !group) throw new Error(`The pretend SuperOps has no technician group ${queue}`);
      const ticket = tickets.update({
        ticketId: found(ticketId).id,
        ...(status === undefined ? {} : { status }),
        ...(priority === undefined ? {} : { priority }),
        ...(summary === undefined ? {} : { subject: summary }),
        ...(group ? { techGroup: { groupId: group.id } } : {}),
        ...(company === undefined ? {} : { client: { accountId: companyId(company) }, requester: null }),
      });
      if (owner === undefined) return seenTicket(ticket);
      return seenTicket(assign(ticket, owner === null ? null : technicianId(owner)));
    },
    technicianDeletesTicket: (ticketId) => tickets.trash([found(ticketId).id]),
    technicianAddsContact(person) {
      const client = stored.clients.get(companyId(person.company));
      if (!client) throw new Error(`The pretend SuperOps has no client ${person.company}`);
      const user = users.create({
        firstName: person.firstName,
        lastName: person.lastName,
        email: person.email ?? unheardOf(person),
        ...(person.phone === undefined ? {} : { contactNumber: person.phone }),
        role: { roleId: chosen(lookups.requesterRoles, 'Requester')?.id ?? '' },
        addAssociations: [{ client: { accountId: client.id }, site: { id: client.hqSite } }],
      });
      if (person.inactive) stored.users.put({ ...user, inactive: true });
      return user.id;
    },
    technicianDeletesContact(id) {
      if (!stored.users.get(id)) throw new Error(`The pretend SuperOps has no client user ${id}`);
      users.remove(id);
    },
  };

  /** Also to somebody who has left, as if it had been theirs before: through the API nobody can do that. */
  function assign(ticket: StoredTicket, technician: string | null): StoredTicket {
    return stored.tickets.put({ ...ticket, technician });
  }

  /** SuperOps wants an address of everybody. */
  function unheardOf({ firstName, lastName }: NewPerson): string {
    return `${firstName}.${lastName}.${stored.users.all().length}@nobody.example`.toLowerCase().replace(/\s/g, '');
  }

  function seenTicket(ticket: StoredTicket): SeenTicket {
    const queue = lookups.groups.find(({ id }) => id === ticket.techGroup)?.name;
    return {
      id: ticket.id,
      number: ticket.displayId,
      summary: ticket.subject,
      companyId: ticket.client,
      companyName: stored.clients.get(ticket.client)?.name ?? '',
      ...(ticket.requester === null ? {} : { contactId: ticket.requester }),
      ...(queue === undefined ? {} : { queue }),
      status: ticket.status,
      closed: CLOSING.has(ticket.status),
      ...(ticket.priority === null ? {} : { priority: ticket.priority }),
      assignedTo: ticket.technician === null ? [] : [ticket.technician],
    };
  }

  /** Notes and the conversation as one story; a description that says nothing is left out. */
  function seenNotes(ticketId: string): SeenNote[] {
    const said = remarks.conversations(ticketId).filter(({ content }) => content !== '');
    return [...said.map(seenConversation), ...remarks.notes(ticketId).map(seenNote)].sort(
      (one, other) => one.createdAt.getTime() - other.createdAt.getTime(),
    );
  }
  function seenNote(note: StoredNote): SeenNote {
    return seen(note.id, note.ticket, note.content, note.privacy === 'PRIVATE', note.addedBy, note.added);
  }
  function seenConversation(said: StoredConversation): SeenNote {
    return seen(said.id, said.ticket, said.content, false, said.user, said.time);
  }
  function seen(id: string, ticketId: string, content: string, internal: boolean, by: string, at: Date): SeenNote {
    const kind = by === own ? 'own' : stored.technicians.get(by) ? 'technician' : 'contact';
    const author: SeenNote['author'] = { kind, id: by };
    return { id, ticketId, text: withoutMarkup(content), stored: content, internal, author, createdAt: new Date(at) };
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => `&${Object.keys(ENTITIES).find((name) => ENTITIES[name] === sign)};`);

/** As a person reads it: blocks and breaks are lines, entities their signs. */
export function withoutMarkup(html: string): string {
  return html
    .replace(/<div><br\s*\/?><\/div>/gi, '\n')
    .replace(/<br\s*\/?>|<\/(?:p|div|li|h\d)>/gi, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w+));/gi, (whole: string, digits?: string, hex?: string, name = '') => {
      if (digits) return String.fromCodePoint(Number(digits));
      return hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : (ENTITIES[name] ?? whole);
    })
    .trim();
}
