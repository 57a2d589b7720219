import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import type { Recordings } from '../speech/recordings.js';
import type { SpokenLedger } from '../speech/spoken.js';
import { readingMs } from '../speech/voice.js';
import type { World } from '../world/world.js';
import { type Account, type CallUpdate, type LiveCall, newSid, type StoredRecording } from './account.js';
import { Conversation, type TranscriptEntry } from './conversation.js';
import type { Leg, Next } from './leg.js';
import { Line } from './line.js';
import { placeOf } from './place.js';
import { announce, store } from './record.js';
import type { Params } from './sign.js';
import type { MediaStream } from './stream.js';
import { ERROR, readTwiml, TwimlError } from './twiml.js';
import { VERBS } from './verbs.js';
import type { Webhooks } from './webhook.js';
import type { XmlElement } from './xml.js';

/** A person on the telephone. */
export interface PhoneCall {
  readonly callSid: string;
  /** Says a recording into the line; resolves when its last frame has been sent. */
  says(recording: string): Promise<void>;
  /**
   * Resolves with the next utterance that matches, once the caller has heard it to its end; those before it count as
   * heard too, and none is given twice. Rejects after `timeoutMs` (20 s of real time) or at the end of the call, with
   * what was said so far.
   */
  hears(pattern: RegExp, options?: { timeoutMs?: number }): Promise<string>;
  /** As `hears`, but resolves when the utterance has begun. */
  hearsStart(pattern: RegExp, options?: { timeoutMs?: number }): Promise<string>;
  /** Presses keys, one after another. */
  presses(digits: string): Promise<void>;
  /** Says nothing for this much of the call's time. */
  staysSilent(audioMs: number): Promise<void>;
  hangsUp(): Promise<void>;
  /** The media stream's connection breaks, without a word. Throws when none is open. */
  losesMedia(): Promise<void>;
  /** Resolves when the call is over and the product has been told. */
  readonly ended: Promise<CallEnd>;
  transcript(): TranscriptEntry[];
}

export interface CallEnd {
  /** callee: the product ended it. error: Twilio could not go on. */
  by: 'caller' | 'callee' | 'error';
  /** Twilio's CallStatus. */
  status: string;
  durationMs: number;
  /** Twilio error codes met on the way, oldest first. */
  errors: number[];
}

export interface CallDeps {
  world: World;
  account: Account;
  webhooks: Webhooks;
  recordings: Recordings;
  spoken: SpokenLedger;
  records: Records;
  faults: Faults;
  routes: Routes;
}

interface Recorder {
  parts: Buffer[];
  source: StoredRecording['source'];
  callback: string | undefined;
}

/** A call that fetches more documents than this goes round in circles. */
const MOST_DOCUMENTS = 100;
const APOLOGY = 'We are sorry, an application error has occurred. Goodbye.';

/** Places a call to the account's number and plays it to its end. */
export function placeCall(from: string, speed: number, deps: CallDeps): PhoneCall {
  const { account, webhooks, records, recordings } = deps;
  const callSid = newSid('CA');
  const line = new Line(speed);
  const errors: number[] = [];
  const recorders = new Map<string, Recorder>();
  const created = new Date();
  let status = 'ringing';
  let hungUp = false;
  let over = false;
  let update: CallUpdate | undefined;
  let stream: MediaStream | undefined;
  let documentUrl = account.config.voiceUrl;
  let fallbackLeft = true;

  const note = (event: string, detail: object = {}) =>
    records.add({
      vendor: 'twilio',
      method: 'CALL',
      path: callSid,
      status: 0,
      write: false,
      detail: { event, ...detail },
    });

  const conversation = new Conversation((entry) => note('said', entry));

  const leg: Leg = {
    callSid,
    account,
    webhooks,
    routes: deps.routes,
    faults: deps.faults,
    spoken: deps.spoken,
    conversation,
    now: () => line.atMs,
    patient: speed !== 1,
    note,
    broken: () => hungUp || update !== undefined,
    hungUp: () => hungUp,
    run: ({ step, until, ready }) =>
      line.run({
        step(frame) {
          if (frame.clip?.offset === 0) conversation.callerSays(frame.clip.recording.text, line.atMs);
          for (const { parts } of recorders.values()) parts.push(frame.audio);
          step(frame);
        },
        until: () => hungUp || update !== undefined || until(),
        ...(ready ? { ready } : {}),
      }),
    warn(code, message) {
      errors.push(code);
      note('error', { code, message });
    },
    params: (extra = {}) => ({
      AccountSid: account.accountSid,
      ApiVersion: '2010-04-01',
      CallSid: callSid,
      CallStatus: status,
      Direction: 'inbound',
      From: from,
      To: account.number,
      Caller: from,
      Called: account.number,
      ...placeOf(deps.world, 'From', from),
      ...placeOf(deps.world, 'Caller', from),
      ...placeOf(deps.world, 'To', account.number),
      ...placeOf(deps.world, 'Called', account.number),
      ...extra,
    }),
    absolute: (address) => new URL(address, documentUrl).toString(),
    attach(open) {
      stream = open;
    },
    record(source, callback) {
      const sid = newSid('RE');
      recorders.set(sid, { parts: [], source, callback });
      note('recording-started', { sid, source });
      return sid;
    },
  };

  const live: LiveCall = {
    sid: callSid,
    from,
    to: account.number,
    created,
    status: () => status,
    durationMs: () => line.atMs,
    update(asked) {
      if (over) return false;
      update = asked;
      return true;
    },
    startRecording: (source, callback) => (over ? undefined : leg.record(source, callback)),
  };
  account.calls.set(callSid, live);

  /** Fetches and reads a document; the fallback URL once, when that fails. */
  async function fetchDocument(url: string, method: string, extra: Params = {}): Promise<XmlElement[]> {
    try {
      const answer = await webhooks.send(url, method, leg.params(extra));
      documentUrl = url.split('#')[0] ?? url;
      if (answer.error) throw new TwimlError(answer.error, `${url} answered ${answer.status}`);
      if (!/^(text|application)\/xml\b/.test(answer.contentType)) {
        throw new TwimlError(ERROR.contentType, `${url} answered with Content-Type "${answer.contentType}"`);
      }
      return readTwiml(answer.body);
    } catch (error) {
      return fallBack(error, url);
    }
  }

  async function fallBack(error: unknown, url: string): Promise<XmlElement[]> {
    const { voiceFallbackUrl } = account.config;
    if (!(error instanceof TwimlError) || !voiceFallbackUrl || !fallbackLeft) throw error;
    fallbackLeft = false;
    leg.warn(error.code, error.message);
    return fetchDocument(voiceFallbackUrl, 'POST', { ErrorCode: String(error.code), ErrorUrl: url });
  }

  /** Runs documents until the call ends. */
  async function converse(): Promise<{ by: CallEnd['by']; status: string }> {
    let document = await fetchDocument(account.config.voiceUrl, 'POST');
    for (let count = 1; count < MOST_DOCUMENTS; count += 1) {
      const next = hungUp ? undefined : await execute(document);
      if (hungUp) {
        if (next?.go === 'fetch' && next.params?.Digits === 'hangup') await sayGoodbye(next);
        return { by: 'caller', status: 'completed' };
      }
      if (update) {
        const asked = update;
        update = undefined;
        note('updated', asked);
        if ('hangup' in asked) return { by: 'callee', status: 'completed' };
        document = 'twiml' in asked ? readTwiml(asked.twiml) : await fetchDocument(asked.url, asked.method);
        continue;
      }
      if (next?.go !== 'fetch') return { by: 'callee', status: next?.go === 'end' ? next.status : 'completed' };
      document = await fetchDocument(next.url, next.method, next.params);
    }
    throw new TwimlError(ERROR.retrieval, `more than ${MOST_DOCUMENTS} documents in one call`);
  }

  async function execute(document: readonly XmlElement[]): Promise<Next | undefined> {
    for (const [index, verb] of document.entries()) {
      // A call is answered by its first verb, unless that verb refuses it.
      if (status === 'ringing' && !(index === 0 && verb.name === 'Reject')) {
        status = 'in-progress';
        note('answered');
      }
      const next = (await VERBS[verb.name]?.(leg, verb)) ?? { go: 'on' };
      if (leg.broken() || next.go !== 'on') return next;
    }
    return undefined;
  }

  /** A caller who hung up while being recorded is still reported to Record's action; nothing it answers is run. */
  async function sayGoodbye(next: Next & { go: 'fetch' }): Promise<void> {
    status = 'completed';
    await webhooks.send(next.url, next.method, leg.params(next.params));
  }

  async function apologise(): Promise<void> {
    status = 'in-progress';
    const utterance = conversation.begins(APOLOGY, line.atMs);
    const end = line.atMs + readingMs(APOLOGY);
    await leg.run({ step: () => undefined, until: () => line.atMs >= end });
    if (hungUp) utterance.breaksOff('');
    else utterance.ends();
  }

  async function liveThrough(): Promise<CallEnd> {
    note('placed', { from, to: account.number });
    let outcome: { by: CallEnd['by']; status: string };
    try {
      outcome = await converse();
    } catch (error) {
      if (!(error instanceof TwimlError)) throw error;
      leg.warn(error.code, error.message);
      update = undefined;
      if (!hungUp) await apologise();
      outcome = { by: hungUp ? 'caller' : 'error', status: 'completed' };
    } finally {
      over = true;
      await stream?.stop();
      line.close();
      conversation.close();
    }
    status = outcome.status;
    const end: CallEnd = { ...outcome, durationMs: line.atMs, errors };
    note('ended', { ...end, transcript: conversation.entries });
    for (const [sid, { parts, source, callback }] of recorders) {
      const stored = store(leg, Buffer.concat(parts), source, sid);
      if (callback) await announce(leg, stored, callback);
    }
    if (account.config.statusCallback)
      await webhooks.send(account.config.statusCallback, 'POST', leg.params(closing()));
    return end;
  }

  function closing(): Params {
    const seconds = Math.ceil(line.atMs / 1000);
    return {
      CallDuration: String(seconds),
      Duration: String(Math.ceil(seconds / 60)),
      SequenceNumber: '0',
      Timestamp: new Date().toUTCString().replace('GMT', '+0000'),
      CallbackSource: 'call-progress-events',
    };
  }

  const ended = liveThrough();
  ended.catch(() => undefined);
  return {
    callSid,
    ended,
    says: (name) => line.play(recordings.get(name)),
    hears: (pattern, options) => conversation.wait(pattern, 'heard', options?.timeoutMs),
    hearsStart: (pattern, options) => conversation.wait(pattern, 'begun', options?.timeoutMs),
    presses: (digits) => line.press(digits),
    staysSilent: (audioMs) => line.silence(audioMs),
    async hangsUp() {
      hungUp = true;
      await ended;
    },
    async losesMedia() {
      if (!stream) throw new Error('No media stream is open on this call');
      stream.lose();
    },
    transcript: () => conversation.entries.map((entry) => ({ ...entry })),
  };
}
