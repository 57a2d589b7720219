import { z } from 'zod';
import { pick } from '../named.js';
import { createRemembered } from '../remembered.js';
import type { AutotaskClient } from './client.js';
import { VENDOR } from './failure.js';

const valueShape = z.object({
  value: z.union([z.string(), z.number()]),
  label: z.string().nullish(),
  isDefaultValue: z.boolean().nullish(),
  sortOrder: z.number().nullish(),
  parentValue: z.union([z.string(), z.number()]).nullish(),
  isActive: z.boolean().nullish(),
  isSystem: z.boolean().nullish(),
});
const fieldShape = z.object({
  name: z.string(),
  length: z.number().nullish(),
  isQueryable: z.boolean().nullish(),
  isRequired: z.boolean().nullish(),
  picklistValues: z.array(valueShape).nullish(),
});
const fieldsShape = z.object({ fields: z.array(fieldShape) });

/** A value of a picklist. Autotask writes it as text in the list and as a number in records. */
export interface Choice {
  id: number;
  name: string;
  active: boolean;
  isDefault: boolean;
  /** The value of the field it depends on: of a sub-issue type, its issue type. */
  parent?: number;
}

export interface Field {
  name: string;
  /** Longest text, where there is a limit. */
  length?: number;
  queryable: boolean;
  choices: readonly Choice[];
}

export interface Picklists {
  /** All fields of an entity, by name in small letters. */
  fields(entity: string): Promise<ReadonlyMap<string, Field>>;
  /** What can be chosen now, in the MSP's order. */
  choices(entity: string, field: string): Promise<Choice[]>;
  /** The choice of this label (any case) or value. Throws VendorError invalid that lists what there is. */
  choice(what: string, entity: string, field: string, key: string): Promise<Choice>;
  /** What a record's value is called, also when it cannot be chosen any more. */
  label(entity: string, field: string, value: number | null | undefined): Promise<string | undefined>;
}

/** What an entity's fields can hold: the MSP's own set-up, which changes rarely. Source: Autotask facts, lookups. */
export function createPicklists(client: AutotaskClient, now: () => Date): Picklists {
  const remembered = createRemembered<ReadonlyMap<string, Field>>(now);

  const fields = (entity: string) =>
    remembered(entity, async () => {
      const answer = await client.read(
        `list the fields of ${entity}`,
        `${entity}/entityInformation/fields`,
        fieldsShape,
      );
      return new Map(answer.fields.map((field) => [field.name.toLowerCase(), toField(field)]));
    });

  const every = async (entity: string, field: string) => (await fields(entity)).get(field.toLowerCase())?.choices ?? [];

  const choices = async (entity: string, field: string) => (await every(entity, field)).filter(({ active }) => active);

  return {
    fields,
    choices,
    choice: async (what, entity, field, key) => pick(VENDOR, what, key, await choices(entity, field)),
    async label(entity, field, value) {
      if (value === null || value === undefined) return undefined;
      return (await every(entity, field)).find(({ id }) => id === value)?.name;
    },
  };
}

function toField({ name, length, isQueryable, picklistValues }: z.infer<typeof fieldShape>): Field {
  const sorted = [...(picklistValues ?? [])].sort((one, other) => (one.sortOrder ?? 0) - (other.sortOrder ?? 0));
  return {
    name,
    ...(length ? { length } : {}),
    queryable: isQueryable !== false,
    choices: sorted.flatMap((value) => {
      const id = numberOf(value.value);
      if (id === undefined) return [];
      const parent = numberOf(value.parentValue);
      return [
        {
          id,
          name: value.label ?? String(id),
          active: value.isActive !== false,
          isDefault: value.isDefaultValue === true,
          ...(parent === undefined ? {} : { parent }),
        },
      ];
    }),
  };
}

function numberOf(value: string | number | null | undefined): number | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
