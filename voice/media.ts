/** The media stream's way in: a signed upgrade, then a `start` with the call's one-time token. */
import type { WebSocket } from 'ws';
import { reasonOf } from '../core/errors.js';
import { runLiveCall } from './call.js';
import type { Call, Calls } from './calls.js';
import { connectDeepgram, type Deepgram, type DeepgramAccess } from './deepgram/client.js';
import type { SpeechCache } from './deepgram/speech-cache.js';
import type { VoiceLog } from './log.js';
import type { VoiceCredentials } from './settings.js';
import { hashOf, type StreamTokens } from './stream-tokens.js';
import type { TurnMetrics } from './turn-metrics.js';
import { type MediaStart, readMediaMessage } from './twilio/messages.js';

export interface MediaDeps {
  calls: Calls;
  tokens: StreamTokens;
  cache: SpeechCache;
  credentials(): Promise<VoiceCredentials>;
  companiesOf(callerNumber: string): readonly string[];
  now(): Date;
  log: VoiceLog;
  onTurn(metrics: TurnMetrics): void;
  /** How long a stream may take to say which call it belongs to. Milliseconds; 5 000 by default. */
  startWithinMs?: number;
}

const START_WITHIN_MS = 5_000;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;

/** Takes a stream whose upgrade was signed. Anything but a valid `start` in time closes it with 1008. */
export function acceptMedia(socket: WebSocket, deps: MediaDeps): void {
  const { log } = deps;
  const refuse = (why: string) => {
    clearTimeout(timer);
    socket.removeListener('message', first);
    log.warn({ why }, 'media stream refused');
    socket.close(POLICY_VIOLATION);
  };
  const timer = setTimeout(() => refuse('no start in time'), deps.startWithinMs ?? START_WITHIN_MS);
  socket.once('close', () => clearTimeout(timer));

  const first = (data: unknown, binary: boolean) => {
    const message = binary ? undefined : readMediaMessage(String(data));
    if (message?.event === 'connected') return;
    if (message?.event !== 'start') {
      refuse('the first message is no start');
      return;
    }
    clearTimeout(timer);
    socket.removeListener('message', first);
    // Sound that comes while the token is being checked is not lost.
    const early: [unknown, boolean][] = [];
    const keep = (later: unknown, isBinary: boolean) => early.push([later, isBinary]);
    socket.on('message', keep);
    begin(socket, message.start, deps)
      .then((refusal) => {
        socket.removeListener('message', keep);
        if (refusal) refuse(refusal);
        else for (const [later, isBinary] of early) socket.emit('message', later, isBinary);
      })
      .catch((error: unknown) => {
        log.error({ callSid: message.start.callSid, reason: reasonOf(error) }, 'a media stream could not be served');
        socket.close(INTERNAL_ERROR);
      });
  };
  socket.on('message', first);
  socket.on('error', () => socket.terminate());
}

/** Starts the live call; says why when it must not. */
async function begin(socket: WebSocket, start: MediaStart, deps: MediaDeps): Promise<string | undefined> {
  const { calls, tokens, now } = deps;
  const { token = '', from = '', to = '' } = start.customParameters;
  const credentials = await deps.credentials();
  if (start.accountSid !== credentials.twilio?.accountSid) return 'another account';
  if (!(await tokens.spend(start.callSid, hashOf(token), now().getTime()))) return 'no valid token';
  const call = await calls.open({ callSid: start.callSid, from, to });
  if (call.at === 'streaming') call.closeStream?.('lost');
  if (call.talk.state().stage === 'ended') return 'the call is over';
  calls.returned(call);
  if (!credentials.deepgram) {
    call.talk.remark('The speech service is not connected. The call went on with the keypad and Twilio.');
    call.at = 'fallback';
    socket.close();
    return undefined;
  }
  stream(socket, start.streamSid, call, credentials.deepgram, deps);
  return undefined;
}

function stream(socket: WebSocket, streamSid: string, call: Call, access: DeepgramAccess, deps: MediaDeps): void {
  const { callSid, settings, talk } = call;
  const resumed = call.greeted;
  call.at = 'streaming';
  const deepgram: Promise<Deepgram> = connectDeepgram(access);
  const live = runLiveCall({
    socket,
    callSid,
    streamSid,
    talk,
    resumed,
    deepgram,
    settings,
    keyterms: deps.companiesOf(call.from),
    cache: deps.cache,
    alreadyMs: call.heardMs,
    log: deps.log,
    onTurn: deps.onTurn,
    onGreeted() {
      call.greeted = true;
    },
    onEnd(end, heardMs) {
      call.at = end;
      call.heardMs += heardMs;
      call.touchedAt = deps.now().getTime();
      call.closeStream = undefined;
      if (talk.state().stage !== 'ended') deps.calls.awaitReturn(call);
      deps.log.info({ callSid, end, heardMs: Math.round(heardMs) }, 'media stream over');
    },
  });
  if (call.at === 'streaming') call.closeStream = live.close;
}
