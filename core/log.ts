import { type DestinationStream, type Logger, pino } from 'pino';
import { BOUND_SECRET_NAMES, isSecret } from './redaction.js';

const CENSORED = '[redacted]';

/** Deeper than anything we log; what lies below is left out. */
const DEPTH = 8;

export type Log = Logger;

/** JSON lines on standard error unless told otherwise. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: (object) => asRecord(redacted(object, DEPTH)) },
      // Errors are written out by the formatter above, which looks into them.
      serializers: { err: (error: unknown) => error },
      // What is bound to a child passes no formatter.
      redact: { paths: BOUND_SECRET_NAMES.flatMap((key) => [key, `*.${key}`]), censor: CENSORED },
    },
    destination,
  );
}

/** A copy without secrets. What writes itself as JSON (dates, ids) is left to do so. */
function redacted(value: unknown, depth: number, above: readonly object[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  if (depth === 0) return '[deeper]';
  const inner = [...above, value];
  if (value instanceof Error || isError(value)) return redacted(pino.stdSerializers.err(value), depth, inner);
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth - 1, inner));
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isSecret(key, item) ? CENSORED : redacted(item, depth - 1, inner),
    ]),
  );
}

function isError(value: object): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
