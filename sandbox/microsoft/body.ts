import { z } from 'zod';
import type { GraphCall } from './call.js';
import { badRequest } from './graph-error.js';

/** The request's body as a JSON object; Graph's 400 otherwise. */
export function bodyObject({ body }: GraphCall): Record<string, unknown> {
  const object = z.record(z.string(), z.unknown()).safeParse(body);
  if (!object.success) throw badRequest('Empty Payload. JSON content expected.');
  return object.data;
}

/** The body as `schema` wants it; Graph's 400 names the first property that is wrong. `resource`: as the message calls it. */
export function parseBody<T>(body: Record<string, unknown>, schema: z.ZodType<T>, resource: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badRequest(
    issue?.code === 'unrecognized_keys'
      ? `Invalid property '${issue.keys[0]}'.`
      : `Invalid value specified for property '${issue?.path.join('.')}' of resource '${resource}'.`,
  );
}
