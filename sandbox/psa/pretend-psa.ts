/**
 * What every pretend PSA can be seen and told in the same words, whatever its own API looks like: for stories and for the
 * contract suite, which know people, tickets and notes, and no vendor. Ids are the PSA's own, as strings. People are named
 * by the world's keys (`harbor-dental/dana-whitfield`), companies by slug, technicians by login name.
 */
export interface SeenTicket {
  id: string;
  /** What people call it; the id where the PSA has nothing else. */
  number: string;
  summary: string;
  /** What it begins with, as a person reads it; absent where it has none, and where the PSA keeps it as a first note. */
  description?: string;
  companyId: string;
  companyName: string;
  contactId?: string;
  /** Name of its board, queue or team. */
  queue?: string;
  status: string;
  closed: boolean;
  priority?: string;
  /** Ids of technicians, the accountable one first. */
  assignedTo: readonly string[];
}

export interface SeenNote {
  id: string;
  ticketId: string;
  /** As a person reads it there: without markup. */
  text: string;
  /** As it is stored. */
  stored: string;
  internal: boolean;
  /** `own`: by the user whose credentials `credentials` are. */
  author: { kind: 'own' | 'technician' | 'contact' | 'unknown'; id?: string };
  createdAt: Date;
}

export interface WrittenTicket {
  /** Login name of who types it in. */
  technician: string;
  /** The contact, and by it the company. */
  personKey?: string;
  /** A client's slug; the MSP itself when neither this nor a person is given. */
  company?: string;
  summary: string;
  description?: string;
  /** Login name of the technician it is assigned to. */
  owner?: string;
}

export interface TicketRewrite {
  technician: string;
  /** By name. */
  status?: string;
  /** Login name, or null to take the assignment away. */
  owner?: string | null;
  priority?: string;
  queue?: string;
  summary?: string;
  /** Another client's slug: the ticket is theirs from now on, without a contact. */
  company?: string;
}

/** A company or a person that the world does not have, made by somebody in the PSA. */
export interface NewPerson {
  firstName: string;
  lastName: string;
  /** A client's slug. */
  company: string;
  email?: string;
  phone?: string;
  inactive?: boolean;
}

/** What a technician writes on a ticket. */
export interface WrittenNote {
  /** Login name. */
  technician: string;
  text: string;
  /** As an editor or a mail program lays it out; kept in place of `text` where the PSA keeps notes as HTML. */
  html?: string;
  /** Kept where notes have a title. */
  title?: string;
  /** True unless said otherwise. */
  internal?: boolean;
}

export interface PretendPsa {
  /** The integration's kind, e.g. connectwise_psa. */
  kind: string;
  /** Its name in records and faults, e.g. connectwise. */
  vendor: string;
  /** http://127.0.0.1:PORT */
  url: string;
  /** What the admin types into the connect form, with the addresses of this pretend world. Always the current ones. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Whom the credentials belong to. */
  own: { id: string; identifier: string };
  /** The MSP's own company and its contact for callers whom nobody recognises. */
  defaults: { companyId: string; contactId: string };
  /** By name: a queue that is not the default one, with a status on it that does not close and one that does; a priority. */
  names: { queue: string; openStatus: string; closedStatus: string; priority: string; category: string };

  companyId(slug: string): string;
  contactId(personKey: string): string;
  technicianId(identifier: string): string;

  /** Stored data, as copies. Throws for an id that does not exist. */
  ticket(id: string): SeenTicket;
  tickets(): SeenTicket[];
  /** Oldest first. */
  notes(ticketId: string): SeenNote[];

  technicianAddsNote(ticketId: string, note: WrittenNote): SeenNote;
  contactAddsNote(ticketId: string, note: { personKey: string; text: string }): SeenNote;
  technicianCreatesTicket(ticket: WrittenTicket): SeenTicket;
  technicianUpdatesTicket(ticketId: string, change: TicketRewrite): SeenTicket;
  technicianDeletesTicket(ticketId: string, by: { technician: string }): void;
  /** Returns the new contact's id. */
  technicianAddsContact(person: NewPerson): string;
  technicianDeletesContact(contactId: string): void;

  /** Which kinds of requests a misbehaviour aims at: what faults take as `method` and `path`. */
  requests: Readonly<
    Record<'openTicket' | 'addNote' | 'readTicket' | 'listContacts' | 'updateTicket', { method: string; path: RegExp }>
  >;
  /** New credentials; the old ones are refused from now on. */
  rotateCredentials(): void;
  /** Rights that the credentials' user can be without, in words, e.g. `Read contacts`. */
  rights: readonly string[];
  /** From now on the user lacks exactly these rights: the PSA refuses as it refuses such a user. */
  takeRights(rights: readonly string[]): void;

  /**
   * What an admin there does with the instructions for a webhook that is set up by hand: events of tickets and notes go to
   * this address, signed with the secret where the PSA signs. Absent where nothing is set up by hand.
   */
  pasteWebhook?(webhook: { url: string; secret: string }): void | Promise<void>;
  /** Resolves when every event due has been delivered or given up; at once where the PSA sends none. */
  eventsIdle(): Promise<void>;
  /** Addresses that events are sent to now. */
  eventAddresses(): string[];
  /** Called at once after each change of a ticket, note or contact; returns the way to stop listening. */
  watch(listener: () => void): () => void;
  stop(): Promise<void>;
}
