import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import mongoose, { type Connection } from 'mongoose';
import { createClock } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Approval, type ApprovalState, type Approvals, createApprovals } from './approval.js';
import { isFinal, MOVES } from './approval-states.js';

const HOUR = 3_600_000;
const RUNS = ['run-a', 'run-b'];

/** What anybody may do to the newest request of a run, from either of two processes. */
const operation = fc.record({
  what: fc.constantFrom(
    'request',
    'approve',
    'deny',
    'consume',
    'consume another plan',
    'supersede',
    'cancel',
    'void',
    'expire',
    'wait',
  ),
  run: fc.constantFrom(...RUNS),
  process: fc.constantFrom(0, 1),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

describe('whatever happens at once to approvals', () => {
  let store: TestStore;
  let second: Connection;
  let processes: Approvals[];
  const clock = createClock();
  let worlds = 0;
  beforeAll(async () => {
    store = await openTestStore();
    second = await mongoose.createConnection(store.uri, store.embedded ? { directConnection: true } : {}).asPromise();
    processes = [store.connection, second].map((connection) => createApprovals({ connection, now: clock.now }));
  });
  afterAll(async () => {
    await second.close();
    await store.dispose();
  });

  it('nothing leaves a final state, a run has one open request, and each is spent once for its own plan', async () => {
    const seen = new Set<ApprovalState>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(operation, { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 10 }),
        async (batches) => {
          const world = `w${++worlds}-`;
          let before = new Map<string, Approval>();
          const spent: string[] = [];
          for (const batch of batches) {
            await Promise.allSettled(batch.map((one) => act(one, world, before, spent)));
            const after = await everything(world);
            for (const [id, approval] of after) {
              seen.add(approval.state);
              expect(reachable(before.get(id)?.state ?? 'pending')).toContain(approval.state);
              if (approval.state === 'consumed') expect(approval.decided?.because).toBe('approve');
            }
            for (const runId of RUNS) {
              const open = [...after.values()].filter((one) => one.runId === world + runId && !isFinal(one.state));
              expect(open.length).toBeLessThanOrEqual(1);
            }
            before = after;
          }
          expect(new Set(spent).size).toBe(spent.length);
          expect(spent.sort()).toEqual(
            [...before.values()].flatMap(({ id, state }) => (state === 'consumed' ? [id] : [])).sort(),
          );
        },
      ),
      { numRuns: 20, seed: 4_711 },
    );
    // The walk has been everywhere, so the property was not true of nothing.
    expect([...seen].sort()).toEqual(Object.keys(MOVES).sort());
  });

  async function act(one: Operation, world: string, now: ReadonlyMap<string, Approval>, spent: string[]) {
    const approvals = processes[one.process];
    const runId = world + one.run;
    const newest = [...now.values()].filter((approval) => approval.runId === runId).at(-1);
    if (!approvals) return;
    if (one.what === 'request' || !newest) {
      await approvals.request({
        clientId: 'c1',
        runId,
        psaKind: 'pretend_psa',
        ticketId: runId,
        planHash: `hash-${now.size}`,
        expiresAt: new Date(clock.now().getTime() + HOUR),
      });
      return;
    }
    const { id, planHash } = newest;
    const by = { at: clock.now(), technicianId: '7', technicianName: 'Jin Park', because: one.what };
    switch (one.what) {
      case 'approve':
        return approvals.decide(id, 'approved', by);
      case 'deny':
        return approvals.decide(id, 'denied', by);
      case 'consume':
        if (await approvals.consume(id, planHash)) spent.push(id);
        return;
      case 'consume another plan':
        expect(await approvals.consume(id, 'hash-of-another')).toBe(false);
        return;
      case 'supersede':
        return approvals.close(runId, 'superseded');
      case 'cancel':
        return approvals.cancel(id, 'cancelled');
      case 'void':
        return approvals.voidOf({ psaKind: 'pretend_psa', ticketId: runId }, 'gone');
      case 'expire':
        return approvals.expire(id);
      case 'wait':
        clock.pass(HOUR);
    }
  }

  async function everything(world: string): Promise<Map<string, Approval>> {
    const [approvals] = processes;
    const found = await Promise.all(RUNS.map((runId) => approvals?.all(world + runId)));
    return new Map(found.flatMap((list) => list ?? []).map((approval) => [approval.id, approval]));
  }
});

/** A state and all that it can lead to: several moves may happen at once. */
function reachable(from: ApprovalState): ApprovalState[] {
  return [from, ...MOVES[from].flatMap(reachable)];
}
