/**
 * What an MCP server answers over streamable HTTP, strictly. Sources: MCP specification 2025-06-18, Lifecycle, Transports
 * (Streamable HTTP) and Tools; JSON-RPC 2.0.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AssetDesk, CallResult, PretendTool } from './tools.js';

export const VERSIONS = ['2025-06-18', '2025-03-26'] as const;

export interface Message {
  jsonrpc?: unknown;
  id?: unknown;
  method?: unknown;
  params?: unknown;
  result?: unknown;
  error?: unknown;
}

export interface Session {
  id: string;
  version: string;
  isReady: boolean;
}

/** How the server behaves, within what the specification allows; tests change it while it runs. */
export interface Manners {
  /** Answers calls as a stream of events, not as JSON. */
  events: boolean;
  /** Tools of one page. */
  pageSize: number;
  /** Gives out session ids. */
  sessions: boolean;
  /** Before it answers a call it asks the client for this, and waits for what it says: `sampling/createMessage`. */
  asks: string | undefined;
  /** Tells, before it answers a call, that its list of tools has changed. */
  announces: boolean;
  /** The version that it says it speaks, whatever it was offered. */
  version: string | undefined;
  /** What it says of itself to whoever begins. */
  instructions: string;
  /** Says this in the place of a tool's own answer. */
  says: Map<string, CallResult>;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Stored data changed. */
  write?: boolean;
}

const rpcError = (id: unknown, code: number, message: string) => ({
  jsonrpc: '2.0',
  id: id ?? null,
  error: { code, message },
});
const refuse = (status: number, message: string): Reply => ({ status, body: rpcError(null, -32600, message) });

export interface Protocol {
  /** What is wrong with a request before anybody looks at what it asks for. */
  refusal(headers: IncomingHttpHeaders, message: Message): Reply | undefined;
  answer(message: Message): Reply;
  forgetSessions(): void;
}

export function createProtocol({
  desk,
  tools,
  manners,
}: {
  desk: AssetDesk;
  tools(): readonly PretendTool[];
  manners: Manners;
}): Protocol {
  const sessions = new Map<string, Session>();
  const result = (id: unknown, value: unknown) => ({ jsonrpc: '2.0', id, result: value });

  function refusal(headers: IncomingHttpHeaders, message: Message): Reply | undefined {
    const accept = String(headers.accept ?? '');
    if (!accept.includes('application/json') || !accept.includes('text/event-stream')) {
      return refuse(406, 'Not Acceptable: Client must accept both application/json and text/event-stream');
    }
    if (!String(headers['content-type'] ?? '').startsWith('application/json')) {
      return refuse(415, 'Unsupported Media Type: Content-Type must be application/json');
    }
    if (message.jsonrpc !== '2.0') return refuse(400, 'Invalid Request: not JSON-RPC 2.0');
    if (message.method === 'initialize' || !manners.sessions) return undefined;
    const id = String(headers['mcp-session-id'] ?? '');
    if (!id) return refuse(400, 'Bad Request: Mcp-Session-Id header is required');
    const session = sessions.get(id);
    if (!session) return { status: 404, body: rpcError(null, -32001, 'Session not found') };
    if (headers['mcp-protocol-version'] !== session.version)
      return refuse(400, 'Bad Request: Unsupported protocol version');
    if (message.method === 'notifications/initialized') session.isReady = true;
    else if (!session.isReady && message.method !== 'ping') return refuse(400, 'Bad Request: Server not initialized');
    return undefined;
  }

  function initialize(id: unknown, params: Record<string, unknown>): Reply {
    const asked = String(params.protocolVersion);
    const version = manners.version ?? VERSIONS.find((one) => one === asked) ?? VERSIONS[0];
    const session = { id: randomUUID(), version, isReady: false };
    if (manners.sessions) sessions.set(session.id, session);
    return {
      status: 200,
      headers: manners.sessions ? { 'mcp-session-id': session.id } : {},
      body: result(id, {
        protocolVersion: version,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'asset-desk', version: '1.0.0' },
        ...(manners.instructions ? { instructions: manners.instructions } : {}),
      }),
    };
  }

  function list(id: unknown, params: Record<string, unknown>): Reply {
    const from = params.cursor === undefined ? 0 : Number(/^page-(\d+)$/.exec(String(params.cursor))?.[1]);
    const all = tools();
    if (!Number.isInteger(from) || from < 0 || from > all.length) {
      return { status: 200, body: rpcError(id, -32602, 'Invalid cursor') };
    }
    const to = from + manners.pageSize;
    const next = to < all.length ? { nextCursor: `page-${to}` } : {};
    return { status: 200, body: result(id, { tools: all.slice(from, to), ...next }) };
  }

  function call(id: unknown, params: Record<string, unknown>): Reply {
    const name = String(params.name);
    const tool = tools().find((one) => one.name === name);
    if (!tool) return { status: 200, body: rpcError(id, -32602, `Unknown tool: ${name}`) };
    const args = record(params.arguments);
    const { properties, required } = record(tool.inputSchema);
    const missing = (Array.isArray(required) ? required : []).filter((one) => args[one] === undefined);
    const unknown = Object.keys(args).filter((one) => !(one in record(properties)));
    if (missing.length + unknown.length > 0) {
      return { status: 200, body: rpcError(id, -32602, `Invalid arguments: ${[...missing, ...unknown].join(', ')}`) };
    }
    const said = manners.says.get(name);
    const done = desk.call(name, args) ?? { result: { content: [{ type: 'text', text: 'done' }] }, write: true };
    return { status: 200, body: result(id, said ?? done.result), write: done.write };
  }

  return {
    refusal,
    answer({ id, method, params }) {
      const given = record(params);
      if (id === undefined || method === undefined) return { status: 202 };
      switch (method) {
        case 'initialize':
          return initialize(id, given);
        case 'ping':
          return { status: 200, body: result(id, {}) };
        case 'tools/list':
          return list(id, given);
        case 'tools/call':
          return call(id, given);
        default:
          return { status: 200, body: rpcError(id, -32601, 'Method not found') };
      }
    },
    forgetSessions: () => sessions.clear(),
  };
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
