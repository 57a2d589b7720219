/**
 * A pretend SuperOps on loopback: its MSP GraphQL API and the people who work in it. Written from the vendor's MSP
 * reference, its Help Center, and what others saw at real tenants; what none of them says is a switch.
 */
import { randomBytes } from 'node:crypto';
import type { Faults } from '../faults.js';
import type { PretendPsa } from '../psa/pretend-psa.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import { openDoor } from '../serve.js';
import type { World } from '../world/world.js';
import { createAnswer, type Failure, nameOf, refuse } from './answer.js';
import { createClientUsers } from './client-users.js';
import { createLookups } from './lookups.js';
import { createOperations } from './operations.js';
import { createPeopleAtWork } from './people-at-work.js';
import { createRemarks } from './remarks.js';
import { RIGHTS } from './rights.js';
import { createSchema } from './schema.js';
import { seedWorld } from './seed.js';
import { createShow } from './show.js';
import {
  createStored,
  type StoredConversation,
  type StoredNote,
  type StoredTicket,
  type StoredUser,
  type StoredWorklog,
} from './stored.js';
import { DEFAULT_SWITCHES, type Switches } from './switches.js';
import { createTickets } from './tickets.js';
import { createTimes } from './times.js';
import { createWorklogs } from './worklogs.js';

export type { Failure } from './answer.js';
export type { StoredConversation, StoredNote, StoredTicket, StoredUser, StoredWorklog } from './stored.js';
export type { Switches } from './switches.js';

export interface PretendSuperOpsOptions {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  /** Any free one when absent or 0. */
  port?: number;
  clock?: () => Date;
  /** Where no source says how SuperOps behaves; see `switches.ts`. */
  switches?: Partial<Switches>;
}

export interface PretendSuperOps extends PretendPsa {
  /** What is stored, as copies, with all that SuperOps keeps. Throws for an id that does not exist. */
  storedTicket(id: string): StoredTicket;
  storedNotes(ticketId: string): StoredNote[];
  storedConversations(ticketId: string): StoredConversation[];
  storedUser(id: string): StoredUser;
  worklogs(ticketId: string): StoredWorklog[];
  /** The next call of this operation (`updateTicket`) fails inside an HTTP 200. */
  failNext(operation: string, failure?: Failure): void;
  /** A technician takes a client away from somebody who belongs to it. */
  removeAssociation(userId: string, accountId: string): void;
  /** From now on only so many requests a minute; undefined takes the limit away. */
  limitRequests(limit: Switches['rateLimit']): void;
}

const MINUTE_MS = 60_000;

/** Starts it on 127.0.0.1; resolves when it listens. */
export async function createPretendSuperOps(options: PretendSuperOpsOptions): Promise<PretendSuperOps> {
  const { world, records, faults, port = 0, clock = () => new Date() } = options;
  const switches: Switches = { ...DEFAULT_SWITCHES, ...options.switches };
  const listeners = new Set<() => void>();
  let seeded = false;
  const stored = createStored(() => {
    if (seeded) for (const listener of [...listeners]) listener();
  });
  const lookups = createLookups();
  const times = createTimes(switches);
  const { companyIds, contactIds, own, defaults } = seedWorld(stored, world, lookups, clock());
  seeded = true;
  const parts = { stored, lookups, switches, times, clock };
  const tickets = createTickets(parts);
  const remarks = createRemarks({ ...parts, tickets });
  const users = createClientUsers(parts);
  const worklogs = createWorklogs({ ...parts, tickets });
  const show = createShow(parts);
  const operations = createOperations({ ...parts, show, tickets, remarks, users, worklogs, own: own.id });

  let token = newToken();
  let lacking: ReadonlySet<string> = new Set();
  let admitted: number[] = [];
  const failing: { operation: string; failure: Failure }[] = [];
  const answer = createAnswer({
    switches,
    schema: createSchema(switches.lookups),
    operations,
    token: () => token,
    hasRight: (right) => !lacking.has(right),
    revision: stored.revision,
    failureOf(operation) {
      const index = failing.findIndex((next) => next.operation === operation);
      return index < 0 ? undefined : failing.splice(index, 1)[0]?.failure;
    },
    admit() {
      const now = clock().getTime();
      admitted = admitted.filter((at) => at > now - MINUTE_MS);
      const { rateLimit } = switches;
      if (rateLimit && admitted.length >= rateLimit.perMinute) return false;
      admitted.push(now);
      return true;
    },
  });
  const door = await openDoor({ vendor: 'superops', port, records, faults, answer, named: nameOf, refuse });

  const known = (ids: ReadonlyMap<string, string>, key: string, what: string): string => {
    const id = ids.get(key);
    if (id === undefined) throw new Error(`The pretend SuperOps has no ${what} ${key}`);
    return id;
  };
  const companyId = (slug: string) => known(companyIds, slug, 'client');
  const contactId = (personKey: string) => known(contactIds, personKey, 'client user');
  const technicianIds = new Map(stored.technicians.all().map(({ identifier, id }) => [identifier, id]));
  const technicianId = (identifier: string) => known(technicianIds, identifier, 'technician');
  const copy = <T extends object>(record: T | undefined, id: string): T => {
    if (!record) throw new Error(`The pretend SuperOps has no record ${id}`);
    return structuredClone(record);
  };
  const request = (...names: string[]) => ({ method: 'POST', path: new RegExp(`\\b(?:${names.join('|')})\\b`) });

  return {
    ...createPeopleAtWork({
      ...parts,
      tickets,
      remarks,
      users,
      own: own.id,
      defaults,
      companyId,
      contactId,
      technicianId,
    }),
    kind: 'superops',
    vendor: 'superops',
    url: door.url,
    get credentials() {
      return {
        subdomain: switches.subdomain,
        apiToken: token,
        region: 'us',
        technicianEmail: own.email,
        apiBaseUrl: door.url,
        // A pretend tenant has no limit until it is given one.
        requestsPerMinute: String(switches.rateLimit?.perMinute ?? 100_000),
      };
    },
    own: { id: own.id, identifier: own.identifier },
    defaults,
    names: { queue: 'Alerts', openStatus: 'On Hold', closedStatus: 'Resolved', priority: 'High', category: 'Network' },
    companyId,
    contactId,
    technicianId,
    requests: {
      openTicket: request('createTicket'),
      addNote: request('createTicketNote', 'createTicketConversation'),
      readTicket: request('getTicket'),
      listContacts: request('getClientUserList'),
      updateTicket: request('updateTicket'),
    },
    rotateCredentials() {
      token = newToken();
    },
    rights: RIGHTS,
    takeRights(rights) {
      lacking = new Set(rights);
    },
    eventsIdle: () => Promise.resolve(),
    eventAddresses: () => [],
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    storedTicket: (id) => copy(tickets.find(id), id),
    storedNotes: (ticketId) => structuredClone(remarks.notes(ticketId)),
    storedConversations: (ticketId) => structuredClone(remarks.conversations(ticketId)),
    storedUser: (id) => copy(stored.users.get(id), id),
    worklogs: (ticketId) => structuredClone(stored.worklogs.all().filter(({ ticket }) => ticket === ticketId)),
    failNext: (operation, failure = {}) => void failing.push({ operation, failure }),
    removeAssociation(userId, accountId) {
      const found = stored.associations.all().find(({ user, client }) => user === userId && client === accountId);
      if (!found) throw new Error(`In the pretend SuperOps ${userId} does not belong to client ${accountId}`);
      stored.associations.remove(found.id);
    },
    limitRequests(limit) {
      switches.rateLimit = limit;
      admitted = [];
    },
    stop: () => door.stop(),
  };
}

const newToken = () => `api-${randomBytes(24).toString('base64url')}`;
