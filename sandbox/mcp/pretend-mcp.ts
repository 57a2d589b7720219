/** A pretend MCP server on loopback: strict, stateful, and as bad as it is told to be. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { type Answered, waited } from '../serve.js';
import type { World } from '../world/world.js';
import { type AuthorizationServer, createAuthorizationServer } from './authorization-server.js';
import { type Misbehaviour, misbehave } from './misbehaviour.js';
import { createProtocol, type Manners, type Message, type Reply, record } from './protocol.js';
import { type AssetDesk, createAssetDesk, type PretendTool } from './tools.js';

export interface PretendMcp extends Pick<AssetDesk, 'bookings' | 'assets' | 'canaries'> {
  /** http://127.0.0.1:port/mcp */
  url: string;
  /** All that the form needs, for a token that is good. */
  credentials: { url: string; auth: 'bearer'; token: string };
  /** The same for signing in with a browser. */
  oauthCredentials: { url: string; auth: 'oauth' };
  oauth: AuthorizationServer;
  manners: Manners;
  /** The tools that it lists, as they are now. */
  tools(): readonly PretendTool[];
  /** What its operators do: a tool is described otherwise, comes or goes. */
  changeTool(name: string, changes: Partial<PretendTool>): void;
  addTool(tool: PretendTool): void;
  removeTool(name: string): void;
  /** Behaves badly when asked for one of these methods, until it is told otherwise. */
  misbehave(kind: Misbehaviour | undefined, methods?: readonly string[]): void;
  forgetSessions(): void;
  /** What clients answered to what it asked of them. */
  answered: readonly unknown[];
  /** The token is another one from now on. */
  rotateKey(): void;
  stop(): Promise<void>;
}

export interface PretendMcpOptions {
  world: World;
  records: Records;
  faults: Faults;
  /** 0: any free one. */
  port?: number;
  now?: () => number;
  /** A desk of this client's own; else the MSP's. */
  company?: string;
}

const MOST_BYTES = 4 * 1024 * 1024;

export async function createPretendMcp({
  world,
  records,
  faults,
  port = 0,
  company,
}: PretendMcpOptions): Promise<PretendMcp> {
  const desk = createAssetDesk(world, company);
  let tools: PretendTool[] = structuredClone(desk.tools);
  let token = randomBytes(24).toString('base64url');
  let bad: { kind: Misbehaviour; methods: readonly string[] } | undefined;
  const answered: unknown[] = [];
  const waiting = new Map<unknown, (message: Message) => void>();
  const manners: Manners = {
    events: false,
    pageSize: 50,
    sessions: true,
    asks: undefined,
    announces: false,
    version: undefined,
    instructions: '',
    says: new Map(),
  };
  const protocol = createProtocol({ desk, tools: () => tools, manners });
  const oauth = createAuthorizationServer({ base: () => base });
  const stopping = new AbortController();

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The pretend MCP server listens on no port');
  const base = `http://127.0.0.1:${address.port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', base);
    const body = await read(request);
    const { method = 'GET', headers } = request;
    const asked = { method, path: url.pathname, url, headers, body };
    const answer = oauth.answer(asked);
    if (answer) {
      records.add({
        vendor: 'mcp',
        method,
        path: url.pathname,
        status: answer.status,
        write: answer.write ?? false,
        detail: body,
      });
      send(response, answer);
      return;
    }
    if (url.pathname !== '/mcp') {
      keep(method, url.pathname, 404, response);
      return;
    }
    const message = parsed(body);
    const name = typeof message.method === 'string' ? message.method : method;
    const path = `/mcp/${name}`;
    const fault = faults.meet({ vendor: 'mcp', method, path }, ['status', 'slow', 'drop', 'drop-after']);
    if (fault?.kind === 'slow' && !(await waited(fault.delayMs ?? 0, stopping.signal))) return;
    if (fault?.kind === 'drop') {
      records.add({ vendor: 'mcp', method, path, status: 0, write: false, detail: message });
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'status') {
      const after: Record<string, string> =
        fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      return keep(method, path, fault.status ?? 500, response, message, after);
    }
    if (!admits(headers.authorization)) {
      const wants = `Bearer resource_metadata="${base}/.well-known/oauth-protected-resource/mcp"`;
      return keep(method, path, 401, response, message, { 'www-authenticate': wants });
    }
    if (method !== 'POST') return keep(method, path, 405, response);
    if (bad?.methods.includes(name)) {
      records.add({ vendor: 'mcp', method, path, status: 200, write: false, detail: message });
      return misbehave(bad.kind, response, {
        id: message.id,
        authorization: String(headers.authorization ?? ''),
        elsewhere: `${base}/elsewhere`,
      });
    }
    const reply = protocol.refusal(headers, message) ?? (isAnswer(message) ? taken(message) : protocol.answer(message));
    records.add({
      vendor: 'mcp',
      method,
      path,
      status: reply.status,
      write: reply.write ?? false,
      detail: { message, headers },
    });
    if (fault?.kind === 'drop-after') {
      request.socket.destroy();
      return;
    }
    const isCall = message.method === 'tools/call' && reply.status === 200;
    if (isCall && (manners.events || manners.asks || manners.announces)) return stream(response, reply);
    send(response, { ...reply });
  }

  function admits(header: string | undefined): boolean {
    return header === `Bearer ${token}` || oauth.admits(header);
  }

  const isAnswer = (message: Message) => message.method === undefined && message.id !== undefined;
  function taken(message: Message): Reply {
    answered.push(message);
    waiting.get(message.id)?.(message);
    return { status: 202 };
  }

  async function stream(response: ServerResponse, { headers, body }: Reply): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers });
    const event = (data: unknown) => response.write(`event: message\ndata: ${JSON.stringify(data)}\n\n`);
    if (manners.announces) event({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    if (manners.asks) {
      const id = `ask-${answered.length + 1}`;
      const said = new Promise<void>((resolve) => waiting.set(id, () => resolve()));
      event({ jsonrpc: '2.0', id, method: manners.asks, params: { messages: [], maxTokens: 10 } });
      await said;
    }
    event(body);
    response.end();
  }

  function keep(
    method: string,
    path: string,
    status: number,
    response: ServerResponse,
    detail?: unknown,
    headers: Record<string, string> = {},
  ): void {
    records.add({ vendor: 'mcp', method, path, status, write: false, detail });
    response.writeHead(status, headers);
    response.end();
  }

  return {
    url: `${base}/mcp`,
    get credentials() {
      return { url: `${base}/mcp`, auth: 'bearer' as const, token };
    },
    oauthCredentials: { url: `${base}/mcp`, auth: 'oauth' },
    oauth,
    manners,
    bookings: desk.bookings,
    assets: desk.assets,
    canaries: desk.canaries,
    tools: () => tools,
    changeTool(name, changes) {
      tools = tools.map((tool) => (tool.name === name ? { ...tool, ...changes } : tool));
    },
    addTool(tool) {
      tools = [...tools, tool];
    },
    removeTool(name) {
      tools = tools.filter((tool) => tool.name !== name);
    },
    misbehave(kind, methods = ['tools/call']) {
      bad = kind && { kind, methods };
    },
    forgetSessions: protocol.forgetSessions,
    answered,
    rotateKey() {
      token = randomBytes(24).toString('base64url');
    },
    async stop() {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const chunk = Buffer.from(piece);
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(
  response: ServerResponse,
  { status, headers, body }: Pick<Answered, 'status' | 'headers' | 'body'>,
): void {
  const json = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers });
  response.end(json);
}

function parsed(text: string): Message {
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
}
