import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from './testing/desk.js';

const DANA = '+12065550110';
const STRANGER = '+19175550199';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const saidBy = (call: { callSid: string }, who: 'requester' | 'assistant') =>
  desk.intake
    .of(call.callSid)
    .turns.filter((turn) => turn.who === who)
    .map((turn) => turn.text);

describe('a whole call', () => {
  it('goes from the greeting to a confirmed contact, a ticket with the problem, its number, and good-bye', async () => {
    const call = await desk.twilio.call({ from: DANA });
    await call.hears(/Who am I speaking with/);
    await call.says('dana-hello');
    await call.hears(/Is that Dana Whitfield at Harbor Dental\?/);
    await call.says('dana-yes');
    await call.hears(/What can I help you with/);
    await call.says('dana-locked-out');
    const readBack = await call.hears(/Your ticket number is/);
    await call.says('dana-thanks');
    await call.hears(/Good-bye/);
    const end = await call.ended;
    const kept = await desk.intake.ended(call.callSid);

    expect({ by: end.by, errors: end.errors }).toEqual({ by: 'callee', errors: [] });
    expect(kept.contactId).toBe('harbor-dental/dana-whitfield');
    expect(kept.evidence.at(-1)).toBe('Said yes when asked');
    expect(kept.tickets).toEqual([
      { id: '1042', problem: "I'm locked out. I forgot my password.", turnsBefore: expect.any(Number) },
    ]);
    expect(readBack).toContain('1 0 4 2');
    expect(kept.ends).toEqual([{ how: 'finished', detail: undefined }]);
    expect(saidBy(call, 'requester')).toEqual([
      'Hi, this is Dana Whitfield.',
      "Yes, that's right.",
      "I'm locked out.",
      'I forgot my password.',
      "That's all, thank you.",
    ]);
    expect(desk.voice().activeCalls()).toBe(0);
  });
});
