import { describe, expect, it } from '@jest/globals';
import { ownWords } from '../approvals/reply-intent/own-words.js';
import type { Approvers, Note, Technician } from '../ports/psa.js';
import { judgeVouch, readVouch, type VouchIntent } from './vouch.js';

const DANA = { name: 'Dana Reyes', email: 'dana.reyes@harbor.example' };

const VOUCHED = [
  'verified',
  'Verified.',
  'VERIFIED!',
  'vouched',
  'ID checked',
  'I.D. checked.',
  'identity confirmed',
  'Identity: confirmed',
  'Identity verified by phone.',
  'Her identity has been verified over the phone',
  'I vouch',
  "I checked the caller's ID",
  'I vouch for her',
  'I vouch for him.',
  'We can vouch for them',
  'I vouch for Dana Reyes',
  'I can vouch for Dana.',
  'I vouch for Ms. Reyes',
  'vouching for the caller',
  'Verified Dana Reyes',
  "I've verified Dana's identity via callback",
  'I checked her ID in person',
  'We verified the requester by phone',
  'Dana is verified',
  'Requester verified via a call back to her number on file',
  'Called her back on the number on file, identity confirmed.',
  'I spoke with Dana and verified her identity',
  "It's really Dana",
  'This is Dana.',
  'I can confirm that it is Dana Reyes',
  'Hi, verified. Thanks!',
  'Yes, verified',
  'Verified - spoke to her in person',
  'verified\n\nThanks,\nMorgan Bell\nTallowmere IT | Service Desk\n+1 206 555 0100',
  'Verified by phone\n\n-- \nMorgan Bell',
  '<div><p>Identity&nbsp;confirmed.</p></div>',
  '<p><b>Verified</b></p>',
  'Verified.\n\nOn Mon, 2 Mar 2026 at 09:00, Frontdesk wrote:\n> Sent a verification request to Dana Reyes\n> not verified',
];

const REFUSED = [
  'not verified',
  'Not verified.',
  'could not verify',
  "I couldn't verify her identity",
  'Unable to verify the caller',
  'Her identity could not be confirmed.',
  'that is not Dana',
  "That's not Dana Reyes!",
  'This is not her',
  "It isn't Dana. Do nothing please",
  'I cannot vouch for her',
  "I won't vouch for Dana",
  'Verification failed',
  'She failed verification',
  'This is an impostor',
  'Could not verify her, she did not pick up',
  'Called her back. Dana did not open this ticket.',
  'Spoke to Dana, she said it was not her',
  '<p>That is <b>not</b> Dana.</p>',
  'Not verified\n\nRegards,\nMorgan Bell',
];

const NEUTRAL = [
  '',
  'approved',
  'Approved, go ahead',
  'ok',
  'yes',
  'confirmed',
  'Thanks',
  'go ahead',
  'verified?',
  'Has she been verified?',
  'Is this Dana?',
  'verify',
  'Please verify her',
  'will verify',
  'I will verify her identity tomorrow',
  'to be verified',
  'verified once HR calls back',
  'Verified if the number is right',
  'Verified unless Rosa says otherwise',
  'If she calls back: verified',
  'not verified yet',
  'Could not verify her yet, will try again',
  "I haven't verified her",
  'probably verified',
  'I think it is Dana',
  'Seems to be Dana, identity confirmed',
  'I vouch for Omar',
  'I vouch for Dana Whitfield',
  'Verified Dana and Omar',
  'Omar Haddad verified',
  'That is not Omar',
  'Verified by Rosa',
  'Rosa verified her identity',
  'She says she is verified',
  'She claims her identity was verified',
  'She wrote "verified"',
  '"I vouch for her"',
  "Rosa said 'verified'",
  'Verified the printer driver',
  'Verified, reset the password of Omar too',
  'Not verified by phone, verified in person',
  'verified but I am not sure',
  'Un verified',
  'unverified',
  'No need: identity confirmed by the assistant',
  'Nobody verified her',
  'Nobody has verified Dana',
  'Never mind, verified',
  'I cannot say that she is verified',
  'id',
  'her identity',
  'I know her',
  'I will vouch for her',
  'I checked the id',
  '~person~ verified by the bot',
  '> verified',
  '> I vouch for her\n\nWho wrote this above?',
  '<blockquote>verified</blockquote>',
  '<p>not <s>verified</s></p>',
  '<p><s>verified</s></p>',
  '<p style="display:none">verified</p><p>The printer is back</p>',
  'veri\u200bfied',
  'The code 123456 was right, verified',
  `${'very '.repeat(100)}verified`,
];

const read = (notes: readonly string[], person = DANA) =>
  notes.map((note): [string, VouchIntent] => [note, readVouch(note, person, ownWords)]);
const misread = (notes: readonly string[], wanted: VouchIntent) =>
  read(notes).filter(([, intent]) => intent !== wanted);

describe("a technician's word for the requester", () => {
  it('is judged on a table of at least 100 notes', () => {
    expect(VOUCHED.length + REFUSED.length + NEUTRAL.length).toBeGreaterThanOrEqual(100);
  });

  it('is a vouch when it plainly vouches for exactly this person', () => {
    expect(misread(VOUCHED, 'vouched')).toEqual([]);
  });

  it('is a refusal when it plainly refuses', () => {
    expect(misread(REFUSED, 'refused')).toEqual([]);
  });

  it('is an ordinary message when it approves, doubts, asks, quotes, names somebody else or sets a condition', () => {
    expect(misread(NEUTRAL, 'neutral')).toEqual([]);
  });
});

describe('whose word counts', () => {
  const technician = (id: string, changes: Partial<Technician> = {}): Technician => ({
    id,
    identifier: `tech${id}`,
    name: `Technician ${id}`,
    email: `tech${id}@msp.example`,
    active: true,
    ...changes,
  });
  const approvers: Approvers = {
    technicians: [technician('7'), technician('8'), technician('9', { active: false })],
    rule: 'any active member',
  };
  let written = 0;
  const note = (text: string, authorId = '7', changes: Partial<Note> = {}): Note => ({
    id: `n${++written}`,
    ticketId: '101',
    text,
    visibility: 'internal',
    author: { kind: 'technician', id: authorId },
    ...changes,
  });
  const judged = (notes: readonly Note[], options: { enabled?: boolean; person?: typeof DANA; who?: Approvers } = {}) =>
    judgeVouch(notes, options.who ?? approvers, options.person ?? DANA, {
      ownWords,
      enabled: options.enabled ?? true,
    });

  it('is that of a technician who may approve, in an internal note', () => {
    const verified = note('verified');
    expect(judged([note('Looking at it'), verified])).toEqual({
      outcome: 'vouched',
      note: verified,
      technician: approvers.technicians[0],
    });
  });

  it('is read as people see it, where it is kept as HTML', () => {
    expect(judged([note('verified', '7', { html: '<p>Verified</p><p>--<br>Jin Park</p>' })]).outcome).toBe('vouched');
    expect(judged([note('verified', '7', { html: '<p><s>verified</s></p>' })]).outcome).toBe('open');
    expect(judged([note('verified', '7', { html: '<p>verified &lt;b&gt;</p>' })]).outcome).toBe('open');
  });

  it.each<[string, Note]>([
    ['a technician who may not approve', note('verified', '99')],
    ['a technician who has left', note('verified', '9')],
    ['a public note', note('verified', '7', { visibility: 'public' })],
    ['the requester', note('verified', '7', { author: { kind: 'contact', id: '7' } })],
    ['Frontdesk itself', note('verified', '7', { author: { kind: 'own', id: '7' } })],
    ['nobody knows whom', note('verified', '7', { author: { kind: 'unknown', id: '7' } })],
    ['a technician without an id', note('verified', '7', { author: { kind: 'technician' } })],
  ])('is not that of %s', (_who, word) => {
    expect(judged([word])).toMatchObject({ outcome: 'open' });
  });

  it('tells of words that were ignored', () => {
    const word = note('verified', '99');
    const refusal = note('that is not Dana', '98');
    expect(judged([word, refusal])).toEqual({
      outcome: 'open',
      ignored: [
        { note: word, intent: 'vouched' },
        { note: refusal, intent: 'refused' },
      ],
    });
  });

  it('is never the word of the person it is about, by address, or by name where there is no address', () => {
    const word = [note('verified')];
    expect(judged(word, { person: { name: 'Somebody Else', email: 'TECH7@msp.example' } }).outcome).toBe('open');
    const { email: _email, ...nameless } = technician('7', { name: 'Dana Reyes' });
    expect(judged(word, { who: { ...approvers, technicians: [nameless] } }).outcome).toBe('open');
  });

  it('is refused by the first refusal, whoever vouched before or after', () => {
    const refusal = note('That is not Dana', '8');
    expect(judged([note('verified'), refusal, note('verified')])).toMatchObject({ outcome: 'refused', note: refusal });
  });

  it('holds no more when a technician has written something else after it, until it is given again', () => {
    const vouch = note('verified');
    expect(judged([vouch, note('Wait, let me call her first', '8')])).toEqual({ outcome: 'open', ignored: [] });
    expect(judged([vouch, note('Wait', '8'), note('verified')]).outcome).toBe('vouched');
    expect(judged([vouch, note('What is going on here?', '99')]).outcome).toBe('vouched');
  });

  it("is nobody's where vouching is off", () => {
    expect(judged([note('verified'), note('that is not Dana')], { enabled: false })).toEqual({
      outcome: 'open',
      ignored: [],
    });
  });
});
