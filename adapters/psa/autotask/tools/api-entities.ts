import { refused } from './scoped.js';

/** How it is told whose a record is. `nobody`: the MSP's own set-up. */
type Owner = 'id' | 'companyID' | 'ticketID' | 'nobody';

export interface ApiEntity {
  /** As Autotask writes it. */
  name: string;
  owner: Owner;
  /** Where it is created and changed, when not at its own name: below its parent. */
  under?: { parent: 'Tickets' | 'Companies'; child: string };
  creatable?: true;
  changeable?: true;
}

/**
 * What the generic tools reach, and nothing else: each can be told to be the mapped company's. Names and where children are
 * created: Autotask facts and other clients' lists of entities.
 */
const ENTITIES: readonly ApiEntity[] = [
  { name: 'Companies', owner: 'id' },
  { name: 'CompanyLocations', owner: 'companyID', under: { parent: 'Companies', child: 'Locations' } },
  { name: 'CompanyNotes', owner: 'companyID', under: { parent: 'Companies', child: 'Notes' } },
  {
    name: 'Contacts',
    owner: 'companyID',
    under: { parent: 'Companies', child: 'Contacts' },
    creatable: true,
    changeable: true,
  },
  { name: 'ConfigurationItems', owner: 'companyID', creatable: true, changeable: true },
  { name: 'Tickets', owner: 'companyID', creatable: true, changeable: true },
  {
    name: 'TicketNotes',
    owner: 'ticketID',
    under: { parent: 'Tickets', child: 'Notes' },
    creatable: true,
    changeable: true,
  },
  {
    name: 'TicketSecondaryResources',
    owner: 'ticketID',
    under: { parent: 'Tickets', child: 'SecondaryResources' },
    creatable: true,
  },
  {
    name: 'TicketAdditionalContacts',
    owner: 'ticketID',
    under: { parent: 'Tickets', child: 'AdditionalContacts' },
    creatable: true,
  },
  {
    name: 'TicketAdditionalConfigurationItems',
    owner: 'ticketID',
    under: { parent: 'Tickets', child: 'AdditionalConfigurationItems' },
    creatable: true,
  },
  { name: 'TicketHistory', owner: 'ticketID' },
  { name: 'TimeEntries', owner: 'ticketID', creatable: true },
  { name: 'TicketCategories', owner: 'nobody' },
  { name: 'ConfigurationItemTypes', owner: 'nobody' },
  { name: 'ConfigurationItemCategories', owner: 'nobody' },
  { name: 'Roles', owner: 'nobody' },
  { name: 'Departments', owner: 'nobody' },
];

/** What an address below `v1.0/` asks for. */
export type ApiPath =
  | { kind: 'record'; entity: ApiEntity; id: string }
  | { kind: 'query'; entity: ApiEntity }
  | { kind: 'fields'; entity: ApiEntity }
  | { kind: 'children'; entity: ApiEntity; parent: 'Tickets' | 'Companies'; parentId: string }
  | { kind: 'collection'; entity: ApiEntity };

/** Reads an address. Throws VendorError invalid for every one that is not on the list. */
export function apiPathOf(path: string): ApiPath {
  const [first = '', second, third, ...more] = path
    .replace(/^\//, '')
    .replace(/^v1\.0\//i, '')
    .split('/');
  if (more.length > 0) throw notAllowed(path);
  const entity = ENTITIES.find(({ name }) => sameName(name, first));
  if (!entity) throw notAllowed(path);
  if (second === undefined) return { kind: 'collection', entity };
  if (sameName(second, 'query') && third === undefined) return { kind: 'query', entity };
  if (sameName(second, 'entityInformation') && third && sameName(third, 'fields')) return { kind: 'fields', entity };
  if (!/^\d{1,15}$/.test(second)) throw notAllowed(path);
  if (third === undefined) return { kind: 'record', entity, id: second };
  const child = ENTITIES.find(({ under }) => under && sameName(under.parent, first) && sameName(under.child, third));
  if (!child?.under) throw notAllowed(path);
  return { kind: 'children', entity: child, parent: child.under.parent, parentId: second };
}

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function notAllowed(path: string) {
  const names = ENTITIES.map(({ name }) => name).join(', ');
  return refused(
    `"${path}" is not open to this tool. Write Entity/id, Entity/query, Entity/entityInformation/fields or Tickets/id/Notes, of these entities: ${names}.`,
  );
}
