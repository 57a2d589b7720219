/** What each list can be filtered and sorted by: the reference's words, and what a real tenant took. */
import type { Attribute } from './conditions.js';
import type { ListRules } from './list.js';
import type { Lookups } from './lookups.js';
import { fullName } from './show.js';
import type {
  Stored,
  StoredAsset,
  StoredAssociation,
  StoredClient,
  StoredSite,
  StoredTechnician,
  StoredTicket,
  StoredUser,
} from './stored.js';
import type { Switches } from './switches.js';

export type Rules = ReturnType<typeof createListRules>;

export function createListRules({
  stored,
  lookups,
  switches,
}: {
  stored: Stored;
  lookups: Lookups;
  switches: Switches;
}) {
  const text = <T>(read: (row: T) => string | null | undefined): Attribute<T> => ({ kind: 'text', read });
  const clientName = (id: string) => stored.clients.get(id)?.name;
  const siteName = (id: string) => stored.sites.get(id)?.name;
  const person = (id: string | null) =>
    id === null ? undefined : (stored.users.get(id) ?? stored.technicians.get(id));
  const nameOf = (id: string | null) => {
    const found = person(id);
    return found && fullName(found);
  };
  const emailOf = (id: string | null) => person(id)?.email;
  const groupName = (id: string | null) => lookups.groups.find((group) => group.id === id)?.name;
  const linkOf = (user: StoredUser) => {
    const links = stored.associations.all().filter((row) => row.user === user.id);
    return user.tellsClient && links.length === 1 ? links[0] : undefined;
  };

  const tickets: ListRules<StoredTicket> = {
    attributes: {
      displayId: text((row) => row.displayId),
      subject: text((row) => row.subject),
      status: text((row) => row.status),
      priority: text((row) => row.priority),
      'client.name': text((row) => clientName(row.client)),
      'site.name': text((row) => siteName(row.site)),
      'requester.name': text((row) => nameOf(row.requester)),
      'requester.email': text((row) => emailOf(row.requester)),
      'technician.name': text((row) => nameOf(row.technician)),
      'technician.email': text((row) => emailOf(row.technician)),
      'techGroup.name': text((row) => groupName(row.techGroup)),
      createdTime: { kind: 'time', read: (row) => row.created },
      updatedTime: { kind: 'time', read: (row) => row.updated },
    },
    sortable: { createdTime: (row) => row.created.getTime(), updatedTime: (row) => row.updated.getTime() },
  };
  const clients: ListRules<StoredClient> = {
    attributes: {
      name: text((row) => row.name),
      emailDomains: { kind: 'texts', read: (row) => row.emailDomains },
      'accountManager.name': text((row) => nameOf(row.accountManager)),
      'accountManager.email': text((row) => emailOf(row.accountManager)),
      'primaryContact.name': text((row) => nameOf(row.primaryContact)),
      'primaryContact.email': text((row) => emailOf(row.primaryContact)),
    },
    sortable: { name: (row) => row.name },
  };
  const users: ListRules<StoredUser> = {
    attributes: {
      name: text((row) => fullName(row)),
      email: text((row) => row.email),
      'client.name': text((row) => clientName(linkOf(row)?.client ?? '')),
      'site.name': text((row) => siteName(linkOf(row)?.site ?? '')),
      'role.name': text((row) => lookups.requesterRoles.find(({ id }) => id === row.role)?.name),
      'reportingManager.name': text((row) => nameOf(row.reportingManager)),
      'reportingManager.email': text((row) => emailOf(row.reportingManager)),
      ...(switches.contactNumberFilter ? { contactNumber: text((row: StoredUser) => row.phone) } : {}),
    },
    sortable: { name: (row) => fullName(row) },
  };
  const associations: ListRules<StoredAssociation> = {
    attributes: { 'user.userId': text((row) => row.user) },
    sortable: {},
  };
  const sites: ListRules<StoredSite> = {
    attributes: { name: text((row) => row.name) },
    sortable: { name: (row) => row.name },
  };
  const technicians: ListRules<StoredTechnician> = {
    attributes: { name: text((row) => fullName(row)), email: text((row) => row.email) },
    sortable: { name: (row) => fullName(row) },
  };
  const assets: ListRules<StoredAsset> = {
    attributes: {
      assetId: text((row) => row.id),
      name: text((row) => row.name),
      hostName: text((row) => row.hostName),
      serialNumber: text((row) => row.serialNumber),
      status: text(() => 'ONLINE'),
      'client.name': text((row) => clientName(row.client)),
      'site.name': text((row) => siteName(row.site)),
    },
    // A real tenant refuses lastCommunicatedTime.
    sortable: { name: (row) => row.name, hostName: (row) => row.hostName },
  };
  const serviceItems: ListRules<{ id: string; name: string }> = {
    attributes: { name: text((row) => row.name) },
    sortable: { name: (row) => row.name },
  };
  return { tickets, clients, users, associations, sites, technicians, assets, serviceItems };
}
