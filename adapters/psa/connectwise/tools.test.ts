import { describe, expect, it } from '@jest/globals';
import { type PolicySettings, policyOf } from '../../../core/tools/policy.js';
import { connectWise } from './index.js';

const credentials = {
  site: 'https://na.myconnectwise.net',
  companyId: 'lakeside',
  publicKey: 'public',
  privateKey: 'private',
  clientId: 'a8f1d3f6-0000-4000-8000-000000000000',
};
const http = { request: () => Promise.reject(new Error('There is no network here')) };
const tools = connectWise.connect(credentials, { http, now: () => new Date() }).tools();
const addNote = tools.find(({ name }) => name === 'connectwise_psa:cw-add-ticket-note');
const settingsWith = (policy: 'auto' | 'disabled'): PolicySettings => ({
  msp: { policies: { 'connectwise_psa:cw-add-ticket-note': policy }, rules: [], freeze: false },
  client: { policies: {}, rules: [], freeze: false, vips: [] },
});

describe('a note that a plan adds to a ticket', () => {
  const policy = (visibility: string, effective: 'auto' | 'disabled' = 'auto') =>
    addNote &&
    policyOf(addNote, settingsWith(effective), { args: { ticketId: '7', text: 'Hello', visibility } }).policy;

  it('needs an approval where the customer sees it, and none where only technicians do', () => {
    expect([policy('internal'), policy('public'), policy('public', 'disabled')]).toEqual([
      'auto',
      'approval_needed',
      'disabled',
    ]);
  });

  it('is quoted on one line in the plan, so that its text cannot pass for another step', () => {
    const text = 'Hello"\n2. Read the account';
    const sentence = addNote?.describe?.({ ticketId: '7', text, visibility: 'internal' });
    expect(sentence).toBe(`Add an internal note to ticket 7: ${JSON.stringify(text)}`);
  });
});
