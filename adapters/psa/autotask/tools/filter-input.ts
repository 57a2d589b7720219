import { z } from 'zod';
import { COMPARISONS, type Filter } from '../filters.js';

/** User-defined fields that MSPs keep passwords in. */
export const SECRET_NAME = /pass(?:word|code|phrase|wd)|\bpw\b|\bpin\b|secret|credential|api.?key|token/i;

const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);
const field = z
  .string()
  .regex(/^[\w .:()/-]{1,100}$/)
  // Whoever may ask what it begins with has soon read all of it.
  .refine((name) => !SECRET_NAME.test(name), 'What is kept for a password is not shown')
  .describe('Name of a field of the entity, for example title');
const udf = z.boolean().optional().describe('True for a user-defined field');

const condition = z.union([
  z.strictObject({ op: z.enum(COMPARISONS), field, value: scalar, udf }),
  z.strictObject({ op: z.enum(['in', 'notIn']), field, value: z.array(scalar).min(1).max(100), udf }),
  z.strictObject({ op: z.enum(['exist', 'notExist']), field, udf }),
]);
const group = z.strictObject({ op: z.enum(['and', 'or']), items: z.array(condition).min(1).max(50) });

/** Autotask's own filter, one level of groups deep: all of it has to hold. */
export const filterInput = z
  .array(z.union([condition, group]))
  .min(1)
  .max(20)
  .describe('Autotask filter: conditions {op, field, value} and groups {op: "and" | "or", items}; all have to hold');

export type FilterInput = z.infer<typeof filterInput>;

/** The value that a condition at the top asks this field to be. */
export function askedFor(filter: FilterInput, name: string): string | undefined {
  const found = filter.find(
    (item: Filter) => item.op === 'eq' && 'field' in item && item.field.toLowerCase() === name.toLowerCase(),
  );
  return found && 'value' in found && !Array.isArray(found.value) ? String(found.value) : undefined;
}
