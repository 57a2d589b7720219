/**
 * A pretend vendor's HTTP door: reads the request, meets the faults, answers, and keeps a record of what came.
 * Knows no vendor; what an answer or a refusal looks like is its caller's business.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Faults } from './faults.js';
import { isOdd, ODD_KINDS, oddAnswer } from './odd-answers.js';
import type { Records } from './records.js';

export interface Asked {
  method: string;
  /** Path without query, as sent (percent-encoded). */
  path: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answered {
  status: number;
  headers?: Record<string, string>;
  /** JSON; no body when absent. */
  body?: unknown;
  /** Sent as it stands, instead of `body`: plain text unless `headers` say another kind. */
  text?: string;
  /** True when stored data changed. */
  write?: boolean;
  /** Kept in the record. */
  detail?: unknown;
}

export interface Door {
  /** http://127.0.0.1:port */
  url: string;
  stop(): Promise<void>;
}

export interface DoorOptions {
  vendor: string;
  port: number;
  records: Records;
  faults: Faults;
  answer(asked: Asked, signal: AbortSignal): Answered | Promise<Answered>;
  /** What faults and records call a request, where one path serves everything (`/msp/createTicket`); else its path. */
  named?(asked: Asked): string;
  /** The vendor's own shape of an error with this status. */
  refuse(fault: { status: number; retryAfter?: number }, asked: Asked): Answered;
}

const HTTP_FAULTS = ['status', 'slow', 'drop', 'drop-after', ...ODD_KINDS] as const satisfies readonly Fault['kind'][];
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Listens on loopback; resolves when it does. `stop()` closes every connection, the unanswered too. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    receive(options, request, response, stopping.signal).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The pretend ${options.vendor} failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error(`The pretend ${options.vendor} listens on no port`);
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function receive(
  options: DoorOptions,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { vendor, records, faults } = options;
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const method = request.method ?? 'GET';
  const body = await read(request);
  const asked: Asked = { method, path: url.pathname, url, headers: request.headers, body: body ?? '' };
  const path = options.named?.(asked) ?? asked.path;
  const keep = (status: number, answered?: Answered) =>
    records.add({
      vendor,
      method,
      path,
      status,
      write: answered?.write ?? false,
      detail: answered?.detail,
    });

  const fault = faults.meet({ vendor, method, path }, HTTP_FAULTS);
  if (fault?.kind === 'drop') {
    keep(0, { status: 0, detail: { dropped: true, body: asked.body } });
    request.socket.destroy();
    return;
  }
  if (fault?.kind === 'slow' && !(await waited(fault.delayMs ?? 0, signal))) return;
  const answered = await decide();
  if (fault?.kind === 'drop-after') {
    keep(0, answered);
    request.socket.destroy();
    return;
  }
  keep(answered.status, answered);
  send(response, answered);

  async function decide(): Promise<Answered> {
    if (body === undefined) return options.refuse({ status: 413 }, asked);
    if (fault && isOdd(fault)) return { ...oddAnswer(fault), detail: { fault: fault.kind, body } };
    if (fault?.kind !== 'status') return options.answer(asked, signal);
    const { status = 500, retryAfter } = fault;
    return options.refuse({ status, ...(retryAfter === undefined ? {} : { retryAfter }) }, asked);
  }
}

/** Waits; false when the server is stopped meanwhile. */
export async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return pause(milliseconds, true, { signal }).catch(() => false);
}

/** The body as text; undefined when it is too large. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const chunk = Buffer.from(piece);
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, headers, body, text }: Answered): void {
  if (text !== undefined) {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
    response.end(text);
    return;
  }
  const json = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    ...(json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(json);
}
