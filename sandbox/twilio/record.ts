import { FRAME_MS } from '../speech/follow.js';
import { newSid, recordingUrl, type StoredRecording } from './account.js';
import type { Leg, Next } from './leg.js';
import type { Params } from './sign.js';
import type { XmlElement } from './xml.js';

/**
 * Record: what the caller says, until a pause, a key or the longest length. An empty recording is thrown away and the
 * next verb runs; a caller who hangs up is a finished recording (`Digits=hangup`). Source: Twilio's Record documentation.
 */
export async function record(leg: Leg, verb: XmlElement): Promise<Next> {
  const { attributes } = verb;
  const pauseMs = Number(attributes.timeout ?? 5) * 1000;
  const longestMs = Number(attributes.maxLength ?? 3600) * 1000;
  const finishOn = attributes.finishOnKey ?? '1234567890*#';
  const parts: Buffer[] = [];
  let quietMs = 0;
  let voice = false;
  let key = '';
  await leg.run({
    step(frame) {
      parts.push(frame.audio);
      voice ||= frame.clip !== undefined;
      quietMs = frame.clip ? 0 : quietMs + FRAME_MS;
      if (frame.digit && finishOn.includes(frame.digit)) key = frame.digit;
    },
    until: () => key !== '' || quietMs >= pauseMs || parts.length * FRAME_MS >= longestMs,
  });
  if (!voice) return { go: 'on' };
  const audio = Buffer.concat(parts);
  const stored = store(leg, audio, 'RecordVerb');
  const result: Params = {
    RecordingUrl: recordingUrl(leg.account, stored.sid),
    RecordingSid: stored.sid,
    RecordingDuration: String(Math.max(1, Math.round(audio.length / 8000))),
    Digits: leg.hungUp() ? 'hangup' : key,
  };
  if (attributes.recordingStatusCallback) {
    await announce(leg, stored, leg.absolute(attributes.recordingStatusCallback));
  }
  return {
    go: 'fetch',
    url: leg.absolute(attributes.action ?? ''),
    method: attributes.method ?? 'POST',
    params: result,
  };
}

/** Puts a recording into the account, ready to be downloaded. */
export function store(leg: Leg, audio: Buffer, source: StoredRecording['source'], sid = newSid('RE')): StoredRecording {
  const stored = { sid, callSid: leg.callSid, audio, source, created: new Date() };
  leg.account.recordings.set(sid, stored);
  return stored;
}

/** Tells the product that a recording is ready. */
export async function announce(leg: Leg, { sid, audio, source }: StoredRecording, url: string): Promise<void> {
  await leg.webhooks.send(url, 'POST', {
    AccountSid: leg.account.accountSid,
    CallSid: leg.callSid,
    RecordingSid: sid,
    RecordingUrl: recordingUrl(leg.account, sid),
    RecordingStatus: 'completed',
    RecordingDuration: String(Math.max(1, Math.round(audio.length / 8000))),
    RecordingChannels: '1',
    RecordingSource: source,
  });
}
