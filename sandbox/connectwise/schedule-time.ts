/** Assignments (schedule entries of type S) and time entries on tickets. Source: ConnectWise facts, assignment and time. */
import { type Actor, createdInfo } from './changes.js';
import { collectProblems, FieldProblem, missing } from './errors.js';
import type { Json, JsonObject } from './json.js';
import { findIn, memberReference } from './references.js';
import type { IdentifiedReference, Member, ScheduleEntry, Ticket, TimeEntry } from './shapes.js';
import type { Stored } from './stored.js';
import type { Tickets } from './tickets.js';
import { readChoice, readDate, readFlag, readInteger, readNumber, readObject, readTextOrNull } from './values.js';

/** `S` assigns a member to a service ticket; the others charge elsewhere and are not kept here. */
export const SCHEDULE_TYPES: readonly IdentifiedReference[] = [
  { id: 4, identifier: 'S', name: 'Service' },
  { id: 1, identifier: 'C', name: 'Sales' },
];
const FIRM = { id: 2, name: 'Firm' };
const BILLABLE = ['Billable', 'DoNotBill', 'NoCharge', 'NoDefault'] as const;

export interface Assignments {
  createEntry(actor: Actor, sent: JsonObject): ScheduleEntry;
  createTime(actor: Actor, sent: JsonObject): TimeEntry;
}

export function createAssignments(deps: { stored: Stored; tickets: Tickets; clock: () => Date }): Assignments {
  const { stored, tickets, clock } = deps;
  return {
    createEntry(actor, sent) {
      const read: { type?: IdentifiedReference; member?: Member; ticket?: Ticket; times?: EntryTimes } = {};
      collectProblems('scheduleEntry', [
        () => {
          read.type = readScheduleType(sent.type);
        },
        () => {
          read.member = readMember(stored, sent.member, undefined);
        },
        () => {
          read.ticket = readTicket(stored, sent.objectId, 'objectId');
        },
        () => {
          read.times = readEntryTimes(sent);
        },
      ]);
      const { type, member, ticket, times } = read;
      if (!type || !member || !ticket || !times) throw missing('objectId');
      const entry = stored.scheduleEntries.put({
        id: stored.scheduleEntries.nextId(),
        objectId: ticket.id,
        name: ticket.summary,
        member: memberReference(member),
        type: { id: type.id, identifier: type.identifier },
        status: FIRM,
        ...times,
        acknowledgedFlag: false,
        _info: createdInfo(actor, clock()),
      });
      const assigned = stored.scheduleEntries.all().filter((row) => row.objectId === ticket.id && !row.doneFlag);
      const resources = [...new Set(assigned.map((row) => row.member.identifier))].join(', ');
      tickets.touch(actor, ticket.id, { resources, ...(entry.ownerFlag ? { owner: entry.member } : {}) });
      return entry;
    },
    createTime(actor, sent) {
      const read: {
        ticket?: Ticket;
        member?: Member;
        entry?: Omit<TimeEntry, 'id' | 'ticket' | 'company' | 'member'>;
      } = {};
      collectProblems('timeEntry', [
        () => {
          read.ticket = readTicket(stored, sent.chargeToId, 'chargeToId');
        },
        () => {
          read.member = readMember(stored, sent.member, actor.memberId ?? undefined);
        },
        () => {
          read.entry = readTime(sent, actor, clock());
        },
      ]);
      const { ticket, member, entry } = read;
      if (!ticket || !member || !entry) throw missing('chargeToId');
      const kept = stored.timeEntries.put({
        ...entry,
        id: stored.timeEntries.nextId(),
        company: ticket.company,
        member: memberReference(member),
        ticket: { id: ticket.id, summary: ticket.summary },
      });
      tickets.touch(actor, ticket.id, { actualHours: ticket.actualHours + kept.actualHours });
      return kept;
    },
  };
}

type EntryTimes = Pick<ScheduleEntry, 'dateStart' | 'dateEnd' | 'doneFlag' | 'ownerFlag'>;

function readEntryTimes(sent: JsonObject): EntryTimes {
  return {
    dateStart: optional(sent.dateStart, (value) => readDate(value, 'dateStart')),
    dateEnd: optional(sent.dateEnd, (value) => readDate(value, 'dateEnd')),
    doneFlag: optional(sent.doneFlag, (value) => readFlag(value, 'doneFlag')) ?? false,
    ownerFlag: optional(sent.ownerFlag, (value) => readFlag(value, 'ownerFlag')) ?? false,
  };
}

function readScheduleType(value: Json | undefined): IdentifiedReference {
  if (value === undefined || value === null) throw missing('type');
  const { id, identifier } = readObject(value, 'type');
  const type = SCHEDULE_TYPES.find((known) => known.id === id || known.identifier === identifier);
  if (type?.identifier !== 'S')
    throw new FieldProblem('InvalidReference', 'type', 'Only schedule entries of type S belong to service tickets.');
  return type;
}

function readMember(stored: Stored, value: Json | undefined, fallback: number | undefined): Member {
  const own = fallback === undefined ? undefined : stored.members.get(fallback);
  if (value === undefined && own) return own;
  if (value === undefined || value === null) throw missing('member');
  const member = findIn(stored.members, value, 'member');
  if (member.inactiveFlag)
    throw new FieldProblem('InvalidReference', 'member', `The member ${member.identifier} is inactive.`);
  return member;
}

function readTicket(stored: Stored, value: Json | undefined, field: string): Ticket {
  if (value === undefined || value === null) throw missing(field);
  const ticket = stored.tickets.get(readInteger(value, field));
  if (!ticket) throw new FieldProblem('InvalidReference', field, `The ticket ${JSON.stringify(value)} does not exist.`);
  return ticket;
}

function readTime(sent: JsonObject, actor: Actor, now: Date): Omit<TimeEntry, 'id' | 'ticket' | 'company' | 'member'> {
  if (sent.timeStart === undefined || sent.timeStart === null) throw missing('timeStart');
  const timeStart = readDate(sent.timeStart, 'timeStart');
  const timeEnd = optional(sent.timeEnd, (value) => readDate(value, 'timeEnd'));
  const hours = optional(sent.actualHours, (value) => readNumber(value, 'actualHours'));
  if (timeEnd === null && hours === null) throw missing('timeEnd');
  const spent = timeEnd === null ? 0 : (Date.parse(timeEnd) - Date.parse(timeStart)) / 3_600_000;
  if (spent < 0) throw new FieldProblem('InvalidField', 'timeEnd', 'The timeEnd field must not be before timeStart.');
  const flag = (field: string) => optional(sent[field], (value) => readFlag(value, field)) ?? false;
  return {
    chargeToId: optional(sent.chargeToId, (value) => readInteger(value, 'chargeToId')) ?? 0,
    chargeToType: readChoice(sent.chargeToType ?? 'ServiceTicket', 'chargeToType', ['ServiceTicket']),
    timeStart,
    timeEnd,
    actualHours: hours ?? Math.round(spent * 100) / 100,
    billableOption: readChoice(sent.billableOption ?? 'Billable', 'billableOption', BILLABLE),
    notes: readTextOrNull(sent.notes ?? null, 'notes'),
    internalNotes: readTextOrNull(sent.internalNotes ?? null, 'internalNotes'),
    addToDetailDescriptionFlag: flag('addToDetailDescriptionFlag'),
    addToInternalAnalysisFlag: flag('addToInternalAnalysisFlag'),
    addToResolutionFlag: flag('addToResolutionFlag'),
    emailContactFlag: flag('emailContactFlag'),
    emailResourceFlag: flag('emailResourceFlag'),
    emailCcFlag: flag('emailCcFlag'),
    _info: createdInfo(actor, now),
  };
}

function optional<T>(value: Json | undefined, read: (value: Json) => T): T | null {
  return value === undefined || value === null ? null : read(value);
}
