import { VendorError } from '../../../core/errors.js';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Preview, Tool, ToolResult, ToolScope } from '../../../core/tools/tool.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createPretendNinjaOne, type PretendNinjaOne, type Switches } from '../../../sandbox/ninjaone/index.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createWorld, type World } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { ninjaOne } from './index.js';

export const HARBOR = 'harbor-dental';
export const LARKMERE = 'larkmere-logistics';

/** A pretend NinjaOne and ways to work with it. */
export interface Bench {
  world: World;
  vendor: PretendNinjaOne;
  records: Records;
  faults: Faults;
  now(): Date;
  advance(ms: number): void;
  connect(more?: Record<string, unknown>): Connection;
  /** Those of a connection that allows the scripts that its makers allow. */
  tool(name: string): Tool;
  scope(slug: string): ToolScope;
  run(name: string, args: Record<string, unknown>, slug?: string): Promise<ToolResult>;
  preview(name: string, args: Record<string, unknown>, slug?: string): Promise<Preview>;
  observe(name: string, args: Record<string, unknown>, since: Date): Promise<string>;
  refused(name: string, args: Record<string, unknown>, slug?: string): Promise<VendorError>;
  stop(): Promise<void>;
}

export async function startBench({
  switches = {},
  more = {},
}: {
  switches?: Partial<Switches>;
  more?: Record<string, unknown>;
} = {}): Promise<Bench> {
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const http = createOutgoing({ name: 'NinjaOne', allowPrivate: ['127.0.0.1'], wait: async () => {} });
  const vendor = await createPretendNinjaOne({ world, records, faults, now: () => now().getTime(), switches });
  const connect = (given: Record<string, unknown> = {}) =>
    ninjaOne.connect({ ...vendor.credentials, requestsPerMinute: 100_000, ...more, ...given }, { http, now });
  const tools = connect().tools();
  const tool = (name: string) => {
    const found = tools.find((each) => each.name === `ninjaone:${name}`);
    if (!found) throw new Error(`There is no tool ${name}`);
    return found;
  };
  const changing = (name: string) => {
    const found = tool(name);
    if (found.effect === 'read') throw new Error(`${name} changes nothing`);
    return found;
  };
  const scope = (slug: string): ToolScope => ({
    clientId: slug,
    mapping: vendor.organizationId(slug),
    secrets: {
      keep: async () => {
        throw new Error('Nothing is kept here');
      },
    },
  });
  const run: Bench['run'] = (name, args, slug = HARBOR) => tool(name).run(scope(slug), args);
  return {
    world,
    vendor,
    records,
    faults,
    now,
    connect,
    tool,
    scope,
    run,
    advance(ms) {
      offset += ms;
    },
    preview: async (name, args, slug = HARBOR) => (await changing(name).preview?.(scope(slug), args)) ?? {},
    observe: (name, args, since) => changing(name).observe(scope(HARBOR), args, since),
    refused: (name, args, slug) => failureOf(run(name, args, slug)),
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
