import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { ToolForClient } from '../clients/mode.js';
import { mspSettings } from '../clients/settings.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { policyOf } from '../tools/policy.js';
import { defineTool, type Policy } from '../tools/tool.js';
import { executePlan } from './carry-out.js';
import { createDesk, type Desk, HARBOR, planOf, stepOf } from './fakes-for-tests.js';
import { proposedPlan, validatePlan } from './plan.js';
import { readSituation } from './situation.js';

const said: string[] = [];
const addNote = defineTool({
  name: 'pretend_psa:add-note',
  description: 'Adds a note.',
  input: z.strictObject({ visibility: z.enum(['internal', 'public', 'everywhere']) }),
  effect: 'message',
  defaultPolicy: 'auto',
  policyFor: ({ visibility }): Policy =>
    visibility === 'everywhere' ? 'disabled' : visibility === 'public' ? 'approval_needed' : 'auto',
  subject: () => ({ kind: 'client' }),
  describe: ({ visibility }) => `Add a note: ${visibility}`,
  observe: async () => 'unknown',
  undo: () => 'Delete the note',
  async run(_scope, { visibility }) {
    said.push(visibility);
    return { output: {}, summary: 'Added a note' };
  },
});
const settingsWith = (policy: Policy) => ({
  msp: mspSettings.parse({ policies: { [addNote.name]: policy } }),
  client: HARBOR,
});
const offered = (policy: Policy): ToolForClient => ({
  kind: 'pretend_psa',
  tool: addNote,
  mapping: '2',
  effective: policyOf(addNote, settingsWith(policy)),
});

const scope = (mapping: string) => ({ clientId: 'c', mapping, secrets: { keep: async () => ({ secretId: 's' }) } });

describe('a tool whose arguments matter', () => {
  const planned = async (visibility: string, policy: Policy = 'auto') => {
    const context = { clientId: 'c', ticketId: '1', ticketText: '', requester: undefined, directory: undefined, scope };
    const steps = [{ tool: addNote.name, arguments: { visibility } }];
    const proposal = proposedPlan.parse({ diagnosis: 'x', steps });
    return validatePlan(proposal, 1, { ...context, settings: settingsWith(policy), tools: [offered(policy)] });
  };

  it('runs by itself or asks, by its arguments', async () => {
    expect(await planned('internal')).toMatchObject({ plan: { steps: [{ policy: 'auto' }] } });
    expect(await planned('public')).toMatchObject({ plan: { steps: [{ policy: 'approval_needed' }] } });
    expect(await planned('everywhere')).toMatchObject({ problems: [expect.stringContaining('disabled')] });
  });

  it('is never made less strict by its arguments', async () => {
    expect(await planned('internal', 'approval_needed')).toMatchObject({
      plan: { steps: [{ policy: 'approval_needed' }] },
    });
    expect(policyOf(addNote, settingsWith('disabled'), { args: { visibility: 'internal' } }).policy).toBe('disabled');
  });
});

describe('a step that was planned as automatic', () => {
  let store: TestStore;
  let desk: Desk;
  beforeAll(async () => {
    store = await openTestStore();
    desk = await createDesk({ connection: store.connection });
  });
  afterAll(() => store.dispose());
  beforeEach(() => {
    said.length = 0;
  });

  it.each([
    ['is not run without an approval when its arguments ask for one', 'public', 'failed', []],
    ['is run when they do not', 'internal', 'done', ['internal']],
  ])('%s', async (_what, visibility, state, expected) => {
    const { leased } = await desk.leasedRun();
    const { target: _none, ...step } = stepOf({
      tool: addNote.name,
      arguments: { visibility },
      policy: 'auto',
      mapping: '2',
    });
    await leased.change({ state: 'executing', mode: 'execute', plan: planOf([step]) });
    const situation = await readSituation(leased.run, desk.deps);
    await executePlan(leased, { ...situation, tools: [offered('auto')] }, desk.deps);
    expect([leased.run.state, said]).toEqual([state, expected]);
  });
});
