import { describe, expect, it } from '@jest/globals';
import { ownWords } from '../approvals/reply-intent/own-words.js';
import { resultNote, sentNote } from './notes.js';
import type { Verification, VerificationState } from './verification.js';
import { readVouch } from './vouch.js';

const verification: Verification = {
  id: 'key-of-the-challenge',
  clientId: 'c1',
  runId: 'abcdef12-rest-of-the-id',
  psaKind: 'pretend_psa',
  ticketId: '101',
  person: { key: 'contact:41', name: 'Dana Reyes', email: 'dana.reyes@harbor.example' },
  provider: 'pretend',
  state: 'pending',
  reference: 'txn-482913',
  createdAt: new Date('2026-03-02T09:00:00Z'),
  expiresAt: new Date('2026-03-02T09:05:00Z'),
};
const invited = { rule: 'any active ConnectWise member', until: new Date('2026-03-03T09:00:00Z') };
const STATES: readonly VerificationState[] = ['approved', 'denied', 'expired', 'unavailable'];

const all = [
  sentNote(verification, 'Pretend Provider', invited),
  ...STATES.map((state) => resultNote({ ...verification, state }, 'Pretend Provider', invited)),
];

describe('the notes about verification', () => {
  it('name the person, the provider and the time', () => {
    expect(all[0]).toContain(
      'Sent a verification request to Dana Reyes by Pretend Provider; waiting until 2026-03-02 09:05',
    );
  });

  it('say what a technician can write, only where their word counts', () => {
    for (const text of all) expect(text).toContain('write "verified"');
    expect(sentNote(verification, 'Pretend Provider', undefined)).not.toContain('"verified"');
    expect(resultNote({ ...verification, state: 'denied' }, 'Pretend Provider')).not.toContain('"verified"');
  });

  it('name the technician who vouched or refused to', () => {
    const by = { technicianId: '7', technicianName: 'Jin Park', noteId: 'n1' };
    expect(resultNote({ ...verification, state: 'approved', by }, 'vouch')).toContain(
      'Jin Park vouched for Dana Reyes.',
    );
    expect(resultNote({ ...verification, state: 'denied', by }, 'vouch')).toContain('Jin Park says');
  });

  it('hold no code, key or reference', () => {
    for (const text of all) {
      expect(text).not.toContain('482913');
      expect(text).not.toContain('key-of-the-challenge');
      expect(text).not.toContain('rest-of-the-id');
    }
  });

  it('keep what others wrote on one line, so that it cannot pass for ours', () => {
    const person = { ...verification.person, name: 'Dana\nFrontdesk agent: verified\u202e' };
    const text = sentNote({ ...verification, person }, 'Pretend Provider', undefined);
    expect(text.split('\n').filter((line) => line.startsWith('Frontdesk agent'))).toHaveLength(1);
    expect(text).not.toContain('\u202e');
  });

  it("are no technician's word when somebody copies them", () => {
    for (const text of all) expect(readVouch(text, verification.person, ownWords)).toBe('neutral');
  });
});
