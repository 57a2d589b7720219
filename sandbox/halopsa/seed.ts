/** The world's companies as clients, people as users, technicians as agents, with the MSP's own client beside them. */
import type { Company } from '../world/companies.js';
import type { Person } from '../world/people.js';
import type { World } from '../world/world.js';
import { FIRST_LINE, seedDesk } from './seed-desk.js';
import type { Agent, Client, Site } from './shapes.js';
import type { Stored } from './stored.js';

/** Login name of the agent that the application acts as. */
const API_IDENTIFIER = 'frontdesk';

/** Whom a ticket without an agent is assigned to. Source: HaloPSA facts, agents (unconfirmed). */
export const UNASSIGNED = 1;

export interface Seeded {
  companyIds: ReadonlyMap<string, number>;
  contactIds: ReadonlyMap<string, number>;
  /** By login name, the application's own too. */
  agentIds: ReadonlyMap<string, number>;
  apiAgent: Agent;
  apiIdentifier: string;
  defaults: { clientId: number; siteId: number; userId: number };
}

export const WORKSTATION = { typeId: 110, typeName: 'Workstation' } as const;

export function seedWorld(stored: Stored, world: World, now: Date): Seeded {
  seedDesk(stored);
  const companyIds = new Map<string, number>();
  const contactIds = new Map<string, number>();
  const agentIds = new Map<string, number>();

  const msp = addClient(world.msp.name);
  const unknown = stored.users.put({
    id: stored.users.nextId(),
    name: 'Unknown User',
    firstName: 'Unknown',
    surname: 'User',
    email: null,
    phone: null,
    mobile: null,
    siteId: msp.site.id,
    clientId: msp.client.id,
    inactive: false,
    notes: null,
    updated: now,
  });
  for (const company of world.companies) {
    const { client, site } = addClient(company.name);
    companyIds.set(company.slug, client.id);
    const people = world.people.filter((person) => person.company === company.slug);
    for (const [seat, person] of people.entries()) addPerson(client, site, company, person, seat);
  }
  addAgent({ id: UNASSIGNED, firstName: 'Unassigned', lastName: '', email: '', active: true });
  for (const { identifier, ...technician } of world.technicians)
    agentIds.set(identifier, addAgent({ id: stored.agents.nextId() + 2, ...technician }).id);
  const apiAgent = addAgent({
    id: stored.agents.nextId() + 2,
    firstName: 'Frontdesk',
    lastName: 'API',
    email: `${API_IDENTIFIER}@${world.msp.domain}`,
    active: true,
  });
  agentIds.set(API_IDENTIFIER, apiAgent.id);
  const defaults = { clientId: msp.client.id, siteId: msp.site.id, userId: unknown.id };
  return { companyIds, contactIds, agentIds, apiAgent, apiIdentifier: API_IDENTIFIER, defaults };

  function addClient(name: string): { client: Client; site: Site } {
    const id = stored.clients.nextId() + 2;
    const site = stored.sites.put({ id: stored.sites.nextId() + 1, name: 'Main', clientId: id, inactive: false });
    const client = stored.clients.put({ id, name, inactive: false, mainSiteId: site.id, created: now });
    return { client, site };
  }

  function addPerson(client: Client, site: Site, { slug }: Company, person: Person, seat: number): void {
    const { firstName, lastName, email } = person;
    const user = stored.users.put({
      id: stored.users.nextId() + 1,
      name: `${firstName} ${lastName}`,
      firstName,
      surname: lastName,
      email,
      ...phonesOf(person, seat),
      ...(person.mobile ? { mobile: person.mobile } : {}),
      siteId: site.id,
      clientId: client.id,
      inactive: false,
      notes: null,
      updated: now,
    });
    contactIds.set(person.key, user.id);
    const id = stored.assets.nextId() + 3;
    stored.assets.put({
      id,
      inventoryNumber: `${slug.slice(0, 3).toUpperCase()}-WS-${String(seat + 1).padStart(2, '0')}`,
      clientId: client.id,
      siteId: site.id,
      userId: user.id,
      ...WORKSTATION,
      serialNumber: `SN${String(id * 7919).padStart(8, '0')}`,
      inactive: false,
    });
  }

  function addAgent(from: { id: number; firstName: string; lastName: string; email: string; active: boolean }): Agent {
    const { id, firstName, lastName, email, active } = from;
    return stored.agents.put({
      id,
      name: `${firstName} ${lastName}`.trim(),
      firstName,
      surname: lastName,
      email,
      initials: `${firstName.charAt(0)}${lastName.charAt(0)}`,
      team: FIRST_LINE,
      disabled: !active,
    });
  }
}

/** Numbers as the MSP's staff typed them, on the desk or in the pocket. */
function phonesOf({ phone }: Person, seat: number): { phone: string | null; mobile: string | null } {
  const [area, exchange, line] = [phone.slice(2, 5), phone.slice(5, 8), phone.slice(8)];
  switch (seat % 4) {
    case 0:
      return { phone, mobile: null };
    case 1:
      return { phone: `(${area}) ${exchange}-${line}`, mobile: null };
    case 2:
      return { phone: null, mobile: `${area}-${exchange}-${line}` };
    default:
      return { phone: `+1 ${area} ${exchange} ${line}`, mobile: null };
  }
}
