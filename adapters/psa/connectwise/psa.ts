import type { Psa } from '../../../core/ports/psa.js';
import type { ConnectWiseClient } from './client.js';
import { createContacts } from './contacts.js';
import type { Lookups } from './lookups.js';
import type { Members } from './members.js';
import { createNotes } from './notes.js';
import { createTickets } from './tickets.js';

export type ConnectWisePsa = Psa & Required<Pick<Psa, 'editNote'>>;

export function createConnectWisePsa({
  client,
  members,
  lookups,
}: {
  client: ConnectWiseClient;
  members: Members;
  lookups: Lookups;
}): ConnectWisePsa {
  return {
    title: 'ConnectWise',
    importBy: 'all',
    ...createContacts(client),
    ...createTickets({ client, lookups, members }),
    ...createNotes({ client, members }),
    technicians: () => members.technicians(),
    approversOf: (ticket) => members.approversOf(ticket),
  };
}
