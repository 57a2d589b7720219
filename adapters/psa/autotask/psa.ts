import type { Psa } from '../../../core/ports/psa.js';
import type { AutotaskClient } from './client.js';
import { createContacts } from './contacts.js';
import type { Names } from './names.js';
import { createNotes } from './notes.js';
import type { Picklists } from './picklists.js';
import type { Resources } from './resources.js';
import { createSetup } from './setup.js';
import { type AutotaskTickets, createTickets } from './tickets.js';
import { createTime } from './time.js';

export type AutotaskPsa = Required<Psa> & AutotaskTickets;

export function createAutotaskPsa({
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
}): AutotaskPsa {
  return {
    title: 'Autotask',
    importBy: 'by_type',
    ...createContacts({ client, picklists, names }),
    ...createTickets({ client, picklists, resources, names, now }),
    ...createNotes({ client, picklists, resources }),
    ...createSetup({ client, picklists }),
    addTime: createTime({ client, resources, now }),
    technicians: () => resources.technicians(),
    approversOf: (ticket) => resources.approversOf(ticket),
  };
}
