import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Command, Proposal, Story, TicketChange } from '../inbox/testing/machine/commands.js';
import { createMachine } from '../inbox/testing/machine/play.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import type { Policy } from '../tools/tool.js';

/** FD_SEED and FD_RUNS look further than the gate does. */
const { FD_SEED = '20260302', FD_RUNS = '30' } = process.env;

describe('whatever happens, in whatever order', () => {
  let store: TestStore;
  afterEach(() => store.dispose());

  it.each([
    ['nothing is carried out without an approval of exactly this plan, or policies that are all automatic', false, 0],
    [
      'where a provider is connected, nothing sensitive is carried out before the requester is verified, either',
      true,
      1,
    ],
  ])(
    '%s',
    async (_what, verifies, more) => {
      store = await openTestStore();
      const machine = await createMachine({ connection: store.connection, verifies });
      await fc.assert(
        fc.asyncProperty(stories(), (story) => machine.play(story)),
        { numRuns: Number(FD_RUNS), seed: Number(FD_SEED) + more, verbose: 1 },
      );
      // The stories have led to what they are about.
      expect(machine.seen.approved).toBeGreaterThan(3);
      expect(machine.seen.automatic).toBeGreaterThan(1);
    },
    240_000,
  );
});

const WORDS = [
  'approved',
  'approved 1',
  'approved 2',
  'ok, go ahead',
  'denied',
  'denied 1',
  'Denied. Do not do this.',
  'stop',
  'approved if she calls back',
  'approved?',
  'calling her now',
  'verified',
  'not verified',
] as const;

/** Sequences of them; what is likely to lead somewhere is likely. */
function stories(): fc.Arbitrary<Story> {
  const one = <T>(...values: T[]) => fc.constantFrom(...values);
  const call = fc.integer({ min: 0, max: 45 });
  const command: fc.Arbitrary<Command> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: one('event' as const), times: one(1, 1, 3) }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: one('note' as const),
        by: one('jin' as const, 'jin' as const, 'lee' as const, 'contact' as const, 'own' as const),
        says: fc.oneof(
          { weight: 2, arbitrary: one('approved', 'approved 2') },
          { weight: 2, arbitrary: one(...WORDS) },
        ),
        customerSees: one(false, false, false, true),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: one('press' as const),
        choice: one('approve' as const, 'approve' as const, 'deny' as const),
        by: one('jin' as const, 'jin' as const, 'lee' as const, 'stranger' as const),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: one('model' as const),
        proposes: one<Proposal>('A', 'B', 'A then B', 'A then B', 'keep', 'person'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: one('policy' as const),
        is: one<Policy>('auto', 'auto', 'approval_needed', 'disabled'),
        whose: one('client' as const, 'msp' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: one('rule' as const), forB: one<Policy>('auto', 'approval_needed', 'disabled') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: one('mode' as const),
        is: one('execute' as const, 'execute' as const, 'plan' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: one('freeze' as const),
        whose: one('client' as const, 'msp' as const),
        on: one(false, true),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: one('ticket' as const),
        becomes: one<TicketChange>(
          'other company',
          'own company',
          'closed',
          'open',
          'to jin',
          'to jin',
          'to lee',
          'to nobody',
          'other contact',
          'own contact',
          'deleted',
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: one('mapping' as const), tenant: one('first' as const, 'second' as const) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: one('pass' as const), minutes: one(1, 1, 5, 31, 250, 1_500, 11_520, -3, -240) }),
    },
    { weight: 3, arbitrary: fc.record({ do: one('crash' as const), atCall: call }) },
    { weight: 2, arbitrary: fc.record({ do: one('taken over' as const), atCall: call }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: one('directory' as const), next: one('down' as const, 'answer lost' as const) }),
    },
    { weight: 1, arbitrary: fc.record({ do: one('wake' as const), times: one(1, 3) }) },
    { weight: 1, arbitrary: fc.record({ do: one('end' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: one('prove' as const),
        outcome: one(
          'approved' as const,
          'approved' as const,
          'denied' as const,
          'expired' as const,
          'pending' as const,
        ),
      }),
    },
  );
  const trouble = fc.oneof(
    fc.record({ do: one('crash' as const), atCall: call }),
    fc.record({ do: one('taken over' as const), atCall: call }),
    fc.record({ do: one('directory' as const), next: one('down' as const, 'answer lost' as const) }),
  );
  const jin = { by: 'jin', customerSees: false } as const;
  const yes = one<Command>(
    { do: 'note', says: 'approved', ...jin },
    { do: 'note', says: 'approved 2', ...jin },
    { do: 'press', choice: 'approve', by: 'jin' },
  );
  const meanwhile = fc.oneof(one<Command>({ do: 'note', says: 'denied', ...jin }), command);
  const minute: Command = { do: 'pass', minutes: 1 };
  const asks: Command = { do: 'note', by: 'contact', says: 'It still does not work', customerSees: true };
  const aWhile = one<Command>(minute, minute, { do: 'pass', minutes: 31 });
  /** A new request where the last one is over; an answer while something goes wrong, something else, time to recover. */
  const troubled = fc
    .tuple(fc.boolean(), aWhile, fc.option(trouble), yes, fc.option(meanwhile))
    .map(([calm, waits, first, answer, then]): Command[] => [
      ...(calm ? [{ do: 'calm' } as const] : []),
      asks,
      waits,
      ...(first ? [first] : []),
      answer,
      ...(then ? [then] : []),
      minute,
      minute,
    ]);
  const automatic: Command = { do: 'policy', is: 'auto', whose: 'client' };
  const before = fc.array(fc.oneof(one(automatic), trouble, command), { maxLength: 3 });
  const after = fc
    .array(fc.oneof({ weight: 1, arbitrary: command.map((single) => [single]) }, { weight: 1, arbitrary: troubled }), {
      minLength: 2,
      maxLength: 5,
      size: 'max',
    })
    .map((parts) => parts.flat());
  // A client that is gone stays so: at the end, if at all.
  const ending = one<Command[]>([], [], [], [{ do: 'destroy' }, minute, asks]);
  return fc.record({ before, after: fc.tuple(after, ending).map((parts) => parts.flat()) });
}
