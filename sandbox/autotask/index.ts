/**
 * A pretend Autotask PSA on loopback: its REST API, its webhooks, and the people who work in it. Written from the
 * vendor's description, and as strict as it: what the real one refuses, this one refuses.
 */
import type { Faults } from '../faults.js';
import type { PretendPsa } from '../psa/pretend-psa.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import type { World } from '../world/world.js';
import { createApi } from './api.js';
import { type AutotaskCredentials, createAuth } from './auth.js';
import { createChanges, NOBODY } from './changes.js';
import { createCollections } from './collections.js';
import type { EntityName } from './entities/index.js';
import type { JsonObject, Row } from './json.js';
import { createLimits, type LimitSettings } from './limits.js';
import { createPeopleAtWork, idOf, known } from './people-at-work.js';
import { createPicklists } from './picklists.js';
import { createPost } from './post.js';
import { createRights, RIGHTS } from './rights.js';
import { seedWorld } from './seed.js';
import { createSeen } from './seen.js';
import { createStored } from './stored.js';
import { createDelivery, DELIVERY_TIMES, type DeliveryTimes } from './webhook-delivery.js';
import { type ByHand, createWebhooks } from './webhooks.js';
import { openZones, type Zones } from './zones.js';

export type { AutotaskCredentials } from './auth.js';
export type { EntityName } from './entities/index.js';
export type { LimitSettings } from './limits.js';
export type { DeliveryTimes } from './webhook-delivery.js';
export type { ByHand } from './webhooks.js';

export interface PretendAutotaskOptions {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  /** Any free one when absent or 0. */
  port?: number;
  clock?: () => Date;
  /** Webhook timing; the vendor's own (10 s, 5 attempts 30 s apart, off after 25) when absent. */
  delivery?: Partial<DeliveryTimes>;
  /** Longest description of a note: 3200 when absent, the smaller of two published limits (unconfirmed). */
  noteLimit?: number;
  /** The ticket categories' setting that notes must have a title; false when absent. */
  noteTitlesRequired?: boolean;
  /** Whether `Resources.userName` of the API user has the domain of its sign-in name; true when absent (unconfirmed). */
  fullUserName?: boolean;
  /** Whether the API user may work on tickets in a role, and so have time of its own; false when absent (unconfirmed). */
  apiUserHasRole?: boolean;
}

export interface PretendAutotask extends PretendPsa {
  readonly credentials: AutotaskCredentials;
  /** A stored record, as a copy. Throws when there is none. */
  record(entity: EntityName, id: string | number): Row;
  /** All of an entity's records, as copies, by ascending id. */
  recordsOf(entity: EntityName): Row[];
  /** The number of a picklist's label, e.g. of Tickets' `status` `Complete`. */
  picklistValue(entity: EntityName, field: string, label: string): number;
  /**
   * What an administrator does under Outbound Integrations: pastes the URL and the secret for tickets and ticket notes.
   * Autotask asks the URL with a GET first; events come only when that was answered with 2xx (`ready`). Once more
   * replaces what was set up before. `status` is 0 when nobody answered. Throws for an address that is not https (or
   * loopback) and a secret above 64 characters.
   */
  configureWebhook(made: ByHand): Promise<{ ready: boolean; status: number }>;
  removeWebhook(): void;
  /** From now on signatures are over the body with its characters escaped, or, with false, over the body as sent. */
  signEscapedForm(escaped: boolean): void;
  /**
   * A workflow rule that sets these fields after every change of a ticket through the API, whose answer does not tell
   * of it; returns the way to take the rule away.
   */
  workflowSets(fields: JsonObject): () => void;
  /**
   * Moves the database to another zone: zoneInformation tells of it, and the zone before answers 401 from now on. `url`
   * and `zoneBaseUrl` stay as they are.
   */
  moveZone(): Promise<void>;
  /** Limits from now on; what is not named is off. They are all off at first. */
  setLimits(settings: LimitSettings): void;
  /** Keeps every answer back from now on; returns the way to let them go. */
  holdAnswers(): () => void;
  /** The most requests at once that one entity has seen. */
  busiest(): number;
}

/** Starts it on 127.0.0.1; resolves when it listens. */
export async function createPretendAutotask(options: PretendAutotaskOptions): Promise<PretendAutotask> {
  const {
    world,
    records,
    faults,
    routes,
    port = 0,
    clock = () => new Date(),
    noteLimit = 3200,
    noteTitlesRequired = false,
    fullUserName = true,
    apiUserHasRole = false,
  } = options;
  const stored = createStored();
  const picklists = createPicklists(stored);
  const seeded = seedWorld(stored, world, clock().toISOString(), fullUserName, apiUserHasRole);
  const changes = createChanges();
  const collection = createCollections({ stored, picklists, changes, clock, noteLimit, noteTitlesRequired });
  const times = { ...DELIVERY_TIMES, ...options.delivery };
  const post = createPost({ records, routes, timeoutMs: times.timeoutMs });
  const webhooks = createWebhooks({ stored, picklists, clock });
  const delivery = createDelivery({ stored, webhooks, faults, times, clock, post });
  changes.watch((change) => {
    for (const telling of webhooks.tellings(change)) delivery.send(telling);
    const off = webhooks.switchedOff(change);
    if (off) delivery.tellOff(off);
  });
  const rights = createRights();
  const limits = createLimits(clock);
  let zones: Zones | undefined;
  const zone = () => zones?.current() ?? '';
  const first = () => zones?.url ?? '';
  const auth = createAuth({ username: seeded.username, url: first });
  const api = createApi({
    stored,
    picklists,
    rights,
    auth,
    limits,
    collection,
    apiUserId: seeded.apiUserId,
    url: zone,
  });
  zones = await openZones({ records, faults, port, answer: api.answer });
  const { url, move, stop } = zones;

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
    eventsIdle: delivery.idle,
    eventAddresses: webhooks.addresses,
    watch: (listener) => changes.watch(() => listener()),
    record,
    recordsOf,
    picklistValue: picklists.valueOf,
    async configureWebhook(made) {
      webhooks.check(made);
      const status = await post.look(made.url);
      const ready = status >= 200 && status < 300;
      if (ready) webhooks.keepByHand(made);
      return { ready, status };
    },
    removeWebhook() {
      for (const off of webhooks.removeByHand()) delivery.tellOff(off);
    },
    signEscapedForm: delivery.signEscaped,
    workflowSets: (fields) =>
      changes.watch(({ entity, action, actor, row }) => {
        if (entity !== 'Tickets' || action !== 'Update' || actor.resourceId !== seeded.apiUserId) return;
        collection('Tickets').patch(NOBODY, { id: row.id, ...fields });
      }),
    moveZone: move,
    setLimits: limits.set,
    holdAnswers: limits.hold,
    busiest: limits.busiest,
    async stop() {
      await Promise.all([delivery.stop(), post.stop()]);
      await stop();
    },
  };
}
