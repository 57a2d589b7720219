import type { Psa } from '../../../core/ports/psa.js';
import { createAssets } from './assets.js';
import type { SuperOpsClient } from './client.js';
import { createCompanies } from './companies.js';
import { createContacts } from './contacts.js';
import { createLookups } from './lookups.js';
import type { Reading } from './map.js';
import { createNotes } from './notes.js';
import { createOpenTicket } from './open-ticket.js';
import { createPeople } from './people.js';
import { createTechnicians } from './technicians.js';
import { createTickets } from './tickets.js';

export type SuperOpsParts = ReturnType<typeof createSuperOpsParts>;

/** Everything of SuperOps that the port and the tools are made of. */
export function createSuperOpsParts({
  client,
  technicianEmail,
  reading,
  now,
}: {
  client: SuperOpsClient;
  technicianEmail: string;
  reading: Reading;
  now: () => Date;
}) {
  const technicians = createTechnicians({ client, technicianEmail, now });
  const companies = createCompanies({ client, now });
  const people = createPeople({ client, now });
  const contacts = createContacts({ people, now });
  const lookups = createLookups({ client, isClosing: reading.isClosing, now });
  const tickets = createTickets({ client, lookups, reading });
  const notes = createNotes({ client, people, technicians, reading });
  const assets = createAssets({ client, companies });
  const openTicket = createOpenTicket({ client, companies, people, lookups, tickets, now });
  return {
    client,
    technicians,
    companies,
    people,
    contacts,
    lookups,
    tickets,
    notes,
    assets,
    openTicket,
    reading,
    now,
  };
}

/**
 * Without `events`: SuperOps documents no webhooks, so changes are found by asking for them. Without `addTime`: working time
 * there needs a service item of the MSP's own catalogue. Source: SuperOps facts, webhooks and time.
 */
export function createSuperOpsPsa(parts: SuperOpsParts): Psa {
  const { technicians, companies, contacts, lookups, tickets, notes, assets, openTicket } = parts;
  return {
    title: 'SuperOps',
    importBy: 'one_by_one',
    companies: companies.companies,
    contacts: contacts.contacts,
    findContacts: contacts.findContacts,
    contact: contacts.contact,
    ticket: tickets.ticket,
    tickets: tickets.tickets,
    openTicket,
    updateTicket: tickets.updateTicket,
    resolvedTickets: tickets.resolvedTickets,
    notes: notes.notes,
    addNote: notes.addNote,
    technicians: technicians.technicians,
    approversOf: technicians.approversOf,
    queues: lookups.queues,
    statuses: lookups.statuses,
    priorities: lookups.priorities,
    categories: lookups.categories,
    assets: assets.assets,
  };
}
