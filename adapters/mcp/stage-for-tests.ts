import type { Connection, ConnectionState, KeptState } from '../../core/integrations/integration.js';
import type { Tool, ToolScope } from '../../core/tools/tool.js';
import { createFaults, type Faults } from '../../sandbox/faults.js';
import { createPretendMcp, type PretendMcp, type PretendMcpOptions } from '../../sandbox/mcp/index.js';
import { createRecords, type Records } from '../../sandbox/records.js';
import { createWorld } from '../../sandbox/world/world.js';
import { createOutgoing } from '../http.js';
import { mcp } from './index.js';

/** What connections remember, as several processes would share it. */
export function createStateForTests(): ConnectionState & { kept: Map<string, KeptState> } {
  const kept = new Map<string, KeptState>();
  return {
    kept,
    read: async (key) => structuredClone(kept.get(key)),
    async write(key, next, over) {
      if ((kept.get(key)?.version ?? 0) !== over) return false;
      kept.set(key, structuredClone({ ...next, version: over + 1 }));
      return true;
    },
  };
}

export interface McpStage {
  server: PretendMcp;
  records: Records;
  faults: Faults;
  state: ReturnType<typeof createStateForTests>;
  clock: { now: Date };
  /** A process that is connected with these; all of them share what is remembered. */
  connect(credentials?: Record<string, unknown>): Connection;
  /** The same after it was tried, so that its tools are known. */
  connected(credentials?: Record<string, unknown>): Promise<Connection>;
  stop(): Promise<void>;
}

/** A pretend server, and connections to it under the name `desk`. */
export async function setMcpStage(options: Partial<PretendMcpOptions> = {}): Promise<McpStage> {
  const records = createRecords();
  const faults = createFaults();
  const server = await createPretendMcp({ world: createWorld(), records, faults, ...options });
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], retries: 0 });
  const state = createStateForTests();
  const clock = { now: new Date('2026-03-02T10:00:00Z') };
  const connect: McpStage['connect'] = (credentials = {}) => {
    const filled = mcp.credentials.parse({ ...server.credentials, shared: true, timeoutSeconds: 2, ...credentials });
    return mcp.connect(filled, { http, now: () => clock.now, name: 'desk', state });
  };
  return {
    server,
    records,
    faults,
    state,
    clock,
    connect,
    async connected(credentials) {
      const connection = connect(credentials);
      await connection.check();
      return connection;
    },
    async stop() {
      await http.close();
      await server.stop();
    },
  };
}

export function toolOf(connection: Pick<Connection, 'tools'>, name: string): Tool {
  const found = connection.tools().find((tool) => tool.name === `mcp:desk:${name}`);
  if (!found) throw new Error(`There is no tool ${name}; there are ${connection.tools().map((tool) => tool.name)}`);
  return found;
}

/** The scope of a client to whom a shared server is offered. */
export const SCOPE: ToolScope = {
  clientId: 'c1',
  mapping: 'shared',
  secrets: {
    keep: async () => {
      throw new Error('An MCP tool keeps no secrets');
    },
  },
};
