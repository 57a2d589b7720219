/** Reads what a create or update sends, field by field, as the entity's metadata has it. Source: Autotask facts, 4 and 5. */
import { type Entity, entityNamed } from './entities/index.js';
import type { Field, FieldType } from './fields.js';
import { isObject, type Json, type JsonObject } from './json.js';
import type { Picklists } from './picklists.js';
import { Refusal } from './refusal.js';
import type { Stored } from './stored.js';

export interface SentValuesOptions {
  stored: Stored;
  picklists: Picklists;
  /** Longest text of a field, where it is not the metadata's. */
  lengthOf?(entity: Entity, field: string): number | undefined;
}

/** Gives the values of the fields that can be written. Throws a refusal that names every problem. */
export type ReadSent = (entity: Entity, sent: JsonObject) => JsonObject;

export const missing = (field: string) => `Value does not exist for the required field ${field}.`;
export const isMissing = (value: Json | undefined) => value === undefined || value === null || value === '';

export function createSentValues({ stored, picklists, lengthOf }: SentValuesOptions): ReadSent {
  return (entity, sent) => {
    const problems: string[] = [];
    const values: JsonObject = {};
    for (const [name, value] of Object.entries(sent)) {
      if (name === 'id' || name === 'userDefinedFields') continue;
      const field = entity.fields[name];
      // Whether the real one refuses or overlooks a name it does not know is unconfirmed; a misspelt field must not pass here.
      if (!field) problems.push(`Unable to find ${name} in the ${entity.singular} Entity.`);
      else if (!field.readOnly) keep(name, field, value);
    }
    if (sent.userDefinedFields !== undefined) problems.push(...unknownUdfs(entity, sent.userDefinedFields));
    if (problems.length > 0) throw new Refusal(500, problems);
    return sent.userDefinedFields === undefined ? values : { ...values, userDefinedFields: sent.userDefinedFields };

    function keep(name: string, field: Field, value: Json): void {
      const problem = value === null ? undefined : problemOf(name, field, value);
      if (problem) problems.push(problem);
      else values[name] = field.type === 'datetime' && value !== null ? inUtc(value) : value;
    }

    function problemOf(name: string, field: Field, value: Json): string | undefined {
      if (!FITS[field.type](value)) return `The value of the field ${name} is no ${field.type}.`;
      const longest = lengthOf?.(entity, name) ?? field.length;
      if (typeof value === 'string' && field.length > 0 && value.length > longest)
        return `The field ${name} is longer than its maximum length of ${longest}.`;
      if (field.picklist && !isOffered(name, value))
        return `Picklist value [${String(value)}] does not exist for ${name}`;
      return field.to === '' || refersTo(field, value)
        ? undefined
        : `Unable to find ${name} ${String(value)} in the ${field.to} Entity.`;
    }

    function isOffered(name: string, value: Json): boolean {
      return picklists.of(entity.name, name).some((one) => one.isActive && one.value === String(value));
    }
  };

  function refersTo(field: Field, value: Json): boolean {
    const target = entityNamed(field.to);
    return !target || (typeof value === 'number' && stored.table(target.name).get(value) !== undefined);
  }
}

function unknownUdfs(entity: Entity, sent: Json): string[] {
  if (!Array.isArray(sent)) return ['userDefinedFields must be an array of {"name": ..., "value": ...}.'];
  return sent.flatMap((one) => {
    const known =
      isObject(one) &&
      entity.userDefinedFields.some(({ name, length }) => name === one.name && short(one.value, length));
    return known
      ? []
      : [`Unable to find the user defined field ${JSON.stringify(one)} in the ${entity.singular} Entity.`];
  });
}

const short = (value: Json | undefined, length: number) =>
  value === undefined || value === null || (typeof value === 'string' && value.length <= length);

const whole = (value: Json) => typeof value === 'number' && Number.isInteger(value);
const FITS: Readonly<Record<FieldType, (value: Json) => boolean>> = {
  integer: whole,
  long: whole,
  decimal: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value)),
};

/** Times without a zone are UTC; all are kept in it. */
function inUtc(value: Json): string {
  const text = String(value);
  const zoned = /(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes('T');
  return new Date(zoned ? text : `${text}Z`).toISOString();
}
