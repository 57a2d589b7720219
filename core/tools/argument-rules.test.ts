import { describe, expect, it } from '@jest/globals';
import { type TargetFacts, wordsOfRule } from './argument-rules.js';
import { asksAboutAdmins, policyOf } from './policy.js';
import type { ArgumentRule } from './policy-settings.js';
import type { Tool } from './tool.js';
import { addNote, getUser, REFERENCE, ruleOf, settingsOf, setUser } from './tools-for-tests.js';

const DANA = { names: ['u-1', 'Dana.Reyes@harbor.example'] };

/** Whether a rule stops this call; `maybe` when it does so because something cannot be told. */
function outcome(
  when: ArgumentRule['when'],
  args: unknown,
  {
    tool = setUser,
    on = 'm365:*',
    vips = [],
    ...call
  }: { tool?: Tool; on?: string; vips?: string[]; target?: TargetFacts; requesterIsTarget?: boolean } = {},
) {
  const settings = settingsOf({ msp: { rules: [ruleOf(on, when, 'disabled')] }, client: { vips } });
  const { source, reason } = policyOf(tool, settings, { args, ...call });
  if (source !== 'msp-rule') return 'no';
  return reason.includes('cannot be told') ? 'maybe' : 'yes';
}

describe('a rule about whom a call acts on', () => {
  const user = { user: 'dana' };

  it.each<[string, TargetFacts | undefined, string]>([
    ['an administrator', { ...DANA, isAdmin: true }, 'yes'],
    ['nobody with a role', { ...DANA, isAdmin: false }, 'no'],
    ['somebody whose roles cannot be read', { ...DANA, isAdmin: 'unknown' }, 'maybe'],
    ['somebody whose roles nobody asked about', DANA, 'maybe'],
    ['somebody who is not known', undefined, 'maybe'],
  ])('admin: %s', (_who, target, expected) => {
    expect(outcome({ target: 'admin' }, user, target ? { target } : {})).toBe(expected);
  });

  it.each<[string, string[], TargetFacts | undefined, string]>([
    ['on the list, whatever the case', ['DANA.reyes@harbor.example'], DANA, 'yes'],
    ['on the list by the object id', ['u-1'], DANA, 'yes'],
    ['on the list as the call names them', [' Dana '], undefined, 'yes'],
    ['not on the list', ['omar@harbor.example'], DANA, 'no'],
    ['not known, and there is a list', ['omar@harbor.example'], undefined, 'maybe'],
    ['without a name, and there is a list', ['omar@harbor.example'], { names: [] }, 'maybe'],
    ['not known, and there is no list', [], undefined, 'no'],
  ])('vip: %s', (_who, vips, target, expected) => {
    expect(outcome({ target: 'vip' }, user, { vips, ...(target ? { target } : {}) })).toBe(expected);
  });

  it.each([
    [true, 'no'],
    [false, 'yes'],
    [undefined, 'maybe'],
  ])('other than the requester: it is they %p', (requesterIsTarget, expected) => {
    const known = requesterIsTarget === undefined ? {} : { requesterIsTarget };
    expect(outcome({ target: 'other_than_requester' }, user, known)).toBe(expected);
  });

  it.each(['admin', 'vip', 'other_than_requester'] as const)('%s: does not concern a ticket', (target) => {
    const args = { ticketId: '7', visibility: 'internal' };
    expect(outcome({ target }, args, { tool: addNote, on: 'hudu:*', vips: ['7'] })).toBe('no');
  });

  it('applies while the arguments do not even say what kind of thing it is', () => {
    const args = { ticketId: '7', visibility: REFERENCE };
    expect(outcome({ target: 'admin' }, args, { tool: addNote, on: 'hudu:*' })).toBe('maybe');
  });

  it('is asked of the directory only where a rule on this tool asks', () => {
    const settings = settingsOf({ client: { rules: [ruleOf('m365:*', { target: 'admin' }, 'disabled')] } });
    expect([asksAboutAdmins(setUser, settings), asksAboutAdmins(addNote, settings)]).toEqual([true, false]);
    expect(asksAboutAdmins(setUser, settingsOf())).toBe(false);
  });
});

describe('a rule about arguments', () => {
  const args = { user: 'Dana', groups: ['Sales', 'Domain Admins'], days: 7, deep: { on: true } };

  it.each<[ArgumentRule['when'], string]>([
    [{ argument: 'user', is: ['dana'] }, 'yes'],
    [{ argument: 'user', is: ['omar', 'DANA'] }, 'yes'],
    [{ argument: 'user', is: ['omar'] }, 'no'],
    [{ argument: 'days', is: [7] }, 'yes'],
    [{ argument: 'days', is: ['7'] }, 'yes'],
    [{ argument: 'days', is: [70] }, 'no'],
    [{ argument: 'groups', is: ['domain admins'] }, 'yes'],
    [{ argument: 'groups', like: '*admin*' }, 'yes'],
    [{ argument: 'groups.0', is: ['sales'] }, 'yes'],
    [{ argument: 'groups.0', like: '*admin*' }, 'no'],
    [{ argument: 'deep.on', is: [true] }, 'yes'],
    [{ argument: 'deep.on', is: [false] }, 'no'],
    [{ argument: 'deep', is: [true] }, 'yes'],
    [{ argument: 'deep.off', like: '*' }, 'no'],
    [{ argument: 'missing', like: '*' }, 'no'],
    [{ argument: 'constructor', like: '*' }, 'no'],
    [{ argument: 'user.length', like: '*' }, 'no'],
    [{ argument: 'user', is: ['omar'], like: 'da*' }, 'yes'],
  ])('%j: %s', (when, expected) => {
    expect(outcome(when, args)).toBe(expected);
  });

  it.each<[string, unknown, ArgumentRule['when'], string]>([
    ['the value', { user: REFERENCE }, { argument: 'user', is: ['omar'] }, 'maybe'],
    ['a part of the value', { user: `a-${REFERENCE}` }, { argument: 'user', like: 'omar' }, 'maybe'],
    ['one of a list', { user: 'x', groups: ['a', REFERENCE] }, { argument: 'groups', is: ['b'] }, 'maybe'],
    ['what is above it', { user: 'x', deep: REFERENCE }, { argument: 'deep.on', is: [true] }, 'maybe'],
    ['another argument', { user: REFERENCE, days: 3 }, { argument: 'days', is: [7] }, 'no'],
  ])('applies where an earlier step gives %s', (_what, given, when, expected) => {
    expect(outcome(when, given)).toBe(expected);
  });

  it('holds only when target and argument both fit', () => {
    const when = { target: 'admin', argument: 'days', is: [7] } as const;
    const target = (isAdmin: boolean) => ({ target: { ...DANA, isAdmin } });
    expect(outcome({ ...when, is: [7] }, args, target(true))).toBe('yes');
    expect(outcome({ ...when, is: [7] }, args, target(false))).toBe('no');
    expect(outcome({ ...when, is: [8] }, args, target(true))).toBe('no');
    expect(outcome({ ...when, is: [7] }, args)).toBe('maybe');
  });

  it.each([
    ['m365:*', 'yes'],
    ['m365:set-user', 'yes'],
    ['m365:set', 'no'],
    ['m365:set-users', 'no'],
    ['hudu:*', 'no'],
  ])('concerns the tools it names: %s', (on, expected) => {
    expect(outcome({ argument: 'user', like: '*' }, args, { on })).toBe(expected);
  });

  it('concerns reading too', () => {
    expect(outcome({ argument: 'user', like: 'd*' }, { user: 'Dana' }, { tool: getUser })).toBe('yes');
  });

  it('is told in plain words', () => {
    const words = (when: ArgumentRule['when']) => wordsOfRule({ when });
    expect(words({ target: 'vip' })).toBe('target is a VIP');
    expect(words({ target: 'other_than_requester', argument: 'days', is: [7, 8] })).toBe(
      'target is not the requester and days is 7 or 8',
    );
    expect(words({ argument: 'g', is: ['a', 'b', 'c', 'd', 'e'], like: 'x*' })).toBe(
      'g is "a" or "b" or "c" or 2 more or like "x*"',
    );
  });
});
