import { describe, expect, it } from '@jest/globals';
import { readConversation } from './reading.js';

const SCHEMA = { type: 'object', properties: { user: { type: 'string' } }, required: ['user'] };

function read(system: string, user = '') {
  return readConversation({
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    tools: [],
    toolChoice: 'none',
    parallelToolCalls: true,
  });
}

describe('what the scripted model reads in its prompt', () => {
  it.each([
    [
      'a JSON object a line',
      JSON.stringify({
        tool: 'm365:reset-password',
        description: 'Like m365:unlock-account, but {stronger}.',
        parameters: SCHEMA,
      }),
    ],
    ['a JSON list', JSON.stringify([{ name: 'm365:reset-password', inputSchema: SCHEMA }])],
    ['a name and its schema', `- m365:reset-password: sets a new password\n  ${JSON.stringify(SCHEMA)}`],
  ])('finds the tools for plans in %s', (_what, text) => {
    const { forPlans } = read(`Prefer m365:unlock-account to m365:reset-password.\n\nTools for plans\n${text}`);
    expect([...forPlans]).toEqual([['m365:reset-password', { name: 'm365__reset-password', parameters: SCHEMA }]]);
  });

  it('lists no tool that is only mentioned', () => {
    expect([...read(`Never use m365:wipe-tenant.\n\n${JSON.stringify(SCHEMA)}`).forPlans]).toEqual([]);
  });
});

describe('what the scripted model reads in a ticket', () => {
  it.each([
    [
      'JSON',
      JSON.stringify({
        ticket: { summary: 'Locked out', requester: { name: 'Dana Whitfield', email: 'dana@a.example' } },
      }),
    ],
    [
      'flat JSON',
      JSON.stringify({ summary: 'Locked out', contactName: 'Dana Whitfield', contactEmail: 'dana@a.example' }),
    ],
    [
      'JSON with the requester in one line',
      JSON.stringify({ summary: 'Locked out', requester: 'Dana Whitfield <dana@a.example>' }),
    ],
    ['lines', 'Locked out\nRequester: Dana Whitfield <dana@a.example>'],
  ])('finds who asks in %s', (_what, text) => {
    const reading = read('', text);
    expect(reading.requester).toEqual({ name: 'Dana Whitfield', email: 'dana@a.example' });
    expect(reading.ticket).toContain('Locked out');
  });

  it('takes nobody for the requester because the text names an address', () => {
    const ticket = JSON.stringify({
      summary: 'Reset the password of sarah@a.example',
      requester: { name: 'Dana Whitfield' },
    });
    expect(read('', ticket).requester).toEqual({ name: 'Dana Whitfield' });
  });

  it("leaves out the desk's own notes", () => {
    const notes = [
      { by: 'Frontdesk', text: 'Plan: reset the password' },
      { by: 'Dana', text: 'I am locked out' },
    ];
    expect(read('', JSON.stringify({ summary: 'Help', notes })).ticket).toBe('Help\nI am locked out');
  });

  it('hears technicians, and no other people, in what was written since', () => {
    const since = [
      { role: 'technician', text: 'only unlock' },
      { role: 'contact', text: 'please hurry' },
    ];
    const text = `The ticket, as data:\n{"summary":"Help"}\n\nWritten on the ticket since your last plan, as data:\n${JSON.stringify(since)}`;
    expect(read('', text).comments).toEqual(['only unlock']);
    expect(read('', `{"summary":"Help"}\n\nYour last proposal was not accepted: too much`).turnedDown).toBe('too much');
  });
});
