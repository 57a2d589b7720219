/** Callback registrations: what they must say and which changes they ask for. Source: ConnectWise facts, webhooks. */
import { type Actor, type Change, createdInfo, updatedInfo } from './changes.js';
import { collectProblems, FieldProblem, recordNotFound } from './errors.js';
import type { Json, JsonObject } from './json.js';
import { readPath } from './json.js';
import { applyPatch, type FieldReaders, readFields } from './patch.js';
import type { Callback } from './shapes.js';
import type { Stored } from './stored.js';
import { requires } from './tickets.js';
import { readChoice, readFlag, readInteger, readRequiredText, readText, readTextOrNull } from './values.js';

/** Levels of each type that a service desk may ask for. */
const LEVELS: Readonly<Record<string, readonly string[]>> = {
  ticket: ['Owner', 'Board', 'Project', 'Phase', 'Status', 'Ticket', 'IntegratorTag'],
  company: ['Owner', 'Status', 'Type', 'Territory', 'Company', 'IntegratorTag'],
  contact: ['Owner', 'Type', 'Territory', 'Company', 'Contact'],
  configuration: ['Owner', 'Status', 'Type', 'Company', 'Configuration'],
  time: ['Owner', 'Time'],
  schedule: ['Owner', 'Schedule'],
  member: ['Owner', 'Member'],
};

/** Where the id that a level compares with stands in the record. `Owner` asks for everything. */
const LEVEL_PATHS: Readonly<Record<string, readonly string[]>> = {
  'ticket/board': ['board', 'id'],
  'ticket/status': ['status', 'id'],
  'ticket/ticket': ['id'],
  'contact/company': ['company', 'id'],
  'contact/contact': ['id'],
};

/** True when an active callback's type, level and objectId ask for this change. */
export function asksFor(callback: Callback, change: Change): boolean {
  if (callback.inactiveFlag || callback.type.toLowerCase() !== change.type) return false;
  const level = callback.level.toLowerCase();
  if (level === 'owner') return true;
  const path = LEVEL_PATHS[`${change.type}/${level}`];
  return path !== undefined && readPath(change.entity, path) === callback.objectId;
}

const callbackFields: FieldReaders<Callback> = {
  description: (value) => ({ description: readTextOrNull(value, 'description', 100) }),
  url: (value) => {
    const url = readRequiredText(value, 'url');
    if (!URL.canParse(url) || !/^https?:/i.test(url))
      throw new FieldProblem('InvalidField', 'url', 'The url field must be an absolute http or https address.');
    return { url };
  },
  objectId: (value) => ({ objectId: readInteger(value, 'objectId') }),
  type: (value) => ({ type: readChoice(value, 'type', Object.keys(LEVELS)) }),
  level: (value) => ({ level: readText(value, 'level') }),
  inactiveFlag: (value) => ({ inactiveFlag: readFlag(value, 'inactiveFlag') }),
  isSelfSuppressedFlag: (value) => ({ isSelfSuppressedFlag: readFlag(value, 'isSelfSuppressedFlag') }),
};

export interface Callbacks {
  get(id: number): Callback;
  create(actor: Actor, sent: JsonObject): Callback;
  patch(actor: Actor, id: number, operations: Json): Callback;
  remove(id: number): void;
}

export function createCallbacks({ stored, clock }: { stored: Stored; clock: () => Date }): Callbacks {
  const get = (id: number): Callback => {
    const callback = stored.callbacks.get(id);
    if (!callback) throw recordNotFound('Callback', id);
    return callback;
  };
  return {
    get,
    create(actor, sent) {
      const blank: Callback = {
        id: stored.callbacks.nextId(),
        description: null,
        url: '',
        objectId: 0,
        type: '',
        level: '',
        memberId: actor.memberId ?? 0,
        inactiveFlag: false,
        isSoapCallbackFlag: false,
        isSelfSuppressedFlag: false,
        _info: createdInfo(actor, clock()),
      };
      const { checks, filled } = readFields(blank, sent, callbackFields);
      const required = ['url', 'objectId', 'type', 'level'].map((field) => requires(sent, field));
      collectProblems('callback', [...required, ...checks]);
      collectProblems('callback', [() => checkLevel(filled())]);
      return stored.callbacks.put(filled());
    },
    patch(actor, id, operations) {
      const before = get(id);
      const patched = applyPatch('callback', before, operations, callbackFields);
      collectProblems('callback', [() => checkLevel(patched)]);
      return stored.callbacks.put({ ...patched, _info: updatedInfo(before._info, actor, clock()) });
    },
    remove(id) {
      stored.callbacks.remove(get(id).id);
    },
  };
}

function checkLevel({ type, level }: Callback): void {
  readChoice(level, 'level', LEVELS[type] ?? []);
}
