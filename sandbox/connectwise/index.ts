/**
 * A pretend ConnectWise PSA on loopback: its REST API, its callbacks, and the people who work in it. Written from the
 * vendor's description, and as strict as it: what the real one refuses, this one refuses.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import type { World } from '../world/world.js';
import { type ConnectWiseCredentials, createAuth } from './auth.js';
import { createAwaited } from './awaited.js';
import { createDelivery, DELIVERY_TIMES, type DeliveryTimes } from './callback-delivery.js';
import { createCallbacks } from './callbacks.js';
import { type Change, createChanges, createdInfo } from './changes.js';
import { companyRoutes } from './company-routes.js';
import { createContacts } from './contacts.js';
import { createNotes } from './notes.js';
import { createPeopleAtWork, memberActor, type PeopleAtWork } from './people-at-work.js';
import { createRights } from './rights.js';
import { createAssignments } from './schedule-time.js';
import { type Defaults, seedWorld } from './seed.js';
import { createServer } from './server.js';
import { serviceRoutes } from './service-routes.js';
import type { Callback, Contact, Member, ServiceNote, Ticket } from './shapes.js';
import { createStored } from './stored.js';
import { systemRoutes } from './system-routes.js';
import { createTickets, type Tickets } from './tickets.js';

export type { ConnectWiseCredentials } from './auth.js';
export type { DeliveryTimes } from './callback-delivery.js';
export type { Change } from './changes.js';
export type { NewContact, NewTicket, PeopleAtWork, TechnicianNote, TicketUpdate } from './people-at-work.js';
export type { Defaults } from './seed.js';
export type { Callback, Company, Contact, Member, ServiceNote, Ticket } from './shapes.js';

export interface PretendConnectWiseOptions {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  /** Any free one when absent or 0. */
  port?: number;
  /** Callback timing; the vendor's own (5 s, then 2 s and 4 s) when absent. */
  delivery?: Partial<DeliveryTimes>;
  /** Whether `member`/`contact` in a sent note name its author (unconfirmed for ConnectWise); false when absent. */
  honoursSentAuthor?: boolean;
  /** What wrong keys are answered with: the cloud can say 404. 401 when absent. */
  wrongKeysAnswer?: 401 | 404;
  clock?: () => Date;
}

export interface PretendConnectWise extends PeopleAtWork {
  /** http://127.0.0.1:PORT */
  url: string;
  /** What the admin enters; always the current keys. */
  readonly credentials: ConnectWiseCredentials;
  /** Whom the API key belongs to. */
  apiMember: { id: number; identifier: string };
  /** Ids for callers whom nobody recognises. */
  defaults: Defaults;

  /** The stored data, as copies. Throws for an id that does not exist. */
  ticket(id: number): Ticket;
  tickets(): Ticket[];
  /** Oldest first. */
  notes(ticketId: number): ServiceNote[];
  callbacks(): Callback[];
  companyId(slug: string): number;
  contactId(personKey: string): number;
  configurationIds(): number[];
  memberId(identifier: string): number;
  /** The id of a status by its name, on the board Help Desk when no board is named. */
  statusId(name: string, board?: string): number;

  /** New keys; the old ones are refused from now on. */
  rotateKeys(): ConnectWiseCredentials;
  /** What the API member's security role can be without, in words. */
  rights: readonly string[];
  /** From now on it is without exactly these. */
  takeRights(rights: readonly string[]): void;
  /** Resolves when every callback due has been delivered or given up. */
  callbacksIdle(): Promise<void>;
  /** Called at once after each change of a ticket or contact; returns the way to stop listening. */
  watch(listener: (change: Change) => void): () => void;
  /**
   * Resolves with the first note by the API member that matches, already there or yet to come, on one ticket or (when
   * undefined) any. Rejects after `timeoutMs`, quoting the notes there were.
   */
  noteAppears(
    ticketId: number | undefined,
    matches: (note: ServiceNote, ticket: Ticket) => boolean,
    timeoutMs: number,
  ): Promise<{ ticket: Ticket; note: ServiceNote }>;
  /** Resolves with the first ticket, already there or yet to come, that matches. Rejects after `timeoutMs`. */
  ticketAppears(matches: (ticket: Ticket) => boolean, timeoutMs: number): Promise<Ticket>;
  /** Every operation that the API serves, as its routes are written. */
  operations: readonly { method: string; path: string }[];
  /** Closes every connection and gives up every callback. */
  stop(): Promise<void>;
}

const COMPANY_ID = 'tallowmere';
const CODEBASE = 'v2025_1';
const ROUTER_CODEBASE = 'v4_6_release';
const CODEBASES = [CODEBASE, ROUTER_CODEBASE];

/** Starts it on 127.0.0.1; resolves when it listens. */
export async function createPretendConnectWise(options: PretendConnectWiseOptions): Promise<PretendConnectWise> {
  const { world, records, faults, routes, port = 0, clock = () => new Date(), honoursSentAuthor = false } = options;
  const { wrongKeysAnswer = 401 } = options;
  const stored = createStored();
  const setup = createdInfo({ memberId: null, identifier: null, name: 'setup' }, clock());
  const { companyIds, contactIds, apiMember, defaults } = seedWorld(stored, world, setup);
  const changes = createChanges();
  const notes = createNotes({ stored, clock, tickets: () => tickets, honoursSentAuthor });
  const tickets: Tickets = createTickets({ stored, changes, defaults, clock, keepInitialNotes: notes.keepInitial });
  const contacts = createContacts({ stored, changes, clock });
  const callbacks = createCallbacks({ stored, clock });
  const assignments = createAssignments({ stored, tickets, clock });

  let url = '';
  const auth = createAuth({ companyId: COMPANY_ID, site: () => url, wrongKeysAnswer });
  const rights = createRights();
  const signingKey = { path: `/webhooks/keys/${randomUUID()}`, key: randomBytes(32).toString('base64') };
  const sender = () => ({
    companyId: COMPANY_ID,
    host: new URL(url).host,
    keyUrl: `${url}${signingKey.path}`,
    signingKey: signingKey.key,
  });
  const delivery = createDelivery({
    stored,
    records,
    faults,
    routes,
    clock,
    sender,
    times: { ...DELIVERY_TIMES, ...options.delivery },
  });
  changes.watch((change) => delivery.send(change));

  const stopping = new AbortController();
  const installation = {
    companyId: COMPANY_ID,
    companyName: world.msp.name,
    codebase: CODEBASE,
    codebases: CODEBASES,
    versionCode: 'v2025.1',
  };
  const served = [
    ...companyRoutes({ stored, contacts }),
    ...serviceRoutes({ stored, tickets, notes }),
    ...systemRoutes({ stored, callbacks, assignments, installation, signingKey }),
  ];
  const app = createServer({
    records,
    faults,
    prefixes: CODEBASES.map((codebase) => `/${codebase}/apis/3.0`),
    routes: served,
    checkAuth: auth.check,
    checkRight: rights.check,
    actor: memberActor(apiMember),
    revision: stored.revision,
    stopping: stopping.signal,
  });
  await app.listen({ host: '127.0.0.1', port });
  url = addressOf(app.server.address());

  const awaited = createAwaited(changes);
  const member = (identifier: string): Member =>
    known(
      stored.members.all().find((row) => row.identifier === identifier),
      `member ${identifier}`,
    );
  const companyId = (slug: string) => known(companyIds.get(slug), `company ${slug}`);
  const contact = (personKey: string): Contact =>
    known(stored.contacts.get(known(contactIds.get(personKey), `contact ${personKey}`)), `contact ${personKey}`);
  const people = createPeopleAtWork({ stored, tickets, notes, contacts, defaults, member, contact, companyId });

  return {
    ...copying(people),
    url,
    get credentials() {
      return auth.credentials();
    },
    apiMember: { id: apiMember.id, identifier: apiMember.identifier },
    defaults,
    ticket: (id) => structuredClone(known(stored.tickets.get(id), `ticket ${id}`)),
    tickets: () => structuredClone(stored.tickets.all()),
    notes: (ticketId) => structuredClone(stored.notes.all().filter((note) => note.ticketId === ticketId)),
    callbacks: () => structuredClone(stored.callbacks.all()),
    companyId,
    contactId: (personKey) => contact(personKey).id,
    configurationIds: () => stored.configurations.all().map(({ id }) => id),
    memberId: (identifier) => member(identifier).id,
    statusId(name, board = 'Help Desk') {
      const status = stored.statuses.all().find((row) => row.name === name && row.board.name === board);
      return known(status, `status ${name} on the board ${board}`).id;
    },
    rotateKeys: auth.rotateKeys,
    rights: rights.names,
    takeRights: rights.take,
    operations: served.filter(({ open }) => !open).map(({ method, path }) => ({ method, path })),
    callbacksIdle: delivery.idle,
    watch: changes.watch,
    noteAppears(ticketId, matches, timeoutMs) {
      const seen = () =>
        stored.notes.all().filter((note) => (ticketId ?? note.ticketId) === note.ticketId && isOurs(note));
      const look = () => {
        for (const note of seen()) {
          const ticket = stored.tickets.get(note.ticketId);
          if (ticket && matches(note, ticket)) return structuredClone({ ticket, note });
        }
        return undefined;
      };
      return awaited.until(look, timeoutMs, () => {
        const texts = seen().map(({ ticketId: on, text }) => `#${on} ${JSON.stringify(text)}`);
        const where = ticketId === undefined ? 'any ticket' : `ticket ${ticketId}`;
        return `no note by ${apiMember.identifier} on ${where} matched; there were ${texts.join(', ') || 'none'}`;
      });
    },
    ticketAppears(matches, timeoutMs) {
      const look = () => {
        const found = stored.tickets.all().find(matches);
        return found && structuredClone(found);
      };
      return awaited.until(look, timeoutMs, () => {
        const summaries = stored.tickets.all().map(({ id, summary }) => `#${id} ${JSON.stringify(summary)}`);
        return `no ticket matched; there were ${summaries.join(', ') || 'none'}`;
      });
    },
    async stop() {
      stopping.abort();
      awaited.stop();
      await delivery.stop();
      await app.close();
    },
  };

  function isOurs(note: ServiceNote): boolean {
    return note.member?.id === apiMember.id;
  }
}

/** What people get back is a copy: nobody outside changes the stored data. */
function copying(people: PeopleAtWork): PeopleAtWork {
  return {
    technicianAddsNote: (id, note) => structuredClone(people.technicianAddsNote(id, note)),
    contactAddsNote: (id, note) => structuredClone(people.contactAddsNote(id, note)),
    technicianCreatesTicket: (ticket) => structuredClone(people.technicianCreatesTicket(ticket)),
    technicianUpdatesTicket: (id, update) => structuredClone(people.technicianUpdatesTicket(id, update)),
    technicianDeletesTicket: people.technicianDeletesTicket,
    technicianAddsContact: people.technicianAddsContact,
    technicianDeletesContact: people.technicianDeletesContact,
    technicianLeaves: people.technicianLeaves,
  };
}

function addressOf(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || address === null) throw new Error('The pretend ConnectWise does not listen');
  return `http://127.0.0.1:${address.port}`;
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The pretend ConnectWise has no ${what}`);
  return value;
}
