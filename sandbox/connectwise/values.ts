/** Readers of sent values: each gives the typed value or throws the FieldProblem that ConnectWise would report. */
import { FieldProblem } from './errors.js';
import { isObject, type Json, type JsonObject } from './json.js';

export function readText(value: Json, field: string, max: number = Number.POSITIVE_INFINITY): string {
  if (typeof value !== 'string') throw new FieldProblem('InvalidField', field, `The ${field} field must be a string.`);
  if (value.length > max)
    throw new FieldProblem('FieldTooLong', field, `The ${field} field must be at most ${max} characters long.`);
  return value;
}

/** Text that must be there: null, empty and blank are missing. */
export function readRequiredText(value: Json | undefined, field: string, max?: number): string {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === ''))
    throw new FieldProblem('MissingRequiredField', field, `The ${field} field is required.`);
  return readText(value, field, max);
}

export const readTextOrNull = (value: Json, field: string, max?: number) =>
  value === null ? null : readText(value, field, max);

export function readFlag(value: Json, field: string): boolean {
  if (typeof value !== 'boolean')
    throw new FieldProblem('InvalidField', field, `The ${field} field must be a boolean.`);
  return value;
}

export function readInteger(value: Json, field: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new FieldProblem('InvalidField', field, `The ${field} field must be an integer.`);
  return value;
}

export function readNumber(value: Json, field: string): number {
  if (typeof value !== 'number') throw new FieldProblem('InvalidField', field, `The ${field} field must be a number.`);
  return value;
}

export function readChoice(value: Json, field: string, choices: readonly string[]): string {
  const text = readText(value, field);
  const choice = choices.find((known) => known.toLowerCase() === text.toLowerCase());
  if (choice === undefined)
    throw new FieldProblem('InvalidField', field, `The ${field} field must be one of ${choices.join(', ')}.`);
  return choice;
}

/** A date as ConnectWise writes it: UTC, whole seconds. */
export const writeDate = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

export function readDate(value: Json, field: string): string {
  const text = readText(value, field);
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(date.getTime()))
    throw new FieldProblem('InvalidField', field, `The ${field} field must be a date such as 2026-01-31T00:00:00Z.`);
  return writeDate(date);
}

export function readObject(value: Json, field: string): JsonObject {
  if (!isObject(value))
    throw new FieldProblem('InvalidField', field, `The ${field} field must be an object such as {"id": 1}.`);
  return value;
}
