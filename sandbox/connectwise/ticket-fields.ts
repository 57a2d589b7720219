/** What each field of a ticket accepts, whether sent at creation or in a patch. Lengths: API model 2025.1. */
import { FieldProblem, missing } from './errors.js';
import { isObject, type Json } from './json.js';
import type { FieldReaders } from './patch.js';
import {
  companyReference,
  contactReference,
  findIn,
  findReferenced,
  memberReference,
  plainReference,
  priorityReference,
} from './references.js';
import type { CustomField, Reference, Ticket } from './shapes.js';
import type { Stored, Table } from './stored.js';
import { readChoice, readDate, readFlag, readInteger, readRequiredText, readText, readTextOrNull } from './values.js';

/** The custom fields that the MSP set up for tickets. */
export const CUSTOM_FIELDS: readonly CustomField[] = [
  { id: 5, caption: 'Env', type: 'Text', entryMethod: 'EntryField', numberOfDecimals: 0, value: null },
];

const LEVELS = ['Low', 'Medium', 'High'] as const;

/**
 * Readers for every writable field. A status is looked up by the caller, because it belongs to the board that the
 * ticket ends on; contact and company are checked against each other by the caller for the same reason.
 */
export function ticketFields(stored: Stored): FieldReaders<Ticket> {
  const required = (value: Json, field: string) => {
    if (value === null) throw missing(field);
    return value;
  };
  const lookup = (table: Table<Reference & { identifier?: string }>, value: Json, field: string) =>
    value === null ? null : plainReference(findIn(table, value, field));
  return {
    summary: (value) => ({ summary: readRequiredText(value, 'summary', 100) }),
    company: (value) => {
      const company = findIn(stored.companies, required(value, 'company'), 'company');
      return { company: companyReference(company), site: company.site };
    },
    board: (value) => {
      const board = findIn(stored.boards, required(value, 'board'), 'board');
      if (board.inactiveFlag)
        throw new FieldProblem('InvalidReference', 'board', `The board ${board.name} is inactive.`);
      return { board: plainReference(board) };
    },
    contact: (value) => {
      if (value === null)
        return { contact: null, contactName: null, contactPhoneNumber: null, contactEmailAddress: null };
      const contacts = stored.contacts.all().filter((contact) => !contact.inactiveFlag);
      const contact = findReferenced(contacts, value, 'contact');
      const { name, id } = contactReference(contact);
      const email = contact.communicationItems.find((item) => item.communicationType === 'Email');
      return {
        contact: { id, name },
        contactName: name,
        contactPhoneNumber: contact.defaultPhoneNbr,
        contactPhoneExtension: contact.defaultPhoneExtension,
        contactEmailAddress: email?.value ?? null,
      };
    },
    contactName: (value) => ({ contactName: readTextOrNull(value, 'contactName', 62) }),
    contactPhoneNumber: (value) => ({ contactPhoneNumber: readTextOrNull(value, 'contactPhoneNumber', 20) }),
    contactPhoneExtension: (value) => ({ contactPhoneExtension: readTextOrNull(value, 'contactPhoneExtension', 15) }),
    contactEmailAddress: (value) => ({ contactEmailAddress: readTextOrNull(value, 'contactEmailAddress', 250) }),
    type: (value) => ({ type: lookup(stored.types, value, 'type') }),
    subType: (value) => ({ subType: lookup(stored.subTypes, value, 'subType') }),
    item: (value) => ({ item: lookup(stored.items, value, 'item') }),
    team: (value) => ({ team: lookup(stored.teams, value, 'team') }),
    owner: (value) => {
      if (value === null) return { owner: null };
      const member = findIn(stored.members, value, 'owner');
      if (member.inactiveFlag)
        throw new FieldProblem('InvalidReference', 'owner', `The member ${member.identifier} is inactive.`);
      return { owner: memberReference(member) };
    },
    priority: (value) => ({
      priority: priorityReference(findIn(stored.priorities, required(value, 'priority'), 'priority')),
    }),
    source: (value) => ({ source: lookup(stored.sources, value, 'source') }),
    requiredDate: (value) => ({ requiredDate: value === null ? null : readDate(value, 'requiredDate') }),
    severity: (value) => ({ severity: readChoice(value, 'severity', LEVELS) }),
    impact: (value) => ({ impact: readChoice(value, 'impact', LEVELS) }),
    externalXRef: (value) => ({ externalXRef: readTextOrNull(value, 'externalXRef', 100) }),
    poNumber: (value) => ({ poNumber: readTextOrNull(value, 'poNumber', 50) }),
    customerUpdatedFlag: (value) => ({ customerUpdatedFlag: readFlag(value, 'customerUpdatedFlag') }),
    automaticEmailContactFlag: (value) => ({
      automaticEmailContactFlag: readFlag(value, 'automaticEmailContactFlag'),
    }),
    automaticEmailResourceFlag: (value) => ({
      automaticEmailResourceFlag: readFlag(value, 'automaticEmailResourceFlag'),
    }),
    automaticEmailCcFlag: (value) => ({ automaticEmailCcFlag: readFlag(value, 'automaticEmailCcFlag') }),
    automaticEmailCc: (value) => ({ automaticEmailCc: readTextOrNull(value, 'automaticEmailCc', 1000) }),
    customFields: (value) => ({ customFields: readCustomFields(value) }),
  };
}

/** The whole array is replaced: a field that is not in it loses its value. */
function readCustomFields(value: Json): CustomField[] {
  if (!Array.isArray(value))
    throw new FieldProblem('InvalidField', 'customFields', 'The customFields field must be an array.');
  const values = new Map<number, string | null>();
  for (const entry of value) {
    if (!isObject(entry)) throw new FieldProblem('InvalidField', 'customFields', 'A custom field must be an object.');
    const id = readInteger(entry.id ?? null, 'customFields/id');
    if (!CUSTOM_FIELDS.some((field) => field.id === id))
      throw new FieldProblem('InvalidReference', 'customFields', `The custom field ${id} does not exist.`);
    values.set(
      id,
      entry.value === null || entry.value === undefined ? null : readText(entry.value, 'customFields/value'),
    );
  }
  return CUSTOM_FIELDS.map((field) => ({ ...field, value: values.get(field.id) ?? null }));
}
