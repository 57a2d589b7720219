import { VendorError } from '../../../core/errors.js';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Tool, ToolResult, ToolScope } from '../../../core/tools/tool.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createPretendHudu, type PretendHudu, type Switches } from '../../../sandbox/hudu/index.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createWorld, type World } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { hudu } from './index.js';

export const HARBOR = 'harbor-dental';
export const LARKMERE = 'larkmere-logistics';

/** A pretend Hudu, a connection to it, and what people were told by it. */
export interface Bench {
  world: World;
  vendor: PretendHudu;
  records: Records;
  faults: Faults;
  connection: Connection;
  /** Moves the clock of Hudu and of the connection on. */
  pass(ms: number): void;
  /** Another connection, with nothing remembered, which `run` uses from now on. */
  connectAnew(more?: Record<string, unknown>): Connection;
  tool(name: string): Tool;
  scope(slug: string): ToolScope;
  run(name: string, args: Record<string, unknown>, slug?: string): Promise<ToolResult>;
  /** The output alone, as JSON text. */
  text(name: string, args: Record<string, unknown>, slug?: string): Promise<string>;
  refused(name: string, args: Record<string, unknown>, slug?: string): Promise<VendorError>;
  /** Searches until all articles are known. */
  settle(slug?: string): Promise<void>;
  kept: { label: string; value: string; subject: string }[];
  /** Everything that anybody but the keeper was told, as one text. */
  told(): string;
  stop(): Promise<void>;
}

const MOST_TRIES = 50;

export async function startBench(switches: Partial<Switches> = {}): Promise<Bench> {
  let at = Date.parse('2026-01-05T09:00:00Z');
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const now = () => new Date(at);
  const psa = { integration: 'cw_manage', companyId: (slug: string) => String(slug.length + 250) };
  const vendor = await createPretendHudu({ world, records, faults, now: () => at, psa, switches });
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
  const kept: Bench['kept'] = [];
  const told: unknown[] = [];
  const connect = (more: Record<string, unknown> = {}) =>
    hudu.connect({ ...vendor.credentials, requestsPerMinute: 100_000, ...more }, { http, now });
  let connection: Connection = connect();

  const tool = (name: string) => {
    const found = connection.tools().find((each) => each.name === `hudu:${name}`);
    if (!found) throw new Error(`There is no tool ${name}`);
    return found;
  };
  const scope = (slug: string): ToolScope => ({
    clientId: slug,
    mapping: vendor.companyId(slug),
    secrets: {
      async keep(secret) {
        kept.push(secret);
        return { secretId: `secret-${kept.length}` };
      },
    },
  });
  const run: Bench['run'] = async (name, args, slug = HARBOR) => {
    try {
      const result = await tool(name).run(scope(slug), tool(name).input.parse(args));
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
    get connection() {
      return connection;
    },
    pass(ms) {
      at += ms;
    },
    connectAnew(more) {
      connection = connect(more);
      return connection;
    },
    tool,
    scope,
    run,
    text: async (name, args, slug) => JSON.stringify((await run(name, args, slug)).output),
    refused: (name, args, slug) => failureOf(run(name, args, slug)),
    async settle(slug = HARBOR) {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const { summary } = await run('search-articles', { query: 'anything' }, slug);
        if (!/being read/.test(summary)) return;
      }
      throw new Error('The articles were not read in the end');
    },
    kept,
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
