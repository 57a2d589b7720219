/** Creating and deleting contacts. Source: ConnectWise facts, contacts; required fields from the API model 2025.1. */
import { type Actor, type Changes, createdInfo } from './changes.js';
import { collectProblems, FieldProblem, recordNotFound } from './errors.js';
import { isObject, type Json, type JsonObject } from './json.js';
import { readFields } from './patch.js';
import { companyReference, findIn, findReferenced } from './references.js';
import type { CommunicationItem, Contact } from './shapes.js';
import type { Stored } from './stored.js';
import { requires } from './tickets.js';
import { readFlag, readRequiredText, readTextOrNull } from './values.js';

/** The ways of reaching a person that the MSP set up. */
export const COMMUNICATION_TYPES = [
  { id: 1, name: 'Email', kind: 'Email' },
  { id: 2, name: 'Direct', kind: 'Phone' },
  { id: 4, name: 'Mobile', kind: 'Phone' },
] as const;

export interface Contacts {
  get(id: number): Contact;
  create(actor: Actor, sent: JsonObject): Contact;
  remove(actor: Actor, id: number): void;
}

export function createContacts(deps: { stored: Stored; changes: Changes; clock: () => Date }): Contacts {
  const { stored, changes, clock } = deps;
  const get = (id: number): Contact => {
    const contact = stored.contacts.get(id);
    if (!contact) throw recordNotFound('Contact', id);
    return contact;
  };
  return {
    get,
    remove(actor, id) {
      const contact = get(id);
      stored.contacts.remove(id);
      changes.announce({ type: 'contact', action: 'deleted', id, actor, entity: contact, silent: false });
    },
    create(actor, sent) {
      const { checks, filled } = readFields(blank(actor), sent, {
        firstName: (value) => ({ firstName: readRequiredText(value, 'firstName', 30) }),
        lastName: (value) => ({ lastName: readTextOrNull(value, 'lastName', 30) ?? '' }),
        nickName: (value) => ({ nickName: readTextOrNull(value, 'nickName', 30) }),
        title: (value) => ({ title: readTextOrNull(value, 'title', 100) }),
        inactiveFlag: (value) => ({ inactiveFlag: readFlag(value, 'inactiveFlag') }),
        company: (value) => {
          const company = findIn(stored.companies, value, 'company');
          return { company: companyReference(company), site: company.site };
        },
        communicationItems: (value) => ({ communicationItems: readItems(value, stored) }),
      });
      collectProblems('contact', [requires(sent, 'firstName'), requires(sent, 'company'), ...checks]);
      const read = filled();
      const phone = read.communicationItems.find((item) => item.communicationType === 'Phone');
      const contact = stored.contacts.put({
        ...read,
        defaultPhoneType: phone?.type.name ?? null,
        defaultPhoneNbr: phone?.value ?? null,
        defaultPhoneExtension: phone?.extension ?? null,
      });
      changes.announce({ type: 'contact', action: 'added', id: contact.id, actor, entity: contact, silent: false });
      return contact;
    },
  };

  function blank(actor: Actor): Contact {
    return {
      id: stored.contacts.nextId(),
      firstName: '',
      lastName: '',
      nickName: null,
      company: { id: 0, identifier: '', name: '' },
      site: null,
      inactiveFlag: false,
      title: null,
      defaultPhoneType: null,
      defaultPhoneNbr: null,
      defaultPhoneExtension: null,
      defaultFlag: false,
      communicationItems: [],
      types: [],
      customFields: [],
      _info: createdInfo(actor, clock()),
    };
  }
}

function readItems(value: Json, stored: Stored): CommunicationItem[] {
  if (!Array.isArray(value))
    throw new FieldProblem('InvalidField', 'communicationItems', 'The communicationItems field must be an array.');
  return value.map((entry) => {
    if (!isObject(entry))
      throw new FieldProblem('InvalidField', 'communicationItems', 'A communication item must be an object.');
    const type = findReferenced(COMMUNICATION_TYPES, entry.type ?? {}, 'communicationItems/type');
    const text = readRequiredText(entry.value, 'communicationItems/value', 250);
    return {
      id: stored.communicationIds.next(),
      type: { id: type.id, name: type.name },
      value: text,
      extension: readTextOrNull(entry.extension ?? null, 'communicationItems/extension', 15),
      defaultFlag: readFlag(entry.defaultFlag ?? false, 'communicationItems/defaultFlag'),
      communicationType: type.kind,
      domain: type.kind === 'Email' ? `@${text.split('@')[1] ?? ''}` : null,
    };
  });
}
