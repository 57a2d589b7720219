/** Puts the pretend world's companies, people and technicians into the tables, with ids of SuperOps's own. */
import type { Company } from '../world/companies.js';
import type { Person } from '../world/people.js';
import type { World } from '../world/world.js';
import { DEFAULT_GROUP, type Lookups } from './lookups.js';
import type { Stored, StoredClient, StoredTechnician, StoredUser } from './stored.js';

export interface Seeded {
  companyIds: ReadonlyMap<string, string>;
  contactIds: ReadonlyMap<string, string>;
  /** Whose the API token is. */
  own: StoredTechnician;
  defaults: { companyId: string; contactId: string };
}

/** Clients that are none yet, or no more: an import must not take them for active ones. */
const OTHERS = [
  { name: 'Pellworth Outfitters', domain: 'pellworth.example', stage: 'Lead', status: 'Contacted' },
  { name: 'Nettlefield Bakery', domain: 'nettlefield.example', stage: 'Inactive', status: 'Churned' },
  { name: 'Oakhollow Dental Lab', domain: 'oakhollow.example', stage: 'Lead', status: 'New' },
] as const;

/** Works for a second client too: the firm's outside counsel. */
const AT_TWO = { company: 'fennimore-legal', seat: 17, also: 'windrow-agronomy' } as const;

export function seedWorld(stored: Stored, world: World, lookups: Lookups, now: Date): Seeded {
  const companyIds = new Map<string, string>();
  const contactIds = new Map<string, string>();
  const group = (name: string) => lookups.groups.find((choice) => choice.name === name)?.id ?? '';
  const role = lookups.requesterRoles.find(({ name }) => name === 'Requester')?.id ?? '';

  for (const { identifier, firstName, lastName, email, active } of world.technicians)
    addTechnician({ identifier, firstName, lastName, email, active, groups: [group(DEFAULT_GROUP)] });
  const { name, domain, helpdeskNumber } = world.msp;
  const own = addTechnician({
    identifier: `frontdesk@${domain}`,
    firstName: 'Frontdesk',
    lastName: 'Service',
    email: `frontdesk@${domain}`,
    active: true,
    groups: [group(DEFAULT_GROUP), group('Alerts')],
  });
  const manager = stored.technicians.all()[0]?.id ?? own.id;

  const msp = addClient({ name, domain, city: 'Seattle', phone: helpdeskNumber, stage: 'Active', status: 'Paid' });
  const unknown = addUser(msp, {
    firstName: 'Unknown',
    lastName: 'Caller',
    email: `unknown.caller@${domain}`,
    phone: null,
    tellsClient: true,
  });
  stored.clients.put({ ...msp, primaryContact: unknown.id });

  for (const company of world.companies) {
    const phone = `+1${company.areaCode}5550100`;
    const client = addClient({ ...company, phone, stage: 'Active', status: 'Paid' });
    companyIds.set(company.slug, client.id);
    const people = world.people.filter((person) => person.company === company.slug);
    for (const [seat, person] of people.entries()) {
      const user = addPerson(client, company, person, seat);
      contactIds.set(person.key, user.id);
      if (seat === 0) stored.clients.put({ ...client, primaryContact: user.id });
    }
  }
  const guests = world.people.filter(({ company }) => company === AT_TWO.company);
  const guest = stored.users.get(contactIds.get(guests[AT_TWO.seat]?.key ?? '') ?? '');
  const second = stored.clients.get(companyIds.get(AT_TWO.also) ?? '');
  if (guest && second) associate(second, stored.users.put({ ...guest, tellsClient: false }));
  for (const other of OTHERS) addClient({ ...other, city: 'Seattle', phone: null });
  return { companyIds, contactIds, own, defaults: { companyId: msp.id, contactId: unknown.id } };

  function addTechnician(technician: Omit<StoredTechnician, 'id'>): StoredTechnician {
    return stored.technicians.put({ id: stored.technicians.nextId(), ...technician });
  }

  function addClient(from: {
    name: string;
    domain: string;
    city: string;
    phone: string | null;
    stage: string;
    status: string;
  }): StoredClient {
    const id = stored.clients.nextId();
    const site = stored.sites.put({
      id: stored.sites.nextId(),
      name: from.city,
      client: id,
      city: from.city,
      phone: from.phone,
    });
    return stored.clients.put({
      id,
      name: from.name,
      stage: from.stage,
      status: from.status,
      emailDomains: [from.domain],
      accountManager: manager,
      primaryContact: null,
      hqSite: site.id,
    });
  }

  function addUser(client: StoredClient, from: Omit<StoredUser, 'id' | 'role' | 'reportingManager' | 'inactive'>) {
    const id = stored.users.nextId();
    const user = stored.users.put({ id, role, reportingManager: null, inactive: false, ...from });
    associate(client, user);
    return user;
  }

  function associate(client: StoredClient, user: StoredUser): void {
    stored.associations.put({
      id: stored.associations.nextId(),
      client: client.id,
      site: client.hqSite,
      user: user.id,
    });
  }

  function addPerson(client: StoredClient, company: Company, person: Person, seat: number): StoredUser {
    const { firstName, lastName, email } = person;
    // Every third record tells its client; the others' are known from the associations only.
    const tellsClient = seat % 3 === 0;
    const user = addUser(client, { firstName, lastName, email, phone: typed(person.phone, seat), tellsClient });
    const assetId = stored.assets.nextId();
    const host = `${company.slug.slice(0, 3).toUpperCase()}-WS-${String(seat + 1).padStart(2, '0')}`;
    stored.assets.put({
      id: assetId,
      name: host,
      hostName: host,
      serialNumber: `SN${assetId.slice(-6)}R`,
      client: client.id,
      site: client.hqSite,
      requester: user.id,
      loggedInUser: email.split('@')[0] ?? '',
      lastCommunicated: new Date(now.getTime() - seat * 3_600_000),
    });
    return user;
  }
}

/** E.164 is recommended; one in five numbers stands as somebody typed it. */
function typed(e164: string, seat: number): string {
  if (seat % 5 !== 4) return e164;
  return `(${e164.slice(2, 5)}) ${e164.slice(5, 8)}-${e164.slice(8)}`;
}
