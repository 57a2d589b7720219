/**
 * A pretend HaloPSA on loopback: sign-in, REST API, webhooks, and the people who work in it. Written from the vendor's
 * API description and known clients, and as strict as it: what the real one refuses, this one refuses. What is
 * unconfirmed about it is a switch.
 */
import type { Faults } from '../faults.js';
import type { PretendPsa } from '../psa/pretend-psa.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import type { World } from '../world/world.js';
import { createActions } from './actions.js';
import { createAuth } from './auth.js';
import { type Actor, createChanges } from './changes.js';
import { deskRoutes } from './desk-routes.js';
import { directoryRoutes } from './directory-routes.js';
import { createMails, type SentMail } from './mails.js';
import { createPeopleAtWork } from './people-at-work.js';
import { createRateLimit } from './rate-limit.js';
import { createRights } from './rights.js';
import { seedWorld } from './seed.js';
import { ALERTS } from './seed-desk.js';
import { isNote, seenNote, seenTicket } from './seen.js';
import { openServer } from './server.js';
import type { Action, Ticket, Webhook, WebhookDelivery } from './shapes.js';
import { createStored } from './stored.js';
import { SWITCHES, type Switches } from './switches.js';
import { ticketRoutes } from './ticket-routes.js';
import { createTickets } from './tickets.js';
import { createUsers } from './users.js';
import { createDelivery, DELIVERY_TIMES, type DeliveryTimes } from './webhook-delivery.js';
import { createWebhooks, webhookRoutes } from './webhooks.js';

export type { SentMail } from './mails.js';
export type { Switches } from './switches.js';
export type { DeliveryTimes } from './webhook-delivery.js';

export interface PretendHaloPsaOptions {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  /** Any free one when absent or 0. */
  port?: number;
  clock?: () => Date;
  /** Timing of webhooks; no retries when absent. */
  delivery?: Partial<DeliveryTimes>;
  switches?: Partial<Switches>;
}

export interface PretendHaloPsa extends PretendPsa {
  /** Read at each request: setting one takes effect at once. */
  switches: Switches;
  /** Stored records, as copies. Throws for a ticket that does not exist. */
  storedTicket(id: string): Ticket;
  /** Every action of a ticket, those of HaloPSA itself too, oldest first. */
  storedActions(ticketId: string): Action[];
  webhooks(): Webhook[];
  /** Attempts to deliver webhooks, oldest first. */
  deliveries(): WebhookDelivery[];
  /** Every token is refused from now on, before its time; the same credentials buy new ones. */
  revokeTokens(): void;
  /** Mails to end users. */
  mails(): readonly SentMail[];
  /** An admin calls an action button something else, as many do. */
  renameOutcome(name: string, newName: string): void;
  /** An admin makes a field of a ticket's kind (CF and a name). */
  addCustomField(name: string): void;
}

const TENANT = 'tallowmere';

/** Starts it on 127.0.0.1; resolves when it listens. */
export async function createPretendHaloPsa(options: PretendHaloPsaOptions): Promise<PretendHaloPsa> {
  const { world, records, faults, routes, port = 0, clock = () => new Date() } = options;
  const switches: Switches = { ...SWITCHES, ...options.switches };
  const stored = createStored();
  const seeded = seedWorld(stored, world, clock());
  const { companyIds, contactIds, agentIds, apiAgent, apiIdentifier, defaults } = seeded;
  const changes = createChanges();
  const mails = createMails();
  const actions = createActions({ stored, changes, mails, clock });
  const tickets = createTickets({ stored, changes, actions, mails, clock, defaults });
  const users = createUsers({ stored, changes, switches, clock });
  const webhooks = createWebhooks(stored);
  const auth = createAuth({ tenant: TENANT, clock, switches });
  const rights = createRights();
  const times = { ...DELIVERY_TIMES, ...options.delivery };
  const delivery = createDelivery({ stored, records, faults, routes, switches, clock, times });
  changes.watch((change) => delivery.send(change));

  const application: Actor = { kind: 'agent', agent: apiAgent, applicationId: auth.credentials().clientId };
  const door = await openServer({
    records,
    faults,
    port,
    auth,
    rights,
    switches,
    tenant: TENANT,
    countRequest: createRateLimit(switches, clock),
    routes: [
      ...directoryRoutes({ stored, users, switches, clock }),
      ...ticketRoutes({ stored, tickets, actions, switches }),
      ...deskRoutes(stored),
      ...webhookRoutes(stored, webhooks),
    ],
    actor: application,
    revision: stored.revision,
  });

  const companyId = (slug: string) => known(companyIds.get(slug), `client ${slug}`);
  const contactId = (personKey: string) => known(contactIds.get(personKey), `user ${personKey}`);
  const agentId = (identifier: string) => known(agentIds.get(identifier), `agent ${identifier}`);
  const people = createPeopleAtWork({
    stored,
    tickets,
    actions,
    users,
    defaults,
    agent: (identifier) => known(stored.agents.get(agentId(identifier)), `agent ${identifier}`),
    user: (personKey) => known(stored.users.get(contactId(personKey)), `user ${personKey}`),
    companyId,
  });
  const ticketOf = (id: string) => known(stored.tickets.get(Number(id)), `ticket ${id}`);
  const seen = (ticket: Ticket) => seenTicket(stored, ticket);
  const note = (action: Action) => seenNote(action, apiAgent.id);

  return {
    kind: 'halopsa',
    vendor: 'halopsa',
    url: door.url,
    get credentials() {
      const { rateLimit } = switches;
      // A pretend HaloPSA has no limit until it is given one.
      const perMinute = rateLimit ? Math.floor((rateLimit.requests * 60_000) / rateLimit.windowMs) : 100_000;
      return { host: door.url, tenant: TENANT, ...auth.credentials(), requestsPerMinute: String(perMinute) };
    },
    own: { id: String(apiAgent.id), identifier: apiIdentifier },
    defaults: { companyId: String(defaults.clientId), contactId: String(defaults.userId) },
    names: { queue: ALERTS, openStatus: 'In Progress', closedStatus: 'Closed', priority: 'High', category: 'Hardware' },
    switches,

    companyId: (slug) => String(companyId(slug)),
    contactId: (personKey) => String(contactId(personKey)),
    technicianId: (identifier) => String(agentId(identifier)),

    ticket: (id) => seen(ticketOf(id)),
    tickets: () => stored.tickets.all().map(seen),
    notes: (ticketId) => stored.actionsOf(ticketOf(ticketId).id).filter(isNote).map(note),
    storedTicket: (id) => structuredClone(ticketOf(id)),
    storedActions: (ticketId) => structuredClone(stored.actionsOf(ticketOf(ticketId).id)),
    webhooks: () => structuredClone(stored.webhooks.all()),
    deliveries: () => structuredClone(stored.deliveries.all()),
    mails: mails.all,

    technicianAddsNote: (id, written) => note(people.technicianAddsNote(ticketOf(id).id, written)),
    contactAddsNote: (id, written) => note(people.contactAddsNote(ticketOf(id).id, written)),
    technicianCreatesTicket: (ticket) => seen(people.technicianCreatesTicket(ticket)),
    technicianUpdatesTicket: (id, change) => seen(people.technicianUpdatesTicket(ticketOf(id).id, change)),
    technicianDeletesTicket: (id, by) => people.technicianDeletesTicket(ticketOf(id).id, by),
    technicianAddsContact: (person) => String(people.technicianAddsContact(person).id),
    technicianDeletesContact: (id) => people.technicianDeletesContact(Number(id)),
    renameOutcome(name, newName) {
      const outcome = known(
        stored.outcomes.all().find((row) => row.outcome === name),
        `outcome ${name}`,
      );
      stored.outcomes.put({ ...outcome, outcome: newName, buttonName: newName });
    },
    addCustomField(name) {
      stored.customFields.put({ id: stored.customFields.nextId(), name, label: name });
    },

    requests: {
      openTicket: { method: 'POST', path: /^\/api\/Tickets$/i },
      addNote: { method: 'POST', path: /^\/api\/Actions$/i },
      readTicket: { method: 'GET', path: /^\/api\/Tickets\/\d+$/i },
      listContacts: { method: 'GET', path: /^\/api\/Users$/i },
      updateTicket: { method: 'POST', path: /^\/api\/Tickets$/i },
    },
    rotateCredentials: auth.rotate,
    revokeTokens: auth.revokeTokens,
    rights: rights.names,
    takeRights: rights.take,

    eventsIdle: delivery.idle,
    eventAddresses: () =>
      stored.webhooks
        .all()
        .filter(({ active }) => active)
        .map(({ url }) => url),
    watch: changes.watchAll,
    async stop() {
      await delivery.stop();
      await door.stop();
    },
  };
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The pretend HaloPSA has no ${what}`);
  return value;
}
