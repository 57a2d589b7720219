import { describe, expect, it } from '@jest/globals';
import type { Policy } from '../tools/tool.js';
import { getUser, setUser } from '../tools/tools-for-tests.js';
import { effectiveMode, modeWithReason, toolsFor } from './mode.js';

describe('the tools of a client', () => {
  const connected = [{ kind: 'm365', connection: { tools: () => [getUser, setUser] } }];
  const client = { mappings: { m365: '9' }, policies: {} };

  it('are those of the integrations it is mapped to, with its own name there', () => {
    expect(toolsFor(client, { policies: {} }, connected).map(({ tool, mapping }) => [tool.name, mapping])).toEqual([
      [getUser.name, '9'],
      [setUser.name, '9'],
    ]);
  });

  it('are none where it is not mapped', () => {
    expect(toolsFor({ ...client, mappings: {} }, { policies: {} }, connected)).toEqual([]);
    expect(toolsFor({ ...client, mappings: { hudu: '9' } }, { policies: {} }, connected)).toEqual([]);
  });

  it('leave out what is disabled, for the client or for all', () => {
    const names = (mine: Record<string, Policy>, all: Record<string, Policy>) =>
      toolsFor({ ...client, policies: mine }, { policies: all }, connected).map(({ tool }) => tool.name);
    expect(names({ [setUser.name]: 'disabled' }, {})).toEqual([getUser.name]);
    expect(names({}, { [setUser.name]: 'disabled' })).toEqual([getUser.name]);
    expect(names({ [setUser.name]: 'auto' }, { [setUser.name]: 'disabled' })).toHaveLength(2);
  });

  it('are still planned with while the client is frozen', () => {
    const frozen = { ...client, freeze: true, rules: [], vips: [] };
    expect(toolsFor(frozen, { policies: {} }, connected)[1]?.effective.policy).toBe('approval_needed');
  });
});

describe('the mode of a client', () => {
  const free = { freeze: false };

  it("is the client's own, else the MSP's", () => {
    const of = (mine: 'plan' | 'execute' | 'inherit', all: 'plan' | 'execute') =>
      effectiveMode({ ...free, mode: mine }, { ...free, mode: all });
    expect([of('plan', 'execute'), of('execute', 'plan'), of('inherit', 'plan'), of('inherit', 'execute')]).toEqual([
      'plan',
      'execute',
      'plan',
      'execute',
    ]);
  });

  it('is plan while the client or everything is frozen, and says so', () => {
    const of = (client: boolean, msp: boolean) =>
      modeWithReason({ mode: 'execute', freeze: client }, { mode: 'execute', freeze: msp });
    expect(of(false, false)).toEqual({ mode: 'execute', reason: 'This client is set to execute mode' });
    expect(of(true, false)).toEqual({ mode: 'plan', reason: 'This client is frozen, so the agent only plans' });
    expect(of(false, true)).toEqual({ mode: 'plan', reason: 'The MSP has frozen everything, so the agent only plans' });
    expect(modeWithReason({ mode: 'inherit', freeze: false }, { mode: 'plan', freeze: false }).reason).toContain('MSP');
  });
});
