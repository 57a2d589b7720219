import { createHash, timingSafeEqual } from 'node:crypto';
import { InvalidInput } from '../../../core/errors.js';
import type { IncomingEvent, IntegrationEvents } from '../../../core/integrations/integration.js';
import type { Agents } from './agents.js';
import type { HaloClient } from './client.js';
import { hintsIn } from './delivery.js';
import { createWebhooks, USER } from './webhooks.js';

/**
 * Webhooks with Basic authentication. HaloPSA signs nothing that is known, so the proof is the user and password that only it
 * was given, beside the secret in the address; what comes is a hint only.
 * Source: HaloPSA facts, webhooks.
 */
export function createHaloEvents({
  client,
  agents,
  eventNumbers,
  hookSecret,
  now,
}: {
  client: HaloClient;
  agents: Agents;
  eventNumbers: readonly number[];
  hookSecret: string | undefined;
  now: () => Date;
}): IntegrationEvents {
  const webhooks = createWebhooks({ client, eventNumbers });

  return {
    async register(url) {
      if (!hookSecret) {
        throw new InvalidInput('halopsa_webhook', 'HaloPSA can only be given a webhook once it is connected');
      }
      const { tellsEvents } = await webhooks.put(url, hookSecret);
      if (tellsEvents) return { state: 'registered' };
      return { state: 'by_hand', instructions: INSTRUCTIONS };
    },

    unregister: (url) => webhooks.removeAll(url),

    async verify(event) {
      try {
        if (!hookSecret || !isSent(event.headers.authorization, hookSecret)) return false;
        await agents.own().catch(() => undefined); // `parse` needs it and cannot ask.
        return true;
      } catch {
        return false;
      }
    },

    parse: (event) => hintsIn(event.rawBody, agents.knownOwn()),

    /**
     * Where the body tells a time of change, the same body twice is the same delivery twice. One that tells none is the same
     * for each change of its ticket, so each is a delivery of its own: to look once too often does no harm.
     */
    deliveryKey(event: IncomingEvent) {
      const key = createHash('sha256').update(event.rawBody).digest('hex');
      return TIME_OF_CHANGE.test(event.rawBody.toString('utf8')) ? key : `${key}/${now().getTime()}`;
    },
  };
}

/** The field that tells when what is told took place. Names of the body itself are unconfirmed. */
const TIME_OF_CHANGE = /"(?:timestamp|last_?updated?|lastactiondate|datetime|actiondatecreated)"\s*:\s*"\d/i;

const INSTRUCTIONS =
  'HaloPSA made the webhook "Frontdesk", but tells it of no event. Open it under Configuration > Integrations > Webhooks and add the events for a new ticket, a changed ticket and a new action.';

/**
 * Whether the header is the one that HaloPSA was told to send. Compared as it is written, since decoding forgives what is
 * appended. Takes as long whatever is wrong with it.
 */
function isSent(header: string | undefined, hookSecret: string): boolean {
  const given = /^basic\s+(?<word>\S+)$/i.exec(header ?? '')?.groups?.word ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = Buffer.from(`${USER}:${hookSecret}`).toString('base64');
  return timingSafeEqual(digest(given), digest(expected));
}
