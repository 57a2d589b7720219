import { describe, expect, it } from '@jest/globals';
import { defaultPolicy, defaultPolicyByName } from './default-policy.js';
import { policyOf, stricter, thawed } from './policy.js';
import type { Policy } from './tool.js';
import { addNote, getUser, REFERENCE, ruleOf, settingsOf, setUser } from './tools-for-tests.js';

const { name } = setUser;

describe('the policy that a tool has by default', () => {
  it('is automatic for reading and asks for the rest, unless the tool says otherwise', () => {
    expect(defaultPolicy(getUser)).toBe('auto');
    expect(defaultPolicy(setUser)).toBe('approval_needed');
    expect(defaultPolicy({ effect: 'message' })).toBe('approval_needed');
    expect(defaultPolicy(addNote)).toBe('auto');
    expect(defaultPolicy({ effect: 'read', defaultPolicy: 'approval_needed' })).toBe('approval_needed');
  });

  it.each([
    ['mcp:files:get-file', 'auto'],
    ['mcp:files:list_files', 'auto'],
    ['x:searchFiles', 'auto'],
    ['x:find', 'auto'],
    ['x:read-page', 'auto'],
    ['x:fetch-page', 'auto'],
    ['x:CheckHealth', 'auto'],
    ['x:getaway', 'approval_needed'],
    ['x:listen', 'approval_needed'],
    ['x:delete-list', 'approval_needed'],
    ['x:file-get', 'approval_needed'],
    ['x:get-or-create-user', 'approval_needed'],
    ['x:listAndDelete', 'approval_needed'],
    ['list:users', 'approval_needed'],
    ['x:', 'approval_needed'],
  ])('is told by the verb where only the name is known: %s %s', (tool, policy) => {
    expect(defaultPolicyByName(tool)).toBe(policy);
  });
});

describe('the effective policy', () => {
  it("is the client's before the MSP's before the default, and says where it comes from", () => {
    const of = (msp: Record<string, Policy>, client: Record<string, Policy>) =>
      policyOf(setUser, settingsOf({ msp: { policies: msp }, client: { policies: client } }));
    expect(of({}, {})).toEqual({
      policy: 'approval_needed',
      source: 'default',
      reason: 'The default of m365:set-user is approval',
    });
    expect(of({ [name]: 'disabled' }, {})).toEqual({
      policy: 'disabled',
      source: 'msp',
      reason: 'The MSP set m365:set-user to disabled',
    });
    expect(of({ [name]: 'disabled' }, { [name]: 'auto' })).toEqual({
      policy: 'auto',
      source: 'client',
      reason: 'For this client m365:set-user is set to automatic',
    });
  });

  it('of a tool that spares administrators is disabled for one, whoever set it', () => {
    const sparing = { ...setUser, sparesAdmins: true };
    const settings = settingsOf({ client: { policies: { [name]: 'auto' } } });
    const of = (isAdmin: boolean | 'unknown') =>
      policyOf(sparing, settings, { args: { user: 'u' }, target: { isAdmin, names: ['u'] } });
    expect(of(true)).toMatchObject({ policy: 'disabled', source: 'tool' });
    expect(of(false).policy).toBe('auto');
    expect(of('unknown').policy).toBe('auto'); // The tool looks itself before it acts.
  });

  it('of a call is at least what its arguments ask for', () => {
    const note = (visibility: string, policy?: Policy) => {
      const policies = policy ? { [addNote.name]: policy } : {};
      return policyOf(addNote, settingsOf({ msp: { policies } }), { args: { ticketId: '7', visibility } });
    };
    expect(note('internal')).toMatchObject({ policy: 'auto', source: 'default' });
    expect(note('public')).toEqual({
      policy: 'approval_needed',
      source: 'tool',
      reason: 'With these arguments hudu:add-note asks for approval',
    });
    expect(note('public', 'disabled')).toMatchObject({ policy: 'disabled', source: 'msp' });
    expect(note(REFERENCE)).toMatchObject({ policy: 'approval_needed', source: 'tool' });
    expect(() => note('everywhere')).toThrow();
  });

  it('is made stricter by the rules of both, and names the one that decided', () => {
    const settings = settingsOf({
      msp: {
        policies: { [name]: 'auto' },
        rules: [ruleOf(name, { target: 'admin' }, 'disabled', 'Admins are ours')],
      },
      client: { rules: [ruleOf('m365:*', { argument: 'days', is: [7] }, 'approval_needed')] },
    });
    const call = (isAdmin: boolean, days?: number) =>
      policyOf(setUser, settings, {
        args: { user: 'dana', ...(days ? { days } : {}) },
        target: { isAdmin, names: ['dana'] },
      });
    expect(call(false)).toMatchObject({ policy: 'auto', source: 'msp' });
    expect(call(false, 7)).toEqual({
      policy: 'approval_needed',
      source: 'client-rule',
      reason: 'Rule of this client: days is 7: approval',
    });
    expect(call(true, 7)).toEqual({
      policy: 'disabled',
      source: 'msp-rule',
      reason: 'Rule of the MSP: target is an administrator: disabled (Admins are ours)',
    });
    expect(policyOf(setUser, settings)).toMatchObject({ policy: 'auto', source: 'msp' });
  });

  it('is disabled for everything that changes something while MSP or client is frozen; reading goes on', () => {
    const everything = { [getUser.name]: 'auto', [setUser.name]: 'auto', [addNote.name]: 'auto' } as const;
    for (const [frozen, source] of [
      [{ msp: { freeze: true } }, 'msp-freeze'],
      [{ client: { freeze: true, policies: everything } }, 'client-freeze'],
    ] as const) {
      const settings = settingsOf(frozen);
      for (const tool of [setUser, addNote])
        expect(policyOf(tool, settings)).toMatchObject({ policy: 'disabled', source });
      expect(policyOf(getUser, settings).policy).toBe('auto');
      expect(policyOf(addNote, thawed(settings)).policy).toBe('auto');
    }
  });

  it('is the stricter of two', () => {
    const ordered: Policy[] = ['auto', 'approval_needed', 'disabled'];
    for (const [i, a] of ordered.entries())
      for (const [j, b] of ordered.entries()) expect(stricter(a, b)).toBe(ordered[Math.max(i, j)]);
  });
});
