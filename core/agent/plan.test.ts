import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type ToolForClient, toolsFor } from '../clients/mode.js';
import { mspSettings } from '../clients/settings.js';
import type { DirectoryUser } from '../ports/directory.js';
import { defineTool } from '../tools/tool.js';
import { closeTicket, createFakeDirectory, DANA, HARBOR, OMAR, PRIYA, RESET_DANA } from './fakes-for-tests.js';
import { type PlanContext, planHash, proposedPlan, validatePlan } from './plan.js';
import { CONTROL_TOOLS } from './prompt.js';

const TICKET = '101';

function contextFor(changes: Partial<PlanContext> = {}, users: DirectoryUser[] = []): PlanContext {
  const identity = createFakeDirectory();
  identity.tenants['tenant-harbor']?.push(...users);
  const connected = [
    { kind: 'pretend_directory', connection: { tools: () => identity.tools } },
    { kind: 'pretend_psa', connection: { tools: () => [closeTicket] } },
  ];
  return {
    clientId: 'c1',
    ticketId: TICKET,
    ticketText: 'I am locked out',
    requester: { name: 'Dana Reyes', userId: DANA.id },
    settings: { msp: mspSettings.parse({}), client: HARBOR },
    tools: toolsFor(HARBOR, { policies: {} }, connected),
    directory: identity.directory,
    scope: (mapping) => ({ clientId: 'c1', mapping, secrets: { keep: async () => ({ secretId: 's' }) } }),
    ...changes,
  };
}

const propose = (context: PlanContext, ...steps: { tool: string; arguments: Record<string, unknown> }[]) =>
  validatePlan(proposedPlan.parse({ diagnosis: 'Locked out', steps }), 1, context);
const reset = (user: string) => ({ tool: RESET_DANA.tool, arguments: { user } });
const userNamed = (displayName: string, userPrincipalName: string): DirectoryUser => ({
  id: `u-${userPrincipalName}`,
  userPrincipalName,
  displayName,
  emails: [userPrincipalName],
});
const OTHER = { problems: [expect.stringContaining('neither the requester nor named in the ticket')] };

describe('whom a plan may act on', () => {
  it('is the requester, by any of their names', async () => {
    for (const user of [DANA.id, DANA.userPrincipalName, DANA.userPrincipalName.toUpperCase()]) {
      const outcome = await propose(contextFor(), reset(user));
      expect(outcome).toMatchObject({ plan: { steps: [{ policy: 'approval_needed', arguments: { user } }] } });
      expect(outcome).not.toMatchObject({ plan: { steps: [{ otherThanRequester: expect.anything() }] } });
    }
  });

  it.each([
    'Please reset the password of Omar Haddad.',
    'it is for OMAR HADDAD, thanks',
    "Omar Haddad's account is locked",
    '<omar.haddad@harbor.example>',
    'Mail me at omar.haddad@harbor.example.',
    'Omar\nHaddad cannot sign in',
  ])('is somebody whom the ticket names, said in the plan: %j', async (ticketText) => {
    expect(await propose(contextFor({ ticketText }), reset(OMAR.id))).toMatchObject({
      plan: { steps: [{ otherThanRequester: 'Omar Haddad' }] },
    });
  });

  it('is nobody whom the ticket does not name', async () => {
    expect(await propose(contextFor(), reset(OMAR.id))).toMatchObject(OTHER);
  });

  it.each([
    ['part of a longer name', userNamed('Anna Lee', 'anna.lee@harbor.example'), 'reset Joanna Lee please'],
    ['part of a longer name', userNamed('Anna Lee', 'anna.lee@harbor.example'), 'reset Anna Leeds please'],
    ['part of a hyphenated name', userNamed('Anna Lee', 'anna.lee@harbor.example'), 'reset Mary-Anna Lee please'],
    ['part of a hyphenated name', userNamed('Anna Lee', 'anna.lee@harbor.example'), 'reset Anna Lee-Jones please'],
    ['the end of an address', userNamed('S', 'smith@harbor.example'), 'for jo.smith@harbor.example'],
    ['the end of an address', userNamed('S', 'smith@harbor.example'), 'for jo_smith@harbor.example'],
    ['the end of an address', userNamed('S', 'smith@harbor.example'), 'for jo-smith@harbor.example'],
    ['the start of an address', userNamed('S', 'smith@harbor.example'), 'for smith@harbor.example.org'],
    ['a word that everybody uses', userNamed('Admin', 'admin@harbor.example'), 'I need admin rights'],
    ['a word that everybody uses', userNamed('Reception', 'front@harbor.example'), 'the printer at reception is out'],
  ])('is nobody whose name is only %s', async (_why, user, ticketText) => {
    expect(await propose(contextFor({ ticketText }, [user]), reset(user.id))).toMatchObject(OTHER);
  });

  it.each([
    [userNamed('Reyes, Omar', 'oreyes@harbor.example'), 'please reset Omar Reyes'],
    [userNamed('Reyes, Omar', 'oreyes@harbor.example'), 'please reset Reyes, Omar'],
    [userNamed('M. O’Brien', 'ob_rien@harbor.example'), "please reset M. O'Brien"],
    [userNamed('x', 'first_last@harbor.example'), 'it is first_last@harbor.example'],
  ])('is found under the name as directories write it: %j', async (user, ticketText) => {
    expect(await propose(contextFor({ ticketText }, [user]), reset(user.id))).toHaveProperty('plan');
  });

  it('is nobody of another client, even when the ticket names them', async () => {
    const context = contextFor({ ticketText: `please reset ${PRIYA.displayName} ${PRIYA.userPrincipalName}` });
    for (const user of [PRIYA.id, PRIYA.userPrincipalName]) {
      expect(await propose(context, reset(user))).toMatchObject({
        problems: [expect.stringContaining(`there is no user ${user} at this client`)],
      });
    }
  });

  it('is nobody at all where no directory can tell who is who', async () => {
    expect(await propose(contextFor({ directory: undefined }), reset(DANA.id))).toHaveProperty('problems');
  });

  it('is this ticket and no other', async () => {
    const close = (ticketId: string) => ({ tool: closeTicket.name, arguments: { ticketId } });
    expect(await propose(contextFor(), close(TICKET))).toHaveProperty('plan');
    for (const ticketId of ['102', '10', '1011', ' 101', '0101'])
      expect(await propose(contextFor(), close(ticketId))).toHaveProperty('problems');
  });

  it('is the mapped company and no other', async () => {
    const tool = defineTool({
      name: 'pretend_psa:rename-company',
      description: 'Renames a company.',
      input: z.strictObject({ companyId: z.string() }),
      effect: 'write',
      subject: ({ companyId }) => ({ kind: 'company', ref: companyId }),
      describe: ({ companyId }) => `Rename ${companyId}`,
      observe: async () => 'unknown',
      undo: ({ companyId }) => `Rename ${companyId} again`,
      run: async () => ({ output: {}, summary: 'Renamed' }),
    });
    const effective = { policy: 'approval_needed', source: 'default', reason: '' } as const;
    const tools: ToolForClient[] = [{ kind: 'pretend_psa', tool, mapping: '2', effective }];
    const rename = (companyId: string) => propose(contextFor({ tools }), { tool: tool.name, arguments: { companyId } });
    expect(await rename('2')).toHaveProperty('plan');
    expect(await rename('3')).toHaveProperty('problems');
  });
});

describe('a proposed plan', () => {
  it('is refused with every problem, when a tool is unknown or arguments do not fit', async () => {
    const outcome = await propose(
      contextFor(),
      { tool: 'pretend_directory:delete-user', arguments: {} },
      { tool: RESET_DANA.tool, arguments: { user: DANA.id, password: 'chosen-by-the-model' } },
      { tool: RESET_DANA.tool, arguments: {} },
    );
    expect(outcome).toMatchObject({
      problems: [
        expect.stringMatching(/^Step 1 .*no such tool/),
        expect.stringMatching(/^Step 2 .*password/),
        expect.stringMatching(/^Step 3 .*user/),
      ],
    });
  });

  it('cannot use a tool that is disabled', async () => {
    const { tools } = createFakeDirectory();
    const connected = [{ kind: 'pretend_directory', connection: { tools: () => tools } }];
    const offered = toolsFor({ ...HARBOR, policies: { [RESET_DANA.tool]: 'disabled' } }, { policies: {} }, connected);
    expect(await propose(contextFor({ tools: offered }), reset(DANA.id))).toHaveProperty('problems');
  });

  it('has one to twenty steps and no fields of its own invention', () => {
    const steps = (count: number) => Array.from({ length: count }, () => RESET_DANA);
    expect(proposedPlan.safeParse({ diagnosis: 'x', steps: steps(20) }).success).toBe(true);
    for (const plan of [
      { diagnosis: 'x', steps: [] },
      { diagnosis: 'x', steps: steps(21) },
      { diagnosis: '', steps: steps(1) },
      { diagnosis: 'x', steps: steps(1), approved: true },
      { diagnosis: 'x', steps: [{ ...RESET_DANA, policy: 'auto' }] },
    ])
      expect(proposedPlan.safeParse(plan).success).toBe(false);
  });
});

describe('a reply to the requester', () => {
  it('is not asked of the model, and dropped where it comes unasked', () => {
    const form = CONTROL_TOOLS.find(({ name }) => name === 'propose_plan')?.parameters;
    expect(Object.keys(form?.properties ?? {})).toEqual(['diagnosis', 'steps', 'expectedOutcome']);
    const given = { diagnosis: 'x', steps: [RESET_DANA], replyToRequester: 'All done!' };
    expect(proposedPlan.parse(given)).not.toHaveProperty('replyToRequester');
  });
});

describe('the identity of a plan', () => {
  const at = { clientId: 'c1', ticketId: '101' };
  const place = { mapping: 'tenant-1', target: { kind: 'user', id: 'u-1', name: 'Dana' } } as const;
  const steps = [
    {
      ...place,
      tool: 'a:x',
      mapping: 'm',
      arguments: { user: 'dana', groups: ['one', 'two'], deep: { on: true, size: 1 } },
    },
    { ...place, tool: 'a:y', mapping: 'm', arguments: { when: new Date(0) } },
  ];
  const [first, second] = steps;

  it('is the same for the same plan, whatever the order in which arguments are written', () => {
    const reordered = [
      {
        ...place,
        tool: 'a:x',
        mapping: 'm',
        arguments: { deep: { size: 1, on: true }, groups: ['one', 'two'], user: 'dana' },
      },
      { ...place, tool: 'a:y', mapping: 'm', arguments: { when: new Date(0) } },
    ];
    expect(planHash(at, reordered)).toBe(planHash(at, steps));
  });

  it('is another with any other argument, tool, order, client, ticket, target or place', () => {
    const arguments_ = first?.arguments;
    const others = [
      planHash({ ...at, clientId: 'c2' }, steps),
      planHash({ ...at, ticketId: '102' }, steps),
      planHash(at, [...steps].reverse()),
      planHash(at, steps.slice(0, 1)),
      planHash(at, [...steps, ...steps]),
      ...[
        { ...arguments_, user: 'omar' },
        { ...arguments_, user: 'dana ' },
        { ...arguments_, groups: ['two', 'one'] },
        { ...arguments_, groups: ['one,two'] },
        { ...arguments_, groups: ['one', 'two', null] },
        { ...arguments_, deep: { on: 'true', size: 1 } },
        { ...arguments_, deep: { on: true, size: 2 } },
        { ...arguments_, deep: { on: true, size: '1' } },
        { ...arguments_, deep: { on: true } },
        { ...arguments_, more: null },
      ].map((changed) =>
        planHash(at, [{ ...place, tool: 'a:x', mapping: 'm', arguments: changed }, ...steps.slice(1)]),
      ),
      planHash(at, [{ ...place, tool: 'a:z', mapping: 'm', arguments: arguments_ ?? {} }, ...steps.slice(1)]),
      planHash(at, [
        ...steps.slice(0, 1),
        { ...place, tool: second?.tool ?? '', mapping: 'm', arguments: { when: new Date(1) } },
      ]),
    ];
    const [step = { ...place, tool: '', arguments: {} }, ...rest] = steps;
    for (const elsewhere of [
      { ...step, mapping: 'tenant-2' },
      { ...step, target: { ...place.target, id: 'u-2' } },
      { tool: step.tool, arguments: step.arguments, mapping: step.mapping },
    ])
      others.push(planHash(at, [elsewhere, ...rest]));
    const all = [planHash(at, steps), ...others];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a tool that its vendor can change', () => {
  const pinned = (pin: string, approvalBecause?: string) => {
    const context = contextFor();
    const tools = context.tools.map((offered) => ({
      ...offered,
      tool: { ...offered.tool, pin, ...(approvalBecause ? { approvalBecause } : {}) },
    }));
    return { ...context, tools };
  };
  const planOf = async (context: PlanContext) => {
    const outcome = await propose(context, reset(DANA.id));
    if (!('plan' in outcome)) throw new Error('It was turned down');
    return outcome.plan;
  };

  it('is part of what a plan is: the same step with another one is another plan', async () => {
    const [one, same, other] = [await planOf(pinned('a')), await planOf(pinned('a')), await planOf(pinned('b'))];
    expect(one.steps[0]?.pin).toBe('a');
    expect(same.hash).toBe(one.hash);
    expect(other.hash).not.toBe(one.hash);
    expect((await planOf(contextFor())).steps[0]).not.toHaveProperty('pin');
  });

  it('needs an approval while there is a reason for it, whatever tables say', async () => {
    const settings = { msp: mspSettings.parse({ policies: { [RESET_DANA.tool]: 'auto' } }), client: HARBOR };
    const policyWith = async (because?: string) => {
      const tools = pinned('a', because).tools.map((offered) => ({
        ...offered,
        effective: { ...offered.effective, policy: 'auto' as const },
      }));
      return (await planOf({ ...pinned('a'), settings, tools })).steps[0]?.policy;
    };
    expect(await policyWith()).toBe('auto');
    expect(await policyWith('Nobody has looked at it')).toBe('approval_needed');
  });
});
