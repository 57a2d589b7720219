import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { effectiveMode, toolsFor } from '../clients/mode.js';
import { defaultPolicy, effectivePolicy, stricter } from './policy.js';
import { defineTool, type Policy, type ToolScope } from './tool.js';

const reading = defineTool({
  name: 'hudu:get-article',
  description: 'Reads an article.',
  input: z.strictObject({ id: z.coerce.number() }),
  effect: 'read',
  run: async (_scope, { id }) => ({ output: { id }, summary: `Read ${id}` }),
});
const writing = defineTool({
  name: 'hudu:list-and-delete',
  description: 'Deletes.',
  input: z.strictObject({ id: z.string() }),
  effect: 'write',
  subject: ({ id }) => ({ kind: 'other', ref: id }),
  undo: ({ id }) => `Restore ${id}`,
  run: async () => ({ output: {}, summary: 'Deleted' }),
});
const scope: ToolScope = { clientId: 'c', mapping: 'm', secrets: { keep: async () => ({ secretId: 's' }) } };

describe('the policy of a tool', () => {
  it('is automatic for reading and asks for the rest, unless the product says otherwise', () => {
    expect(defaultPolicy(reading)).toBe('auto');
    expect(defaultPolicy(writing)).toBe('approval_needed');
    expect(defaultPolicy({ name: 'a:b', effect: 'message' })).toBe('approval_needed');
    expect(defaultPolicy({ ...reading, defaultPolicy: 'approval_needed' })).toBe('approval_needed');
    expect(defaultPolicy({ ...writing, defaultPolicy: 'auto' })).toBe('auto');
  });

  it("is the client's before the MSP's before the default, and says where it comes from", () => {
    const { name } = writing;
    const none = { msp: {}, client: {} };
    expect(effectivePolicy(writing, none)).toEqual({ policy: 'approval_needed', source: 'default' });
    expect(effectivePolicy(writing, { ...none, msp: { [name]: 'auto' } })).toEqual({ policy: 'auto', source: 'msp' });
    expect(effectivePolicy(writing, { msp: { [name]: 'auto' }, client: { [name]: 'disabled' } })).toEqual({
      policy: 'disabled',
      source: 'client',
    });
  });

  it('is the stricter of two', () => {
    const ordered: Policy[] = ['auto', 'approval_needed', 'disabled'];
    for (const [i, a] of ordered.entries())
      for (const [j, b] of ordered.entries()) expect(stricter(a, b)).toBe(ordered[Math.max(i, j)]);
  });
});

describe('the tools of a client', () => {
  const connected = [{ kind: 'hudu', connection: { tools: () => [reading, writing] } }];
  const client = { mappings: { hudu: '9' }, policies: {} };

  it('are those of the integrations it is mapped to, with its own name there', () => {
    expect(toolsFor(client, { policies: {} }, connected).map(({ tool, mapping }) => [tool.name, mapping])).toEqual([
      [reading.name, '9'],
      [writing.name, '9'],
    ]);
  });

  it('are none where it is not mapped', () => {
    expect(toolsFor({ ...client, mappings: {} }, { policies: {} }, connected)).toEqual([]);
    expect(toolsFor({ ...client, mappings: { m365: '9' } }, { policies: {} }, connected)).toEqual([]);
  });

  it('leave out what is disabled, for the client or for all', () => {
    const names = (mine: Record<string, Policy>, all: Record<string, Policy>) =>
      toolsFor({ ...client, policies: mine }, { policies: all }, connected).map(({ tool }) => tool.name);
    expect(names({ [writing.name]: 'disabled' }, {})).toEqual([reading.name]);
    expect(names({}, { [writing.name]: 'disabled' })).toEqual([reading.name]);
    expect(names({ [writing.name]: 'auto' }, { [writing.name]: 'disabled' })).toHaveLength(2);
  });

  it("work in the client's own mode, else in the MSP's", () => {
    expect(effectiveMode({ mode: 'plan' }, { mode: 'execute' })).toBe('plan');
    expect(effectiveMode({ mode: 'execute' }, { mode: 'plan' })).toBe('execute');
    expect(effectiveMode({ mode: 'inherit' }, { mode: 'plan' })).toBe('plan');
    expect(effectiveMode({ mode: 'inherit' }, { mode: 'execute' })).toBe('execute');
  });
});

describe('a tool', () => {
  it('parses its arguments by itself, whoever calls it', async () => {
    expect(await reading.run(scope, { id: '7' })).toMatchObject({ output: { id: 7 } });
    expect(() => reading.run(scope, { id: 'seven' })).toThrow();
    expect(() => reading.run(scope, { id: 7, more: true })).toThrow();
    expect(writing.subject?.({ id: 'a' })).toEqual({ kind: 'other', ref: 'a' });
    expect(() => writing.subject?.({})).toThrow();
    expect(writing.undo?.({ id: 'a' })).toBe('Restore a');
  });

  it('has no way to observe or undo that it was not given', () => {
    expect(reading).not.toHaveProperty('observe');
    expect(reading).not.toHaveProperty('undo');
    expect(reading).not.toHaveProperty('subject');
  });
});
