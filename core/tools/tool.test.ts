import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineTool, type ToolScope } from './tool.js';
import { addNote, getUser, setUser } from './tools-for-tests.js';

const scope: ToolScope = { clientId: 'c', mapping: 'm', secrets: { keep: async () => ({ secretId: 's' }) } };
const reading = defineTool({
  name: 'hudu:get-article',
  description: 'Reads an article.',
  input: z.strictObject({ id: z.coerce.number() }),
  effect: 'read',
  subject: () => ({ kind: 'client' }),
  describe: ({ id }) => `Read ${id}`,
  run: async (_scope, { id }) => ({ output: { id }, summary: `Read ${id}` }),
});

describe('a tool', () => {
  it('parses its arguments by itself, whoever calls it', async () => {
    expect(await reading.run(scope, { id: '7' })).toMatchObject({ output: { id: 7 } });
    expect(() => reading.run(scope, { id: 'seven' })).toThrow();
    expect(() => reading.run(scope, { id: 7, more: true })).toThrow();
    expect(reading.describe?.({ id: '7' })).toBe('Read 7');
    expect(setUser.subject({ user: 'a' })).toEqual({ kind: 'user', ref: 'a', argument: 'user' });
    expect(() => setUser.subject({})).toThrow();
    await expect(setUser.observe?.(scope, {}, new Date())).rejects.toThrow();
    expect(() => setUser.undo?.({})).toThrow();
    expect(addNote.creates?.({})).toEqual({ kind: 'other', ref: 'note' });
  });

  it('that reads has nothing to read back or take back', () => {
    for (const part of ['observe', 'undo', 'creates', 'describe']) expect(getUser).not.toHaveProperty(part);
  });

  it('that changes something cannot be written without a way to read back and to take back', () => {
    const { observe: _observe, ...unobserved } = setUser;
    const { undo: _undo, ...final } = setUser;
    const { subject: _subject, ...aimless } = setUser;
    // @ts-expect-error A changing tool needs observe.
    const first = () => defineTool({ ...unobserved, effect: 'write' });
    // @ts-expect-error A changing tool needs undo.
    const second = () => defineTool({ ...final, effect: 'write' });
    // @ts-expect-error Every tool needs a subject.
    const third = () => defineTool({ ...aimless, effect: 'read' });
    expect([first, second, third]).toHaveLength(3);
  });
});
