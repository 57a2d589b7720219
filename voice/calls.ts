/** The calls of this process, by CallSid: a call outlives its streams and its webhooks. */
import { reasonOf } from '../core/errors.js';
import type { Intake } from '../core/intake/intake.js';
import type { StreamEnd } from './call.js';
import type { VoiceLog } from './log.js';
import type { CallSettings } from './settings.js';
import { createTalk, type Talk } from './talk.js';

export interface Call {
  readonly callSid: string;
  readonly conversationId: string;
  readonly from: string;
  readonly to: string;
  readonly talk: Talk;
  readonly settings: CallSettings;
  /** Where the caller is: no stream yet, on a stream, or why the last stream is over. */
  at: 'arriving' | 'streaming' | StreamEnd;
  /** The greeting has been said, in this process or an earlier one. */
  greeted: boolean;
  /** Call audio heard so far. Milliseconds. */
  heardMs: number;
  touchedAt: number;
  readonly startedAt: number;
  closeStream: ((end: StreamEnd) => void) | undefined;
}

export interface Calls {
  /** The call, started in the core or found again there. Throws when the core cannot store it. */
  open(opening: { callSid: string; from: string; to: string }): Promise<Call>;
  get(callSid: string): Call | undefined;
  /** Callers who are being served. */
  active(): Call[];
  /** Twilio has this long to come back with the caller before the conversation counts as over. Milliseconds. */
  awaitReturn(call: Call, withinMs?: number): void;
  returned(call: Call): void;
  /** Forgets timers; conversations that are still open are left for the next process. */
  stop(): void;
}

/** After a lost stream Twilio comes back within seconds, or never. Milliseconds. */
const RETURN_MS = 60_000;
/** An ended call is remembered for late webhooks. Milliseconds. */
const REMEMBER_MS = 10 * 60_000;
/** A webhook without a stream: the caller hung up while it rang. Milliseconds. */
const ARRIVAL_MS = 60_000;

export function createCalls(options: {
  intake: Intake;
  settings(): Promise<CallSettings>;
  now(): Date;
  log: VoiceLog;
  proofEveryMs?: number | undefined;
}): Calls {
  const { intake, log, now } = options;
  const calls = new Map<string, Call>();
  const opening = new Map<string, Promise<Call>>();
  const returns = new Map<string, NodeJS.Timeout>();

  function sweep(): void {
    const oldest = now().getTime() - REMEMBER_MS;
    for (const call of calls.values())
      if (call.at !== 'streaming' && call.touchedAt < oldest) calls.delete(call.callSid);
  }

  async function begin({ callSid, from, to }: { callSid: string; from: string; to: string }): Promise<Call> {
    const settings = await options.settings();
    const { conversationId, isNew } = await intake.begin({ channel: 'call', key: callSid, from, to });
    const talk = createTalk({
      intake,
      conversationId,
      now,
      log,
      proofEveryMs: options.proofEveryMs,
      dialogue: {
        greeting: settings.greeting.replaceAll('{msp}', settings.mspName),
        callerNumber: /^\+\d{6,15}$/.test(from) ? from : undefined,
        companyIds: undefined,
        patience: settings.patience,
        canTransfer: settings.transferTo !== undefined,
      },
    });
    const call: Call = {
      callSid,
      conversationId,
      from,
      to,
      talk,
      settings,
      at: 'arriving',
      greeted: !isNew,
      heardMs: 0,
      touchedAt: now().getTime(),
      startedAt: now().getTime(),
      closeStream: undefined,
    };
    calls.set(callSid, call);
    return call;
  }

  function returned(call: Call): void {
    clearTimeout(returns.get(call.callSid));
    returns.delete(call.callSid);
  }

  return {
    async open(incoming) {
      sweep();
      const known = calls.get(incoming.callSid) ?? opening.get(incoming.callSid);
      if (known) return known;
      const begun = begin(incoming).finally(() => opening.delete(incoming.callSid));
      opening.set(incoming.callSid, begun);
      return begun;
    },
    get: (callSid) => calls.get(callSid),
    active() {
      const since = now().getTime() - ARRIVAL_MS;
      return [...calls.values()].filter(
        (call) =>
          call.at === 'streaming' ||
          (call.talk.state().stage !== 'ended' &&
            (call.at === 'arriving' || call.at === 'fallback') &&
            call.touchedAt > since),
      );
    },
    awaitReturn(call, withinMs = RETURN_MS) {
      returned(call);
      const timer = setTimeout(() => {
        returns.delete(call.callSid);
        try {
          call.talk.take({ type: 'mediaLost', detail: 'The line was lost and did not come back.' });
        } catch (error) {
          log.error({ callSid: call.callSid, reason: reasonOf(error) }, 'a lost call could not be ended');
        }
      }, withinMs);
      timer.unref();
      returns.set(call.callSid, timer);
    },
    returned,
    stop() {
      for (const timer of returns.values()) clearTimeout(timer);
      returns.clear();
    },
  };
}
