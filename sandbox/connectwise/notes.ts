/** Notes on tickets. Every change of a note is an update of its ticket. Source: ConnectWise facts, notes. */
import { type Actor, createdInfo, updatedInfo } from './changes.js';
import { collectProblems, FieldProblem, recordNotFound } from './errors.js';
import type { Json, JsonObject, Row } from './json.js';
import { applyPatch, type FieldReaders, readFields } from './patch.js';
import { contactReference, findIn, memberReference } from './references.js';
import type { Contact, ServiceNote, Ticket } from './shapes.js';
import type { Stored } from './stored.js';
import { type InitialNote, requires, type Tickets } from './tickets.js';
import { readFlag, readRequiredText, writeDate } from './values.js';

export interface Notes {
  /** Oldest first. */
  of(ticketId: number): ServiceNote[];
  get(ticketId: number, noteId: number): ServiceNote;
  /** Notes and the notes of time entries, as `/allNotes` merges them. */
  allOf(ticketId: number): Row[];
  /** `author` is the contact who wrote it, where no member did. */
  create(actor: Actor, ticketId: number, sent: JsonObject, author?: Contact): ServiceNote;
  patch(actor: Actor, ticketId: number, noteId: number, operations: Json): ServiceNote;
  remove(actor: Actor, ticketId: number, noteId: number): void;
  keepInitial(actor: Actor, ticket: Ticket, notes: readonly InitialNote[]): void;
}

export interface NotesOptions {
  stored: Stored;
  clock: () => Date;
  tickets: () => Tickets;
  /** Whether `member` and `contact` in a sent note name its author. Unconfirmed: "honoured only with rights". */
  honoursSentAuthor: boolean;
}

export function createNotes({ stored, clock, tickets, honoursSentAuthor }: NotesOptions): Notes {
  const flags: FieldReaders<ServiceNote> = {
    text: (value) => ({ text: readRequiredText(value, 'text') }),
    detailDescriptionFlag: (value) => ({ detailDescriptionFlag: readFlag(value, 'detailDescriptionFlag') }),
    internalAnalysisFlag: (value) => ({ internalAnalysisFlag: readFlag(value, 'internalAnalysisFlag') }),
    resolutionFlag: (value) => ({ resolutionFlag: readFlag(value, 'resolutionFlag') }),
    issueFlag: (value) => ({ issueFlag: readFlag(value, 'issueFlag') }),
    customerUpdatedFlag: (value) => ({ customerUpdatedFlag: readFlag(value, 'customerUpdatedFlag') }),
    processNotifications: (value) => ({ processNotifications: readFlag(value, 'processNotifications') }),
  };
  const authors: FieldReaders<ServiceNote> = {
    member: (value) => (value === null ? {} : { member: memberReference(findIn(stored.members, value, 'member')) }),
    contact: (value) =>
      value === null ? {} : { contact: contactReference(findIn(stored.contacts, value, 'contact')), member: null },
  };
  const of = (ticketId: number) => {
    tickets().get(ticketId);
    return stored.notes.all().filter((note) => note.ticketId === ticketId);
  };
  const get = (ticketId: number, noteId: number): ServiceNote => {
    const note = of(ticketId).find(({ id }) => id === noteId);
    if (!note) throw recordNotFound('Note', noteId);
    return note;
  };
  return {
    of,
    get,
    allOf(ticketId) {
      const ticket = tickets().get(ticketId);
      const entries = stored.timeEntries.all().filter((entry) => entry.chargeToId === ticketId && entry.notes);
      return [...of(ticketId).map((note) => mergedNote(note, ticket)), ...entries.map(mergedTime)];

      function mergedTime(entry: (typeof entries)[number]): Row {
        return {
          id: entry.id,
          noteType: 'TimeEntry',
          ticket: entry.ticket,
          text: entry.notes,
          isMarkdownFlag: false,
          detailDescriptionFlag: entry.addToDetailDescriptionFlag,
          internalAnalysisFlag: entry.addToInternalAnalysisFlag,
          resolutionFlag: entry.addToResolutionFlag,
          issueFlag: false,
          timeStart: entry.timeStart,
          timeEnd: entry.timeEnd,
          member: entry.member,
          contact: null,
          originalAuthor: entry.member.name,
          _info: entry._info,
        };
      }
    },
    create(actor, ticketId, sent, author) {
      tickets().get(ticketId);
      const blank = { ...blankNote(actor, ticketId), contact: author ? contactReference(author) : null };
      const { checks, filled } = readFields(blank, sent, {
        ...flags,
        ...(honoursSentAuthor ? authors : {}),
      });
      collectProblems('serviceNote', [requires(sent, 'text'), ...checks, () => checkKind(filled())]);
      const note = stored.notes.put(withVisibility(filled()));
      tickets().touch(actor, ticketId, note.customerUpdatedFlag ? { customerUpdatedFlag: true } : {});
      return note;
    },
    patch(actor, ticketId, noteId, operations) {
      const before = get(ticketId, noteId);
      const patched = applyPatch('serviceNote', before, operations, flags);
      collectProblems('serviceNote', [() => checkKind(patched)]);
      const note = stored.notes.put({ ...withVisibility(patched), _info: updatedInfo(before._info, actor, clock()) });
      tickets().touch(actor, ticketId);
      return note;
    },
    remove(actor, ticketId, noteId) {
      stored.notes.remove(get(ticketId, noteId).id);
      tickets().touch(actor, ticketId);
    },
    keepInitial(actor, ticket, notes) {
      for (const { text, flag } of notes)
        stored.notes.put(
          withVisibility({
            ...blankNote(actor, ticket.id),
            text,
            [flag]: true,
            issueFlag: flag === 'detailDescriptionFlag',
          }),
        );
    },
  };

  function blankNote(actor: Actor, ticketId: number): ServiceNote {
    const member = actor.memberId === null ? undefined : stored.members.get(actor.memberId);
    return {
      id: stored.notes.nextId(),
      ticketId,
      text: '',
      detailDescriptionFlag: false,
      internalAnalysisFlag: false,
      resolutionFlag: false,
      issueFlag: false,
      member: member ? memberReference(member) : null,
      contact: null,
      customerUpdatedFlag: false,
      processNotifications: false,
      dateCreated: writeDate(clock()),
      createdBy: actor.name,
      internalFlag: false,
      externalFlag: false,
      _info: createdInfo(actor, clock()),
    };
  }
}

/** A note stands in at least one of the three tabs. That ConnectWise refuses one that stands in none is unconfirmed. */
function checkKind(note: ServiceNote): void {
  if (note.detailDescriptionFlag || note.internalAnalysisFlag || note.resolutionFlag) return;
  throw new FieldProblem(
    'InvalidField',
    'detailDescriptionFlag',
    'One of detailDescriptionFlag, internalAnalysisFlag and resolutionFlag must be true.',
  );
}

/** Discussion and resolution can be seen by the customer; a note that is only internal analysis cannot. */
function withVisibility(note: ServiceNote): ServiceNote {
  const externalFlag = note.detailDescriptionFlag || note.resolutionFlag;
  return { ...note, externalFlag, internalFlag: !externalFlag };
}

function mergedNote(note: ServiceNote, ticket: Ticket): Row {
  return {
    id: note.id,
    noteType: 'TicketNote',
    ticket: { id: ticket.id, summary: ticket.summary },
    text: note.text,
    isMarkdownFlag: false,
    detailDescriptionFlag: note.detailDescriptionFlag,
    internalAnalysisFlag: note.internalAnalysisFlag,
    resolutionFlag: note.resolutionFlag,
    issueFlag: note.issueFlag,
    timeStart: null,
    timeEnd: null,
    member: note.member,
    contact: note.contact,
    originalAuthor: note.member?.name ?? note.contact?.name ?? note.createdBy,
    _info: note._info,
  };
}
