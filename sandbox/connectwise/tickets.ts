/** Creating, patching and deleting service tickets, by ConnectWise's rules. Source: ConnectWise facts, tickets. */
import { type Actor, type Changes, createdInfo, updatedInfo } from './changes.js';
import { collectProblems, FieldProblem, invalidObject, missing, recordNotFound } from './errors.js';
import type { Json, JsonObject } from './json.js';
import { applyPatch, readFields } from './patch.js';
import { findReferenced, plainReference, priorityReference, statusReference } from './references.js';
import type { Defaults } from './seed.js';
import { DEPARTMENT, LOCATION } from './seed-boards.js';
import type { BoardStatus, Company, Priority, Ticket } from './shapes.js';
import type { Stored } from './stored.js';
import { CUSTOM_FIELDS, ticketFields } from './ticket-fields.js';
import { readFlag, readText, writeDate } from './values.js';

export interface Tickets {
  get(id: number): Ticket;
  create(actor: Actor, sent: JsonObject): Ticket;
  patch(actor: Actor, id: number, operations: Json): Ticket;
  remove(actor: Actor, id: number): void;
  /** Records that something belonging to the ticket changed (a note, an assignment), and announces it. */
  touch(actor: Actor, id: number, changed?: Partial<Ticket>): Ticket;
}

/** The three kinds of text that a new ticket may bring along; each becomes a note. */
const INITIAL_NOTES = {
  initialDescription: 'detailDescriptionFlag',
  initialInternalAnalysis: 'internalAnalysisFlag',
  initialResolution: 'resolutionFlag',
} as const;

export type InitialNote = { text: string; flag: (typeof INITIAL_NOTES)[keyof typeof INITIAL_NOTES] };

export interface TicketsOptions {
  stored: Stored;
  changes: Changes;
  defaults: Defaults;
  clock: () => Date;
  /** Stores the notes a new ticket brings along, without announcing them one by one. */
  keepInitialNotes(actor: Actor, ticket: Ticket, notes: readonly InitialNote[]): void;
}

export function createTickets({ stored, changes, defaults, clock, keepInitialNotes }: TicketsOptions): Tickets {
  const fields = ticketFields(stored);
  const get = (id: number): Ticket => {
    const ticket = stored.tickets.get(id);
    if (!ticket) throw recordNotFound('Ticket', id);
    return ticket;
  };
  const announce = (action: 'added' | 'updated' | 'deleted', actor: Actor, ticket: Ticket, silent = false) =>
    changes.announce({ type: 'ticket', action, id: ticket.id, actor, entity: ticket, silent });

  return {
    get,
    touch(actor, id, changed = {}) {
      const ticket = get(id);
      const touched = stored.tickets.put({ ...ticket, ...changed, _info: updatedInfo(ticket._info, actor, clock()) });
      announce('updated', actor, touched);
      return touched;
    },
    create(actor, sent) {
      const notes: InitialNote[] = [];
      let silent = false;
      const { checks, filled } = readFields(blankTicket(actor), sent, {
        ...fields,
        status: (value) => ({ status: { id: 0, name: '', sort: 0, ...findAnyStatus(value) } }),
      });
      collectProblems('ticket', [
        requires(sent, 'summary'),
        requires(sent, 'company'),
        ...checks,
        () => {
          silent = sent.skipCallback === undefined ? false : readFlag(sent.skipCallback ?? null, 'skipCallback');
        },
        ...Object.entries(INITIAL_NOTES).map(([field, flag]) => () => {
          const value = sent[field] ?? null;
          if (value !== null && value !== '') notes.push({ text: readText(value, field), flag });
        }),
      ]);
      const ticket = settle(actor, emailLookup(filled(), sent), undefined, sent.status);
      const kept = stored.tickets.put({ ...ticket, id: stored.tickets.nextId() });
      keepInitialNotes(actor, kept, notes);
      announce('added', actor, kept, silent);
      return kept;
    },
    patch(actor, id, operations) {
      const before = get(id);
      let sentStatus: Json | undefined;
      const patched = applyPatch('ticket', before, operations, {
        ...fields,
        status: (value) => {
          if (value === null) throw missing('status');
          sentStatus = value;
          return {};
        },
      });
      const settled = settle(actor, patched, before, sentStatus);
      const kept = stored.tickets.put({ ...settled, _info: updatedInfo(before._info, actor, clock()) });
      announce('updated', actor, kept);
      return kept;
    },
    remove(actor, id) {
      const ticket = get(id);
      stored.tickets.remove(id);
      for (const note of stored.notes.all()) if (note.ticketId === id) stored.notes.remove(note.id);
      for (const entry of stored.scheduleEntries.all())
        if (entry.objectId === id) stored.scheduleEntries.remove(entry.id);
      announce('deleted', actor, ticket);
    },
  };

  /** A status sent with a new ticket must exist and name itself; to which board it must belong is settled later. */
  function findAnyStatus(value: Json) {
    return value === null ? {} : statusReference(findReferenced(stored.statuses.all(), value, 'status'));
  }

  /** Everything that depends on more than one field: status of the board, contact of the company, closing. */
  function settle(actor: Actor, ticket: Ticket, before: Ticket | undefined, sentStatus: Json | undefined): Ticket {
    const problems: FieldProblem[] = [];
    const statuses = stored.statuses.all().filter((row) => row.board.id === ticket.board.id && !row.inactive);
    const status = attempt(() => chooseStatus(statuses, ticket, before, sentStatus), problems);
    attempt(() => checkBelongings(ticket), problems);
    if (!status || problems.length > 0) throw invalidObject('ticket', problems);
    const now = writeDate(clock());
    const closing = status.closedStatus && !before?.closedFlag;
    const closed = closing
      ? { closedFlag: true, closedDate: now, closedBy: actor.name, dateResolved: now }
      : status.closedStatus
        ? {}
        : { closedFlag: false, closedDate: null, closedBy: null, dateResolved: null };
    return { ...ticket, status: statusReference(status), ...closed };
  }

  function chooseStatus(
    statuses: readonly BoardStatus[],
    ticket: Ticket,
    before: Ticket | undefined,
    sent: Json | undefined,
  ): BoardStatus {
    if (sent !== undefined && sent !== null) return findReferenced(statuses, sent, 'status');
    const kept = before ? statuses.find((row) => row.id === before.status.id) : statuses.find((row) => row.defaultFlag);
    if (kept) return kept;
    throw new FieldProblem(
      'InvalidReference',
      'status',
      `The status ${ticket.status.name} does not belong to the board ${ticket.board.name}.`,
    );
  }

  /** A contact belongs to the ticket's company; type, subtype, item and team to its board. */
  function checkBelongings(ticket: Ticket): void {
    const contact = ticket.contact ? stored.contacts.get(ticket.contact.id) : undefined;
    if (contact && contact.company.id !== ticket.company.id)
      throw new FieldProblem(
        'InvalidReference',
        'contact',
        `The contact ${contact.id} is not of ${ticket.company.name}.`,
      );
    const ofBoard = [
      ['type', stored.types.get(ticket.type?.id ?? 0)?.board.id],
      ['subType', stored.subTypes.get(ticket.subType?.id ?? 0)?.board.id],
      ['item', stored.items.get(ticket.item?.id ?? 0)?.board.id],
      ['team', stored.teams.get(ticket.team?.id ?? 0)?.boardId],
    ] as const;
    for (const [field, boardId] of ofBoard)
      if (boardId !== undefined && boardId !== ticket.board.id)
        throw new FieldProblem(
          'InvalidReference',
          field,
          `The ${field} does not belong to the board ${ticket.board.name}.`,
        );
  }

  /** `contactEmailLookup` finds the contact by e-mail when none was named. */
  function emailLookup(ticket: Ticket, sent: JsonObject): Ticket {
    const address = sent.contactEmailLookup;
    if (ticket.contact || typeof address !== 'string') return ticket;
    const contact = stored.contacts
      .all()
      .find(
        (candidate) =>
          candidate.company.id === ticket.company.id &&
          candidate.communicationItems.some((item) => item.value.toLowerCase() === address.toLowerCase()),
      );
    return contact ? { ...ticket, ...fields.contact?.({ id: contact.id }) } : ticket;
  }

  function blankTicket(actor: Actor): Ticket {
    const board = found(stored.boards.get(defaults.boardId), 'board');
    const company: Company = found(stored.companies.get(defaults.companyId), 'company');
    const priority: Priority = found(
      stored.priorities.all().find((row) => row.defaultFlag),
      'priority',
    );
    return {
      id: 0,
      summary: '',
      recordType: 'ServiceTicket',
      board: plainReference(board),
      status: { id: 0, name: '', sort: 0 },
      company: { id: company.id, identifier: company.identifier, name: company.name },
      site: company.site,
      contact: null,
      contactName: null,
      contactPhoneNumber: null,
      contactPhoneExtension: null,
      contactEmailAddress: null,
      type: null,
      subType: null,
      item: null,
      team: null,
      owner: null,
      priority: priorityReference(priority),
      source: null,
      requiredDate: null,
      severity: 'Medium',
      impact: 'Medium',
      externalXRef: null,
      poNumber: null,
      customerUpdatedFlag: false,
      automaticEmailContactFlag: false,
      automaticEmailResourceFlag: false,
      automaticEmailCcFlag: false,
      automaticEmailCc: null,
      closedDate: null,
      closedBy: null,
      closedFlag: false,
      dateResolved: null,
      actualHours: 0,
      resources: null,
      parentTicketId: null,
      hasChildTicket: false,
      location: LOCATION,
      department: DEPARTMENT,
      customFields: [...CUSTOM_FIELDS],
      _info: createdInfo(actor, clock()),
    };
  }
}

/** Fails as ConnectWise does when a required field of a sent object is absent (a blank one fails in its reader). */
export const requires = (sent: JsonObject, field: string) => () => {
  if (sent[field] === undefined) throw missing(field);
};

function attempt<T>(check: () => T, problems: FieldProblem[]): T | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    problems.push(error);
    return undefined;
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The pretend ConnectWise was seeded without a default ${what}`);
  return value;
}
