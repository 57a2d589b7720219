import { describe, expect, it } from '@jest/globals';
import { mspSettings } from '../clients/settings.js';
import { createFakeDirectory, DANA, HARBOR, OMAR } from './fakes-for-tests.js';
import { policyOfRead } from './policy-of-read.js';

describe('reading, where a rule is about people', () => {
  const { tools, directory } = createFakeDirectory();
  const tool = tools.find(({ effect }) => effect === 'read');
  const policyFor = async (user: string, when: object) => {
    if (!tool) throw new Error('There is no tool that reads');
    const rules = [{ tool: 'pretend_directory:*', when, policy: 'approval_needed' }];
    const settings = {
      msp: mspSettings.parse({ rules }),
      client: { ...HARBOR, vips: [DANA.userPrincipalName] },
    };
    const requester = { name: 'Omar Haddad', userId: OMAR.id };
    return (await policyOfRead({ tool, mapping: 'tenant-harbor' }, { user }, { settings, directory, requester }))
      .policy;
  };

  it('is automatic about whom the rule does not mean, by any of their names', async () => {
    expect(await policyFor(OMAR.id, { target: 'vip' })).toBe('auto');
    expect(await policyFor(OMAR.userPrincipalName, { target: 'other_than_requester' })).toBe('auto');
  });

  it('is not about whom it means, nor about somebody who is not found', async () => {
    expect(await policyFor(DANA.id, { target: 'vip' })).toBe('approval_needed');
    expect(await policyFor(DANA.id, { target: 'other_than_requester' })).toBe('approval_needed');
    expect(await policyFor('nobody@harbor.example', { target: 'vip' })).toBe('approval_needed');
  });
});
