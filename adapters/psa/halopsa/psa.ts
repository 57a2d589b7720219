import type { Psa } from '../../../core/ports/psa.js';
import type { Agents } from './agents.js';
import type { HaloClient } from './client.js';
import { createContacts } from './contacts.js';
import type { Lookups } from './lookups.js';
import { createNotes } from './notes.js';
import { createSetup, type Setup } from './setup.js';
import { createTickets, type Tickets } from './tickets.js';
import { createTime } from './time.js';
import { createUpdateTicket, type UpdateTicket } from './update-ticket.js';

export interface HaloPsa {
  psa: Psa;
  tickets: Tickets;
  updates: UpdateTicket;
  setup: Setup;
}

export function createHaloPsa({
  client,
  agents,
  lookups,
  now,
}: {
  client: HaloClient;
  agents: Agents;
  lookups: Lookups;
  now: () => Date;
}): HaloPsa {
  const tickets = createTickets({ client, lookups, agents, now });
  const updates = createUpdateTicket({ client, lookups, tickets });
  const setup = createSetup({ client, lookups });
  const { notes, addNote, editNote } = createNotes({ client, lookups, agents, tickets });
  const { ticket, tickets: changed, openTicket, resolvedTickets } = tickets;
  const { queues, statuses, priorities, categories, assets } = setup;
  const psa: Psa = {
    title: 'HaloPSA',
    importBy: 'one_by_one',
    ...createContacts(client),
    ticket,
    tickets: changed,
    openTicket,
    updateTicket: updates.update,
    resolvedTickets,
    notes,
    addNote,
    editNote,
    queues,
    statuses,
    priorities,
    categories,
    assets,
    addTime: createTime({ client, lookups, agents, tickets }),
    technicians: agents.technicians,
    approversOf: agents.approversOf,
  };
  return { psa, tickets, updates, setup };
}
