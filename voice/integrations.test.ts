import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOutgoing } from '../adapters/http.js';
import { secretFieldsOf } from '../core/integrations/integration.js';
import { createPretendDeepgram, type PretendDeepgram } from '../sandbox/deepgram/deepgram.js';
import { createFaults } from '../sandbox/faults.js';
import { createRecords } from '../sandbox/records.js';
import { createRoutes } from '../sandbox/routes.js';
import { createRecordings } from '../sandbox/speech/recordings.js';
import { createPretendTwilio, type PretendTwilio } from '../sandbox/twilio/twilio.js';
import { createWorld } from '../sandbox/world/world.js';
import { deepgramIntegration, twilioIntegration } from './integrations.js';

let deepgram: PretendDeepgram;
let twilio: PretendTwilio;
beforeAll(async () => {
  const [records, faults, recordings] = [createRecords(), createFaults(), createRecordings()];
  deepgram = await createPretendDeepgram({ records, faults, recordings });
  const { spoken } = deepgram;
  twilio = await createPretendTwilio({
    world: createWorld(),
    records,
    faults,
    recordings,
    spoken,
    routes: createRoutes(),
  });
});
afterAll(async () => {
  await twilio.stop();
  await deepgram.stop();
});

const http = createOutgoing({ allowPrivate: ['127.0.0.1'], retries: 0 });
afterAll(() => http.close());
const deps = { http, now: () => new Date() };
const twilioWith = (changes: Record<string, string> = {}) =>
  twilioIntegration.connect({ ...twilio.credentials, apiBaseUrl: twilio.url, ...changes }, deps).check();
const deepgramWith = (changes: Record<string, string> = {}) =>
  deepgramIntegration.connect({ apiKey: deepgram.apiKey, baseUrl: deepgram.url, ...changes }, deps).check();

describe('connecting Twilio', () => {
  it('is fine with the account and its number', async () => {
    expect(await twilioWith()).toEqual([{ ok: true, what: 'Read the helpdesk number' }]);
  });

  it('names what is wrong', async () => {
    const problems = await Promise.all([
      twilioWith({ authToken: 'wrong' }),
      twilioWith({ number: '+12065550199' }),
      twilioWith({ apiBaseUrl: 'http://127.0.0.1:1' }),
    ]);
    expect(problems.flat().map((finding) => finding.ok)).toEqual([false, false, false]);
    expect(problems[0]?.[0]?.problem).toMatch(/auth token/);
    expect(problems[1]?.[0]?.problem).toMatch(/no number \+12065550199/);
  });

  it('refuses credentials that cannot work before asking anybody', () => {
    expect(() => twilioIntegration.connect({ accountSid: 'AC1', authToken: 'x', number: '555' }, deps)).toThrow(
      /accountSid.*number/,
    );
  });

  it('keeps the tokens secret', () => {
    expect(secretFieldsOf(twilioIntegration.credentials)).toEqual(['authToken', 'previousAuthToken']);
    expect(secretFieldsOf(deepgramIntegration.credentials)).toEqual(['apiKey']);
  });
});

describe('connecting Deepgram', () => {
  it('is fine with a valid key', async () => {
    expect(await deepgramWith()).toEqual([{ ok: true, what: 'Use the API key' }]);
  });

  it('names a wrong key', async () => {
    const [finding] = await deepgramWith({ apiKey: 'wrong' });
    expect(finding?.problem).toMatch(/refuses the API key/);
  });
});
