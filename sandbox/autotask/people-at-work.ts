/** What technicians and customers do in Autotask itself: the same rules and webhooks as changes through the API. */
import type { NewPerson, PretendPsa, TicketRewrite, WrittenTicket } from '../psa/pretend-psa.js';
import { type Actor, contactActor, resourceActor } from './changes.js';
import type { Collection } from './collection.js';
import type { EntityName } from './entities/index.js';
import type { JsonObject, Row } from './json.js';
import { NOTE_TYPE, type Picklists, PRIORITY, PUBLISH, QUEUE, STATUS } from './picklists.js';
import type { Seeded } from './seed.js';
import type { Seen } from './seen.js';
import type { Stored } from './stored.js';

export interface PeopleAtWorkOptions {
  stored: Stored;
  picklists: Picklists;
  seeded: Seeded;
  seen: Seen;
  collection(name: EntityName): Collection;
  clock: () => Date;
}

export type PeopleAtWork = Pick<
  PretendPsa,
  | 'technicianAddsNote'
  | 'contactAddsNote'
  | 'technicianCreatesTicket'
  | 'technicianUpdatesTicket'
  | 'technicianDeletesTicket'
  | 'technicianAddsContact'
  | 'technicianDeletesContact'
>;

const DAY_MS = 24 * 60 * 60 * 1000;

export function createPeopleAtWork(options: PeopleAtWorkOptions): PeopleAtWork {
  const { stored, picklists, seeded, seen, collection, clock } = options;
  const resourceId = (login: string) => known(seeded.resourceIds.get(login), `technician ${login}`);
  const companyId = (slug: string) => known(seeded.companyIds.get(slug), `company ${slug}`);
  const technician = (login: string): Actor => resourceActor(resourceId(login));
  const contact = (key: string): Row =>
    known(stored.table('Contacts').get(known(seeded.contactIds.get(key), `contact ${key}`)), `contact ${key}`);
  const assigned = (owner: string | null | undefined): JsonObject => {
    if (owner === undefined) return {};
    if (owner === null) return { assignedResourceID: null, assignedResourceRoleID: null };
    return { assignedResourceID: resourceId(owner), assignedResourceRoleID: seeded.roleId };
  };

  return {
    technicianAddsNote(ticketId, { technician: login, text, title = 'Note', internal = true }) {
      const values = {
        title,
        description: text,
        noteType: NOTE_TYPE.taskNotes,
        publish: internal ? PUBLISH.internal : PUBLISH.everybody,
      };
      return seen.note(collection('TicketNotes').create(technician(login), values, idOf(ticketId)));
    },
    contactAddsNote(ticketId, { personKey, text }) {
      const values = {
        title: 'Client Portal Note',
        description: text,
        noteType: NOTE_TYPE.clientPortal,
        publish: PUBLISH.everybody,
      };
      const actor = contactActor(contact(personKey).id);
      return seen.note(collection('TicketNotes').create(actor, values, idOf(ticketId)));
    },
    technicianCreatesTicket({ technician: login, personKey, company, summary, description, owner }: WrittenTicket) {
      const person = personKey === undefined ? undefined : contact(personKey);
      const fallback = company === undefined ? seeded.defaults.companyId : companyId(company);
      const values: JsonObject = {
        title: summary,
        companyID: person?.companyID ?? fallback,
        status: STATUS.new,
        priority: PRIORITY.medium,
        queueID: QUEUE.helpDesk,
        dueDateTime: new Date(clock().getTime() + DAY_MS).toISOString(),
        ...(person ? { contactID: person.id } : {}),
        ...(description === undefined ? {} : { description }),
        ...assigned(owner),
      };
      return seen.ticket(collection('Tickets').create(technician(login), values));
    },
    technicianUpdatesTicket(ticketId, change: TicketRewrite) {
      const { technician: login, status, owner, priority, queue, summary, company } = change;
      const values: JsonObject = {
        id: idOf(ticketId),
        ...named('status', status),
        ...named('priority', priority),
        ...named('queueID', queue),
        ...(summary === undefined ? {} : { title: summary }),
        ...(company === undefined ? {} : { companyID: companyId(company), contactID: null, configurationItemID: null }),
        ...assigned(owner),
      };
      return seen.ticket(collection('Tickets').patch(technician(login), values));
    },
    technicianDeletesTicket(ticketId, by) {
      collection('Tickets').remove(technician(by.technician), idOf(ticketId));
    },
    technicianAddsContact({ firstName, lastName, company, email, phone, inactive }: NewPerson) {
      const values: JsonObject = {
        firstName,
        lastName,
        isActive: inactive ? 0 : 1,
        emailAddress: email ?? '',
        phone: phone ?? '',
        mobilePhone: '',
        alternatePhone: '',
      };
      const [by] = seeded.resourceIds.values();
      const actor = resourceActor(known(by, 'technician'));
      return String(collection('Contacts').create(actor, values, companyId(company)).id);
    },
    technicianDeletesContact(contactId) {
      const [by] = seeded.resourceIds.values();
      collection('Contacts').remove(resourceActor(known(by, 'technician')), idOf(contactId));
    },
  };

  function named(field: string, label: string | undefined): JsonObject {
    return label === undefined ? {} : { [field]: picklists.valueOf('Tickets', field, label) };
  }
}

/** The number in an id as text. Throws for what is none. */
export function idOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`The pretend Autotask has no id ${text}: its ids are whole numbers`);
  return Number(text);
}

export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The pretend Autotask has no ${what}`);
  return value;
}
