import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defaultPolicy } from '../core/tools/default-policy.js';
import { policyOf } from '../core/tools/policy.js';
import type { Tool } from '../core/tools/tool.js';
import { catalogue } from './catalogue.js';

const KEYS: Record<string, unknown> = {
  connectwise_psa: {
    site: 'https://na.myconnectwise.net',
    companyId: 'tallowmere',
    publicKey: 'public',
    privateKey: 'private',
    clientId: 'client',
  },
  m365: { clientId: 'client', clientSecret: 'secret' },
  model: { apiKey: 'key', model: 'some-model' },
};
const http = {
  request: async () => {
    throw new Error('Connecting must not make a request');
  },
};
const tools = catalogue.flatMap(({ kind, connect }) =>
  connect(KEYS[kind], { http, now: () => new Date() })
    .tools()
    .map((tool) => ({ kind, tool })),
);
const USER = 'dana@harbordental.example';
const ofUser = { args: { user: USER }, subject: { kind: 'user', ref: USER, argument: 'user' } };
const ofTicket = { kind: 'ticket', ref: '4711' };
const ofClient = { kind: 'client' };
const other = (ref: string) => ({ kind: 'other', ref });

/** Of every tool: what the product page says of its default, arguments that fit, and whom or what these act on. */
const TABLE: Record<string, { policy: string; args: Record<string, unknown>; subject: unknown }> = {
  'connectwise_psa:cw-get-ticket': { policy: 'auto', args: { ticketId: '4711' }, subject: ofTicket },
  'connectwise_psa:cw-list-tickets': { policy: 'auto', args: { search: 'printer' }, subject: ofClient },
  'connectwise_psa:cw-list-ticket-notes': { policy: 'auto', args: { ticketId: '4711' }, subject: ofTicket },
  'connectwise_psa:cw-search-contacts': { policy: 'auto', args: { query: 'Dana' }, subject: ofClient },
  'connectwise_psa:cw-get-contact': { policy: 'auto', args: { contactId: '12' }, subject: other('12') },
  'connectwise_psa:cw-list-companies': { policy: 'auto', args: {}, subject: ofClient },
  'connectwise_psa:cw-list-members': { policy: 'auto', args: {}, subject: other('members') },
  'connectwise_psa:cw-list-boards': { policy: 'auto', args: {}, subject: other('boards') },
  'connectwise_psa:cw-list-statuses': { policy: 'auto', args: { board: 'Help Desk' }, subject: other('Help Desk') },
  'connectwise_psa:cw-list-priorities': { policy: 'auto', args: {}, subject: other('priorities') },
  'connectwise_psa:cw-list-configurations': { policy: 'auto', args: {}, subject: ofClient },
  'connectwise_psa:cw-add-ticket-note': {
    policy: 'auto',
    args: { ticketId: '4711', text: 'Done', visibility: 'internal' },
    subject: ofTicket,
  },
  'connectwise_psa:cw-update-ticket': {
    policy: 'approval_needed',
    args: { ticketId: '4711', status: 'Closed' },
    subject: ofTicket,
  },
  'connectwise_psa:cw-add-time-entry': {
    policy: 'approval_needed',
    args: { ticketId: '4711', minutes: 5, notes: 'Reset' },
    subject: ofTicket,
  },
  'm365:find-users': { policy: 'auto', args: { query: 'Dana' }, subject: ofClient },
  'm365:get-user': { policy: 'auto', ...ofUser },
  'm365:list-user-groups': { policy: 'auto', ...ofUser },
  'm365:list-auth-methods': { policy: 'auto', ...ofUser },
  'm365:list-user-licenses': { policy: 'auto', ...ofUser },
  'm365:list-available-licenses': { policy: 'auto', args: {}, subject: ofClient },
  'm365:reset-password': { policy: 'approval_needed', ...ofUser },
  'm365:unlock-account': { policy: 'approval_needed', ...ofUser },
  'm365:revoke-sessions': { policy: 'approval_needed', ...ofUser },
};
/** What demands that the requester is verified. */
const SENSITIVE = ['m365:reset-password', 'm365:unlock-account'];

describe('the tools of all integrations', () => {
  it('are those that are looked at here, each name once', () => {
    expect(tools.map(({ tool }) => tool.name).sort()).toEqual(Object.keys(TABLE).sort());
    expect(tools.filter(({ tool }) => tool.sensitive).map(({ tool }) => tool.name)).toEqual(SENSITIVE);
  });
});

describe.each(tools.map(({ kind, tool }) => [tool.name, kind, tool] as const))('the tool %s', (name, kind, tool) => {
  const { policy, args, subject } = TABLE[name] ?? { policy: 'not in the table', args: {}, subject: undefined };

  it('is named after its integration, with an input that a model can be shown', () => {
    expect(name.split(':')).toEqual([kind, expect.stringMatching(/^[a-z0-9]+(-[a-z0-9]+)*$/)]);
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
