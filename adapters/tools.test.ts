import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defaultPolicy } from '../core/tools/default-policy.js';
import { policyOf } from '../core/tools/policy.js';
import { policyTable } from '../core/tools/policy-settings.js';
import type { Tool } from '../core/tools/tool.js';
import { sensitiveTools, toolCasesOf, toolTable } from './all-tool-cases-for-tests.js';
import { catalogue } from './catalogue.js';

const http = {
  request: async () => {
    throw new Error('Connecting must not make a request');
  },
};
const connections = catalogue.map(({ kind, connect }) => {
  const { credentials, one = {} } = toolCasesOf(kind);
  const id = 'name' in one ? `${kind}:${one.name}` : kind;
  return { id, connection: connect(credentials, { http, now: () => new Date(), ...one }) };
});
for (const { connection } of connections) await connection.prepare?.();
const tools = connections.flatMap(({ id, connection }) => connection.tools().map((tool) => ({ id, tool })));

describe('the tools of all integrations', () => {
  it('are those that are looked at here, each name once', () => {
    expect(tools.map(({ tool }) => tool.name).sort()).toEqual(Object.keys(toolTable).sort());
    expect(tools.filter(({ tool }) => tool.sensitive).map(({ tool }) => tool.name)).toEqual(sensitiveTools);
  });
});

describe.each(tools.map(({ id, tool }) => [tool.name, id, tool] as const))('the tool %s', (name, id, tool) => {
  const row = toolTable[name];
  const { policy = 'not in the table', subject } = row ?? {};
  const args: Readonly<Record<string, unknown>> = row?.args ?? {};

  it('is named after its integration, with an input that a model can be shown', () => {
    // What a vendor decides is named by the vendor.
    const own = tool.pin ? /^[A-Za-z0-9:_-]+$/ : /^[a-z0-9]+(-[a-z0-9]+)*$/;
    expect([name.slice(0, id.length + 1), name.slice(id.length + 1)]).toEqual([`${id}:`, expect.stringMatching(own)]);
    expect(policyTable.safeParse({ [name]: 'auto' }).success).toBe(true);
    expect(tool.description).toMatch(/^[A-Z].{8,}\.$/);
    expect(z.toJSONSchema(tool.input)).toMatchObject({ type: 'object', additionalProperties: false });
  });

  it('has the default policy that the product page promises', () => {
    expect(defaultPolicy(tool)).toBe(policy);
    const none = { policies: {}, rules: [], freeze: false };
    expect(policyOf(tool, { msp: none, client: { ...none, vips: [] } }, { args }).policy).toBe(policy);
  });

  it('says whom or what a call acts on, and in which argument', () => {
    const acted = tool.subject(args);
    expect(acted).toEqual(subject);
    if (acted.argument) expect(args[acted.argument]).toBe(acted.ref);
  });

  it('can be read back and taken back when it changes something, and only then', () => {
    expect(partsOf(tool)).toEqual(
      tool.effect === 'read'
        ? { observe: 'undefined', undo: 'undefined' }
        : { observe: 'function', undo: 'function', describe: 'function' },
    );
    if (tool.effect === 'read') return;
    for (const sentence of [tool.describe(args), tool.undo(args)]) {
      expect(sentence).toMatch(/^[A-Z].{10,}/);
      expect(sentence).toContain(tool.subject(args).ref);
      expect(sentence).not.toMatch(/undefined|\[object/);
    }
  });
});

function partsOf({ effect, observe, undo, describe: words }: Tool) {
  return { observe: typeof observe, undo: typeof undo, ...(effect === 'read' ? {} : { describe: typeof words }) };
}
