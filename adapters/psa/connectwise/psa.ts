import type { Psa } from '../../../core/ports/psa.js';
import type { ConnectWiseClient } from './client.js';
import { createContacts } from './contacts.js';
import type { Lookups } from './lookups.js';
import type { Members } from './members.js';
import { createNotes } from './notes.js';
import { createSetup } from './setup.js';
import { createTickets } from './tickets.js';
import { type ConnectWiseTime, createTime } from './time.js';

export type ConnectWisePsa = Psa & Required<Pick<Psa, 'editNote'>> & { addTime: ConnectWiseTime };

export function createConnectWisePsa({
  client,
  members,
  lookups,
  now,
}: {
  client: ConnectWiseClient;
  members: Members;
  lookups: Lookups;
  now: () => Date;
}): ConnectWisePsa {
  return {
    title: 'ConnectWise',
    importBy: 'all',
    ...createContacts(client),
    ...createTickets({ client, lookups, members }),
    ...createNotes({ client, members }),
    ...createSetup({ client, lookups }),
    addTime: createTime(client, now),
    technicians: () => members.technicians(),
    approversOf: (ticket) => members.approversOf(ticket),
  };
}
