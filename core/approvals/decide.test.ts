import { describe, expect, it } from '@jest/globals';
import { JIN } from '../agent/fakes-for-tests.js';
import type { Note } from '../ports/psa.js';
import { judge, withdrawal } from './decide.js';
import { type Meaning, opinionKey } from './second-opinion.js';

describe('answers on the ticket', () => {
  const plan = { number: 1, tools: ['m365:reset-password'], notedAt: new Date(0) };
  const approvers = { technicians: [JIN, { ...JIN, id: '8', name: 'Left', active: false }], rule: 'any active one' };
  const note = (text: string, changes: Partial<Note> = {}): Note => ({
    id: text,
    ticketId: 't1',
    text,
    visibility: 'internal',
    author: { kind: 'technician', id: JIN.id, name: JIN.name },
    createdAt: new Date(3_600_000),
    ...changes,
  });
  const outcome = (...notes: Note[]) => judge(notes, approvers, plan).outcome;

  it('approve or deny', () => {
    expect(judge([note('approved')], approvers, plan)).toMatchObject({ outcome: 'approved', technician: JIN });
    expect(outcome(note('denied'))).toBe('denied');
  });

  it.each<[string, Partial<Note>]>([
    ['a public note', { visibility: 'public' }],
    ['the requester', { author: { kind: 'contact', id: '7', name: 'Dana' } }],
    ['an unknown hand', { author: { kind: 'unknown', id: '7' } }],
    ['our own user', { author: { kind: 'own', id: '7' } }],
    ['a technician without an id', { author: { kind: 'technician', name: 'Jin Park' } }],
    ['a technician who has been switched off', { author: { kind: 'technician', id: '8', name: 'Left' } }],
  ])('from %s decide nothing', (_who, changes) => {
    expect(outcome(note('approved', changes))).toBe('open');
    expect(outcome(note('denied', changes))).toBe('open');
  });

  it('of people who may not decide are told of', () => {
    const stranger = note('approved', { author: { kind: 'technician', id: '99', name: 'Guest' } });
    expect(judge([stranger], approvers, plan)).toEqual({
      outcome: 'open',
      ignored: [{ note: stranger, intent: 'approve' }],
    });
  });

  it('are outweighed by one denial, and do not hold when more was written after them', () => {
    expect(outcome(note('approved'), note('denied'))).toBe('denied');
    expect(outcome(note('denied'), note('approved'))).toBe('denied');
    expect(outcome(note('approved'), note('wait, is this the right Dana?'))).not.toBe('approved');
  });

  it('with a condition or a question decide nothing', () => {
    for (const text of ['approved if she calls back first', 'approved?', 'who approved this?'])
      expect(outcome(note(text))).toBe('open');
  });

  it.each([
    '<p><s>approved</s></p>',
    '<p><span style="text-decoration: line-through">approved</span> 1</p>',
    '<p>approved <img alt="👎" src="thumb.png"></p>',
    '<p style="display:none">approved</p>',
    '<p>approved &lt;!-- once her manager agrees --&gt;</p>',
    '<p>approved &lt;b&gt;</p>',
    '<p><q>approved</q></p>',
    '<p><input type="checkbox"> approved</p>',
    '<select><option>approved</option></select>',
    '<blockquote>approved</blockquote>',
  ])('that look like an approval only without their markup decide nothing: %s', (html) => {
    expect(outcome(note('approved', { html }))).toBe('open');
  });

  it('in HTML are read with quotes, signature and number', () => {
    const quoted = '<blockquote><p>Or decide here: &quot;approved&quot; or &quot;denied&quot;</p></blockquote>';
    const later = { ...plan, number: 2 };
    const words = (html: string, asked = plan) => judge([note('text', { html })], approvers, asked).outcome;
    expect(words(`<p>Approved</p>${quoted}`)).toBe('approved');
    expect(words(`<p>Calling her now</p>${quoted}`)).toBe('open');
    expect(words('<p>Approved 2</p><p>--<br>Jin Park<br>Service Desk</p>', later)).toBe('approved');
    expect(words('<p>Approved 1</p>', later)).toBe('open');
    expect(words('<p>Denied.</p><p>--<br>Jin Park</p>')).toBe('denied');
  });

  it('are doubtful where people read what a browser would hide', () => {
    expect(outcome(note('approved <!-- once her manager agrees -->'))).toBe('open');
  });

  it('that name another plan decide nothing about this one', () => {
    expect(outcome(note('approved 1'))).toBe('approved');
    expect(outcome(note('approved 2'))).toBe('open');
  });

  describe('after an approval', () => {
    const ROSA = { ...JIN, id: '9', name: 'Rosa Castro' };
    const both = { technicians: [JIN, ROSA] };
    const rosas = (text: string, changes: Partial<Note> = {}) =>
      note(text, { author: { kind: 'technician', id: ROSA.id, name: ROSA.name }, ...changes });
    const stopped = (notes: Note[], decided?: { noteId?: string; lastNoteId?: string }) =>
      withdrawal(notes, both, plan, decided)?.technician.name;

    it('by a note, any word that stops counts below that note and none above it', () => {
      const approved = note('approved');
      expect(stopped([rosas('wait, let me look'), approved], { noteId: approved.id })).toBeUndefined();
      expect(stopped([approved, rosas('wait, let me look')], { noteId: approved.id })).toBe(ROSA.name);
      expect(stopped([approved, rosas('denied')], { noteId: approved.id })).toBe(ROSA.name);
      expect(stopped([approved, rosas('no problem')], { noteId: approved.id })).toBeUndefined();
    });

    it('by a link, a clear denial counts wherever it stands, other words only below', () => {
      const earlier = rosas('hold on, I am looking');
      expect(stopped([earlier], { lastNoteId: earlier.id })).toBeUndefined();
      const denial = rosas('denied');
      expect(stopped([denial], { lastNoteId: denial.id })).toBe(ROSA.name);
      expect(stopped([earlier, rosas('stop, wrong Dana')], { lastNoteId: earlier.id })).toBe(ROSA.name);
    });

    it('whose note is gone, everything below the request counts', () => {
      expect(stopped([rosas('wait')], { noteId: 'deleted' })).toBe(ROSA.name);
      expect(stopped([rosas('wait')])).toBe(ROSA.name);
    });
  });

  it('that a model takes for a refusal or a remark do not approve, and no opinion makes an approval', () => {
    const opinion = (of: Note, meaning: Meaning) => judge([of], approvers, plan, new Map([[opinionKey(of), meaning]]));
    expect(opinion(note('go ahead'), 'approves').outcome).toBe('approved');
    expect(opinion(note('go ahead'), 'remark').outcome).toBe('open');
    expect(opinion(note('go ahead'), 'denies').outcome).toBe('open');
    const odd = note('I would rather we left her account as it is');
    expect(opinion(odd, 'denies')).toMatchObject({ outcome: 'denied', because: 'second-opinion-refusal' });
    expect(opinion(odd, 'approves').outcome).toBe('open');
    const edited = { ...note('go ahead'), text: 'please go ahead' };
    expect(judge([edited], approvers, plan, new Map([[opinionKey(note('go ahead')), 'remark']])).outcome).toBe(
      'approved',
    );
  });
});
