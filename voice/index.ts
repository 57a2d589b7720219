import type { FastifyPluginAsync } from 'fastify';
import { reasonOf } from '../core/errors.js';
import type { Intake } from '../core/intake/intake.js';
import { createCalls } from './calls.js';
import { connectDeepgram } from './deepgram/client.js';
import { createSpeaker } from './deepgram/speaker.js';
import { createSpeechCache } from './deepgram/speech-cache.js';
import { lastKnown } from './last-known.js';
import type { VoiceLog } from './log.js';
import { voiceRoutes } from './routes.js';
import type { CallSettings, VoiceCredentials } from './settings.js';
import { createStreamTokens, type StreamTokens } from './stream-tokens.js';
import type { TurnMetrics } from './turn-metrics.js';
import { createWebhooks } from './webhooks.js';

export { deepgramIntegration, twilioIntegration } from './integrations.js';
export type { VoiceLog } from './log.js';
export type { CallSettings, TwilioAccess, VoiceCredentials } from './settings.js';
export type { StreamTokens } from './stream-tokens.js';
export type { TurnMetrics } from './turn-metrics.js';

export interface VoiceOptions {
  intake: Intake;
  /** Read again for every call. */
  settings(): Promise<CallSettings>;
  credentials(): Promise<VoiceCredentials>;
  /** Where Twilio reaches this server, e.g. https://frontdesk.example; signatures are checked against it. */
  publicBaseUrl: string;
  log: VoiceLog;
  now?(): Date;
  newToken?(): string;
  /** Where stream tokens are kept; in memory by default. */
  tokens?: StreamTokens;
  /** How often a call whose ticket is open asks about the proof of who is calling. Milliseconds; 1 000 by default. */
  proofEveryMs?: number | undefined;
  /** The delays of each turn of each call. */
  onTurn?(metrics: TurnMetrics): void;
}

export interface Voice {
  /** Fastify plugin with /voice/incoming, after, gather, fallback, recorded, status and media. */
  routes: FastifyPluginAsync;
  activeCalls(): number;
  /**
   * Takes no new calls (they are asked to leave a recording), lets running ones finish for at most `graceMs`, then lets
   * go of the rest: Twilio asks again a moment later, for the next process to take them up.
   */
  drain(graceMs: number): Promise<void>;
}

/** The helpdesk number: calls come in from Twilio, are heard and answered through Deepgram, and told to the core. */
export function createVoice(options: VoiceOptions): Voice {
  const { intake, log } = options;
  const settings = lastKnown('voice settings', options.settings, log);
  const credentials = lastKnown('voice credentials', options.credentials, log);
  const now = options.now ?? (() => new Date());
  const publicBaseUrl = options.publicBaseUrl.replace(/\/+$/, '');
  const tokens = options.tokens ?? createStreamTokens();
  const cache = createSpeechCache();
  const calls = createCalls({ intake, settings, now, log, proofEveryMs: options.proofEveryMs });
  let draining = false;

  /** Companies that the caller's number hints at: their names are worth expecting. Never spoken. */
  function companiesOf(callerNumber: string): readonly string[] {
    try {
      const { candidates } = intake.identify({ utterance: '', callerNumber });
      const names = candidates.flatMap(({ contact }) => (contact.company ? [contact.company.name] : []));
      return [...new Set(names)].slice(0, 5);
    } catch {
      return [];
    }
  }

  /** Loads the speech client and fetches the greeting while Twilio is still connecting the stream. */
  async function warmUp(): Promise<void> {
    const { deepgram } = await credentials();
    if (!deepgram) return;
    const { greeting, mspName, voice } = await settings();
    const speaker = createSpeaker(connectDeepgram(deepgram), voice, cache);
    for await (const _ of speaker.audio(greeting.replaceAll('{msp}', mspName), true));
  }

  const routes = voiceRoutes({
    webhooks: createWebhooks({
      calls,
      intake,
      tokens,
      settings,
      publicBaseUrl,
      newToken: options.newToken,
      now,
      log,
      draining: () => draining,
    }),
    media: { calls, tokens, cache, credentials, companiesOf, now, log, onTurn: options.onTurn ?? (() => {}) },
    credentials,
    publicBaseUrl,
    log,
    onIncoming() {
      warmUp().catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'the greeting could not be prepared'));
    },
  });

  return {
    routes,
    activeCalls: () => calls.active().length,
    async drain(graceMs) {
      draining = true;
      const until = performance.now() + graceMs;
      while (calls.active().length > 0 && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 50));
      for (const call of calls.active()) call.closeStream?.('lost');
      calls.stop();
    },
  };
}
