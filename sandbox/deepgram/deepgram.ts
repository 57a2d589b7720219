import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { createRecordings, type Recordings } from '../speech/recordings.js';
import { createSpokenLedger, type SpokenLedger } from '../speech/spoken.js';
import { listen } from './listen.js';
import { readListenOptions } from './listen-options.js';
import { type Refusal, readAuthorization, refusalFor, refuseUpgrade, sendJson } from './refusal.js';
import { openSession, type Session } from './session.js';
import { speak } from './speak.js';
import { readSpeakOptions } from './speak-options.js';
import { answerSpeak } from './speak-request.js';

export interface PretendDeepgram {
  /** http://127.0.0.1:PORT, for REST and (as http or ws) for the sockets. */
  url: string;
  apiKey: string;
  /** What it has said: the pretend telephone understands it by this. */
  spoken: SpokenLedger;
  /** Every WebSocket session so far, oldest first. */
  sessions(): readonly Session[];
  stop(): Promise<void>;
}

export interface PretendDeepgramOptions {
  recordings?: Recordings;
  spoken?: SpokenLedger;
  records: Records;
  faults: Faults;
  port?: number;
  /** How much faster than real time the 10-second idle timeout runs; 1 as at Deepgram. */
  timeScale?: number;
}

/**
 * A pretend Deepgram on loopback: live transcription and speech, as strict as Deepgram about keys, parameters and
 * messages. It recognises only the recordings of sandbox/speech, from their bytes; what it says is a sound that only
 * the pretend telephone understands. Source: Deepgram facts.
 */
export async function createPretendDeepgram(options: PretendDeepgramOptions): Promise<PretendDeepgram> {
  const { records, faults, timeScale = 1, recordings = createRecordings(), spoken = createSpokenLedger() } = options;
  const apiKey = randomBytes(20).toString('hex');
  const sessions: Session[] = [];
  const sockets = new WebSocketServer({ noServer: true });

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch(() => socket.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://deepgram');
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    const record = (status: number, detail?: unknown) =>
      records.add({ vendor: 'deepgram', method, path: url.pathname, status, write: false, detail });
    const fault = faults.meet({ vendor: 'deepgram', method, path: url.pathname }, HTTP_FAULTS);
    if (fault?.kind === 'slow') await wait(fault.delayMs ?? 0);
    if (fault?.kind === 'drop') {
      record(0, 'dropped');
      response.destroy();
      return;
    }
    const refused =
      fault?.kind === 'status' ? refusalFor(fault.status ?? 500, fault.retryAfter) : readAuthorization(request, apiKey);
    if (refused) {
      record(refused.status, refused.message);
      sendJson(response, refused);
      return;
    }
    if (fault?.kind === 'drop-after') response.destroy();
    if (method === 'GET' && url.pathname === '/v1/projects') {
      record(200);
      sendJson(response, { status: 200, body: { projects: [{ project_id: PROJECT, name: 'Pretend project' }] } });
    } else if (method === 'POST' && url.pathname === '/v1/speak') {
      const { status, detail } = answerSpeak({ url, request, body, response, spoken });
      record(status, detail);
    } else {
      record(404);
      sendJson(response, { status: 404, code: 'NOT_FOUND', message: `No ${method} ${url.pathname} here` });
    }
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://deepgram');
    const path = url.pathname;
    const record = (status: number, detail: unknown) =>
      records.add({ vendor: 'deepgram', method: 'WS', path, status, write: false, detail });
    const refuse = (refusal: Refusal) => {
      record(refusal.status, { event: 'refused', query: [...url.searchParams], reason: refusal.message });
      refuseUpgrade(socket, refusal);
    };
    const fault = faults.meet({ vendor: 'deepgram', method: 'WS', path }, ['status', 'slow', 'drop', 'close']);
    if (fault?.kind === 'slow') await wait(fault.delayMs ?? 0);
    if (fault?.kind === 'drop') {
      record(0, { event: 'dropped', query: [...url.searchParams] });
      socket.destroy();
      return;
    }
    if (fault?.kind === 'status') return refuse(refusalFor(fault.status ?? 500, fault.retryAfter));
    const unauthorised = readAuthorization(request, apiKey);
    if (unauthorised) return refuse(unauthorised);
    const start = prepare(path, url.searchParams);
    if (typeof start === 'string') {
      const status = path === '/v1/listen' || path === '/v1/speak' ? 400 : 404;
      return refuse({ status, code: status === 400 ? 'Bad Request' : 'NOT_FOUND', message: start });
    }
    const session = openSession(randomUUID(), start.path, url.searchParams);
    sockets.once('headers', (headers) => headers.push(`dg-request-id: ${session.requestId}`));
    sockets.handleUpgrade(request, socket, head, (client) => {
      sessions.push(session);
      record(101, { event: 'opened', requestId: session.requestId, query: session.query });
      client.on('error', () => client.terminate());
      client.on('close', (code, reason) => {
        session.open = false;
        session.closed = code;
        const { requestId, recognised, transcripts, audioBytes } = session;
        record(0, { event: 'closed', requestId, code, reason: String(reason), recognised, transcripts, audioBytes });
      });
      start.serve(client, session);
      if (fault?.kind === 'close') {
        const { status: code = 1011, delayMs = 0 } = fault;
        // 1006 is what a peer sees when nobody said why: it cannot be sent.
        const timer = setTimeout(() => (code === 1006 ? client.terminate() : client.close(code, 'NET-0000')), delayMs);
        client.on('close', () => clearTimeout(timer));
      }
    });
  }

  function prepare(path: string, query: URLSearchParams): Start | string {
    if (path === '/v1/listen') {
      const asked = readListenOptions(query);
      if (typeof asked === 'string') return asked;
      return { path, serve: (client, session) => listen(client, asked, session, { recordings, timeScale }) };
    }
    if (path === '/v1/speak') {
      const asked = readSpeakOptions(query, { raw: true });
      if (typeof asked === 'string') return asked;
      return { path, serve: (client, session) => speak(client, asked, session, { spoken }) };
    }
    return `No WebSocket ${path} here`;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    spoken,
    sessions: () => sessions,
    async stop() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Start {
  path: Session['path'];
  serve(client: WebSocket, session: Session): void;
}

const HTTP_FAULTS = ['status', 'slow', 'drop', 'drop-after'] as const;
const PROJECT = '0b5f0c52-6e6f-4a0b-9d53-6f1d2a1c7e11';
const LARGEST_BODY = 1_000_000;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > LARGEST_BODY) throw new Error('Body too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
