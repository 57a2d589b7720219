import { createServer } from 'node:http';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import type { Recordings } from '../speech/recordings.js';
import type { SpokenLedger } from '../speech/spoken.js';
import type { World } from '../world/world.js';
import { type Answering, type NumberConfig, openAccount } from './account.js';
import { type PhoneCall, placeCall } from './call.js';
import type { Reach, SentMessage } from './messages.js';
import { answerRest } from './rest.js';
import { createWebhooks } from './webhook.js';

export type { CallEnd, PhoneCall } from './call.js';
export type { TranscriptEntry } from './conversation.js';
export type { SentMessage } from './messages.js';

export interface CallOptions {
  /** E.164, or 'anonymous'. */
  from: string;
  /** The account's number when absent. */
  to?: string;
  /** 1 is real time, 20 the default; 0 or Infinity as fast as the other side keeps up (at most 50). */
  speed?: number;
}

export interface PretendTwilio {
  /** Base of the REST API: http://127.0.0.1:PORT. */
  url: string;
  credentials: { accountSid: string; authToken: string; number: string };
  /** What the number does when somebody calls it. */
  setNumber(config: NumberConfig): void;
  /** What happens when the product dials this number; without it, somebody answers and talks for 4 seconds. */
  setAnswering(number: string, answering: Answering): void;
  /** The text messages that arrived on this telephone, oldest first. */
  messagesTo(number: string): SentMessage[];
  /** What is the matter with a number that messages are sent to; every number takes them where nothing is said. */
  setReach(number: string, reach: Reach): void;
  /** Somebody calls. Resolves when the call has been placed; it goes on by itself until somebody ends it. */
  call(options: CallOptions): Promise<PhoneCall>;
  /** Hangs up every call and stops listening. */
  stop(): Promise<void>;
}

export interface PretendTwilioOptions {
  world: World;
  recordings: Recordings;
  /** The ledger of the pretend Deepgram, whose voice the callers must understand. */
  spoken: SpokenLedger;
  records: Records;
  faults: Faults;
  routes: Routes;
  port?: number;
  /** Longest wait for a webhook's answer; 15000 as at Twilio. */
  webhookTimeoutMs?: number;
}

const DEFAULT_SPEED = 20;

/**
 * A pretend Twilio on loopback: a telephone network with one account and one number, and people who call it. It sends
 * signed webhooks, runs the TwiML they answer, streams the callers' voices and plays what comes back.
 * Source: Twilio facts.
 */
export async function createPretendTwilio(options: PretendTwilioOptions): Promise<PretendTwilio> {
  const { world, recordings, spoken, records, faults, routes, webhookTimeoutMs = 15_000 } = options;
  const account = openAccount(world.msp.helpdeskNumber);
  const { authToken, accountSid, number } = account;
  const webhooks = createWebhooks({ authToken, routes, faults, records, timeoutMs: webhookTimeoutMs });
  const live = new Set<PhoneCall>();

  const server = createServer((request, response) => {
    answerRest(request, response, { account, records, faults }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  account.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;

  return {
    url: account.url,
    credentials: { accountSid, authToken, number },
    setNumber(config) {
      account.config = { ...config };
    },
    setAnswering(dialled, answering) {
      account.answering.set(dialled, answering);
    },
    messagesTo: (dialled) =>
      account.messages.sent
        .filter(({ to, status }) => to === dialled && status === 'delivered')
        .map((message) => ({ ...message })),
    setReach(dialled, reach) {
      account.messages.reach.set(dialled, reach);
    },
    async call({ from, to = number, speed = DEFAULT_SPEED }) {
      if (to !== number) throw new Error(`${to} is not in service; the account's number is ${number}`);
      if (from !== 'anonymous' && !/^\+[1-9]\d{6,14}$/.test(from)) throw new Error(`"${from}" is no E.164 number`);
      if (!account.config.voiceUrl) throw new Error(`${number} has no voice URL yet: call setNumber first`);
      const call = placeCall(from, speed, { world, account, webhooks, recordings, spoken, records, faults, routes });
      live.add(call);
      call.ended.then(
        () => live.delete(call),
        () => live.delete(call),
      );
      return call;
    },
    async stop() {
      await Promise.allSettled([...live].map((call) => call.hangsUp()));
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
