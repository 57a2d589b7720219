/** References between records: how they are written in answers, and how a sent one is found. */
import { FieldProblem } from './errors.js';
import type { Json } from './json.js';
import type { BoardStatus, Company, Contact, IdentifiedReference, Member, Priority, Reference } from './shapes.js';
import type { Table } from './stored.js';
import { readObject } from './values.js';

export const companyReference = ({ id, identifier, name }: Company): IdentifiedReference => ({ id, identifier, name });
export const memberReference = ({ id, identifier, firstName, lastName }: Member): IdentifiedReference => ({
  id,
  identifier,
  name: `${firstName} ${lastName}`,
});
export const contactReference = ({ id, firstName, lastName }: Contact): Reference => ({
  id,
  name: `${firstName} ${lastName}`,
});
export const plainReference = ({ id, name }: Reference): Reference => ({ id, name });
export const statusReference = ({ id, name, sortOrder }: BoardStatus) => ({ id, name, sort: sortOrder });
export const priorityReference = ({ id, name, sortOrder }: Priority) => ({ id, name, sort: sortOrder });

type Findable = { id: number; name?: string; identifier?: string };

/**
 * The record a sent reference means: by `id`, else by `identifier`, else by `name`, among `records`.
 * Throws a FieldProblem where it names none or what it names does not exist.
 */
export function findReferenced<T extends Findable>(records: readonly T[], value: Json, field: string): T {
  const sent = readObject(value, field);
  const { id, identifier, name } = sent;
  const same = (stored: string | undefined, asked: Json | undefined) =>
    typeof asked === 'string' && stored?.toLowerCase() === asked.toLowerCase();
  if (typeof id !== 'number' && typeof identifier !== 'string' && typeof name !== 'string')
    throw new FieldProblem('MissingRequiredField', `${field}/id`, `The ${field}/id field is required.`);
  const found = records.find((record) => {
    if (typeof id === 'number') return record.id === id;
    return typeof identifier === 'string' ? same(record.identifier, identifier) : same(record.name, name);
  });
  if (!found)
    throw new FieldProblem('InvalidReference', field, `The ${field} ${JSON.stringify(value)} does not exist.`);
  return found;
}

export const findIn = <T extends Findable>(table: Table<T>, value: Json, field: string) =>
  findReferenced(table.all(), value, field);
