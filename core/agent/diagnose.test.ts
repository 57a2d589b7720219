import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toolsFor } from '../clients/mode.js';
import { mspSettings } from '../clients/settings.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { DIAGNOSIS_LIMITS, diagnose } from './diagnose.js';
import { createClock, createDesk, DANA, type Desk, HARBOR, proposal, RESET_DANA } from './fakes-for-tests.js';
import { screen } from './screen.js';

describe('a diagnosis', () => {
  let store: TestStore;
  let desk: Desk;
  let runs = 0;
  const clock = createClock();
  beforeAll(async () => {
    store = await openTestStore();
    desk = await createDesk({ connection: store.connection, clock });
  });
  afterAll(() => store.dispose());
  beforeEach(() => {
    desk.script.requests.length = 0;
    desk.identity.resets.length = 0;
  });

  async function look(
    options: { limits?: Partial<typeof DIAGNOSIS_LIMITS>; disabled?: string; hasPlan?: boolean } = {},
  ) {
    const ids = { clientId: 'c1', runId: `run-${++runs}`, ticketId: '101' };
    const policies = options.disabled ? { [options.disabled]: 'disabled' as const } : {};
    const connected = await desk.connections.all();
    const diagnosis = await diagnose({
      model: desk.script.model,
      system: 'system',
      ticket: 'ticket',
      context: {
        ...ids,
        ticketText: 'locked out',
        requester: { name: 'Dana Reyes', userId: DANA.id },
        settings: { msp: mspSettings.parse({}), client: { ...HARBOR, policies } },
        tools: toolsFor({ ...HARBOR, policies }, { policies: {} }, connected),
        directory: desk.identity.directory,
        scope: (mapping) => ({ clientId: 'c1', mapping, secrets: { keep: async () => ({ secretId: 's' }) } }),
      },
      planNumber: 1,
      hasPlan: options.hasPlan ?? false,
      activity: desk.activity,
      ids,
      limits: { ...DIAGNOSIS_LIMITS, ...options.limits },
      now: clock.now,
      spend: async () => undefined,
    });
    return { diagnosis, activity: (await desk.activity.ofRun(ids.runId)).map(({ kind }) => kind) };
  }
  const FIND = 'pretend_directory:find-user';
  const read = [FIND, { user: DANA.userPrincipalName }] as const;
  const gaveUp = { outcome: 'gave_up', obstacles: [], unreached: [], reason: expect.stringContaining('technician') };

  it('reads, then plans, and changes nothing', async () => {
    desk.script.play([read], [proposal(RESET_DANA)]);
    const { diagnosis, activity } = await look();
    expect(diagnosis).toMatchObject({ outcome: 'plan', plan: { steps: [RESET_DANA] } });
    expect(activity).toEqual(['model.reply', 'tool.read', 'model.reply']);
    expect(desk.identity.resets).toEqual([]);
  });

  it('shows the model the tools that read, and none that changes or is disabled', async () => {
    desk.script.play([['ask_person', { reason: 'No idea' }]]);
    await look();
    await look({ disabled: FIND });
    const shown = desk.script.requests.map(({ tools }) => tools.map(({ name }) => name));
    expect(shown).toEqual([
      [FIND, 'propose_plan', 'ask_person'],
      ['propose_plan', 'ask_person'],
    ]);
  });

  it.each<[string, string | (readonly [string, unknown])[]]>([
    ['nonsense', 'I have reset the password for you!'],
    ['a tool that nobody has', [['m365:wipe-tenant', {}]]],
    ['a tool that changes something', [[RESET_DANA.tool, RESET_DANA.arguments]]],
    ['arguments that are not JSON', [[FIND, '{"user":']]],
    ['arguments that are no object', [[FIND, '["dana"]']]],
    ['arguments that do not fit', [[FIND, { name: 'dana' }]]],
    ['a plan without steps', [['propose_plan', { diagnosis: 'x', steps: [] }]]],
    ['a plan with an unknown tool', [proposal({ tool: 'm365:wipe-tenant', arguments: {} })]],
    ['a plan for somebody else', [proposal({ tool: RESET_DANA.tool, arguments: { user: 'u-omar' } })]],
    ['an earlier plan that there is not', [['keep_plan', {}]]],
  ])('gives up on %s after three times, and nothing is done', async (_what, answer) => {
    desk.script.play(answer);
    const { diagnosis, activity } = await look();
    expect(diagnosis).toEqual(gaveUp);
    expect(desk.script.requests).toHaveLength(3);
    expect(desk.identity.resets).toEqual([]);
    expect(activity).not.toContain('tool.read');
  });

  it('refuses to call what is disabled', async () => {
    desk.script.play([read]);
    const { diagnosis, activity } = await look({ disabled: FIND });
    expect(diagnosis).toEqual(gaveUp);
    expect(activity.filter((kind) => kind === 'tool.refused')).toHaveLength(3);
  });

  it('ends at its limits: answers, tokens, time', async () => {
    desk.script.play([read]);
    expect((await look({ limits: { rounds: 5 } })).diagnosis).toEqual(gaveUp);
    expect(desk.script.requests).toHaveLength(5);
    expect((await look({ limits: { tokens: 40 } })).diagnosis).toEqual(gaveUp);
    expect(desk.script.requests).toHaveLength(8);
    expect((await look({ limits: { time: -1 } })).diagnosis).toEqual(gaveUp);
    expect(desk.script.requests).toHaveLength(8);
  });

  it('does not let one answer hold more calls than its limit, and answers each all the same', async () => {
    desk.script.play(
      Array.from({ length: 40 }, () => read),
      [['ask_person', { reason: 'Enough' }]],
    );
    const { diagnosis, activity } = await look({ limits: { calls: 4 } });
    expect(diagnosis).toMatchObject({ outcome: 'person' });
    expect(activity.filter((kind) => kind === 'tool.read')).toHaveLength(4);
    expect(activity.filter((kind) => kind === 'tool.refused')).toHaveLength(1);
    const answers = desk.script.requests.at(-1)?.messages.filter(({ role }) => role === 'tool');
    expect(answers).toHaveLength(40);
  });

  it.each([
    ['nested too deeply', `${'{"user":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['too long', `{"user":"${'x'.repeat(600_000)}"}`],
  ])('refuses arguments that are %s', async (_what, args) => {
    desk.script.play([[FIND, args]], [['propose_plan', args]], [['ask_person', { reason: 'Enough' }]]);
    const { diagnosis, activity } = await look({ limits: { tokens: 10_000_000 } });
    expect(diagnosis).toMatchObject({ outcome: 'person' });
    expect(activity.filter((kind) => kind === 'tool.refused')).toHaveLength(2);
  });

  it('keeps lines of the record short, whatever names the model makes up', async () => {
    desk.script.play([[`m365:${'x'.repeat(50_000)}`, {}]], [['ask_person', { reason: 'Enough' }]]);
    await look();
    const entries = await desk.activity.ofRun(`run-${runs}`);
    expect(Math.max(...entries.map(({ what }) => what.length))).toBeLessThanOrEqual(2_000);
  });

  it('may keep the plan that waits', async () => {
    desk.script.play([['keep_plan', {}]]);
    expect((await look({ hasPlan: true })).diagnosis).toEqual({ outcome: 'keep' });
  });
});

describe('screening by words', () => {
  it.each([
    ['I forgot my password', 'credentials'],
    ["I'm locked out", 'credentials'],
    ['got a new phone, the authenticator is gone', 'multi-factor authentication'],
    ['please add me to the finance group', 'access rights'],
    ['our bank details have changed', 'payment'],
    ['new employee starts on Monday', 'administration'],
  ])('finds %j sensitive', (text, reason) => {
    expect(screen(text)).toMatchObject({ yes: true, reasons: expect.arrayContaining([reason]) });
  });

  it.each(['the printer is out of toner', 'my screen flickers', 'Spinning wheel in Outlook'])(
    'finds nothing in %j',
    (text) => {
      expect(screen(text)).toEqual({ yes: false, reasons: [] });
    },
  );
});
