import { VendorError } from '../../../core/errors.js';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Tool, ToolResult, ToolScope } from '../../../core/tools/tool.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createPretendItGlue, type PretendItGlue, type Switches } from '../../../sandbox/itglue/index.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createWorld, type World } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { itGlue } from './index.js';

export const HARBOR = 'harbor-dental';
export const LARKMERE = 'larkmere-logistics';

/** A pretend IT Glue and ways to work with it. */
export interface Bench {
  world: World;
  vendor: PretendItGlue;
  records: Records;
  faults: Faults;
  connection: Connection;
  /** Moves the clock on. */
  advance(ms: number): void;
  /** Another connection, with nothing remembered. */
  connect(more?: Record<string, unknown>): Connection;
  scope(slug: string): ToolScope;
  tool(name: string): Tool;
  run(name: string, args: Record<string, unknown>, slug?: string): Promise<ToolResult>;
  /** The output alone, as JSON text. */
  text(name: string, args: Record<string, unknown>, slug?: string): Promise<string>;
  refused(name: string, args: Record<string, unknown>, slug?: string): Promise<VendorError>;
  /** What went into safe keeping. */
  kept: { label: string; value: string; subject: string }[];
  /** Everything that anybody but the keeper was told, as one text. */
  told(): string;
  stop(): Promise<void>;
}

export async function startBench(switches: Partial<Switches> = {}): Promise<Bench> {
  let offset = 0;
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const now = () => new Date(Date.now() + offset);
  const http = createOutgoing({ name: 'IT Glue', allowPrivate: ['127.0.0.1'], wait: async () => {} });
  const vendor = await createPretendItGlue({ world, records, faults, now: () => now().getTime(), switches });
  const kept: Bench['kept'] = [];
  const told: unknown[] = [];
  const connect = (more: Record<string, unknown> = {}) =>
    itGlue.connect({ ...vendor.credentials, ...more }, { http, now });
  const connection = connect();
  const tools = connection.tools();

  const tool = (name: string) => {
    const found = tools.find((each) => each.name === `itglue:${name}`);
    if (!found) throw new Error(`There is no tool ${name}`);
    return found;
  };
  const scope = (slug: string): ToolScope => ({
    clientId: slug,
    mapping: vendor.organizationId(slug),
    secrets: {
      async keep(secret) {
        kept.push(secret);
        return { secretId: `secret-${kept.length}` };
      },
    },
  });
  const run = async (name: string, args: Record<string, unknown>, slug = HARBOR) => {
    try {
      const result = await tool(name).run(scope(slug), args);
      told.push(result);
      return result;
    } catch (error) {
      if (error instanceof VendorError) told.push([error.message, error.details, String(error.cause ?? '')]);
      throw error;
    }
  };

  return {
    world,
    vendor,
    records,
    faults,
    connection,
    kept,
    connect,
    scope,
    tool,
    run,
    advance(ms) {
      offset += ms;
    },
    text: async (name, args, slug) => JSON.stringify((await run(name, args, slug)).output),
    refused: (name, args, slug) => failureOf(run(name, args, slug)),
    told: () => JSON.stringify(told),
    async stop() {
      await http.close();
      await vendor.stop();
    },
  };
}

export async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof VendorError) return error;
  throw new Error(`It was not refused as it should be: ${String(error)}`);
}
