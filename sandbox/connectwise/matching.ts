/** Whether records meet conditions. Conditions are checked against the model first, so that a wrong one is refused
 * even where there is nothing to search. */
import type { Comparison, Condition, Literal } from './conditions.js';
import { badQuery } from './errors.js';
import { isObject, type Json, type JsonObject, readPath } from './json.js';
import { actualPath, kindAt, type Model } from './models.js';

/** Refuses (400) a field the model lacks, a value of another kind than its field, and `like` on what is not text. */
export function checkCondition(condition: Condition, model: Model): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.parts) checkCondition(part, model);
      return;
    case 'not':
      checkCondition(condition.part, model);
      return;
    case 'in':
      for (const value of condition.values) checkTest(condition.path, '=', value, model);
      return;
    case 'compare':
      checkTest(condition.path, condition.operator, condition.value, model);
  }
}

function checkTest(path: string[], operator: Comparison, value: Literal, model: Model): void {
  const field = path.join('/');
  const kind = kindAt(model, path);
  if (kind === undefined) throw badQuery(`${model.name} has no field ${field} that conditions can use.`);
  if (kind === 'children' || kind === 'list')
    throw badQuery(`${field} holds a list: ask for it in childConditions or customFieldConditions.`);
  if (value.kind === 'null') {
    if (operator !== '=' && operator !== '!=') throw badQuery(`${field} ${operator} null has no meaning.`);
    return;
  }
  if (kind !== value.kind) throw badQuery(`${field} is of kind ${kind} and cannot be compared with a ${value.kind}.`);
  if ((operator === 'like' || operator === 'contains') && kind !== 'text')
    throw badQuery(`${operator} needs a text field; ${field} is of kind ${kind}.`);
}

/**
 * True when the row meets the (checked) condition. Text compares without regard to case. A null field meets no
 * comparison but those with null, as in SQL (unconfirmed).
 */
export function meetsCondition(condition: Condition, row: JsonObject, model: Model): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => meetsCondition(part, row, model));
    case 'or':
      return condition.parts.some((part) => meetsCondition(part, row, model));
    case 'not':
      return !meetsCondition(condition.part, row, model);
    case 'in': {
      const stored = valueAt(row, condition.path, model);
      return condition.values.some((value) => meetsTest(stored, '=', value));
    }
    case 'compare':
      return meetsTest(valueAt(row, condition.path, model), condition.operator, condition.value);
  }
}

function valueAt(row: JsonObject, path: readonly string[], model: Model): Json {
  const value = readPath(row, actualPath(model, path));
  return kindAt(model, path) === 'date' && typeof value === 'string' ? Date.parse(value) : value;
}

function meetsTest(stored: Json, operator: Comparison, literal: Literal): boolean {
  if (literal.kind === 'null') return (stored === null) === (operator === '=');
  if (stored === null) return false;
  if (operator === 'like') return likePattern(String(literal.value)).test(String(stored));
  if (operator === 'contains') return String(stored).toLowerCase().includes(String(literal.value).toLowerCase());
  return compares[operator](compareValues(stored, literal.value));
}

const compares: Record<Exclude<Comparison, 'like' | 'contains'>, (order: number) => boolean> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Below, at or above zero, as sort functions want it; text without regard to case, null first. */
export function compareValues(left: Json, right: Json): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (typeof left === 'string' && typeof right === 'string') {
    const [a, b] = [left.toLowerCase(), right.toLowerCase()];
    return a < b ? -1 : Number(a > b);
  }
  return Number(left) - Number(right);
}

/** `%` and `*` stand for any run of characters. */
function likePattern(pattern: string): RegExp {
  const body = pattern.split(/[%*]+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${body.join('.*')}$`, 'is');
}

/**
 * A child condition holds when one entry of the list it names meets all of it; its paths start with the list's name.
 * Conditions over two different lists at once are refused: no source says what they mean.
 */
export function childMatcher(condition: Condition, model: Model): (row: JsonObject) => boolean {
  const lists = new Set(pathsOf(condition).map(([first = '']) => first));
  const [list = ''] = lists;
  const child = model.children[list];
  if (!child || lists.size > 1)
    throw badQuery(`childConditions name ${[...lists].join(' and ')}: one list of ${model.name} was expected.`);
  return listMatcher(withoutPrefix(condition), list, child);
}

/** customFieldConditions: `caption="Env" and value="Prod"`, met by one custom field. */
export function customFieldMatcher(condition: Condition, model: Model): (row: JsonObject) => boolean {
  const child = model.children.customFields;
  if (!child) throw badQuery(`${model.name} has no custom fields.`);
  return listMatcher(condition, 'customFields', child);
}

function listMatcher(condition: Condition, list: string, child: Model): (row: JsonObject) => boolean {
  checkCondition(condition, child);
  return (row) => {
    const entries = row[list];
    return (
      Array.isArray(entries) && entries.some((entry) => isObject(entry) && meetsCondition(condition, entry, child))
    );
  };
}

function pathsOf(condition: Condition): string[][] {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.parts.flatMap(pathsOf);
  return condition.kind === 'not' ? pathsOf(condition.part) : [condition.path];
}

function withoutPrefix(condition: Condition): Condition {
  if (condition.kind === 'and' || condition.kind === 'or')
    return { ...condition, parts: condition.parts.map(withoutPrefix) };
  if (condition.kind === 'not') return { ...condition, part: withoutPrefix(condition.part) };
  return { ...condition, path: condition.path.slice(1) };
}
