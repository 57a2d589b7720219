/** What Twilio's webhooks are answered with. All take parameters whose signature was checked. */

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { voiceSettings } from '../core/clients/settings.js';
import { InvalidInput, reasonOf } from '../core/errors.js';
import type { Intake } from '../core/intake/intake.js';
import { within } from '../core/jobs/within.js';
import type { Call, Calls } from './calls.js';
import { answerByTwilio } from './gathered.js';
import type { VoiceLog } from './log.js';
import { phrase } from './phrases.js';
import type { CallSettings } from './settings.js';
import { hashOf, type StreamTokens } from './stream-tokens.js';
import type { WebhookParams } from './twilio/signature.js';
import { comeAgain, connectStream, dial, gather, hangUp, record, type SpokenBy } from './twilio/twiml.js';

const text = z.string().max(10_000).default('');
const webhook = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/i),
  From: text,
  To: text,
  CallStatus: text,
  SpeechResult: text,
  Digits: text,
  DialCallStatus: text,
  RecordingUrl: text,
  RecordingDuration: text,
  ErrorCode: text,
});
type Webhook = z.infer<typeof webhook>;

export interface WebhookDeps {
  calls: Calls;
  intake: Intake;
  tokens: StreamTokens;
  settings(): Promise<CallSettings>;
  /** https, no slash at its end. */
  publicBaseUrl: string;
  newToken?: (() => string) | undefined;
  now(): Date;
  log: VoiceLog;
  /** No new calls are taken. */
  draining(): boolean;
}

export interface Webhooks {
  incoming(params: WebhookParams): Promise<string>;
  after(params: WebhookParams, attempt: number, dialed: boolean): Promise<string>;
  gathered(params: WebhookParams): Promise<string>;
  fallback(params: WebhookParams): Promise<string>;
  recorded(params: WebhookParams): Promise<string>;
  status(params: WebhookParams): Promise<void>;
}

/** A stream that broke is opened again this often; then Twilio's own speech takes over. */
const STREAMS_AGAIN = 2;
const TOKEN_LIFE_MS = 10 * 60_000;
/** Twilio waits 15 s for an answer; a slow store must not cost the call. Milliseconds. */
const STORE_WAIT_MS = 5_000;
/** Longest that Twilio may speak a question and hear the answer. Milliseconds. */
const GATHER_MS = 180_000;
const ENDED = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);

export function createWebhooks(deps: WebhookDeps): Webhooks {
  const { calls, intake, log, now } = deps;
  const newToken = deps.newToken ?? (() => randomBytes(32).toString('base64url'));

  /** Absolute, because that is what gets signed. */
  const at = (path: string) => `${deps.publicBaseUrl}${path}`;

  function read(params: WebhookParams): Webhook {
    const parsed = webhook.safeParse(params);
    if (!parsed.success)
      throw new InvalidInput('not_a_call', 'The webhook is signed but names no call; check which URL Twilio was given');
    return parsed.data;
  }

  async function open(hook: Webhook): Promise<Call | undefined> {
    try {
      return await within(calls.open({ callSid: hook.CallSid, from: hook.From, to: hook.To }), STORE_WAIT_MS);
    } catch (error) {
      log.error({ callSid: hook.CallSid, reason: reasonOf(error) }, 'a call could not be stored; taking a recording');
      return undefined;
    }
  }

  async function streamTo(call: Call, attempt: number): Promise<string> {
    const token = newToken();
    await deps.tokens.keep(call.callSid, hashOf(token), now().getTime() + TOKEN_LIFE_MS);
    return connectStream({
      url: at('/voice/media').replace(/^http/, 'ws'),
      after: at(`/voice/after?try=${attempt}`),
      parameters: { token, from: call.from, to: call.to },
    });
  }

  /** Twilio's voice and ears go on where the stream stopped. */
  async function byTwilio(call: Call, answer: { speech: string; digits: string } | undefined): Promise<string> {
    calls.returned(call);
    call.touchedAt = now().getTime();
    const reply = await answerByTwilio(call, answer, now().getTime());
    const by = call.settings.fallback;
    if (reply.over === 'transfer' && call.settings.transferTo)
      return dial(call.settings.transferTo, at('/voice/after?dialed=1'));
    if (reply.over) return hangUp(by, reply.text);
    calls.awaitReturn(call, GATHER_MS);
    return gather(by, reply.text, at('/voice/gather'), reply.keys);
  }

  /** Twilio's voice as set; as it is by default when even the settings cannot be read. */
  async function ownVoice(): Promise<SpokenBy> {
    try {
      return (await deps.settings()).fallback;
    } catch {
      return voiceSettings.parse({}).fallback;
    }
  }

  async function takeRecording(lead = ''): Promise<string> {
    return record(await ownVoice(), `${lead}${phrase('fallbackRecord')}`, at('/voice/recorded'));
  }

  return {
    async incoming(params) {
      const hook = read(params);
      if (deps.draining()) return takeRecording();
      const call = await open(hook);
      if (!call) return takeRecording();
      return call.talk.state().stage === 'ended' ? hangUp() : streamTo(call, 0);
    },

    async after(params, attempt, dialed) {
      const hook = read(params);
      if (ENDED.has(hook.CallStatus)) {
        calls.get(hook.CallSid)?.talk.take({ type: 'hungUp' });
        return hangUp();
      }
      if (dialed) {
        const reached = hook.DialCallStatus === 'completed' || hook.DialCallStatus === 'answered';
        return reached ? hangUp() : takeRecording(`${phrase('transferFailed')} `);
      }
      if (deps.draining()) return comeAgain(at(`/voice/after?try=${attempt}`));
      const call = await open(hook);
      if (!call) return takeRecording();
      if (call.at === 'transfer' && call.settings.transferTo)
        return dial(call.settings.transferTo, at('/voice/after?dialed=1'));
      if (call.talk.state().stage === 'ended') return hangUp();
      if (call.at === 'fallback') return byTwilio(call, undefined);
      if (attempt < STREAMS_AGAIN) return streamTo(call, attempt + 1);
      call.talk.remark('The audio connection was lost again and again. The call went on by Twilio and the keypad.');
      return byTwilio(call, undefined);
    },

    async gathered(params) {
      const hook = read(params);
      const call = await open(hook);
      if (!call) return takeRecording();
      if (call.talk.state().stage === 'ended') return hangUp();
      return byTwilio(call, { speech: hook.SpeechResult, digits: hook.Digits });
    },

    async fallback(params) {
      const hook = read(params);
      const call = await open(hook);
      const code = /^\d+$/.test(hook.ErrorCode) ? ` (Twilio error ${hook.ErrorCode})` : '';
      call?.talk.remark(`The assistant did not answer${code}; the caller was asked to leave a recording.`);
      return takeRecording();
    },

    async recorded(params) {
      const hook = read(params);
      const call = await open(hook);
      if (call) {
        calls.returned(call);
        const length = /^\d+$/.test(hook.RecordingDuration) ? ` of ${hook.RecordingDuration} seconds` : '';
        call.talk.remark(
          hook.RecordingUrl === ''
            ? 'The caller left no recording.'
            : `The caller left a recording${length}: ${hook.RecordingUrl}`,
        );
        if (call.talk.state().stage !== 'ended')
          call.talk.take({ type: 'mediaLost', detail: 'The caller was asked to leave a recording.' });
        await within(call.talk.stored(), STORE_WAIT_MS).catch(() => undefined);
      }
      return hangUp(await ownVoice(), phrase('fallbackThanks'));
    },

    async status(params) {
      const hook = read(params);
      if (!ENDED.has(hook.CallStatus)) return;
      const known = calls.get(hook.CallSid);
      if (known) {
        calls.returned(known);
        known.talk.take({ type: 'hungUp' });
        known.closeStream?.('hung-up');
        return;
      }
      // A call of an earlier process: its conversation is closed with what there is.
      const { conversationId } = await intake.begin({
        channel: 'call',
        key: hook.CallSid,
        from: hook.From,
        to: hook.To,
      });
      await intake.end(conversationId, 'dropped', 'The call ended while the assistant was restarting.');
    },
  };
}
