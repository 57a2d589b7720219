import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VendorError } from '../errors.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { advance } from './advance.js';
import { createDesk, DANA, type Desk, HARBOR, OMAR, proposal, RESET_DANA } from './fakes-for-tests.js';
import { frozenArguments } from './frozen-target.js';

const RESET = RESET_DANA.tool;
const WAITING = { state: 'awaiting_approval' };

describe('an approved plan', () => {
  let store: TestStore;
  let desk: Desk;
  beforeAll(async () => {
    store = await openTestStore();
    desk = await createDesk({ connection: store.connection });
  });
  afterAll(() => store.dispose());
  beforeEach(async () => {
    desk.identity.tenants['tenant-harbor'] = [DANA, OMAR];
    desk.identity.tenants['tenant-other'] = [DANA];
    desk.identity.resets.length = 0;
    await desk.clients.save(HARBOR);
  });

  async function planned(user: string, summary = 'I am locked out') {
    desk.script.play([proposal({ tool: RESET, arguments: { user } })]);
    const { leased, ticketId } = await desk.leasedRun(desk.psa.addTicket({ summary, contactId: '41' }));
    await advance(leased, desk.deps);
    return { leased, ticketId };
  }
  async function approveAnd({ leased, ticketId }: Awaited<ReturnType<typeof planned>>) {
    desk.psa.addNote(ticketId, { text: 'approved' });
    await advance(leased, desk.deps);
    return { run: leased.run, closing: desk.psa.ownNotes(ticketId).at(-1)?.text ?? '' };
  }

  it('holds whom it acts on by object id, and where', async () => {
    const { leased } = await planned(DANA.userPrincipalName);
    expect(leased.run.plan?.steps).toMatchObject([
      {
        mapping: 'tenant-harbor',
        target: { kind: 'user', id: DANA.id, name: DANA.displayName },
        arguments: { user: DANA.userPrincipalName },
      },
    ]);
    expect((await approveAnd(await planned(DANA.userPrincipalName))).run.state).toBe('done');
    expect(desk.identity.resets).toHaveLength(1);
  });

  it('is not run when its address means somebody else now', async () => {
    const waiting = await planned(DANA.userPrincipalName);
    expect(waiting.leased.run).toMatchObject(WAITING);
    desk.identity.tenants['tenant-harbor'] = [{ ...DANA, id: 'u-another-dana' }, OMAR];
    const { run, closing } = await approveAnd(waiting);
    expect(run.state).toBe('failed');
    expect(closing).toContain('the target has changed since the approval');
    expect(desk.identity.resets).toEqual([]);
  });

  it('is not run when its address means nobody any more', async () => {
    const waiting = await planned(DANA.userPrincipalName);
    desk.identity.tenants['tenant-harbor'] = [OMAR];
    expect((await approveAnd(waiting)).closing).toContain('the target has changed');
    expect(desk.identity.resets).toEqual([]);
  });

  it('is not run when the client has been mapped to another tenant, also where the same user is found', async () => {
    const waiting = await planned(DANA.userPrincipalName);
    const mappings = { ...HARBOR.mappings, pretend_directory: 'tenant-other' };
    await desk.clients.save({ ...HARBOR, mappings });
    const { run, closing } = await approveAnd(waiting);
    expect(run.state).toBe('failed');
    expect(closing).toContain('the target has changed since the approval');
    expect(desk.identity.resets).toEqual([]);
  });

  it('that acts on the user of the requester\'s address, who has another name, says "Careful"', async () => {
    desk.identity.tenants['tenant-harbor'] = [{ ...DANA, displayName: 'Peter Olsen' }, OMAR];
    const { leased, ticketId } = await planned(DANA.userPrincipalName);
    expect(leased.run).toMatchObject(WAITING);
    expect(desk.psa.ownNotes(ticketId)[0]?.text).toContain(
      'Careful: this acts on Peter Olsen; Dana Reyes asked for it.',
    );
  });

  it('is refused, without an error, when its target is an address of several users', async () => {
    const port = desk.identity.directory;
    const findUser = port.findUser;
    port.findUser = async (tenantId, key) => {
      if (key === 'office@harbor.example') throw new VendorError('pretend_directory', 'conflict', 'Several users');
      return findUser(tenantId, key);
    };
    const { leased } = await planned('office@harbor.example');
    port.findUser = findUser;
    expect(leased.run).toMatchObject({ state: 'failed' });
  });
});

describe('the arguments of a step with a frozen target', () => {
  const step = {
    arguments: { user: 'dana@x.example', force: true },
    target: { kind: 'user', id: 'u-1', name: 'D' },
  } as const;
  const toolWith = (argument?: string) => {
    const tool = { name: 'a:x', description: '', effect: 'write' } as const;
    const subject = () => ({ kind: 'user' as const, ref: 'dana@x.example', ...(argument ? { argument } : {}) });
    const manners = { describe: () => '', observe: async () => 'unknown' as const, undo: () => '' };
    return {
      tool: { ...tool, ...manners, subject, input: z.unknown(), run: async () => ({ output: {}, summary: '' }) },
    };
  };

  it('carry the object id, where the tool says which argument takes it', () => {
    expect(frozenArguments(step, toolWith('user'))).toEqual({ user: 'u-1', force: true });
    expect(frozenArguments(step, toolWith())).toEqual(step.arguments);
    expect(frozenArguments(step, toolWith('elsewhere'))).toEqual(step.arguments);
    expect(frozenArguments({ arguments: step.arguments }, toolWith('user'))).toEqual(step.arguments);
  });
});
