/** Fields of a body as Rails takes them: texts of numbers count as numbers, blanks as nothing. */
import type { Json, JsonObject } from '../json.js';
import { invalidField, unprocessable } from './errors.js';
import type { Stored } from './stored.js';

/** Undefined when it was not sent. */
export function textOf(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : value === null ? '' : String(value);
}

export function flagOf(fields: JsonObject, name: string): boolean | undefined {
  const value = fields[name];
  return value === undefined ? undefined : value === true || value === 'true' || value === 1;
}

/** Null when it is sent empty. */
export function numberOf(fields: JsonObject, name: string): number | null | undefined {
  const value = fields[name];
  return value === undefined ? undefined : toNumber(value);
}

/** A name that says something; `kept` is what it was. */
export function nameOf(fields: JsonObject, kept?: string): string {
  const name = textOf(fields, 'name') ?? kept ?? '';
  if (!name.trim()) throw invalidField('name', "can't be blank");
  return name;
}

/** The company sent, which has to exist; null for none. */
export function companyOf(stored: Stored, fields: JsonObject, kept: number | null): number | null {
  const id = numberOf(fields, 'company_id');
  if (id === undefined) return kept;
  if (id !== null && !stored.companies.get(id)) throw invalidField('company', 'must exist');
  return id;
}

/** The folder sent, which has to be of the same company. */
export function folderOf(stored: Stored, fields: JsonObject, companyId: number | null, kept: number | null) {
  const id = numberOf(fields, 'folder_id');
  if (id === undefined) return kept;
  if (id === null || id === 0) return null;
  const folder = stored.folders.get(id);
  if (!folder) throw invalidField('folder', 'must exist');
  if (folder.companyId !== companyId) throw unprocessable('Folder does not belong to the specified company');
  return id;
}

function toNumber(value: Json): number | null {
  if (value === null || value === '') return null;
  const number = Number(value);
  return Number.isInteger(number) ? number : 0;
}
