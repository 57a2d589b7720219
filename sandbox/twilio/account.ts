import { randomBytes } from 'node:crypto';
import type { MessageBook } from './messages.js';

export interface NumberConfig {
  /** Asked when somebody calls. */
  voiceUrl: string;
  /** Asked when the voice URL fails. */
  voiceFallbackUrl?: string;
  /** Told when a call has ended. */
  statusCallback?: string;
}

export interface StoredRecording {
  sid: string;
  callSid: string;
  /** Mu-law as it went through the line. */
  audio: Buffer;
  source: 'RecordVerb' | 'StartCallRecordingTwiML' | 'StartCallRecordingAPI';
  created: Date;
}

/** What somebody at the far end does when a number is dialled. */
export interface Answering {
  status: 'completed' | 'busy' | 'no-answer' | 'failed';
  /** Milliseconds of talk, when answered. */
  talkMs: number;
}

/** What the REST API may ask of a call. */
export interface LiveCall {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly created: Date;
  status(): string;
  durationMs(): number;
  /** Replaces the TwiML that runs now; false when the call has ended. */
  update(update: CallUpdate): boolean;
  /** Starts to record; undefined when the call has ended. */
  startRecording(source: StoredRecording['source'], callback?: string): string | undefined;
}

export type CallUpdate = { twiml: string } | { url: string; method: string } | { hangup: true };

/** The one account of the pretend Twilio. */
export interface Account {
  accountSid: string;
  authToken: string;
  number: string;
  numberSid: string;
  config: NumberConfig;
  calls: Map<string, LiveCall>;
  recordings: Map<string, StoredRecording>;
  answering: Map<string, Answering>;
  messages: MessageBook;
  /** Address of the REST API, for links. */
  url: string;
}

export const newSid = (prefix: 'AC' | 'CA' | 'PN' | 'RE') => `${prefix}${randomBytes(16).toString('hex')}`;

export function openAccount(number: string): Account {
  return {
    accountSid: newSid('AC'),
    authToken: randomBytes(16).toString('hex'),
    number,
    numberSid: newSid('PN'),
    config: { voiceUrl: '' },
    calls: new Map(),
    recordings: new Map(),
    answering: new Map(),
    messages: { sent: [], reach: new Map() },
    url: '',
  };
}

/** Address of a recording, without extension. */
export function recordingUrl(account: Account, sid: string): string {
  return `${account.url}/2010-04-01/Accounts/${account.accountSid}/Recordings/${sid}`;
}
