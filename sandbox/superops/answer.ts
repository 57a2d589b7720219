/** One request to `/msp`, as SuperOps answers it: the door's checks, then the schema's, then the operations. */
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { z } from 'zod';
import type { Answered, Asked } from '../serve.js';
import { writeSyntaxError, writeValidationError, writeVariableError } from './graphql-java.js';
import { writeJson } from './json.js';
import type { Args, Operation } from './operations.js';
import { forbidden, INTERNAL_MESSAGE, InternalError, Refusal, rateLimited, writeRefusal } from './refusal.js';
import { RIGHT_OF, type Right } from './rights.js';
import type { Switches } from './switches.js';

const sentBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});
export const PATH = '/msp';

/** A failure inside an HTTP 200, which no status can tell of. */
export interface Failure {
  /** The clientError's code, e.g. `subscription_trial_expired`; the general Internal Server Error when absent. */
  code?: string;
  /** The work is done all the same: what came of it can only be read. */
  afterWork?: boolean;
}

export interface AnswerOptions {
  switches: Switches;
  schema: GraphQLSchema;
  operations: Record<string, Operation>;
  token(): string;
  hasRight(right: Right): boolean;
  revision(): number;
  /** How the next call of this operation fails on command, taken off the list; undefined where it does not. */
  failureOf(operation: string): Failure | undefined;
  /** Counts a request; false when the minute's are used up. */
  admit(): boolean;
}

export function createAnswer(options: AnswerOptions): (asked: Asked) => Promise<Answered> {
  const { switches, schema } = options;
  const rootValue = Object.fromEntries(
    Object.entries(options.operations).map(([name, operation]) => [name, guarded(name, operation)]),
  );

  return async (asked) => {
    if (asked.path !== PATH) return { status: 404 };
    if (asked.method !== 'POST') return { status: 405 };
    // The ingress knows tenants by this header and answers without a body when it does not.
    if (asked.headers.customersubdomain !== switches.subdomain) return { status: 400 };
    if (asked.headers.authorization !== `Bearer ${options.token()}`) return { status: 401 };
    const type = (asked.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') return { status: 415 };
    const body = bodyOf(asked.body);
    if (!body) return { status: 400 };
    if (!options.admit())
      return switches.rateLimit?.as === 'status'
        ? { status: 429 }
        : say({ errors: [writeRefusal(rateLimited(), undefined)], data: {} });
    const before = options.revision();
    const answered = say(await run(body));
    return { ...answered, write: options.revision() !== before, detail: body };
  };

  async function run({ query, variables, operationName }: z.infer<typeof sentBody>): Promise<unknown> {
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { errors: [writeSyntaxError(error)] };
    }
    const complaints = validate(schema, document);
    if (complaints.length > 0) return { errors: complaints.map((error) => writeValidationError(error, document)) };
    const result = await execute({
      schema,
      document,
      rootValue,
      ...(variables ? { variableValues: variables } : {}),
      ...(operationName ? { operationName } : {}),
    });
    if (!result.errors) return { data: result.data };
    if (result.data === undefined) return { errors: result.errors.map(writeVariableError) };
    const internal = result.errors.some(({ originalError }) => !(originalError instanceof Refusal));
    const told = result.errors.flatMap(({ originalError, path }) =>
      originalError instanceof Refusal ? [writeRefusal(originalError, path)] : [],
    );
    // All that failed inside becomes one sentence without a path, as a real tenant's answers show.
    return { errors: [...told, ...(internal ? [{ message: INTERNAL_MESSAGE }] : [])], data: result.data };
  }

  function guarded(name: string, operation: Operation): Operation {
    return (args: Args) => {
      const right = RIGHT_OF[name];
      if (right && !options.hasRight(right)) throw forbidden();
      const failure = options.failureOf(name);
      if (failure && !failure.afterWork) throw errorOf(failure);
      const result = operation(args);
      if (failure) throw errorOf(failure);
      return result;
    };
  }
}

const errorOf = ({ code }: Failure) =>
  code === undefined ? new InternalError('On command') : new Refusal([{ code, param: {} }]);
const say = (body: unknown): Answered => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  text: writeJson(body),
});

function bodyOf(text: string): z.infer<typeof sentBody> | undefined {
  try {
    return sentBody.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What faults and records call a request: `/msp/createTicket`, or the path where nothing else can be read. */
export function nameOf(asked: Asked): string {
  const body = bodyOf(asked.body);
  if (!body) return asked.path;
  try {
    const operation = getOperationAST(parse(body.query), body.operationName ?? undefined);
    const fields = (operation?.selectionSet.selections ?? []).flatMap((field) =>
      field.kind === 'Field' ? [field.name.value] : [],
    );
    return fields.length > 0 ? `${asked.path}/${fields.join('+')}` : asked.path;
  } catch {
    return asked.path;
  }
}

/** A fault of this status in SuperOps's shape; what it says with a 5xx is unconfirmed. */
export function refuse({ status, retryAfter }: { status: number; retryAfter?: number }): Answered {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  if (status === 200) return { ...say({ errors: [writeRefusal(rateLimited(), undefined)], data: {} }), headers };
  return { status, headers };
}
