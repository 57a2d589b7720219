/** Whole calls in which something breaks: no call is lost. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPretendDeepgram, type PretendDeepgram } from '../sandbox/deepgram/deepgram.js';
import { createFaults, type Faults } from '../sandbox/faults.js';
import { createRecords } from '../sandbox/records.js';
import { createRoutes } from '../sandbox/routes.js';
import { createRecordings } from '../sandbox/speech/recordings.js';
import { createPretendTwilio, type PhoneCall, type PretendTwilio } from '../sandbox/twilio/twilio.js';
import { createWorld } from '../sandbox/world/world.js';
import type { Desk } from './testing/desk.js';
import { ASKS_NAME, ASKS_PROBLEM, type HelpdeskNumber, openHelpdeskNumber, talk } from './testing/helpdesk-number.js';
import type { MemoryIntake } from './testing/memory-intake.js';

const world = createWorld();
const recordings = createRecordings();
const DANA = world.person('harbor-dental/dana-whitfield').phone;

let twilio: PretendTwilio;
let deepgram: PretendDeepgram;
let faults: Faults;
let number: HelpdeskNumber<PhoneCall>;
let desk: Desk;
let intake: MemoryIntake;

async function open(): Promise<void> {
  faults = createFaults();
  const [records, routes] = [createRecords(), createRoutes()];
  deepgram = await createPretendDeepgram({ records, faults, recordings });
  const { spoken } = deepgram;
  twilio = await createPretendTwilio({ world, records, faults, recordings, spoken, routes });
  number = await openHelpdeskNumber({ world, routes, deepgram, twilio });
  ({ desk, intake } = number);
}
beforeEach(open);
afterEach(() => number.close());

describe('when something breaks', () => {
  const rest = [
    [/Is that Dana/, 'dana-yes'],
    [ASKS_PROBLEM, 'dana-locked-out'],
    [/ticket number is/, 'dana-thanks'],
    [/Good-bye/],
  ] as const;

  it('hears everything in spite of a transcription that dies in the middle of a sentence', async () => {
    // Ten times real time: after 0.85 s the caller is saying their name.
    faults.add({ vendor: 'deepgram', method: 'WS', kind: 'close', status: 1011, delayMs: 850, times: 1 });
    const call = await twilio.call({ from: DANA, speed: 10 });
    await talk(call, [ASKS_NAME, 'dana-hello'], ...rest);
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('harbor-dental/dana-whitfield');
    expect(kept.remarks).toEqual([]);
    expect(deepgram.sessions()).toHaveLength(2);
  });

  it.each([
    ['the transcription is refused', { method: 'WS', path: /listen/, kind: 'status', status: 401 }],
    ['the transcription cannot be reached', { method: 'WS', path: /listen/, kind: 'drop' }],
    ['the voice fails', { method: 'POST', path: /speak/, kind: 'status', status: 500 }],
  ] as const)('goes on by the voice and ears of Twilio when %s', async (_, fault) => {
    faults.add({ vendor: 'deepgram', ...fault });
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-hello'], ...rest);
    expect(await call.ended).toMatchObject({ by: 'callee', errors: [] });
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('harbor-dental/dana-whitfield');
    expect(kept.tickets).toHaveLength(1);
    expect(kept.remarks.join(' ')).toMatch(/could not be had/);
    expect(kept.ends).toEqual([{ how: 'finished', detail: undefined }]);
  });

  it('goes on where it was when the transcription is lost for good in the middle of a call', async () => {
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-hello'], [/Is that Dana/]);
    await deepgram.stop();
    await talk(call, [/cut off/, 'dana-yes'], ...rest.slice(1));
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('harbor-dental/dana-whitfield');
    expect(kept.tickets.map((ticket) => ticket.problem)).toEqual(["I'm locked out. I forgot my password."]);
    expect(kept.remarks.join(' ')).toMatch(/transcription could not be had/);
  });

  it('goes on by Twilio when Deepgram is not connected', async () => {
    desk.credentials.deepgram = undefined;
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-hello'], [/Is that Dana/]);
    await call.hangsUp();
    expect((await intake.ended(call.callSid)).ends).toHaveLength(1);
  });

  it('takes a lost stream up again where it was', async () => {
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-hello']);
    await call.hears(/Is that Dana/);
    await call.losesMedia();
    await call.hears(/cut off/);
    await talk(call, [/Is that Dana/, 'dana-yes'], ...rest.slice(1));
    const kept = await intake.ended(call.callSid);
    expect(kept.tickets).toHaveLength(1);
    expect(kept.ends).toEqual([{ how: 'finished', detail: undefined }]);
  });

  it('falls back to Twilio when the stream is lost again and again', async () => {
    const call = await number.dial(DANA);
    await call.hears(ASKS_NAME);
    for (let count = 0; count < 3; count += 1) {
      await call.losesMedia();
      await call.hears(/cut off/);
    }
    await call.says('dana-hello');
    await call.hears(/Is that Dana/);
    await call.hangsUp();
    const kept = await intake.ended(call.callSid);
    expect(kept.remarks.join(' ')).toMatch(/lost again and again/);
    expect(kept.ends).toEqual([{ how: 'dropped', detail: undefined }]);
  });

  it('goes on after a restart of the process in the middle of a call, in the same conversation', async () => {
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-hello'], [/Is that Dana/]);
    await desk.restart();
    await call.hears(/cut off/);
    await talk(call, [/first and last name/, 'dana-hello'], ...rest);
    expect(intake.all()).toHaveLength(1);
    expect((await intake.ended(call.callSid)).tickets).toHaveLength(1);
  });

  it.each(['down', 'broken'] as const)('invents no number when the PSA is %s', async (psa) => {
    intake.psa = psa;
    const call = await number.dial(DANA);
    await talk(
      call,
      [ASKS_NAME, 'dana-one-breath'],
      [/Is that Dana/, 'dana-yes'],
      [/A ticket will be made as soon as possible/, 'dana-thanks'],
      [/Good-bye/],
    );
    const kept = await intake.ended(call.callSid);
    expect(number.stored(call, 'assistant').join(' ')).not.toMatch(/number is/);
    expect(kept.remarks).toHaveLength(psa === 'broken' ? 1 : 0);
  });

  it('records a message when the voice webhook does not answer', async () => {
    faults.add({ vendor: 'twilio', method: 'EVENT', path: /incoming/, kind: 'drop' });
    const call = await number.dial(DANA);
    await talk(call, [/leave your name/, 'dana-one-breath'], [/Your message is noted/]);
    const kept = await intake.ended(call.callSid);
    expect(kept.remarks.join(' ')).toMatch(/left a recording of \d+ seconds: http/);
    expect(kept.ends).toHaveLength(1);
  });

  it('answers a repeated webhook with the same call', async () => {
    faults.add({ vendor: 'twilio', method: 'EVENT', path: /incoming/, kind: 'duplicate', times: 1 });
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-hello'], [/Is that Dana/]);
    expect(intake.all()).toHaveLength(1);
    await call.hangsUp();
  });
});
