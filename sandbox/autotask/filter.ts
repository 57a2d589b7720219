/**
 * The filter grammar of `query`: conditions and nested and/or groups, checked against the entity's fields.
 * Unconfirmed and therefore ours: text is compared without regard to case, and a field without a value meets no
 * condition but notExist. Source: Autotask facts, 3.
 */
import type { Entity } from './entities/index.js';
import type { FieldType } from './fields.js';
import { isObject, type Json, type JsonObject, type Row } from './json.js';
import { fieldsOf } from './metadata.js';
import { refused } from './refusal.js';

export type Test = (row: Row) => boolean;

type Value = string | number | boolean;
type Read = (row: Row) => Value | null;
/** A field, as the conditions on it see it. */
interface Subject {
  name: string;
  type: FieldType;
  read: Read;
  /** A sent value in the form that `read` gives. */
  value(sent: Json): Value;
}

const MAX_OR_TERMS = 500;
const CONDITION_KEYS = new Set(['op', 'field', 'value', 'udf']);

/** A test for records. `filter` is the sent array, whose members must all hold. */
export function readFilter(entity: Entity, filter: Json | undefined): Test {
  if (!Array.isArray(filter) || filter.length === 0)
    throw refused('The filter of a query is missing or empty: it must have at least one condition.');
  let orTerms = 0;
  const udfs = new Set<string>();
  const test = group('and', filter);
  if (orTerms > MAX_OR_TERMS) throw refused(`A query may have at most ${MAX_OR_TERMS} OR conditions.`);
  if (udfs.size > 1) throw refused('A query may have one user defined field at most.');
  return test;

  function group(op: 'and' | 'or', items: Json | undefined): Test {
    if (!Array.isArray(items) || items.length === 0) throw refused(`The items of the group '${op}' are missing.`);
    if (op === 'or') orTerms += items.length;
    const tests = items.map(read);
    return op === 'and' ? (row) => tests.every((one) => one(row)) : (row) => tests.some((one) => one(row));
  }

  function read(item: Json): Test {
    if (!isObject(item)) throw refused('Each member of a filter must be an object with an op.');
    const { op } = item;
    if (op === 'and' || op === 'or') {
      onlyKnown(item, new Set(['op', 'items']));
      return group(op, item.items);
    }
    onlyKnown(item, CONDITION_KEYS);
    return condition(typeof op === 'string' ? op : '', item);
  }

  function condition(op: string, item: JsonObject): Test {
    const make = OPERATORS[op];
    if (!make) throw refused(`The operator '${op}' is not valid. Valid ones: ${Object.keys(OPERATORS).join(', ')}.`);
    const subject = subjectOf(item);
    if (op === 'in' || op === 'notIn') orTerms += Array.isArray(item.value) ? item.value.length : 0;
    return make(subject, item.value);
  }

  function subjectOf({ field, udf }: JsonObject): Subject {
    if (typeof field !== 'string') throw refused('A condition must name its field.');
    if (udf === true) {
      const known = entity.userDefinedFields.find(({ name }) => name.toLowerCase() === field.toLowerCase());
      if (!known) throw refused(`Unable to find ${field} in the ${entity.singular} Entity.`);
      udfs.add(known.name);
      return subject(known.name, 'string', (row) => userDefinedValue(row, known.name));
    }
    const found = fieldsOf(entity).find(([name]) => name.toLowerCase() === field.toLowerCase());
    if (!found) throw refused(`Unable to find ${field} in the ${entity.singular} Entity.`);
    const [name, { type, queryable }] = found;
    if (!queryable) throw refused(`The field ${name} of the ${entity.singular} Entity can not be queried.`);
    return subject(name, type, (row) => row[name] ?? null);
  }
}

export const OPERATORS: Readonly<Record<string, (subject: Subject, sent: Json | undefined) => Test>> = {
  eq: (subject, sent) => comparing(subject, sent, (order) => order === 0),
  noteq: (subject, sent) => comparing(subject, sent, (order) => order !== 0),
  gt: (subject, sent) => comparing(ordered(subject), sent, (order) => order > 0),
  gte: (subject, sent) => comparing(ordered(subject), sent, (order) => order >= 0),
  lt: (subject, sent) => comparing(ordered(subject), sent, (order) => order < 0),
  lte: (subject, sent) => comparing(ordered(subject), sent, (order) => order <= 0),
  beginsWith: (subject, sent) => textual(subject, sent, (value, part) => value.startsWith(part)),
  endsWith: (subject, sent) => textual(subject, sent, (value, part) => value.endsWith(part)),
  contains: (subject, sent) => textual(subject, sent, (value, part) => value.includes(part)),
  exist: (subject) => (row) => exists(subject.read(row)),
  notExist: (subject) => (row) => !exists(subject.read(row)),
  in: (subject, sent) => {
    const values = new Set(listOf(subject, sent));
    return (row) => has(values, subject.read(row));
  },
  notIn: (subject, sent) => {
    const values = new Set(listOf(subject, sent));
    return (row) => subject.read(row) !== null && !has(values, subject.read(row));
  },
};

const exists = (value: Value | null) => value !== null && value !== '';
const has = (values: ReadonlySet<Value>, value: Value | null) => value !== null && values.has(value);

function comparing(subject: Subject, sent: Json | undefined, meets: (order: number) => boolean): Test {
  const wanted = subject.value(sent ?? null);
  return (row) => {
    const value = subject.read(row);
    if (value === null) return false;
    return meets(value === wanted ? 0 : value < wanted ? -1 : 1);
  };
}

function textual(subject: Subject, sent: Json | undefined, meets: (value: string, part: string) => boolean): Test {
  if (subject.type !== 'string')
    throw refused(`The field ${subject.name} is no text, which contains, beginsWith and endsWith are for.`);
  const part = String(subject.value(sent ?? null));
  return (row) => {
    const value = subject.read(row);
    return typeof value === 'string' && meets(value, part);
  };
}

function ordered(subject: Subject): Subject {
  if (subject.type === 'boolean') throw refused(`The field ${subject.name} is a boolean, which has no order.`);
  return subject;
}

function listOf(subject: Subject, sent: Json | undefined): Value[] {
  if (!Array.isArray(sent) || sent.length === 0)
    throw refused(`The value of in and notIn on ${subject.name} must be an array with at least one value.`);
  return sent.map((value) => subject.value(value));
}

function subject(name: string, type: FieldType, stored: (row: Row) => Json): Subject {
  const value = (sent: Json): Value => {
    const read = READERS[type](sent);
    if (read === undefined)
      throw refused(`The value ${JSON.stringify(sent)} of the field ${name} is missing or no ${type}.`);
    return read;
  };
  return { name, type, value, read: (row) => READERS[type](stored(row)) ?? null };
}

const wholeNumber = (sent: Json) => {
  const value = typeof sent === 'string' && /^-?\d+$/.test(sent) ? Number(sent) : sent;
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
};
const READERS: Readonly<Record<FieldType, (sent: Json) => Value | undefined>> = {
  integer: wholeNumber,
  long: wholeNumber,
  decimal: (sent) => (typeof sent === 'number' ? sent : undefined),
  string: (sent) => (typeof sent === 'string' || typeof sent === 'number' ? String(sent).toLowerCase() : undefined),
  boolean: (sent) => {
    if (sent === true || sent === 'true') return true;
    return sent === false || sent === 'false' ? false : undefined;
  },
  datetime: (sent) => {
    const time = typeof sent === 'string' && /^\d{4}-\d{2}-\d{2}/.test(sent) ? Date.parse(sent) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  },
};

function userDefinedValue(row: Row, name: string): Json {
  const fields = row.userDefinedFields;
  const found = Array.isArray(fields) ? fields.find((one) => isObject(one) && one.name === name) : undefined;
  return isObject(found) ? (found.value ?? null) : null;
}

/** Parameters that look plausible and do not exist (pageNumber, orderBy) are refused, so that nobody relies on them. */
export function onlyKnown(sent: JsonObject, known: ReadonlySet<string>): void {
  const strange = Object.keys(sent).find((key) => !known.has(key));
  if (strange !== undefined) throw refused(`Could not find member '${strange}' on object of type 'QueryModel'.`);
}
