import type { PretendPsa, SeenNote, SeenTicket } from '../psa/pretend-psa.js';
import type { PretendConnectWise, ServiceNote, Ticket } from './index.js';

/** The pretend ConnectWise in the words that all pretend PSAs share. */
export function asPsa(connectwise: PretendConnectWise): PretendPsa {
  const { apiMember, defaults } = connectwise;

  function assignedTo({ owner, resources }: Ticket): string[] {
    const names = (resources ?? '').split(',').map((name) => name.trim());
    const ids = names.filter((name) => name !== '').map((name) => connectwise.memberId(name));
    return [...new Set([...(owner ? [owner.id] : []), ...ids])].map(String);
  }

  function seenTicket(ticket: Ticket): SeenTicket {
    return {
      id: String(ticket.id),
      number: String(ticket.id),
      summary: ticket.summary,
      companyId: String(ticket.company.id),
      companyName: ticket.company.name,
      ...(ticket.contact ? { contactId: String(ticket.contact.id) } : {}),
      queue: ticket.board.name,
      status: ticket.status.name,
      closed: ticket.closedFlag,
      priority: ticket.priority.name,
      assignedTo: assignedTo(ticket),
    };
  }

  function authorOf({ member, contact }: ServiceNote): SeenNote['author'] {
    if (member) return { kind: member.id === apiMember.id ? 'own' : 'technician', id: String(member.id) };
    return contact ? { kind: 'contact', id: String(contact.id) } : { kind: 'unknown' };
  }

  function seenNote(note: ServiceNote): SeenNote {
    return {
      id: String(note.id),
      ticketId: String(note.ticketId),
      // ConnectWise shows notes as the text they are.
      text: note.text,
      stored: note.text,
      internal: note.internalFlag,
      author: authorOf(note),
      createdAt: new Date(note.dateCreated),
    };
  }

  return {
    kind: 'connectwise_psa',
    vendor: 'connectwise',
    url: connectwise.url,
    get credentials() {
      return { ...connectwise.credentials };
    },
    own: { id: String(apiMember.id), identifier: apiMember.identifier },
    defaults: { companyId: String(defaults.companyId), contactId: String(defaults.contactId) },
    names: {
      queue: 'Monitoring Alerts',
      openStatus: 'Acknowledged',
      closedStatus: 'Closed',
      priority: 'Priority 2 - High',
      category: 'Backup',
    },
    companyId: (slug) => String(connectwise.companyId(slug)),
    contactId: (personKey) => String(connectwise.contactId(personKey)),
    technicianId: (identifier) => String(connectwise.memberId(identifier)),

    ticket: (id) => seenTicket(connectwise.ticket(Number(id))),
    tickets: () => connectwise.tickets().map(seenTicket),
    notes: (ticketId) => connectwise.notes(Number(ticketId)).map(seenNote),

    technicianAddsNote: (ticketId, { technician, text, internal = true }) =>
      seenNote(connectwise.technicianAddsNote(Number(ticketId), { member: technician, text, internal })),
    contactAddsNote: (ticketId, note) => seenNote(connectwise.contactAddsNote(Number(ticketId), note)),
    technicianCreatesTicket: ({ technician, ...ticket }) =>
      seenTicket(connectwise.technicianCreatesTicket({ member: technician, ...ticket })),
    technicianUpdatesTicket: (ticketId, { technician, queue, ...change }) =>
      seenTicket(
        connectwise.technicianUpdatesTicket(Number(ticketId), {
          member: technician,
          ...(queue === undefined ? {} : { board: queue }),
          ...change,
        }),
      ),
    technicianDeletesTicket: (ticketId, { technician }) =>
      connectwise.technicianDeletesTicket(Number(ticketId), { member: technician }),
    technicianAddsContact: (person) => String(connectwise.technicianAddsContact(person)),
    technicianDeletesContact: (contactId) => connectwise.technicianDeletesContact(Number(contactId)),

    requests: {
      openTicket: { method: 'POST', path: /\/service\/tickets$/ },
      addNote: { method: 'POST', path: /\/service\/tickets\/\d+\/notes$/ },
      readTicket: { method: 'GET', path: /\/service\/tickets\/\d+$/ },
      listContacts: { method: 'GET', path: /\/company\/contacts$/ },
      updateTicket: { method: 'PATCH', path: /\/service\/tickets\/\d+$/ },
    },
    rotateCredentials: () => void connectwise.rotateKeys(),
    rights: connectwise.rights,
    takeRights: connectwise.takeRights,

    eventsIdle: connectwise.callbacksIdle,
    eventAddresses: () =>
      connectwise
        .callbacks()
        .filter(({ inactiveFlag }) => !inactiveFlag)
        .map(({ url }) => url),
    watch: (listener) => connectwise.watch(() => listener()),
    stop: connectwise.stop,
  };
}
