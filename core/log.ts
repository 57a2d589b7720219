import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * The one list of what never reaches a log, wherever it stands in what is logged. Transcripts and notes are not logged at
 * all; telephone numbers and names only under keys that say so.
 */
const REDACTED = [
  'password',
  'authorization',
  'token',
  'secret',
  'apiKey',
  'privateKey',
  'authToken',
  'clientSecret',
  'cookie',
];

export type Log = Logger;

/** JSON lines on standard error unless told otherwise. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `req.headers.${key}`]),
        censor: '[redacted]',
      },
    },
    destination,
  );
}
