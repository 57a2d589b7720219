import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

/** A request that the desk received. */
export interface DeskRequest {
  path: string;
  url: string;
  method: string;
  headers: IncomingHttpHeaders;
  params: Record<string, string>;
}

export interface DeskStream {
  socket: WebSocket;
  headers: IncomingHttpHeaders;
  path: string;
  /** Everything received, parsed. */
  messages: Record<string, unknown>[];
}

export interface DeskAnswer {
  status?: number;
  contentType?: string;
  body: string | Buffer;
  delayMs?: number;
}

/** A helpdesk that only does what a test tells it: documents by path, and a media-stream socket. */
export interface ScriptedDesk {
  /** Loopback address. */
  url: string;
  requests: DeskRequest[];
  streams: DeskStream[];
  /** Answers TwiML at a path from now on. */
  answer(path: string, answer: string | DeskAnswer | ((request: DeskRequest) => string | DeskAnswer)): void;
  /** Called for each message of each stream. */
  onMessage(listener: (stream: DeskStream, message: Record<string, unknown>) => void): void;
  stop(): Promise<void>;
}

export async function createScriptedDesk(): Promise<ScriptedDesk> {
  const requests: DeskRequest[] = [];
  const streams: DeskStream[] = [];
  const answers = new Map<string, string | DeskAnswer | ((request: DeskRequest) => string | DeskAnswer)>();
  let listener: (stream: DeskStream, message: Record<string, unknown>) => void = () => undefined;

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://desk');
      const form = request.method === 'GET' ? url.searchParams : new URLSearchParams(Buffer.concat(parts).toString());
      const seen: DeskRequest = {
        path: url.pathname,
        url: request.url ?? '/',
        method: request.method ?? 'GET',
        headers: request.headers,
        params: Object.fromEntries(form),
      };
      requests.push(seen);
      const known = answers.get(url.pathname) ?? { status: 404, body: '' };
      const found = typeof known === 'function' ? known(seen) : known;
      const {
        status = 200,
        contentType = 'text/xml',
        body,
        delayMs = 0,
      } = typeof found === 'string' ? { body: found } : found;
      setTimeout(() => response.writeHead(status, { 'content-type': contentType }).end(body), delayMs);
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const stream: DeskStream = { socket, headers: request.headers, path: request.url ?? '/', messages: [] };
    streams.push(stream);
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const message: Record<string, unknown> = JSON.parse(String(data));
      stream.messages.push(message);
      listener(stream, message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    requests,
    streams,
    answer: (path, answer) => answers.set(path, answer),
    onMessage(next) {
      listener = next;
    },
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
