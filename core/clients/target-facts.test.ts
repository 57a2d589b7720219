import { describe, expect, it } from '@jest/globals';
import { VendorError } from '../errors.js';
import { ruleOf, settingsOf, setUser } from '../tools/tools-for-tests.js';
import { targetFactsOf } from './target-facts.js';

const dana = { id: 'u-1', userPrincipalName: 'dana@harbor.example', displayName: 'Dana', emails: ['d@harbor.example'] };
const aboutAdmins = settingsOf({ msp: { rules: [ruleOf('m365:*', { target: 'admin' }, 'disabled')] } });

describe('what is known of the person a call acts on', () => {
  const names = ['u-1', 'dana@harbor.example', 'd@harbor.example'];
  const asked: string[] = [];
  const factsFrom = (isAdmin?: () => Promise<boolean>, settings = aboutAdmins) =>
    targetFactsOf(dana, {
      tool: setUser,
      settings,
      tenantId: 'tenant',
      directory: isAdmin && {
        isAdmin: async (tenantId, userId) => {
          asked.push(`${tenantId}/${userId}`);
          return isAdmin();
        },
      },
    });

  it('is every name, and what the directory says of admin roles', async () => {
    expect(await factsFrom(async () => true)).toEqual({ names, isAdmin: true });
    expect(await factsFrom(async () => false)).toEqual({ names, isAdmin: false });
    expect(asked).toEqual(['tenant/u-1', 'tenant/u-1']);
  });

  it('is nothing about roles where the directory cannot tell', async () => {
    const down = async () => Promise.reject(new VendorError('Directory', 'unavailable', 'is down'));
    expect(await factsFrom(down)).toEqual({ names, isAdmin: 'unknown' });
    expect(await factsFrom()).toEqual({ names, isAdmin: 'unknown' });
    await expect(factsFrom(async () => Promise.reject(new Error('a defect')))).rejects.toThrow('a defect');
  });

  it('is not asked of the directory where no rule speaks of administrators', async () => {
    asked.length = 0;
    expect(await factsFrom(async () => true, settingsOf())).toEqual({ names });
    expect(asked).toEqual([]);
  });
});
