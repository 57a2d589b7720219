import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VendorError } from '../errors.js';
import { createWorkingDesk, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { defineTool, type Observation } from '../tools/tool.js';
import { createClock, DANA, HARBOR, OMAR, PRIYA, proposal } from './fakes-for-tests.js';
import { LEASE_MS } from './runs.js';

const CREATE = 'pretend_directory:create-user';
const LICENSE = 'pretend_directory:assign-license';
const STARTER = {
  id: 'u-new',
  userPrincipalName: 'new.starter@harbor.example',
  displayName: 'New Starter',
  emails: [],
};

describe('a step that refers to what an earlier one gave', () => {
  const clock = createClock();
  let store: TestStore;
  let desk: WorkingDesk;
  const licensed: { user: string; note: string }[] = [];
  const observed: unknown[] = [];
  const world: { gives: unknown; observes: Observation; before?: () => void; after?: () => void } = {
    gives: undefined,
    observes: 'unknown',
  };

  const tools = [
    defineTool({
      name: CREATE,
      description: 'Creates a user.',
      input: z.strictObject({ name: z.string() }),
      effect: 'write',
      subject: () => ({ kind: 'client' }),
      describe: ({ name }) => `Create ${name}`,
      undo: ({ name }) => `Delete ${name}`,
      observe: async () => world.observes,
      creates: (output) => {
        const made = z.object({ made: z.string() }).safeParse(output);
        return made.success ? { kind: 'user', ref: made.data.made } : undefined;
      },
      async run() {
        world.before?.();
        desk.identity.tenants['tenant-harbor'] = [DANA, OMAR, STARTER];
        world.after?.();
        return { output: world.gives, summary: 'Created the user' };
      },
    }),
    defineTool({
      name: LICENSE,
      description: 'Assigns a license.',
      input: z.strictObject({ user: z.string().min(2).max(60), note: z.string().default('') }),
      effect: 'write',
      subject: ({ user }) => ({ kind: 'user', ref: user }),
      describe: ({ user }) => `Give ${user} a license`,
      undo: ({ user }) => `Take the license from ${user}`,
      async observe(_scope, args) {
        observed.push(args);
        return world.observes;
      },
      async run(_scope, args) {
        world.before?.();
        licensed.push(args);
        world.after?.();
        return { output: {}, summary: `Gave ${args.user} a license` };
      },
    }),
  ];

  beforeEach(async () => {
    store = await openTestStore();
    desk = await createWorkingDesk({ connection: store.connection, clock, tools });
    licensed.length = 0;
    observed.length = 0;
    Object.assign(world, { gives: { made: STARTER.id, id: STARTER.id }, observes: 'unknown' });
    delete world.before;
    delete world.after;
  });
  afterEach(() => store.dispose());

  /** Plans, is approved, and is carried out as far as it goes. */
  async function carriedOut(user = '${steps.1.id}', note = '') {
    const ticketId = await asked(user, note);
    desk.psa.addNote(ticketId, { text: 'approved' });
    await desk.look(ticketId);
    return ticketId;
  }
  async function asked(user = '${steps.1.id}', note = '') {
    desk.script.play([
      proposal({ tool: CREATE, arguments: { name: 'New Starter' } }, { tool: LICENSE, arguments: { user, note } }),
    ]);
    const ticketId = desk.ticket('Please set up our new starter');
    await desk.look(ticketId, 'added');
    expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
    return ticketId;
  }
  const ended = async (ticketId: string) => {
    const { state, ending } = await desk.run(ticketId);
    return `${state}: ${ending ?? ''}`;
  };

  it('is approved as it is written and carried out as it is filled', async () => {
    const ticketId = await asked('${steps.1.id}', 'for ${steps.1.id}');
    expect(desk.lastNote(ticketId)).toContain('${steps.1.id}');
    const { plan } = await desk.run(ticketId);
    const { planHash } = await desk.approval(ticketId);
    expect(plan?.steps[1]).toMatchObject({ arguments: { user: '${steps.1.id}' }, deferred: true });
    expect(planHash).toBe(plan?.hash);
    desk.psa.addNote(ticketId, { text: 'approved' });
    await desk.look(ticketId);
    expect(licensed).toEqual([{ user: 'u-new', note: 'for u-new' }]);
    const run = await desk.run(ticketId);
    expect(run.ledger[1]).toMatchObject({ state: 'confirmed', arguments: { user: 'u-new', note: 'for u-new' } });
    expect(run.plan?.hash).toBe(planHash);
    expect(desk.lastNote(ticketId)).toContain('Gave u-new a license');
    expect(desk.lastNote(ticketId)).toContain('Take the license from u-new');
    expect(desk.lastNote(ticketId)).not.toContain('${');
  });

  it('acts on the requester and on whom the ticket names, by their object id', async () => {
    world.gives = { id: DANA.id };
    await carriedOut();
    expect(licensed).toMatchObject([{ user: DANA.id }]);
  });

  it.each([
    ['somebody whom the ticket does not name', { id: OMAR.id }, 'neither the requester nor named'],
    ['a user of another client', { id: PRIYA.id }, 'no user u-priya'],
    ['another reference', { id: '${steps.1.made}' }, 'no user'],
    ['a list of people', { id: ['u-dana'] }, 'do not fit'],
    ['an object', { id: { user: 'u-dana' } }, 'do not fit'],
    ['very much text', { id: 'x'.repeat(61) }, 'do not fit'],
    ['nothing', { id: null }, 'has no id'],
    ['no such field', {}, 'has no id'],
    ['no result at all', undefined, 'is not known'],
    ['more than is kept', { id: STARTER.id, made: 'y'.repeat(60_000) }, 'is not known'],
  ])('that gave %s: it is stopped, and the ticket says why', async (_what, gives, why) => {
    world.gives = gives;
    const ticketId = await carriedOut();
    expect(licensed).toEqual([]);
    expect(await ended(ticketId)).toMatch(/^failed: Step 2 could not be completed/);
    expect(await ended(ticketId)).toContain(why);
    expect(desk.lastNote(ticketId)).toContain('1. Done');
    expect(desk.lastNote(ticketId)).toContain('2. Not done');
  });

  it('is stopped where the rules ask for more on the filled target than was agreed to', async () => {
    const when = { argument: 'user', is: [STARTER.id] };
    const rule = { tool: LICENSE, when, policy: 'disabled', reason: '' } as const;
    const ticketId = await asked();
    await desk.clients.save({ ...HARBOR, rules: [rule] });
    desk.psa.addNote(ticketId, { text: 'approved' });
    await desk.look(ticketId);
    expect(licensed).toEqual([]);
    expect(await ended(ticketId)).toContain('disabled');
  });

  it('is not automatic where a rule may concern what it will be filled with', async () => {
    const rule = { tool: LICENSE, when: { target: 'vip' }, policy: 'approval_needed', reason: '' } as const;
    const policies = { [CREATE]: 'auto', [LICENSE]: 'auto' } as const;
    await desk.clients.save({ ...HARBOR, policies, vips: ['boss@harbor.example'], rules: [rule] });
    await asked();
    expect(licensed).toEqual([]);
  });

  it('is stopped when the earlier result never came, though that step took place', async () => {
    world.after = () => {
      throw new VendorError('directory', 'unavailable', 'No answer came', { outcomeUnknown: true });
    };
    const ticketId = await carriedOut();
    world.observes = 'happened';
    delete world.after;
    await desk.later(LEASE_MS);
    expect(licensed).toEqual([]);
    expect(await ended(ticketId)).toContain('the result of step 1 is not known');
  });

  it('is read back with what it was filled with when the process died after it was sent', async () => {
    const ticketId = await asked('${steps.1.id}', 'for ${steps.1.id}');
    desk.psa.addNote(ticketId, { text: 'approved' });
    world.before = () => {
      world.before = () => {
        throw new VendorError('directory', 'unavailable', 'No answer came', { outcomeUnknown: true });
      };
    };
    await desk.look(ticketId);
    world.gives = { id: DANA.id };
    world.observes = 'happened';
    await desk.later(LEASE_MS);
    expect(observed).toEqual([{ user: 'u-new', note: 'for u-new' }]);
    expect(await ended(ticketId)).toBe('done: ');
    expect(desk.lastNote(ticketId)).toContain('Take the license from u-new');
  });
});
