import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PolicySettings, policyOf } from './policy.js';
import type { ArgumentRule } from './policy-settings.js';
import type { Policy, Tool } from './tool.js';
import { addNote, getUser, REFERENCE, ruleOf, setUser } from './tools-for-tests.js';

const ORDER: readonly Policy[] = ['auto', 'approval_needed', 'disabled'];
const TOOLS = [getUser, setUser, addNote];
const rank = (policy: Policy) => ORDER.indexOf(policy);

const policy = fc.constantFrom<Policy>(...ORDER);
const word = fc.constantFrom('dana', 'omar', 'internal', 'public', '7', REFERENCE);
const when: fc.Arbitrary<ArgumentRule['when']> = fc.oneof(
  fc.record({ target: fc.constantFrom('admin' as const, 'vip' as const, 'other_than_requester' as const) }),
  fc.record({ argument: fc.constantFrom('user', 'ticketId', 'visibility'), is: fc.array(word, { minLength: 1 }) }),
  fc.record({ argument: fc.constantFrom('user', 'visibility'), like: fc.constantFrom('*', 'd*', '*b*', 'x') }),
);
const rule = fc
  .tuple(
    fc.constantFrom('m365:*', 'hudu:*', ...TOOLS.map(({ name }) => name)),
    when,
    fc.constantFrom<ArgumentRule['policy']>('approval_needed', 'disabled'),
  )
  .map(([tool, condition, wanted]) => ruleOf(tool, condition, wanted));
const table = fc.dictionary(fc.constantFrom(...TOOLS.map(({ name }) => name)), policy);
const part = { policies: table, rules: fc.array(rule, { maxLength: 4 }), freeze: fc.boolean() };
const settings: fc.Arbitrary<PolicySettings> = fc.record({
  msp: fc.record(part),
  client: fc.record({ ...part, vips: fc.array(word, { maxLength: 2 }) }),
});
const facts = fc.record(
  {
    target: fc.record({
      isAdmin: fc.constantFrom(true, false, 'unknown' as const),
      names: fc.array(word, { maxLength: 2 }),
    }),
    requesterIsTarget: fc.boolean(),
  },
  { requiredKeys: [] },
);
const call = fc
  .tuple(fc.constantFrom<Tool>(...TOOLS), word, fc.constantFrom('internal', 'public', REFERENCE), facts)
  .map(([tool, who, visibility, known]) => ({
    tool,
    call: { ...known, args: tool === addNote ? { ticketId: who, visibility } : { user: who } },
  }));
const whose = fc.constantFrom('msp' as const, 'client' as const);
const runs = { numRuns: 800 };

describe('whatever is set', () => {
  it('one more rule never makes a policy more lenient', () => {
    fc.assert(
      fc.property(settings, call, rule, whose, fc.nat(), (given, { tool, call: made }, more, side, place) => {
        const rules = [...given[side].rules];
        rules.splice(place % (rules.length + 1), 0, more);
        const after = policyOf(tool, { ...given, [side]: { ...given[side], rules } }, made);
        expect(rank(after.policy)).toBeGreaterThanOrEqual(rank(policyOf(tool, given, made).policy));
      }),
      runs,
    );
  });

  it('a freeze never makes a policy more lenient, and leaves nothing that changes anything', () => {
    fc.assert(
      fc.property(settings, call, whose, (given, { tool, call: made }, side) => {
        const frozen = { ...given, [side]: { ...given[side], freeze: true } };
        for (const one of [made, undefined]) {
          const after = policyOf(tool, frozen, one).policy;
          expect(rank(after)).toBeGreaterThanOrEqual(rank(policyOf(tool, given, one).policy));
          if (tool.effect !== 'read') expect(after).toBe('disabled');
        }
      }),
      runs,
    );
  });

  it("a stricter entry in a table never makes a policy more lenient, unless the client's own overrides the MSP's", () => {
    fc.assert(
      fc.property(settings, call, whose, policy, (given, { tool, call: made }, side, entry) => {
        const others = side === 'msp' ? given.client.policies[tool.name] : undefined;
        const ownBefore = given[side].policies[tool.name];
        fc.pre(others !== undefined || (ownBefore !== undefined && rank(entry) >= rank(ownBefore)));
        const policies = { ...given[side].policies, [tool.name]: entry };
        const after = policyOf(tool, { ...given, [side]: { ...given[side], policies } }, made).policy;
        const before = policyOf(tool, given, made).policy;
        if (others === undefined) expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
        else expect(after).toBe(before);
      }),
      runs,
    );
  });

  it('what a rule disables no table makes possible again', () => {
    fc.assert(
      fc.property(settings, call, table, table, (given, { tool, call: made }, msp, client) => {
        const source = policyOf(tool, given, made);
        fc.pre(source.policy === 'disabled' && source.source.endsWith('-rule'));
        const changed = {
          msp: { ...given.msp, policies: msp },
          client: { ...given.client, policies: client },
        };
        expect(policyOf(tool, changed, made).policy).toBe('disabled');
      }),
      { ...runs, numRuns: 600 },
    );
  });

  it('knowing less of a call never makes its policy more lenient', () => {
    fc.assert(
      fc.property(settings, call, (given, { tool, call: made }) => {
        const less = policyOf(tool, given, { args: made.args }).policy;
        expect(rank(less)).toBeGreaterThanOrEqual(rank(policyOf(tool, given, made).policy));
        expect(rank(policyOf(tool, given, made).policy)).toBeGreaterThanOrEqual(rank(policyOf(tool, given).policy));
      }),
      runs,
    );
  });

  it('there is a reason', () => {
    fc.assert(
      fc.property(settings, call, (given, { tool, call: made }) => {
        expect(policyOf(tool, given, made).reason).toMatch(/^[A-Z].{10,}[^.]$/);
      }),
      runs,
    );
  });
});
