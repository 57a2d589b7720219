/**
 * Creating and changing the records of one entity: required fields, the entity's own rules, then the news of it. PATCH
 * changes what is sent, PUT nulls what is left out. Source: Autotask facts, 5.3.
 */
import type { Actor, Changes } from './changes.js';
import type { Entity } from './entities/index.js';
import { isObject, type Json, type JsonObject, type Row } from './json.js';
import { notFound, Refusal, refused } from './refusal.js';
import { isMissing, missing, type ReadSent } from './sent-values.js';
import type { Stored } from './stored.js';

/** What an entity demands and fills in beyond its metadata. */
export interface Rules {
  /** Problems of a record as it would be; `before` is undefined for a new one, `sent` what was asked for. */
  problems?(row: Row, before: Row | undefined, sent: JsonObject): string[];
  /** The record with what Autotask itself fills in. */
  complete?(row: Row, before: Row | undefined, actor: Actor): Row;
  /** Called when it is stored. */
  stored?(row: Row, before: Row | undefined, actor: Actor): void;
  removed?(row: Row, actor: Actor): void;
  /** Fields that a PATCH must name, besides the id. */
  patchNeeds?: readonly string[];
}

export interface Collection {
  /** `parentId`: from the path, where the entity is written below a parent. */
  create(actor: Actor, sent: JsonObject, parentId?: number): Row;
  patch(actor: Actor, sent: JsonObject, parentId?: number): Row;
  put(actor: Actor, sent: JsonObject, parentId?: number): Row;
  remove(actor: Actor, id: number, parentId?: number): void;
}

export interface CollectionOptions {
  entity: Entity;
  stored: Stored;
  changes: Changes;
  readSent: ReadSent;
  rules?: Rules;
}

export function createCollection({ entity, stored, changes, readSent, rules = {} }: CollectionOptions): Collection {
  const table = stored.table(entity.name);
  const { parent } = entity;
  return {
    create(actor, sent, parentId) {
      const values = { ...readSent(entity, sent), ...parentIn(sent, parentId) };
      const row: Row = { ...blank(), ...values, id: table.nextId(), userDefinedFields: withUdfs(undefined, values) };
      return keep(actor, row, undefined, values);
    },
    patch(actor, sent, parentId) {
      const before = existing(sent, parentId);
      const values = { ...readSent(entity, sent), ...parentIn(sent, parentId) };
      const unnamed = (rules.patchNeeds ?? []).filter((field) => isMissing(values[field]));
      if (unnamed.length > 0) throw new Refusal(500, unnamed.map(missing));
      return keep(actor, { ...before, ...values, userDefinedFields: withUdfs(before, values) }, before, values);
    },
    put(actor, sent, parentId) {
      const before = existing(sent, parentId);
      const values = { ...readSent(entity, sent), ...parentIn(sent, parentId) };
      const nulled = Object.entries(entity.fields).flatMap(([name, field]) => (field.readOnly ? [] : [[name, null]]));
      const row: Row = { ...before, ...Object.fromEntries(nulled), ...values, id: before.id };
      return keep(actor, { ...row, userDefinedFields: withUdfs(undefined, values) }, before, row);
    },
    remove(actor, id, parentId) {
      const row = existing({ id }, parentId);
      table.remove(id);
      rules.removed?.(row, actor);
      changes.announce({ entity: entity.name, action: 'Delete', actor, row, changed: [] });
    },
  };

  function keep(actor: Actor, wanted: Row, before: Row | undefined, sent: JsonObject): Row {
    const required = Object.entries(entity.fields).filter(([, { required, readOnly }]) => required && !readOnly);
    const absent = required.flatMap(([name]) => (isMissing(wanted[name]) ? [missing(name)] : []));
    const problems = absent.length > 0 ? absent : (rules.problems?.(wanted, before, sent) ?? []);
    if (problems.length > 0) throw new Refusal(500, problems);
    const row = table.put(rules.complete?.(wanted, before, actor) ?? wanted);
    rules.stored?.(row, before, actor);
    const changed = Object.keys(row).filter((name) => differs(row[name], before ? before[name] : null));
    const action = before ? 'Update' : 'Create';
    changes.announce({ entity: entity.name, action, actor, row, changed });
    return row;
  }

  function blank(): JsonObject {
    return Object.fromEntries(Object.keys(entity.fields).map((name) => [name, null]));
  }

  function withUdfs(before: Row | undefined, { userDefinedFields: sent }: JsonObject): Json[] {
    return entity.userDefinedFields.map(({ name }) => {
      const value = udf(sent, name);
      return { name, value: (value === undefined ? udf(before?.userDefinedFields, name) : value) ?? null };
    });
  }

  function existing({ id }: JsonObject, parentId: number | undefined): Row {
    if (typeof id !== 'number') throw refused(missing('id'));
    const row = table.get(id);
    if (!row || (parent && parentId !== undefined && row[parent.field] !== parentId)) throw notFound();
    return row;
  }

  /** The parent of the path; a body that names another one is refused. */
  function parentIn(sent: JsonObject, parentId: number | undefined): JsonObject {
    if (!parent || parentId === undefined) return {};
    const named = sent[parent.field];
    if (named !== undefined && named !== parentId)
      throw refused(`The ${parent.field} of the body (${String(named)}) is not that of the path (${parentId}).`);
    if (!stored.table(parent.entity).get(parentId))
      throw refused(`Unable to find ${parent.field} ${parentId} in the ${parent.entity} Entity.`);
    return { [parent.field]: parentId };
  }
}

function udf(fields: Json | undefined, name: string): Json | undefined {
  const found = Array.isArray(fields) ? fields.find((one) => isObject(one) && one.name === name) : undefined;
  return isObject(found) ? found.value : undefined;
}

const differs = (one: Json | undefined, other: Json | undefined) =>
  JSON.stringify(one ?? null) !== JSON.stringify(other ?? null);
