/** POST /$batch. Source: Microsoft Graph facts, $batch. */
import { z } from 'zod';
import type { GraphAsk } from './graph.js';
import { badRequest, GraphRefusal } from './graph-error.js';

const MAX_PARTS = 20;

const PART = z.object({
  id: z.string().min(1),
  method: z.string().regex(/^(GET|POST|PATCH|PUT|DELETE)$/i),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
});
const BATCH = z.object({ requests: z.array(PART).min(1) });
type Part = z.infer<typeof PART>;

export interface PartAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/**
 * Runs the parts, each after those it depends on, and answers them in another order than they came. A part whose
 * dependency failed is not run: 424. Throws Graph's 400 for a batch that is malformed as a whole.
 */
export function runBatch(body: unknown, run: (ask: GraphAsk, partId: string) => PartAnswer): { responses: unknown[] } {
  const parts = readParts(body);
  const answers = new Map<string, PartAnswer>();
  let waiting = parts;
  while (waiting.length > 0) {
    const ready = waiting.filter((part) => (part.dependsOn ?? []).every((id) => answers.has(id)));
    if (ready.length === 0) throw badRequest('The requests of the batch depend on each other in a circle.');
    for (const part of ready) answers.set(part.id, answerPart(part));
    waiting = waiting.filter((part) => !answers.has(part.id));
  }
  return {
    responses: [...answers].reverse().map(([id, { status, headers, body: answer }]) => ({
      id,
      status,
      headers: headers ?? {},
      ...(answer === undefined ? {} : { body: answer }),
    })),
  };

  function answerPart(part: Part): PartAnswer {
    const failed = (part.dependsOn ?? []).some((id) => (answers.get(id)?.status ?? 500) >= 400);
    if (failed)
      return {
        status: 424,
        body: {
          error: {
            code: 'FailedDependency',
            message: 'One or more of the requests that this request depends on failed.',
          },
        },
      };
    return run(
      {
        method: part.method.toUpperCase(),
        target: part.url.startsWith('/') ? part.url : `/${part.url}`,
        eventual: header(part, 'consistencylevel')?.toLowerCase() === 'eventual',
        body: part.body,
      },
      part.id,
    );
  }
}

function readParts(body: unknown): Part[] {
  const parsed = BATCH.safeParse(body);
  if (!parsed.success) throw badRequest('Invalid batch payload format.');
  const { requests } = parsed.data;
  if (requests.length > MAX_PARTS) {
    throw new GraphRefusal(
      400,
      'BadRequest',
      `Number of batch request steps exceeds the maximum value of ${MAX_PARTS}.`,
    );
  }
  const ids = new Set(requests.map((part) => part.id));
  if (ids.size < requests.length) throw badRequest('The ids of the requests in a batch must be unique.');
  for (const part of requests) {
    const unknown = part.dependsOn?.find((id) => !ids.has(id));
    if (unknown) throw badRequest(`Request '${part.id}' depends on '${unknown}', which is not in the batch.`);
    if (part.body !== undefined && !header(part, 'content-type')) {
      throw badRequest(`Write request id : ${part.id} does not contain Content-Type header or body.`);
    }
    if (/^(https?:|\/?v1\.0\/|\/?beta\/)/.test(part.url)) {
      throw badRequest(`Request '${part.id}': the url must be relative and without the version.`);
    }
  }
  return requests;
}

function header({ headers }: Part, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
