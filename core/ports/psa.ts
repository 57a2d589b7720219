/** What the core needs from a PSA. Ids are the PSA's own, always as strings; times are Dates. */

export interface Company {
  id: string;
  name: string;
  /** The PSA's short code for it, where there is one. */
  identifier?: string;
  types: readonly string[];
  active: boolean;
}

export interface Contact {
  id: string;
  companyId: string;
  companyName: string;
  firstName: string;
  lastName: string;
  nickname?: string;
  emails: readonly string[];
  /** As the PSA's staff typed them; normalised by the reader. */
  phones: readonly string[];
  /** The one of them that the PSA has as their mobile; absent where it has none. */
  mobile?: string;
  active: boolean;
}

export interface Ticket {
  id: string;
  /** What people call it, where that is not its id: `T20261125.0001`. */
  number?: string;
  summary: string;
  companyId: string;
  companyName: string;
  contactId?: string;
  contactName?: string;
  contactEmail?: string;
  contactPhone?: string;
  /** Name of its board, queue or team. */
  board?: string;
  status: string;
  priority?: string;
  /** Name of its category or type; levels are joined by ` > `. */
  category?: string;
  closed: boolean;
  /** Ids of the technicians it is assigned to; the accountable one first. */
  assignedTo: readonly string[];
  createdAt?: Date;
  updatedAt?: Date;
}

export interface NewTicket {
  companyId: string;
  contactId?: string;
  /** Who asked, when there is no contact record. */
  contactName?: string;
  contactPhone?: string;
  /** Cut to the PSA's limit by the adapter. */
  summary: string;
  /** Plain text; what the ticket begins with, for everybody who sees the ticket. */
  description?: string;
  /** Our own key for this ticket: opening twice with one reference gives the same ticket. At most 100 characters. */
  reference: string;
  /** Board (queue, team), status, priority, category and source by the PSA's own names or ids; its defaults where absent. */
  board?: string;
  status?: string;
  priority?: string;
  category?: string;
  source?: string;
}

export type NoteVisibility = 'internal' | 'public';

export interface Note {
  id: string;
  ticketId: string;
  /** As a person reads it there, without markup. */
  text: string;
  /**
   * As it is kept, where the PSA keeps notes as HTML. What was struck out or hidden is seen in it only, and whoever reads a
   * note as somebody's word has to read this. Absent where notes are plain text.
   */
  html?: string;
  visibility: NoteVisibility;
  /** `own`: written by the PSA user that Frontdesk works as. */
  author: { kind: 'technician' | 'contact' | 'own' | 'unknown'; id?: string; name?: string };
  createdAt?: Date;
}

export interface Technician {
  id: string;
  /** Login name. */
  identifier: string;
  name: string;
  email?: string;
  active: boolean;
}

export interface TicketChanges {
  summary?: string;
  /** Status, priority, board (queue, team) and category by name or id; owner by technician id. */
  status?: string;
  priority?: string;
  board?: string;
  category?: string;
  owner?: string;
}

/** An entry of the MSP's own set-up. `name` is what tickets carry and what people call it. */
export interface Named {
  id: string;
  name: string;
}

export interface Status extends Named {
  /** A ticket with it is closed. Absent where the PSA does not tell. */
  closes?: boolean;
}

/** A computer or other thing that the PSA knows of. */
export interface Asset {
  id: string;
  name: string;
  companyId: string;
  /** Whose it is. */
  contactId?: string;
  type?: string;
  serialNumber?: string;
  model?: string;
  os?: string;
  lastUser?: string;
  ipAddress?: string;
}

/** Working time on a ticket, ending now. */
export interface NewTimeEntry {
  minutes: number;
  /** What was done; internal. */
  notes: string;
  /** Whose time it is; Frontdesk's own user where absent. */
  technicianId?: string;
}

/** Who may approve on a ticket, asked at decision time. */
export interface Approvers {
  technicians: readonly Technician[];
  /** One sentence for the approval note, e.g. "any active ConnectWise member". */
  rule: string;
  /** Whether assignment decides, or any active technician may (and a setting may narrow it). Absent: assigned. */
  scope?: 'any_active' | 'assigned';
}

/** A hint that something changed; the record is always fetched again. */
export type PsaEvent = TicketEvent | NoteEvent;

interface AnyPsaEvent {
  action: 'added' | 'updated' | 'deleted';
  /** Caused by our own PSA user, told by its id; such events are dropped. */
  own: boolean;
}

export interface TicketEvent extends AnyPsaEvent {
  kind: 'ticket';
  ticketId: string;
}

/** A note of which only its own id is told; `Psa.ticketOfNote` finds its ticket. */
export interface NoteEvent extends AnyPsaEvent {
  kind: 'note';
  noteId: string;
}

export interface Psa {
  /** Name for people, e.g. "ConnectWise". */
  title: string;
  /** How companies are picked when they are imported as clients; one by one where it does not say. */
  importBy?: 'all' | 'by_type' | 'one_by_one';
  companies(): Promise<Company[]>;
  /** Pages to the end, one contact at a time. */
  contacts(filter?: { companyId?: string; updatedSince?: Date }): AsyncIterable<Contact>;
  findContacts(query: { name?: string; email?: string; phone?: string; companyId?: string }): Promise<Contact[]>;
  contact(id: string): Promise<Contact | undefined>;
  /** Throws VendorError not_found. */
  ticket(id: string): Promise<Ticket>;
  /** Changed since, oldest change first, at most `limit`. */
  tickets(filter: { updatedSince: Date; limit: number }): Promise<Ticket[]>;
  /** Never makes a second ticket for one `reference`, also after a time-out. */
  openTicket(ticket: NewTicket): Promise<Ticket>;
  updateTicket(id: string, changes: TicketChanges): Promise<Ticket>;
  /** Oldest first. */
  notes(ticketId: string): Promise<Note[]>;
  /**
   * Plain text in, in the PSA's own markup there (addresses as links), split where it is too long; `notes` gives back the
   * plain text. May be repeated after an unknown outcome: a note of ours with the same text is found again, not written
   * twice.
   */
  addNote(ticketId: string, note: { text: string; visibility: NoteVisibility }): Promise<Note>;
  /** The ticket that a note is on; undefined when there is no such note (any more). Present where events tell of notes only. */
  ticketOfNote?(noteId: string): Promise<string | undefined>;
  /** Absent where the PSA cannot edit notes. */
  editNote?(ticketId: string, noteId: string, text: string): Promise<Note>;
  technicians(): Promise<Technician[]>;
  approversOf(ticket: Ticket): Promise<Approvers>;
  /** Closed since, oldest first, paged to the end. */
  resolvedTickets(since: Date): AsyncIterable<Ticket>;
  /** Boards, queues or teams that a ticket can be on. */
  queues(): Promise<Named[]>;
  /** Statuses that a ticket can have, on this board (by name or id) where they differ from one to the other. */
  statuses(board?: string): Promise<Status[]>;
  priorities(): Promise<Named[]>;
  /** Categories or types of tickets, on this board where they differ; levels are joined by ` > `. */
  categories(board?: string): Promise<Named[]>;
  /** Active assets of a company by name, at most `limit`. `search`: part of the name. */
  assets(filter: { companyId: string; contactId?: string; search?: string; limit: number }): Promise<Asset[]>;
  /** Records working time. Not repeated after an unknown outcome: throws VendorError `outcomeUnknown`. Absent where it is not simple. */
  addTime?(ticketId: string, entry: NewTimeEntry): Promise<{ id: string }>;
}
