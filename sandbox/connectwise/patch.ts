/**
 * PATCH bodies: an array of operations on bare field names. Source: ConnectWise facts, update (Developer Guide).
 */
import { z } from 'zod';
import { collectProblems, FieldProblem, Refusal } from './errors.js';
import type { Json } from './json.js';

const operations = z.array(
  z.object({ op: z.enum(['add', 'replace', 'remove']), path: z.string().min(1), value: z.json().optional() }),
);

/** What one field makes of a sent value: the change to the record, or a FieldProblem. `null` is what `remove` sends. */
export type FieldReader<T> = (value: Json) => Partial<T>;
export type FieldReaders<T> = Readonly<Record<string, FieldReader<T>>>;

/**
 * The record with all operations applied, or a refusal and no change at all. A path below a field (`company/id`) is
 * answered with 200 and changes nothing, as ConnectWise does; a leading slash and unknown or read-only fields are 400.
 */
export function applyPatch<T extends object>(resource: string, record: T, body: Json, readers: FieldReaders<T>): T {
  const read = operations.safeParse(body);
  if (!read.success || read.data.length === 0)
    throw new Refusal(400, 'InvalidObject', `A patch of ${resource} is an array of {op, path, value} operations.`);
  let patched = record;
  collectProblems(
    resource,
    read.data.map(({ op, path, value }) => () => {
      const [field = '', ...below] = path.split('/');
      const reader = Object.hasOwn(readers, field) ? readers[field] : undefined;
      if (!reader || Object.hasOwn(record, field) === false)
        throw new FieldProblem(
          'InvalidPath',
          path,
          `The path ${path} is not a field of ${resource} that can be patched.`,
        );
      if (below.length > 0) return;
      if (op !== 'remove' && value === undefined)
        throw new FieldProblem('MissingRequiredField', path, `The operation on ${path} needs a value.`);
      patched = { ...patched, ...reader(op === 'remove' ? null : (value ?? null)) };
    }),
  );
  return patched;
}

/** The record with every sent field that has a reader; unknown fields of a sent object are ignored, as JSON.NET does. */
export function readFields<T extends object>(record: T, sent: Record<string, Json>, readers: FieldReaders<T>) {
  let filled = record;
  const checks = Object.entries(readers).map(([field, reader]) => () => {
    const value = sent[field];
    if (value !== undefined) filled = { ...filled, ...reader(value) };
  });
  return { checks, filled: () => filled };
}
