/** What technicians and customers do in ConnectWise itself: the same rules and callbacks as changes through the API. */
import type { Actor } from './changes.js';
import { COMMUNICATION_TYPES, type Contacts } from './contacts.js';
import type { Json, JsonObject } from './json.js';
import type { Notes } from './notes.js';
import { contactReference } from './references.js';
import type { Contact, Member, ServiceNote, Ticket } from './shapes.js';
import type { Stored } from './stored.js';
import type { Tickets } from './tickets.js';

export interface TechnicianNote {
  /** Member identifier. */
  member: string;
  text: string;
  /** Internal analysis (the default) or, when false, a discussion note that the customer sees. */
  internal?: boolean;
}

export interface NewTicket {
  member: string;
  /** The contact, and by it the company. */
  personKey?: string;
  /** A client's slug; the MSP itself when neither this nor a person is given. */
  company?: string;
  summary: string;
  description?: string;
  /** Identifier of the member it is assigned to. */
  owner?: string;
}

export interface TicketUpdate {
  member: string;
  /** Name of a status of the ticket's (new) board. */
  status?: string;
  /** Member identifier, or null to take the assignment away. */
  owner?: string | null;
  /** Name of a priority. */
  priority?: string;
  /** Name of a board. */
  board?: string;
  summary?: string;
  /** Another client's slug: the ticket is theirs from now on, without a contact. */
  company?: string;
}

export interface NewContact {
  firstName: string;
  lastName: string;
  /** A client's slug. */
  company: string;
  email?: string;
  phone?: string;
  inactive?: boolean;
}

export interface PeopleAtWork {
  technicianAddsNote(ticketId: number, note: TechnicianNote): ServiceNote;
  contactAddsNote(ticketId: number, note: { personKey: string; text: string }): ServiceNote;
  technicianCreatesTicket(ticket: NewTicket): Ticket;
  technicianUpdatesTicket(ticketId: number, update: TicketUpdate): Ticket;
  technicianDeletesTicket(ticketId: number, by: { member: string }): void;
  /** Returns its id. */
  technicianAddsContact(contact: NewContact): number;
  technicianDeletesContact(contactId: number): void;
  /** The member is made inactive; what was assigned to them stays so. */
  technicianLeaves(identifier: string): void;
}

export interface PeopleAtWorkOptions {
  stored: Stored;
  tickets: Tickets;
  notes: Notes;
  contacts: Contacts;
  defaults: { companyId: number };
  member(identifier: string): Member;
  contact(personKey: string): Contact;
  companyId(slug: string): number;
}

const [{ id: EMAIL }, { id: DIRECT }] = COMMUNICATION_TYPES;

export const memberActor = ({ id, identifier }: Member): Actor => ({ memberId: id, identifier, name: identifier });

export function createPeopleAtWork(options: PeopleAtWorkOptions): PeopleAtWork {
  const { stored, tickets, notes, contacts, defaults, member, contact, companyId } = options;
  const actorOf = (identifier: string) => memberActor(member(identifier));
  /** Where it does not matter which technician does it. */
  const anybody = () => {
    const technician = stored.members.all().find((row) => row.licenseClass === 'F' && !row.inactiveFlag);
    if (!technician) throw new Error('The pretend ConnectWise has no technician');
    return memberActor(technician);
  };
  return {
    technicianAddsNote(ticketId, { member: identifier, text, internal = true }) {
      const sent = { text, detailDescriptionFlag: !internal, internalAnalysisFlag: internal };
      return notes.create(actorOf(identifier), ticketId, sent);
    },
    contactAddsNote(ticketId, { personKey, text }) {
      const person = contact(personKey);
      const email = person.communicationItems.find((item) => item.communicationType === 'Email');
      const name = email?.value ?? contactReference(person).name;
      const actor: Actor = { memberId: null, identifier: null, name };
      return notes.create(actor, ticketId, { text, detailDescriptionFlag: true, customerUpdatedFlag: true }, person);
    },
    technicianCreatesTicket({ member: identifier, personKey, company, summary, description, owner }) {
      const person = personKey === undefined ? undefined : contact(personKey);
      const fallback = company === undefined ? defaults.companyId : companyId(company);
      const sent: JsonObject = {
        summary,
        company: { id: person?.company.id ?? fallback },
        ...(person ? { contact: { id: person.id } } : {}),
        ...(description === undefined ? {} : { initialDescription: description }),
        ...(owner === undefined ? {} : { owner: { identifier: owner } }),
      };
      return tickets.create(actorOf(identifier), sent);
    },
    technicianUpdatesTicket(ticketId, { member: identifier, status, owner, priority, board, summary, company }) {
      const named = (name: string | undefined): Json | undefined => (name === undefined ? undefined : { name });
      const values: [string, Json | undefined][] = [
        ['board', named(board)],
        ['status', named(status)],
        ['priority', named(priority)],
        ['summary', summary],
        ['contact', company === undefined ? undefined : null],
        ['company', company === undefined ? undefined : { id: companyId(company) }],
        ['owner', owner === undefined || owner === null ? owner : { identifier: owner }],
      ];
      const operations = values.flatMap(([path, value]) =>
        value === undefined ? [] : [{ op: 'replace', path, value }],
      );
      return tickets.patch(actorOf(identifier), ticketId, operations);
    },
    technicianDeletesTicket(ticketId, by) {
      if (!stored.tickets.get(ticketId)) throw new Error(`The pretend ConnectWise has no ticket ${ticketId} to delete`);
      tickets.remove(actorOf(by.member), ticketId);
    },
    technicianAddsContact({ firstName, lastName, company, email, phone, inactive = false }) {
      const item = (typeId: number, value: string | undefined) =>
        value === undefined ? [] : [{ type: { id: typeId }, value, defaultFlag: true }];
      const communicationItems = [...item(EMAIL, email), ...item(DIRECT, phone)];
      const named = { firstName, lastName, company: { id: companyId(company) } };
      return contacts.create(anybody(), { ...named, communicationItems, inactiveFlag: inactive }).id;
    },
    technicianDeletesContact: (contactId) => contacts.remove(anybody(), contactId),
    technicianLeaves: (identifier) => void stored.members.put({ ...member(identifier), inactiveFlag: true }),
  };
}
