import { describe, expect, it } from '@jest/globals';
import { listMessages, type MessageBook, MessageRefusal, takeMessage } from './messages.js';

const OWN = '+12065550100';
const TO = '+13125550142';

describe('the Messages resource of the pretend Twilio', () => {
  const open = (): MessageBook => ({ sent: [], reach: new Map() });
  const form = (changes: Record<string, string> = {}) =>
    new URLSearchParams({ From: OWN, To: TO, Body: 'Hello', ...changes });
  const at = (time: string) => ({ numbers: [OWN], now: new Date(time) });
  const now = at('2026-11-25T12:00:00Z');

  it('keeps what was sent', () => {
    const book = open();
    const { sid } = takeMessage(book, form(), now);
    expect(sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(book.sent).toMatchObject([{ sid, from: OWN, to: TO, body: 'Hello', status: 'delivered' }]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['no To', { To: '' }, 21604],
    ['no From', { From: '' }, 21603],
    ['no Body', { Body: '' }, 21602],
    ['a Body that is too long', { Body: 'x'.repeat(1_601) }, 21617],
    ['a To that is not E.164', { To: '(312) 555-0142' }, 21211],
    ['a From that is not E.164', { From: '2065550100' }, 21212],
    ['a From that is not the account’s', { From: '+12065550123' }, 21659],
  ])('refuses %s', (_what, changes, code) => {
    const book = open();
    expect(() => takeMessage(book, form(changes), now)).toThrow(expect.objectContaining({ code }));
    expect(() => takeMessage(book, form(changes), now)).toThrow(MessageRefusal);
    expect(book.sent).toEqual([]);
  });

  it.each([
    ['landline', 21614],
    ['opted-out', 21610],
    ['region', 21408],
  ] as const)('refuses a number that is %s', (reach, code) => {
    const book = open();
    book.reach.set(TO, reach);
    expect(() => takeMessage(book, form(), now)).toThrow(expect.objectContaining({ code }));
  });

  it('takes messages to a telephone that is off, and never delivers them', () => {
    const book = open();
    book.reach.set(TO, 'unreachable');
    expect(takeMessage(book, form(), now)).toMatchObject({ status: 'undelivered', errorCode: 30003 });
  });

  it('lists by number and by day, newest first', () => {
    const book = open();
    takeMessage(book, form({ Body: 'one' }), at('2026-11-24T23:59:00Z'));
    takeMessage(book, form({ Body: 'two' }), now);
    takeMessage(book, form({ Body: 'three', To: '+12065550110' }), now);
    const list = (query: Record<string, string>) =>
      listMessages(book, new URLSearchParams(query)).map(({ body }) => body);
    expect(list({})).toEqual(['three', 'two', 'one']);
    expect(list({ To: TO })).toEqual(['two', 'one']);
    expect(list({ To: TO, 'DateSent>': '2026-11-25' })).toEqual(['two']);
    expect(list({ DateSent: '2026-11-24' })).toEqual(['one']);
    expect(list({ PageSize: '1' })).toEqual(['three']);
  });
});
