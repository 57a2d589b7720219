/** Whole calls: a pretend Twilio and Deepgram with recorded speech outside, real SDKs, signatures and sockets inside. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPretendDeepgram, type PretendDeepgram } from '../sandbox/deepgram/deepgram.js';
import { createFaults, type Faults } from '../sandbox/faults.js';
import { createRecords } from '../sandbox/records.js';
import { createRoutes } from '../sandbox/routes.js';
import { createRecordings } from '../sandbox/speech/recordings.js';
import { createPretendTwilio, type PhoneCall, type PretendTwilio } from '../sandbox/twilio/twilio.js';
import { createWorld } from '../sandbox/world/world.js';
import type { Desk, DeskOptions } from './testing/desk.js';
import { ASKS_NAME, ASKS_PROBLEM, type HelpdeskNumber, openHelpdeskNumber, talk } from './testing/helpdesk-number.js';
import type { MemoryIntake } from './testing/memory-intake.js';

const world = createWorld();
const recordings = createRecordings();
const DANA = world.person('harbor-dental/dana-whitfield').phone;
const STRANGER = '+19175550199';

let twilio: PretendTwilio;
let deepgram: PretendDeepgram;
let faults: Faults;
let number: HelpdeskNumber<PhoneCall>;
let desk: Desk;
let intake: MemoryIntake;

async function open(settings: DeskOptions['settings'] = {}): Promise<void> {
  faults = createFaults();
  const [records, routes] = [createRecords(), createRoutes()];
  deepgram = await createPretendDeepgram({ records, faults, recordings });
  const { spoken } = deepgram;
  twilio = await createPretendTwilio({ world, records, faults, recordings, spoken, routes });
  number = await openHelpdeskNumber({ world, routes, deepgram, twilio }, settings);
  ({ desk, intake } = number);
}
beforeEach(() => open());
afterEach(() => number.close());

describe('a whole call', () => {
  it('goes from the greeting to a confirmed contact, a ticket with the problem, its number, and good-bye', async () => {
    const call = await number.dial(DANA);
    await talk(
      call,
      [ASKS_NAME, 'dana-hello'],
      [/Is that Dana Whitfield at Harbor Dental\?/, 'dana-yes'],
      [ASKS_PROBLEM, 'dana-locked-out'],
      [/Your ticket number is 1 0 4 2/, 'dana-thanks'],
      [/Good-bye/],
    );
    const end = await call.ended;
    const kept = await intake.ended(call.callSid);
    expect({ by: end.by, errors: end.errors }).toEqual({ by: 'callee', errors: [] });
    expect(kept.contactId).toBe('harbor-dental/dana-whitfield');
    expect(kept.evidence.at(-1)).toBe('Said yes when asked');
    expect(kept.tickets.map(({ id, problem }) => [id, problem])).toEqual([
      ['1042', "I'm locked out. I forgot my password."],
    ]);
    expect(kept.ends).toEqual([{ how: 'finished', detail: undefined }]);
    expect(number.stored(call, 'requester').join(' ')).toBe(
      "Hi, this is Dana Whitfield. Yes, that's right. I'm locked out. I forgot my password. That's all, thank you.",
    );
    expect(number.stored(call, 'assistant')).toHaveLength(6);
    expect(desk.voice().activeCalls()).toBe(0);
    expect(desk.logged.join('\n')).not.toMatch(/Dana|locked out/);
  });

  it('uses a problem told in the first breath', async () => {
    const call = await number.dial(STRANGER);
    await talk(
      call,
      [ASKS_NAME, 'dana-one-breath'],
      [/Is that Dana Whitfield/, 'dana-yes'],
      [/ticket number is/, 'dana-thanks'],
      [/Good-bye/],
    );
    const kept = await intake.ended(call.callSid);
    expect(kept.tickets.map((ticket) => ticket.problem)).toEqual(["I'm locked out, I forgot my password."]);
    expect(number.stored(call, 'assistant').join(' ')).not.toMatch(ASKS_PROBLEM);
  });

  it('asks for the company of a name that two clients know, and takes the right person', async () => {
    const call = await number.dial(STRANGER);
    await talk(
      call,
      [ASKS_NAME, 'sarah-larkmere-hello'],
      [/which company/, 'sarah-larkmere-company'],
      [/Is that Sarah Chen at Larkmere Logistics\?/],
    );
    await call.presses('1');
    await talk(
      call,
      [ASKS_PROBLEM, 'sarah-larkmere-disabled'],
      [/ticket number is/, 'sarah-larkmere-thanks'],
      [/Good-bye/],
    );
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('larkmere-logistics/sarah-chen');
    expect(kept.evidence.at(-1)).toBe('Pressed 1 for yes');
  });

  it('serves a caller nobody knows, with what they claimed on the note', async () => {
    const call = await number.dial(STRANGER);
    await talk(
      call,
      [ASKS_NAME, 'gwendolyn-hello'],
      [/which company/, 'gwendolyn-company'],
      [/could not find your record/, 'gwendolyn-laptop'],
      [/ticket number is/, 'thats-all'],
      [/Good-bye/],
    );
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBeUndefined();
    expect(kept.claimed?.name).toBe('Gwendolyn Ashcombe');
    expect(kept.tickets.map((ticket) => ticket.problem)).toEqual(["My laptop won't turn on."]);
  });

  it('takes a wrong guess back and never offers it again', async () => {
    const call = await number.dial(STRANGER);
    await talk(
      call,
      [ASKS_NAME, 'dana-hello'],
      [/Is that Dana Whitfield/, 'no'],
      [/say your name once more and spell it/, 'shawn-smyth-spelled'],
      [/Is that Shawn Smyth at Quillfeather Press\?/, 'yes'],
      [ASKS_PROBLEM, 'shawn-smyth-drive'],
      [/ticket number is/],
    );
    await call.hangsUp();
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('quillfeather-press/shawn-smyth');
    expect(number.stored(call, 'assistant').filter((text) => text.includes('Dana Whitfield'))).toHaveLength(1);
  });

  it('asks for the spelling where sound alone cannot tell two people apart', async () => {
    const call = await number.dial(STRANGER);
    await talk(
      call,
      [ASKS_NAME, 'shawn-smyth-hello'],
      [/spell your first and last name/, 'shawn-smyth-spelled'],
      [/Is that Shawn Smyth at Quillfeather Press\?/],
    );
    await call.hangsUp();
    expect((await intake.ended(call.callSid)).contactId).toBeUndefined();
  });

  it('takes a message for a caller who wants a person', async () => {
    const call = await number.dial(STRANGER);
    await talk(
      call,
      [ASKS_NAME, 'person-please'],
      [/pass on a message/, 'gwendolyn-laptop'],
      [/ticket number is/, 'thats-all'],
      [/Good-bye/],
    );
    expect((await intake.ended(call.callSid)).remarks).toEqual(['The caller asked for a person.']);
  });

  it('stops talking at once when talked over, and hears what is said', async () => {
    const call = await number.dial(DANA);
    await call.hearsStart(ASKS_NAME);
    await call.says('dana-one-breath');
    await call.hears(/Is that Dana Whitfield/);
    expect(call.transcript()[0]).toMatchObject({ who: 'assistant', interrupted: true });
    await call.hangsUp();
    expect((await intake.ended(call.callSid)).ends).toEqual([{ how: 'dropped', detail: undefined }]);
  });

  it('asks a silent caller again by the time of the call, then says good-bye', async () => {
    const call = await number.dial(STRANGER);
    await talk(call, [ASKS_NAME], [/first and last name/], [/first and last name/], [/cannot hear you/]);
    expect((await call.ended).by).toBe('callee');
    const kept = await intake.ended(call.callSid);
    expect(kept.ends).toEqual([{ how: 'dropped', detail: 'The caller fell silent.' }]);
  });

  it('tells the delays of each turn', async () => {
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-hello'], [/Is that Dana/, 'dana-yes'], [ASKS_PROBLEM]);
    await call.hangsUp();
    expect(desk.turns).toHaveLength(2);
    for (const turn of desk.turns) {
      expect(turn.callSid).toBe(call.callSid);
      expect(turn.endOfTurnDelay).toBeGreaterThanOrEqual(300);
      expect(turn.endToEnd).toBeGreaterThanOrEqual(turn.endOfTurnDelay);
    }
  });
});

describe('hanging up', () => {
  const WAY: readonly (readonly [RegExp, string])[] = [
    [ASKS_NAME, 'dana-hello'],
    [/Is that Dana/, 'dana-yes'],
    [ASKS_PROBLEM, 'dana-locked-out'],
    [/ticket number is/, 'dana-thanks'],
  ];
  it.each([0, 1, 2, 3, 4])('after %i answers ends the conversation once', async (count) => {
    const call = await number.dial(DANA);
    await talk(call, ...WAY.slice(0, count));
    const [next] = WAY.slice(count);
    if (next) await call.hearsStart(next[0]);
    await call.hangsUp();
    const kept = await intake.ended(call.callSid);
    expect(kept.ends).toEqual([{ how: count >= 3 ? 'finished' : 'dropped', detail: undefined }]);
    expect(kept.tickets).toHaveLength(count >= 3 ? 1 : 0);
    expect(desk.voice().activeCalls()).toBe(0);
  });
});

describe('settings', () => {
  const reopen = async (settings: DeskOptions['settings']) => {
    await number.close();
    await open(settings);
  };

  it('puts a caller through to a person where a number is set', async () => {
    await reopen({ transferTo: '+12065550155' });
    twilio.setAnswering('+12065550155', { status: 'completed', talkMs: 2_000 });
    const call = await number.dial(DANA);
    await call.hears(ASKS_NAME);
    await call.presses('0');
    await call.hears(/putting you through/);
    expect(await call.ended).toMatchObject({ by: 'callee', errors: [] });
    const kept = await intake.ended(call.callSid);
    expect(kept.ends).toEqual([{ how: 'finished', detail: 'Put through to a person.' }]);
  });

  it('takes a recording when that person does not answer', async () => {
    await reopen({ transferTo: '+12065550155' });
    twilio.setAnswering('+12065550155', { status: 'no-answer', talkMs: 0 });
    const call = await number.dial(DANA);
    await call.hears(ASKS_NAME);
    await call.presses('0');
    await talk(
      call,
      [/putting you through/],
      [/Nobody could take the call/, 'dana-one-breath'],
      [/Your message is noted/],
    );
    expect(intake.of(call.callSid).remarks.join(' ')).toMatch(/left a recording/);
  });

  it('ends a call that takes too long', async () => {
    await reopen({ maxMinutes: 1, silenceMs: 60_000 });
    const call = await number.dial(DANA);
    await call.hears(/I have to end the call here/);
    expect((await call.ended).by).toBe('callee');
    expect((await intake.ended(call.callSid)).ends[0]?.how).toBe('finished');
  });
});

describe('stopping the process', () => {
  it('lets running calls finish and asks new callers to leave a message', async () => {
    const running = await number.dial(DANA);
    await talk(running, [ASKS_NAME, 'dana-hello'], [/Is that Dana/]);
    const drained = desk.voice().drain(20_000);
    const late = await number.dial(STRANGER);
    await late.hears(/leave your name/);
    expect(desk.voice().activeCalls()).toBe(1);
    await running.hangsUp();
    await drained;
    expect(desk.voice().activeCalls()).toBe(0);
    await late.hangsUp();
  });
});
