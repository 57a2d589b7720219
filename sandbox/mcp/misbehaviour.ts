/** Ways in which an MCP server can be no good, for tests of whoever has to live with it. */
import type { ServerResponse } from 'node:http';

export type Misbehaviour =
  /** Takes the request and never answers. */
  | 'hang'
  /** One answer without an end. */
  | 'flood-body'
  /** Events without an end. */
  | 'flood-events'
  /** Events that never hold the answer, and then the end of the stream. */
  | 'close-mid-answer'
  | 'html'
  | 'not-json-rpc'
  /** An answer to a request that nobody made. */
  | 'wrong-id'
  | 'empty'
  | 'redirect'
  | 'unauthorized'
  | 'forbidden'
  | 'server-error'
  /** Repeats the token that it was sent. */
  | 'echo-token';

const CHUNK = 'x'.repeat(64 * 1024);

interface About {
  id: unknown;
  authorization: string;
  elsewhere: string;
}

const note = (data: string) =>
  `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data } })}\n\n`;

const plain =
  (status: number, body = '', type = 'text/plain') =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };
const json = (response: ServerResponse, body: unknown) =>
  plain(200, JSON.stringify(body), 'application/json')(response);

const WAYS: Readonly<Record<Misbehaviour, (response: ServerResponse, about: About) => void>> = {
  hang: () => undefined,
  'flood-body': (response, { id }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":[{"type":"text","text":"`);
    pour(response, CHUNK);
  },
  'flood-events': (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    pour(response, note(CHUNK));
  },
  'close-mid-answer': plain(200, note('wait'), 'text/event-stream'),
  html: plain(200, '<html><body>Welcome</body></html>', 'text/html'),
  'not-json-rpc': (response) => json(response, { hello: 'world' }),
  'wrong-id': (response) => json(response, { jsonrpc: '2.0', id: 'nobody', result: {} }),
  empty: plain(200, '', 'application/json'),
  redirect: (response, { elsewhere }) => {
    response.writeHead(307, { location: elsewhere });
    response.end();
  },
  unauthorized: plain(401),
  forbidden: plain(403),
  'server-error': plain(500, 'stack trace'),
  'echo-token': (response, { id, authorization }) =>
    json(response, { jsonrpc: '2.0', id, error: { code: -32603, message: `bad: ${authorization}` } }),
};

/** Answers as badly as told. */
export function misbehave(kind: Misbehaviour, response: ServerResponse, about: About): void {
  WAYS[kind](response, about);
}

/** Writes as fast as it is read, until the other side goes. */
function pour(response: ServerResponse, piece: string): void {
  const more = (): void => {
    while (!response.destroyed) if (!response.write(piece)) return;
  };
  response.on('drain', more);
  more();
}
