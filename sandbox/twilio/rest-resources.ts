import { fromMulaw } from '../speech/voice.js';
import type { Account, CallUpdate, LiveCall, StoredRecording } from './account.js';
import { listMessages, MessageRefusal, type SentMessage, takeMessage } from './messages.js';

/** A request that Twilio refuses, with its own error code. */
export class RestError extends Error {
  readonly status: number;
  readonly code: number;
  readonly retryAfter: number | undefined;
  constructor(status: number, code: number, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export interface Answer {
  status: number;
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
}

interface Asked {
  account: Account;
  /** The SID in the path. */
  sid: string;
  form: URLSearchParams;
  query: URLSearchParams;
}

interface Route {
  method: string;
  /** Matches what follows /2010-04-01/Accounts/AC…. */
  path: RegExp;
  answer(asked: Asked): Answer;
}

export const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\.json$/, answer: ({ account }) => ok(accountJson(account)) },
  {
    method: 'GET',
    path: /^\/Calls\.json$/,
    answer: ({ account }) => ok({ calls: [...account.calls.values()].map((call) => callJson(account, call)) }),
  },
  {
    method: 'GET',
    path: /^\/Calls\/(CA[0-9a-f]{32})\.json$/,
    answer: ({ account, sid }) => ok(callJson(account, callOf(account, sid))),
  },
  { method: 'POST', path: /^\/Calls\/(CA[0-9a-f]{32})\.json$/, answer: updateCall },
  { method: 'POST', path: /^\/Calls\/(CA[0-9a-f]{32})\/Recordings\.json$/, answer: startRecording },
  {
    method: 'GET',
    path: /^\/Calls\/(CA[0-9a-f]{32})\/Recordings\.json$/,
    answer: ({ account, sid }) => listRecordings(account, (recording) => recording.callSid === sid),
  },
  { method: 'GET', path: /^\/Recordings\.json$/, answer: ({ account }) => listRecordings(account, () => true) },
  {
    method: 'GET',
    path: /^\/Recordings\/(RE[0-9a-f]{32})\.json$/,
    answer: ({ account, sid }) => ok(recordingJson(account, recordingOf(account, sid))),
  },
  {
    method: 'GET',
    path: /^\/Recordings\/(RE[0-9a-f]{32})(?:\.wav)?$/,
    answer: ({ account, sid }) => ({
      status: 200,
      contentType: 'audio/x-wav',
      body: pcmWav(recordingOf(account, sid).audio),
    }),
  },
  {
    method: 'DELETE',
    path: /^\/Recordings\/(RE[0-9a-f]{32})\.json$/,
    answer({ account, sid }) {
      account.recordings.delete(recordingOf(account, sid).sid);
      return { status: 204 };
    },
  },
  { method: 'POST', path: /^\/Messages\.json$/, answer: sendMessage },
  {
    method: 'GET',
    path: /^\/Messages\.json$/,
    answer({ account, query }) {
      const messages = listMessages(account.messages, query).map((message) => messageJson(account, message));
      return ok({ messages, page: 0, page_size: messages.length, next_page_uri: null });
    },
  },
  {
    method: 'GET',
    path: /^\/Messages\/(SM[0-9a-f]{32})\.json$/,
    answer({ account, sid }) {
      const message = account.messages.sent.find((one) => one.sid === sid);
      if (!message) throw missing(`/Messages/${sid}`);
      return ok(messageJson(account, message));
    },
  },
  {
    method: 'GET',
    path: /^\/IncomingPhoneNumbers\.json$/,
    answer({ account, query }) {
      const wanted = query.get('PhoneNumber') ?? account.number;
      return ok({ incoming_phone_numbers: wanted === account.number ? [numberJson(account)] : [] });
    },
  },
  {
    method: 'GET',
    path: /^\/IncomingPhoneNumbers\/(PN[0-9a-f]{32})\.json$/,
    answer: ({ account, sid }) => ok(numberJson(account, sid)),
  },
  { method: 'POST', path: /^\/IncomingPhoneNumbers\/(PN[0-9a-f]{32})\.json$/, answer: updateNumber },
];

const ok = (body: unknown): Answer => ({ status: 200, body });
const missing = (what: string) => new RestError(404, 20404, `The requested resource ${what} was not found`);
const uri = (account: Account, rest: string) => `/2010-04-01/Accounts/${account.accountSid}${rest}.json`;

function callOf(account: Account, sid: string): LiveCall {
  const call = account.calls.get(sid);
  if (!call) throw missing(`/Calls/${sid}`);
  return call;
}

function recordingOf(account: Account, sid: string): StoredRecording {
  const recording = account.recordings.get(sid);
  if (!recording) throw missing(`/Recordings/${sid}`);
  return recording;
}

function readUpdate(form: URLSearchParams): CallUpdate {
  const twiml = form.get('Twiml');
  const url = form.get('Url');
  const status = form.get('Status');
  if ([twiml, url, status].filter((given) => given !== null).length !== 1) {
    throw new RestError(400, 21218, 'Give exactly one of Twiml, Url and Status');
  }
  if (twiml !== null) return { twiml };
  if (url !== null) {
    if (!URL.canParse(url)) throw new RestError(400, 21205, `Url is not a valid URL: ${url}`);
    return { url, method: form.get('Method') ?? 'POST' };
  }
  if (status !== 'completed' && status !== 'canceled') {
    throw new RestError(400, 20001, `Status must be completed or canceled, not ${status}`);
  }
  return { hangup: true };
}

function updateCall({ account, sid, form }: Asked): Answer {
  const call = callOf(account, sid);
  if (!call.update(readUpdate(form))) throw new RestError(400, 21220, 'Call is not in-progress. Cannot redirect.');
  return ok(callJson(account, call));
}

function startRecording({ account, sid, form }: Asked): Answer {
  const recording = callOf(account, sid).startRecording(
    'StartCallRecordingAPI',
    form.get('RecordingStatusCallback') ?? undefined,
  );
  if (!recording) throw new RestError(400, 21220, 'Requested resource is not eligible for recording');
  return {
    status: 201,
    body: { sid: recording, call_sid: sid, account_sid: account.accountSid, status: 'in-progress' },
  };
}

function updateNumber({ account, sid, form }: Asked): Answer {
  numberJson(account, sid);
  for (const [parameter, key] of NUMBER_URLS) {
    const given = form.get(parameter);
    if (given === null) continue;
    if (given !== '' && !/^https?:\/\//.test(given)) throw new RestError(400, 21502, `${parameter} is not a valid URL`);
    if (given === '' && key !== 'voiceUrl') delete account.config[key];
    else account.config[key] = given;
  }
  return ok(numberJson(account, sid));
}

function sendMessage({ account, form }: Asked): Answer {
  try {
    const message = takeMessage(account.messages, form, { numbers: [account.number], now: new Date() });
    // What is accepted is on its way; what became of it is asked for.
    return { status: 201, body: messageJson(account, { ...message, status: 'queued', errorCode: null }) };
  } catch (error) {
    if (error instanceof MessageRefusal) throw new RestError(400, error.code, error.message);
    throw error;
  }
}

function messageJson(account: Account, { sid, from, to, body, status, errorCode, created }: SentMessage) {
  return {
    sid,
    account_sid: account.accountSid,
    api_version: '2010-04-01',
    from,
    to,
    body,
    status,
    direction: 'outbound-api',
    num_segments: '1',
    num_media: '0',
    error_code: errorCode,
    error_message: null,
    date_created: created.toUTCString(),
    date_sent: status === 'queued' ? null : created.toUTCString(),
    date_updated: created.toUTCString(),
    uri: uri(account, `/Messages/${sid}`),
  };
}

const NUMBER_URLS = [
  ['VoiceUrl', 'voiceUrl'],
  ['VoiceFallbackUrl', 'voiceFallbackUrl'],
  ['StatusCallback', 'statusCallback'],
] as const;

function accountJson({ accountSid }: Account) {
  return { sid: accountSid, friendly_name: 'Pretend account', status: 'active', type: 'Full' };
}

function callJson(account: Account, call: LiveCall) {
  const status = call.status();
  const ended = status !== 'ringing' && status !== 'in-progress';
  return {
    sid: call.sid,
    account_sid: account.accountSid,
    api_version: '2010-04-01',
    from: call.from,
    to: call.to,
    phone_number_sid: account.numberSid,
    direction: 'inbound',
    status,
    date_created: call.created.toUTCString(),
    start_time: call.created.toUTCString(),
    duration: ended ? String(Math.ceil(call.durationMs() / 1000)) : null,
    uri: uri(account, `/Calls/${call.sid}`),
  };
}

function recordingJson(account: Account, recording: StoredRecording) {
  return {
    sid: recording.sid,
    account_sid: account.accountSid,
    call_sid: recording.callSid,
    duration: String(Math.max(1, Math.round(recording.audio.length / 8000))),
    channels: 1,
    source: recording.source,
    status: 'completed',
    error_code: null,
    date_created: recording.created.toUTCString(),
    media_url: `${account.url}${uri(account, `/Recordings/${recording.sid}`).replace(/\.json$/, '')}`,
    uri: uri(account, `/Recordings/${recording.sid}`),
  };
}

function listRecordings(account: Account, wanted: (recording: StoredRecording) => boolean): Answer {
  const recordings = [...account.recordings.values()].filter(wanted).map((each) => recordingJson(account, each));
  return ok({ recordings });
}

function numberJson(account: Account, sid = account.numberSid) {
  if (sid !== account.numberSid) throw missing(`/IncomingPhoneNumbers/${sid}`);
  return {
    sid,
    account_sid: account.accountSid,
    phone_number: account.number,
    friendly_name: account.number,
    capabilities: { voice: true, sms: true, mms: false, fax: false },
    voice_url: account.config.voiceUrl,
    voice_method: 'POST',
    voice_fallback_url: account.config.voiceFallbackUrl ?? '',
    status_callback: account.config.statusCallback ?? '',
    uri: uri(account, `/IncomingPhoneNumbers/${sid}`),
  };
}

/** 16-bit 8 kHz WAV, as Twilio serves its recordings. */
function pcmWav(mulaw: Buffer): Buffer {
  const header = Buffer.alloc(44);
  const bytes = mulaw.length * 2;
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  const pcm = Buffer.alloc(bytes);
  for (const [at, byte] of mulaw.entries()) pcm.writeInt16LE(fromMulaw(byte), at * 2);
  return Buffer.concat([header, pcm]);
}
