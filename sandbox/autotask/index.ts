/**
 * A pretend Autotask PSA on loopback: its REST API, its webhooks, and the people who work in it. Written from the
 * vendor's description, and as strict as it: what the real one refuses, this one refuses.
 */
import type { Faults } from '../faults.js';
import type { PretendPsa } from '../psa/pretend-psa.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import { openDoor } from '../serve.js';
import type { World } from '../world/world.js';
import { createApi } from './api.js';
import { type AutotaskCredentials, createAuth } from './auth.js';
import { createChanges } from './changes.js';
import { createCollections } from './collections.js';
import type { EntityName } from './entities/index.js';
import type { Row } from './json.js';
import { createLimits, type LimitSettings } from './limits.js';
import { createPeopleAtWork, idOf, known } from './people-at-work.js';
import { createPicklists } from './picklists.js';
import { faultErrors } from './refusal.js';
import { createRights, RIGHTS } from './rights.js';
import { seedWorld } from './seed.js';
import { createSeen } from './seen.js';
import { createStored } from './stored.js';

export type { AutotaskCredentials } from './auth.js';
export type { EntityName } from './entities/index.js';
export type { LimitSettings } from './limits.js';

export interface PretendAutotaskOptions {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  /** Any free one when absent or 0. */
  port?: number;
  clock?: () => Date;
  /** Longest description of a note: 3200 when absent, the smaller of two published limits (unconfirmed). */
  noteLimit?: number;
  /** Whether `Resources.userName` of the API user has the domain of its sign-in name; true when absent (unconfirmed). */
  fullUserName?: boolean;
}

export interface PretendAutotask extends PretendPsa {
  readonly credentials: AutotaskCredentials;
  /** A stored record, as a copy. Throws when there is none. */
  record(entity: EntityName, id: string | number): Row;
  /** All of an entity's records, as copies, by ascending id. */
  recordsOf(entity: EntityName): Row[];
  /** The number of a picklist's label, e.g. of Tickets' `status` `Complete`. */
  picklistValue(entity: EntityName, field: string, label: string): number;
  /** Limits from now on; what is not named is off. They are all off at first. */
  setLimits(settings: LimitSettings): void;
  /** Keeps every answer back from now on; returns the way to let them go. */
  holdAnswers(): () => void;
  /** The most requests at once that one entity has seen. */
  busiest(): number;
}

/** Starts it on 127.0.0.1; resolves when it listens. */
export async function createPretendAutotask(options: PretendAutotaskOptions): Promise<PretendAutotask> {
  const { world, records, faults, port = 0, clock = () => new Date(), noteLimit = 3200, fullUserName = true } = options;
  const stored = createStored();
  const picklists = createPicklists(stored);
  const seeded = seedWorld(stored, world, clock().toISOString(), fullUserName);
  const changes = createChanges();
  const collection = createCollections({ stored, picklists, changes, clock, noteLimit });
  const rights = createRights();
  const limits = createLimits(clock);
  const retryHeader = (seconds: number | undefined): Record<string, string> =>
    seconds === undefined ? {} : { 'retry-after': String(seconds) };
  let url = '';
  const auth = createAuth({ username: seeded.username, url: () => url });
  const api = createApi({
    stored,
    picklists,
    rights,
    auth,
    limits,
    collection,
    apiUserId: seeded.apiUserId,
    url: () => url,
  });
  const door = await openDoor({
    vendor: 'autotask',
    port,
    records,
    faults,
    answer: api.answer,
    refuse: ({ status, retryAfter }) => ({
      status,
      headers: retryHeader(retryAfter),
      // A problem of its own says nothing; sentences in a 500 are about the request (facts, 4).
      ...(status >= 500 ? {} : { body: { errors: faultErrors(status) } }),
    }),
  });
  url = door.url;

  const seen = createSeen({ stored, picklists, apiUserId: seeded.apiUserId });
  const people = createPeopleAtWork({ stored, picklists, seeded, seen, collection, clock });
  const record = (entity: EntityName, id: string | number) =>
    structuredClone(known(stored.table(entity).get(idOf(String(id))), `${entity} ${id}`));
  const recordsOf = (entity: EntityName) => structuredClone(stored.table(entity).all());

  return {
    ...people,
    kind: 'autotask',
    vendor: 'autotask',
    url,
    get credentials() {
      return auth.credentials();
    },
    own: { id: String(seeded.apiUserId), identifier: seeded.username },
    defaults: { companyId: String(seeded.defaults.companyId), contactId: String(seeded.defaults.contactId) },
    names: {
      queue: 'Escalations',
      openStatus: 'Waiting Customer',
      closedStatus: 'Complete',
      priority: 'High',
      category: 'Account > Locked Out',
    },
    companyId: (slug) => String(known(seeded.companyIds.get(slug), `company ${slug}`)),
    contactId: (key) => String(known(seeded.contactIds.get(key), `contact ${key}`)),
    technicianId: (login) => String(known(seeded.resourceIds.get(login), `technician ${login}`)),
    ticket: (id) => seen.ticket(record('Tickets', id)),
    tickets: () => stored.table('Tickets').all().map(seen.ticket),
    notes(ticketId) {
      const id = record('Tickets', ticketId).id;
      const notes = stored.table('TicketNotes').all();
      return notes.filter((note) => note.ticketID === id).map(seen.note);
    },
    requests: {
      openTicket: { method: 'POST', path: /\/Tickets$/i },
      addNote: { method: 'POST', path: /\/Tickets\/\d+\/Notes$/i },
      readTicket: { method: 'GET', path: /\/Tickets\/\d+$/i },
      listContacts: { method: 'POST', path: /\/Contacts\/query(\/next)?$/i },
      updateTicket: { method: 'PATCH', path: /\/Tickets$/i },
    },
    rotateCredentials: auth.rotate,
    rights: RIGHTS,
    takeRights: rights.take,
    eventsIdle: async () => {},
    eventAddresses: () => [],
    watch: (listener) => changes.watch(() => listener()),
    record,
    recordsOf,
    picklistValue: picklists.valueOf,
    setLimits: limits.set,
    holdAnswers: limits.hold,
    busiest: limits.busiest,
    stop: door.stop,
  };
}
