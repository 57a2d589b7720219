import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** A request that Deepgram does not do. */
export interface Refusal {
  status: number;
  /** Deepgram's `err_code`. */
  code: string;
  message: string;
  retryAfter?: number;
}

const CODES: Record<number, readonly [code: string, message: string]> = {
  401: ['INVALID_AUTH', 'Invalid credentials.'],
  402: ['ASR_PAYMENT_REQUIRED', 'Project does not have enough credits for an ASR request.'],
  429: ['TOO_MANY_REQUESTS', 'Too many requests. Please try again later.'],
};

export function refusalFor(status: number, retryAfter?: number): Refusal {
  const [code, message] = CODES[status] ?? ['INTERNAL_SERVER_ERROR', 'Something went wrong.'];
  return { status, code, message, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** `Token KEY` as API keys are sent, or `Bearer TOKEN`; anything else is 401. Source: Deepgram facts, Client. */
export function readAuthorization(request: IncomingMessage, apiKey: string): Refusal | undefined {
  return request.headers.authorization === `Token ${apiKey}` ? undefined : refusalFor(401);
}

function headersOf({ code, message, retryAfter }: Refusal, requestId: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'dg-error': `${code}: ${message}`,
    'dg-request-id': requestId,
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  };
}

/** Answers with JSON: a refusal in Deepgram's error shape, or a body. */
export function sendJson(response: ServerResponse, answer: Refusal | { status: number; body: unknown }): void {
  const requestId = randomUUID();
  const refused = 'code' in answer;
  response.writeHead(
    answer.status,
    refused ? headersOf(answer, requestId) : { 'content-type': 'application/json', 'dg-request-id': requestId },
  );
  const body = refused ? { err_code: answer.code, err_msg: answer.message, request_id: requestId } : answer.body;
  response.end(JSON.stringify(body));
}

/** Refuses a WebSocket before it is one, with the reason in `dg-error`. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const requestId = randomUUID();
  const body = JSON.stringify({ err_code: refusal.code, err_msg: refusal.message, request_id: requestId });
  const headers = {
    ...headersOf(refusal, requestId),
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
