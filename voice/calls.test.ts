/** Whole calls: a pretend Twilio and Deepgram with recorded speech outside, real SDKs, signatures and sockets inside. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Contactable } from '../core/matching/contact-index.js';
import { createPretendDeepgram, type PretendDeepgram } from '../sandbox/deepgram/deepgram.js';
import { createFaults } from '../sandbox/faults.js';
import { createRecords } from '../sandbox/records.js';
import { createRoutes } from '../sandbox/routes.js';
import { createRecordings } from '../sandbox/speech/recordings.js';
import { createSpokenLedger } from '../sandbox/speech/spoken.js';
import { createPretendTwilio, type PhoneCall, type PretendTwilio } from '../sandbox/twilio/twilio.js';
import { createWorld } from '../sandbox/world/world.js';
import { type Desk, type DeskOptions, openDesk, PUBLIC } from './testing/desk.js';
import { createMemoryIntake, type MemoryIntake } from './testing/memory-intake.js';

const world = createWorld();
const recordings = createRecordings();
const DANA = world.person('harbor-dental/dana-whitfield').phone;
const STRANGER = '+19175550199';

let twilio: PretendTwilio;
let deepgram: PretendDeepgram;
let intake: MemoryIntake;
let desk: Desk;
let faults = createFaults();

async function open(settings: DeskOptions['settings'] = {}): Promise<void> {
  faults = createFaults();
  const [records, routes, spoken] = [createRecords(), createRoutes(), createSpokenLedger()];
  deepgram = await createPretendDeepgram({ records, faults, recordings, spoken, timeScale: 20 });
  twilio = await createPretendTwilio({ world, records, faults, recordings, spoken, routes });
  intake = createMemoryIntake(
    world.people.map(
      (person): Contactable => ({
        id: person.key,
        firstName: person.firstName,
        lastName: person.lastName,
        ...(person.nickname ? { nickname: person.nickname } : {}),
        company: { id: person.company, name: world.company(person.company).name },
        emails: [person.email],
        phones: [person.phone],
      }),
    ),
  );
  const credentials = {
    twilio: { ...twilio.credentials },
    deepgram: { apiKey: deepgram.apiKey, baseUrl: deepgram.url },
  };
  desk = await openDesk({ intake, credentials, route: routes.add, settings });
  twilio.setNumber({
    voiceUrl: `${PUBLIC}/voice/incoming`,
    voiceFallbackUrl: `${PUBLIC}/voice/fallback`,
    statusCallback: `${PUBLIC}/voice/status`,
  });
}
beforeEach(() => open());
afterEach(async () => {
  await twilio.stop();
  await desk.close();
  await deepgram.stop();
});

const dial = (from: string) => twilio.call({ from, speed: 40 });

/** Hears a pattern, then answers with a recording; and so on. */
async function talk(
  call: PhoneCall,
  ...turns: readonly (readonly [pattern: RegExp, recording?: string])[]
): Promise<void> {
  for (const [pattern, recording] of turns) {
    await call.hears(pattern);
    if (recording) await call.says(recording);
  }
}
const turnsOf = (call: PhoneCall, who: 'requester' | 'assistant') =>
  intake
    .of(call.callSid)
    .turns.filter((turn) => turn.who === who)
    .map((turn) => turn.text);
const ASK_NAME = /Who am I speaking with/;
const ASK_PROBLEM = /What can I help you with/;

describe('a whole call', () => {
  it('goes from the greeting to a confirmed contact, a ticket with the problem, its number, and good-bye', async () => {
    const call = await dial(DANA);
    await talk(
      call,
      [ASK_NAME, 'dana-hello'],
      [/Is that Dana Whitfield at Harbor Dental\?/, 'dana-yes'],
      [ASK_PROBLEM, 'dana-locked-out'],
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
    expect(turnsOf(call, 'requester').join(' ')).toBe(
      "Hi, this is Dana Whitfield. Yes, that's right. I'm locked out. I forgot my password. That's all, thank you.",
    );
    expect(turnsOf(call, 'assistant')).toHaveLength(6);
    expect(desk.voice().activeCalls()).toBe(0);
    expect(desk.logged.join('\n')).not.toMatch(/Dana|locked out/);
  });

  it('uses a problem told in the first breath', async () => {
    const call = await dial(STRANGER);
    await talk(
      call,
      [ASK_NAME, 'dana-one-breath'],
      [/Is that Dana Whitfield/, 'dana-yes'],
      [/ticket number is/, 'dana-thanks'],
      [/Good-bye/],
    );
    const kept = await intake.ended(call.callSid);
    expect(kept.tickets.map((ticket) => ticket.problem)).toEqual(["I'm locked out, I forgot my password."]);
    expect(turnsOf(call, 'assistant').join(' ')).not.toMatch(ASK_PROBLEM);
  });

  it('asks for the company of a name that two clients know, and takes the right person', async () => {
    const call = await dial(STRANGER);
    await talk(
      call,
      [ASK_NAME, 'sarah-larkmere-hello'],
      [/which company/, 'sarah-larkmere-company'],
      [/Is that Sarah Chen at Larkmere Logistics\?/],
    );
    await call.presses('1');
    await talk(
      call,
      [ASK_PROBLEM, 'sarah-larkmere-disabled'],
      [/ticket number is/, 'sarah-larkmere-thanks'],
      [/Good-bye/],
    );
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('larkmere-logistics/sarah-chen');
    expect(kept.evidence.at(-1)).toBe('Pressed 1 for yes');
  });

  it('serves a caller nobody knows, with what they claimed on the note', async () => {
    const call = await dial(STRANGER);
    await talk(
      call,
      [ASK_NAME, 'gwendolyn-hello'],
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
    const call = await dial(STRANGER);
    await talk(
      call,
      [ASK_NAME, 'dana-hello'],
      [/Is that Dana Whitfield/, 'no'],
      [/say your name once more and spell it/, 'shawn-smyth-spelled'],
      [/Is that Shawn Smyth at Quillfeather Press\?/, 'yes'],
      [ASK_PROBLEM, 'shawn-smyth-drive'],
      [/ticket number is/],
    );
    await call.hangsUp();
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('quillfeather-press/shawn-smyth');
    expect(turnsOf(call, 'assistant').filter((text) => text.includes('Dana Whitfield'))).toHaveLength(1);
  });

  it('asks for the spelling where sound alone cannot tell two people apart', async () => {
    const call = await dial(STRANGER);
    await talk(
      call,
      [ASK_NAME, 'shawn-smyth-hello'],
      [/spell your first and last name/, 'shawn-smyth-spelled'],
      [/Is that Shawn Smyth at Quillfeather Press\?/],
    );
    await call.hangsUp();
    expect((await intake.ended(call.callSid)).contactId).toBeUndefined();
  });

  it('takes a message for a caller who wants a person', async () => {
    const call = await dial(STRANGER);
    await talk(
      call,
      [ASK_NAME, 'person-please'],
      [/pass on a message/, 'gwendolyn-laptop'],
      [/ticket number is/, 'thats-all'],
      [/Good-bye/],
    );
    expect((await intake.ended(call.callSid)).remarks).toEqual(['The caller asked for a person.']);
  });

  it('stops talking at once when talked over, and hears what is said', async () => {
    const call = await dial(DANA);
    await call.hearsStart(ASK_NAME);
    await call.says('dana-one-breath');
    await call.hears(/Is that Dana Whitfield/);
    expect(call.transcript()[0]).toMatchObject({ who: 'assistant', interrupted: true });
    await call.hangsUp();
    expect((await intake.ended(call.callSid)).ends).toEqual([{ how: 'dropped', detail: undefined }]);
  });

  it('asks a silent caller again by the time of the call, then says good-bye', async () => {
    const call = await dial(STRANGER);
    await talk(call, [ASK_NAME], [/first and last name/], [/first and last name/], [/cannot hear you/]);
    expect((await call.ended).by).toBe('callee');
    const kept = await intake.ended(call.callSid);
    expect(kept.ends).toEqual([{ how: 'dropped', detail: 'The caller fell silent.' }]);
  });

  it('tells the delays of each turn', async () => {
    const call = await dial(DANA);
    await talk(call, [ASK_NAME, 'dana-hello'], [/Is that Dana/, 'dana-yes'], [ASK_PROBLEM]);
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
    [ASK_NAME, 'dana-hello'],
    [/Is that Dana/, 'dana-yes'],
    [ASK_PROBLEM, 'dana-locked-out'],
    [/ticket number is/, 'dana-thanks'],
  ];
  it.each([0, 1, 2, 3, 4])('after %i answers ends the conversation once', async (count) => {
    const call = await dial(DANA);
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

describe('when something breaks', () => {
  const rest = [
    [/Is that Dana/, 'dana-yes'],
    [ASK_PROBLEM, 'dana-locked-out'],
    [/ticket number is/, 'dana-thanks'],
    [/Good-bye/],
  ] as const;

  it('hears everything in spite of a transcription that dies in the middle of a sentence', async () => {
    faults.add({ vendor: 'deepgram', method: 'WS', kind: 'close', status: 1011, delayMs: 300, times: 1 });
    const call = await dial(DANA);
    await talk(call, [ASK_NAME, 'dana-hello'], ...rest);
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
    const call = await dial(DANA);
    await talk(call, [ASK_NAME, 'dana-hello'], ...rest);
    expect(await call.ended).toMatchObject({ by: 'callee', errors: [] });
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('harbor-dental/dana-whitfield');
    expect(kept.tickets).toHaveLength(1);
    expect(kept.remarks.join(' ')).toMatch(/could not be had/);
    expect(kept.ends).toEqual([{ how: 'finished', detail: undefined }]);
  });

  it('goes on where it was when the transcription is lost for good in the middle of a call', async () => {
    faults.add({ vendor: 'deepgram', method: 'WS', kind: 'close', status: 1011, delayMs: 600, times: 1 });
    faults.add({ vendor: 'deepgram', method: 'WS', kind: 'status', status: 503 });
    const call = await dial(DANA);
    await talk(call, [ASK_NAME, 'dana-hello'], ...rest);
    const kept = await intake.ended(call.callSid);
    expect(kept.contactId).toBe('harbor-dental/dana-whitfield');
    expect(kept.tickets.map((ticket) => ticket.problem)).toEqual(["I'm locked out. I forgot my password."]);
    expect(kept.remarks.join(' ')).toMatch(/transcription could not be had/);
  });

  it('goes on by Twilio when Deepgram is not connected', async () => {
    desk.credentials.deepgram = undefined;
    const call = await dial(DANA);
    await talk(call, [ASK_NAME, 'dana-hello'], [/Is that Dana/]);
    await call.hangsUp();
    expect((await intake.ended(call.callSid)).ends).toHaveLength(1);
  });

  it('takes a lost stream up again where it was', async () => {
    const call = await dial(DANA);
    await talk(call, [ASK_NAME, 'dana-hello']);
    await call.hears(/Is that Dana/);
    await call.losesMedia();
    await call.hears(/cut off/);
    await talk(call, [/Is that Dana/, 'dana-yes'], ...rest.slice(1));
    const kept = await intake.ended(call.callSid);
    expect(kept.tickets).toHaveLength(1);
    expect(kept.ends).toEqual([{ how: 'finished', detail: undefined }]);
  });

  it('falls back to Twilio when the stream is lost again and again', async () => {
    const call = await dial(DANA);
    await call.hears(ASK_NAME);
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
    const call = await dial(DANA);
    await talk(call, [ASK_NAME, 'dana-hello'], [/Is that Dana/]);
    await desk.restart();
    await call.hears(/cut off/);
    await talk(call, [/first and last name/, 'dana-hello'], ...rest);
    expect(intake.all()).toHaveLength(1);
    expect((await intake.ended(call.callSid)).tickets).toHaveLength(1);
  });

  it.each(['down', 'broken'] as const)('invents no number when the PSA is %s', async (psa) => {
    intake.psa = psa;
    const call = await dial(DANA);
    await talk(
      call,
      [ASK_NAME, 'dana-one-breath'],
      [/Is that Dana/, 'dana-yes'],
      [/A ticket will be made as soon as possible/, 'dana-thanks'],
      [/Good-bye/],
    );
    const kept = await intake.ended(call.callSid);
    expect(turnsOf(call, 'assistant').join(' ')).not.toMatch(/number is/);
    expect(kept.remarks).toHaveLength(psa === 'broken' ? 1 : 0);
  });

  it('records a message when the voice webhook does not answer', async () => {
    faults.add({ vendor: 'twilio', method: 'EVENT', path: /incoming/, kind: 'drop' });
    const call = await dial(DANA);
    await talk(call, [/leave your name/, 'dana-one-breath'], [/Your message is noted/]);
    const kept = await intake.ended(call.callSid);
    expect(kept.remarks.join(' ')).toMatch(/left a recording of \d+ seconds: http/);
    expect(kept.ends).toHaveLength(1);
  });

  it('answers a repeated webhook with the same call', async () => {
    faults.add({ vendor: 'twilio', method: 'EVENT', path: /incoming/, kind: 'duplicate', times: 1 });
    const call = await dial(DANA);
    await talk(call, [ASK_NAME, 'dana-hello'], [/Is that Dana/]);
    expect(intake.all()).toHaveLength(1);
    await call.hangsUp();
  });
});

describe('settings', () => {
  const reopen = async (settings: DeskOptions['settings']) => {
    await twilio.stop();
    await desk.close();
    await deepgram.stop();
    await open(settings);
  };

  it('puts a caller through to a person where a number is set', async () => {
    await reopen({ transferTo: '+12065550155' });
    twilio.setAnswering('+12065550155', { status: 'completed', talkMs: 2_000 });
    const call = await dial(DANA);
    await call.hears(ASK_NAME);
    await call.presses('0');
    await call.hears(/putting you through/);
    expect(await call.ended).toMatchObject({ by: 'callee', errors: [] });
    const kept = await intake.ended(call.callSid);
    expect(kept.ends).toEqual([{ how: 'finished', detail: 'Put through to a person.' }]);
  });

  it('takes a recording when that person does not answer', async () => {
    await reopen({ transferTo: '+12065550155' });
    twilio.setAnswering('+12065550155', { status: 'no-answer', talkMs: 0 });
    const call = await dial(DANA);
    await call.hears(ASK_NAME);
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
    const call = await dial(DANA);
    await call.hears(/I have to end the call here/);
    expect((await call.ended).by).toBe('callee');
    expect((await intake.ended(call.callSid)).ends[0]?.how).toBe('finished');
  });
});

describe('stopping the process', () => {
  it('lets running calls finish and asks new callers to leave a message', async () => {
    const running = await dial(DANA);
    await talk(running, [ASK_NAME, 'dana-hello'], [/Is that Dana/]);
    const drained = desk.voice().drain(20_000);
    const late = await dial(STRANGER);
    await late.hears(/leave your name/);
    expect(desk.voice().activeCalls()).toBe(1);
    await running.hangsUp();
    await drained;
    expect(desk.voice().activeCalls()).toBe(0);
    await late.hangsUp();
  });
});
