import type { Faults } from '../faults.js';
import type { Routes } from '../routes.js';
import type { SpokenLedger } from '../speech/spoken.js';
import type { Account, StoredRecording } from './account.js';
import type { Conversation } from './conversation.js';
import type { Run } from './line.js';
import type { Params } from './sign.js';
import type { MediaStream } from './stream.js';
import type { Webhooks } from './webhook.js';

/** What happens after a verb. */
export type Next =
  | { go: 'on' }
  | { go: 'fetch'; url: string; method: string; params?: Params }
  | { go: 'end'; status: 'completed' | 'busy' | 'failed' };

/** A call, as the verb that runs on it sees it. */
export interface Leg {
  readonly callSid: string;
  readonly account: Account;
  readonly webhooks: Webhooks;
  readonly routes: Routes;
  readonly faults: Faults;
  readonly spoken: SpokenLedger;
  readonly conversation: Conversation;
  /** Milliseconds of the call. */
  now(): number;
  /** Lets the call's time pass; returns early when the call is hung up or gets other TwiML. */
  run(run: Run): Promise<void>;
  /** True when the verb must stop: the caller hung up, or the REST API took the call elsewhere. */
  broken(): boolean;
  hungUp(): boolean;
  /** The call's clock runs faster or slower than real time and waits for the product. */
  readonly patient: boolean;
  /** Writes an event of the call into the records. */
  note(event: string, detail?: object): void;
  /** Notes one of Twilio's error codes. */
  warn(code: number, message: string): void;
  /** The parameters that every request of this call carries. */
  params(extra?: Params): Params;
  /** An address in a document, made absolute against the document's own. */
  absolute(address: string): string;
  /** The stream that is open, so that the caller's side can lose it. */
  attach(stream: MediaStream | undefined): void;
  record(source: StoredRecording['source'], callback?: string): string;
}
