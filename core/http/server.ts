import { randomUUID } from 'node:crypto';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { z } from 'zod';
import { AccessDenied, FrontdeskError, InvalidInput } from '../errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came, for signatures. Absent for requests without a JSON body. */
    rawBody?: Buffer;
  }
}

/** Largest body taken from anybody. Bytes. */
const BODY_LIMIT = 1024 * 1024;

const MALFORMED = 'malformed_json';

export interface Readiness {
  /** What is looked at. */
  what: string;
  ready: boolean;
}

export interface ServerOptions {
  log: FastifyBaseLogger;
  /** Addresses and networks whose X-Forwarded-For is believed; nobody's by default. */
  trustedProxies?: readonly string[];
  /** Asked by `/readyz`; every entry has to be ready. */
  readiness: () => Promise<readonly Readiness[]>;
  /** Prometheus text for `/metrics`. */
  metrics: () => Promise<string>;
}

/**
 * The HTTP shell: raw bodies kept for signatures, coded errors, request ids, health, readiness and metrics. Errors answer
 * `{ error: { code, message, requestId, details? } }`; what went wrong inside (5xx) is logged, not told. One line is logged for each,
 * with the route and never the address itself, which may carry a secret.
 */
export function createServer({ log, readiness, metrics, trustedProxies = [] }: ServerOptions): FastifyInstance {
  const server = fastify({
    loggerInstance: log,
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // Before any route is found: an address that is none. Its text is not repeated.
    frameworkErrors: (error, request, reply) =>
      answerError(new InvalidInput(codeOf(error), 'The address is not a valid one', { cause: error }), request, reply),
  });

  server.decorateRequest('rawBody', undefined);
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    request.rawBody = body;
    if (body.length === 0) return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString('utf8')));
    } catch {
      done(Object.assign(new Error('The body is not JSON'), { statusCode: 400, code: MALFORMED }));
    }
  });

  server.setErrorHandler(answerError);
  server.setNotFoundHandler((request, reply) => {
    void reply
      .code(404)
      .send(errorBody('not_found', `There is nothing at ${request.method} ${routeOf(request)}`, request));
  });

  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const checks = await readiness();
    const ready = checks.every((check) => check.ready);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready', checks });
  });
  server.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4').send(await metrics()));
  return server;
}

function answerError(error: FastifyError | FrontdeskError, request: FastifyRequest, reply: FastifyReply): void {
  const { status, code, message, details } = explainError(error, request);
  if (details?.retryAfter !== undefined) reply.header('retry-after', String(details.retryAfter));
  void reply.code(status).send(errorBody(code, message, request, details));
}

/** What may be told about an error. */
export interface Explanation {
  status: number;
  code: string;
  message: string;
  details?: ToldDetails;
}

/** Those of an error's details that are meant for whoever asked. */
const told = z.object({
  /** `field: what is wrong`, one each. */
  problems: z.array(z.string()).optional(),
  /** Seconds. */
  retryAfter: z.number().optional(),
});
type ToldDetails = z.infer<typeof told>;

/** Logs the error, and says what may be told: of 5xx nothing but that there was one. For pages, which answer in HTML. */
export function explainError(error: FastifyError | FrontdeskError, request: FastifyRequest): Explanation {
  const status = error instanceof FrontdeskError ? error.status : refusalOf(error);
  const code = error instanceof FrontdeskError ? error.code : codeOf(error);
  if (status >= 500) {
    request.log.error({ err: error, code, route: routeOf(request) }, 'request failed');
    return { status, code, message: 'Something went wrong here; the request id leads to the log' };
  }
  const level = error instanceof AccessDenied ? 'warn' : 'info';
  request.log[level]({ code, status, route: routeOf(request) }, 'request refused');
  const { data: details = {} } = told.safeParse(error instanceof FrontdeskError ? error.details : {});
  return { status, code, message: error.message, ...(Object.keys(details).length > 0 ? { details } : {}) };
}

/** The server's own refusals have a status; whatever else carries one (a vendor's 404) is a failure in here. */
function refusalOf(error: FastifyError): number {
  const { statusCode = 500 } = error;
  const isRefusal = error.code?.startsWith('FST_') || error.code === MALFORMED;
  return isRefusal && statusCode >= 400 ? statusCode : 500;
}

function codeOf(error: FastifyError): string {
  if (refusalOf(error) >= 500) return 'internal';
  return error.code.toLowerCase().replace(/^fst_(err_)?/, '');
}

function errorBody(code: string, message: string, request: FastifyRequest, details?: ToldDetails) {
  return { error: { code, message, requestId: request.id, ...(details ? { details } : {}) } };
}

/** The route's pattern; for what no route takes, the path without its query and without what follows /hooks. */
function routeOf(request: FastifyRequest): string {
  const [path = ''] = request.url.split('?', 1);
  return request.routeOptions.url ?? path.replace(/\/hooks\/.*$/is, '/hooks/…');
}
