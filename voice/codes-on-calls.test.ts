/** A code on a whole call: said or keyed, with real sockets and recordings; and what is kept of it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CodeAnswer, ProofNow } from '../core/verification/proof-now.js';
import { createPretendDeepgram } from '../sandbox/deepgram/deepgram.js';
import { createFaults, type Faults } from '../sandbox/faults.js';
import { createRecords } from '../sandbox/records.js';
import { createRoutes } from '../sandbox/routes.js';
import { createRecordings } from '../sandbox/speech/recordings.js';
import { createPretendTwilio, type PhoneCall } from '../sandbox/twilio/twilio.js';
import { createWorld } from '../sandbox/world/world.js';
import { ASKS_NAME, type HelpdeskNumber, openHelpdeskNumber, talk } from './testing/helpdesk-number.js';

const CODE = '427901';
const world = createWorld();
const recordings = createRecordings();
const DANA = world.person('harbor-dental/dana-whitfield').phone;

let number: HelpdeskNumber<PhoneCall>;
let faults: Faults;
let tried: string[];
let now: ProofNow;
let resends: number;

beforeEach(async () => {
  faults = createFaults();
  const [records, routes] = [createRecords(), createRoutes()];
  const deepgram = await createPretendDeepgram({ records, faults, recordings });
  const twilio = await createPretendTwilio({ world, records, faults, recordings, spoken: deepgram.spoken, routes });
  number = await openHelpdeskNumber({ world, routes, deepgram, twilio });
  tried = [];
  resends = 0;
  now = { state: 'code', challenge: 'v1/0', sentTo: 'the mobile on file ending in 42', triesLeft: 3 };
  number.intake.proof = {
    now: () => now,
    submit(_conversation, code): CodeAnswer {
      tried.push(code);
      if (code !== CODE)
        return tried.length < 3 ? { state: 'wrong', triesLeft: 3 - tried.length } : { state: 'denied' };
      now = { state: 'approved', challenge: 'v1/0' };
      return { state: 'approved' };
    },
    resend() {
      resends += 1;
      now = { state: 'code', challenge: `v1/${resends}`, sentTo: 'the mobile on file ending in 42', triesLeft: 3 };
      return 'asked';
    },
  };
});
afterEach(() => number.close());

async function untilAsked() {
  const call = await number.dial(DANA);
  await talk(call, [ASKS_NAME, 'dana-one-breath'], [/Is that Dana Whitfield/, 'dana-yes'], [/ticket number is/]);
  await call.hears(/six-digit code to the mobile on file ending in 42/);
  return call;
}

/** Everything that the core was told, and everything that was logged. */
async function kept(call: PhoneCall): Promise<string> {
  const conversation = await number.intake.ended(call.callSid);
  return `${JSON.stringify(conversation)}\n${number.desk.logged.join('\n')}`;
}

describe('a code on a call', () => {
  it('is taken by voice, digit by digit, and no digit of it is kept', async () => {
    const call = await untilAsked();
    for (const digit of CODE) await call.says(`priya-digit-${digit}`);
    await call.hears(/you are verified/);
    await call.says('priya-thanks');
    await call.hears(/Good-bye/);
    await call.ended;
    expect(tried).toEqual([CODE]);
    const all = await kept(call);
    expect(all).not.toContain(CODE);
    const told = number.stored(call, 'requester').join(' ');
    expect(told).toContain('(code entered)');
    expect(told).not.toMatch(/four|two|seven|nine|\boh\b|\bone\b/i);
    expect(told).toContain("I'm locked out, I forgot my password.");
  });

  it('is taken by keys over the question, wrong first', async () => {
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-one-breath'], [/Is that Dana Whitfield/, 'dana-yes'], [/ticket number is/]);
    await call.hearsStart(/six-digit code/);
    await call.presses('000000');
    await call.hears(/not the code/);
    await call.presses(CODE);
    await call.hears(/you are verified/);
    await call.hangsUp();
    expect(tried).toEqual(['000000', CODE]);
    expect(await kept(call)).not.toMatch(/427901|000000/);
  });

  it('that did not arrive is sent again', async () => {
    const call = await untilAsked();
    await call.says('priya-no-code');
    await call.hears(/another code to the mobile/);
    expect(resends).toBe(1);
    await call.presses(CODE);
    await call.hears(/you are verified/);
    await call.hangsUp();
  });

  it('is asked for by Twilio’s own voice where the speech service is away, and keyed there', async () => {
    faults.add({ vendor: 'deepgram', kind: 'status', status: 503 });
    const call = await number.dial(DANA);
    await talk(call, [ASKS_NAME, 'dana-one-breath'], [/Is that Dana Whitfield/, 'dana-yes']);
    await call.hears(/six-digit code/);
    await call.presses(CODE);
    await call.hears(/you are verified/);
    await call.hangsUp();
    expect(tried).toEqual([CODE]);
    expect(await kept(call)).not.toContain(CODE);
  });

  it('is awaited no longer than the call', async () => {
    const call = await untilAsked();
    await call.hangsUp();
    const conversation = await number.intake.ended(call.callSid);
    expect(conversation.ends).toMatchObject([{ how: 'dropped' }]);
    expect(number.desk.voice().activeCalls()).toBe(0);
  });
});
