/** A pretend Microsoft and the integration that speaks to it, for the tests of this folder. */
import { VendorError } from '../../../core/errors.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import type { ChangingTool, Tool, ToolScope } from '../../../core/tools/tool.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createPretendMicrosoft } from '../../../sandbox/microsoft/pretend-microsoft.js';
import { createRecords } from '../../../sandbox/records.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing, type OutgoingAttempt } from '../../http.js';
import { createMicrosoft365 } from './index.js';

export const HARBOR = 'harbor-dental';
export const DANA = 'harbor-dental/dana-whitfield';
export const SARAH = 'harbor-dental/sarah-chen';

export type Stage = Awaited<ReturnType<typeof createStage>>;
type Kept = { label: string; value: string; subject: string };

/** Waiting takes no time: it moves the clock that everybody here goes by. */
export async function createStage() {
  const [records, faults, world] = [createRecords(), createFaults(), createWorld()];
  const clock = { now: Date.parse('2026-02-03T10:00:00Z') };
  const attempts: OutgoingAttempt[] = [];
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(Math.round(ms));
    clock.now += ms;
  };
  const vendor = await createPretendMicrosoft({ world, faults, records, now: () => clock.now });
  const http = createOutgoing({
    allowPrivate: ['127.0.0.1'],
    now: () => clock.now,
    random: () => 0.5,
    wait,
    log: (attempt) => attempts.push(attempt),
  });
  const integration = createMicrosoft365({ wait, clock: () => clock.now });

  function connect(changes: Record<string, unknown> = {}, through: Outgoing = http) {
    return integration.connect(
      { ...vendor.credentials, loginBaseUrl: vendor.loginUrl, graphBaseUrl: vendor.graphUrl, ...changes },
      { http: through, now: () => new Date(clock.now) },
    );
  }

  function tool(name: string, connection = connect()): Tool {
    const found = connection.tools().find((each) => each.name === `m365:${name}`);
    if (!found) throw new Error(`There is no tool ${name}`);
    return found;
  }

  return {
    world,
    vendor,
    records,
    faults,
    clock,
    attempts,
    waits,
    connect,
    tool,
    http,
    /** A tool that changes something. */
    change(name: string, connection = connect()): ChangingTool {
      const found = tool(name, connection);
      if (found.effect === 'read') throw new Error(`${name} changes nothing`);
      return found;
    },
    /** A scope whose secrets can be looked at afterwards. */
    scope(company = HARBOR): ToolScope & { kept: Kept[] } {
      const kept: Kept[] = [];
      return {
        clientId: company,
        mapping: vendor.tenantId(company),
        secrets: {
          keep: async (secret) => {
            kept.push(secret);
            return { secretId: `secret-${kept.length}` };
          },
          open: async (secretId) => {
            const found = kept[Number(secretId.replace('secret-', '')) - 1];
            if (!found) throw new Error('There is no such secret');
            return found.value;
          },
        },
        kept,
      };
    },
    emailOf: (personKey: string) => world.person(personKey).email,
    /** The key of the person on a seat of a company. */
    seat(company: string, number: number): string {
      const person = world.people.filter((each) => each.company === company)[number];
      if (!person) throw new Error(`${company} has no seat ${number}`);
      return person.key;
    },
    /** What reached Graph (not the sign-in) since so many records. */
    graphCalls: (since = 0) =>
      records
        .of('microsoft')
        .slice(since)
        .filter(({ path }) => path.startsWith('/v1.0')),
    tokenCalls: (since = 0) =>
      records
        .of('microsoft')
        .slice(since)
        .filter(({ path }) => path.endsWith('/token')),
    mark: () => records.of('microsoft').length,
    writes: () => records.writes('microsoft').length,
    reset() {
      faults.clear();
      vendor.staleReads(0);
      vendor.hideNewObjects(0);
    },
    async stop() {
      await http.close();
      await vendor.stop();
    },
  };
}

export async function failureOf(work: Promise<unknown> | undefined): Promise<VendorError> {
  const error = await Promise.resolve(work).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
  return error;
}
