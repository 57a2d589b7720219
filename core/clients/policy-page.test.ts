import { describe, expect, it } from '@jest/globals';
import { addNote, getUser, ruleOf, settingsOf, setUser } from '../tools/tools-for-tests.js';
import { policiesOf } from './policy-page.js';

const connected = [
  { kind: 'm365', title: 'Microsoft 365', connection: { tools: () => [getUser, setUser] } },
  { kind: 'hudu', title: 'Hudu', connection: { tools: () => [addNote] } },
];

describe('the page of policies', () => {
  const { msp, client } = settingsOf({
    msp: {
      policies: { [setUser.name]: 'disabled', [getUser.name]: 'disabled' },
      rules: [ruleOf('m365:*', { target: 'admin' }, 'disabled', 'Admins are ours')],
    },
    client: {
      policies: { [setUser.name]: 'approval_needed' },
      rules: [ruleOf(setUser.name, { argument: 'days', is: [7] }, 'disabled')],
    },
  });
  const page = policiesOf({ ...client, mappings: { m365: 'tenant' } }, msp, connected);

  it('has every tool of every connected integration, also the disabled and those the client is not mapped to', () => {
    expect(page.map(({ tool, mapped, effective }) => [tool, mapped, effective.policy])).toEqual([
      [getUser.name, true, 'disabled'],
      [setUser.name, true, 'approval_needed'],
      [addNote.name, false, 'auto'],
    ]);
  });

  it('shows default, what the MSP and the client set, what holds and why, and the rules that touch it', () => {
    expect(page[1]).toEqual({
      tool: setUser.name,
      integration: { kind: 'm365', title: 'Microsoft 365' },
      description: 'Changes a user.',
      effect: 'write',
      sensitive: true,
      default: 'approval_needed',
      msp: 'disabled',
      client: 'approval_needed',
      effective: {
        policy: 'approval_needed',
        source: 'client',
        reason: 'For this client m365:set-user is set to approval',
      },
      rules: [
        { of: 'msp', condition: 'target is an administrator', policy: 'disabled', reason: 'Admins are ours' },
        { of: 'client', condition: 'days is 7', policy: 'disabled', reason: '' },
      ],
      mapped: true,
    });
    expect(page[2]).toMatchObject({ default: 'auto', rules: [], effective: { source: 'default' } });
    expect(page[2]).not.toHaveProperty('msp');
  });

  it('shows a freeze', () => {
    const frozen = policiesOf({ ...client, freeze: true, mappings: {} }, msp, connected);
    expect(frozen.map(({ effective }) => [effective.policy, effective.source])).toEqual([
      ['disabled', 'msp'],
      ['disabled', 'client-freeze'],
      ['disabled', 'client-freeze'],
    ]);
  });

  it('of the MSP shows what holds for a client without settings of its own', () => {
    expect(policiesOf(undefined, msp, connected)[1]).toMatchObject({
      mapped: false,
      effective: { policy: 'disabled', source: 'msp' },
      rules: [{ of: 'msp' }],
    });
  });
});
