import { z } from 'zod';
import { InvalidInput, reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding, Integration } from '../../../core/integrations/integration.js';
import type { Verifier } from '../../../core/ports/verifier.js';
import { isInside } from '../../http.js';
import { VENDOR } from './failure.js';
import { isMessageOf, messageOf } from './message.js';
import { createTwilio } from './twilio.js';

const credentials = z.object({
  accountSid: z
    .string()
    .trim()
    .regex(/^AC[0-9a-fA-F]{32}$/, 'An account SID is AC and 32 hexadecimal digits')
    .meta({ title: 'Twilio account SID' }),
  authToken: z.string().trim().min(1).max(200).meta({ title: 'Twilio auth token', secret: true }),
  from: z
    .string()
    .trim()
    .regex(/^\+[1-9]\d{6,14}$/, 'A number in international form, e.g. +12065550100')
    .meta({ title: 'Sender', description: 'A number of the account that can send text messages, e.g. +12065550100' }),
  sender: z
    .string()
    .trim()
    .min(1)
    .max(40)
    // Other characters make a message longer than one segment.
    .regex(/^[\w .,&'()+/-]+$/, 'letters, digits and simple signs only')
    .default('your IT helpdesk')
    .meta({ title: 'Who asks', description: 'As the message names you, e.g. Tallowmere IT' }),
  apiBaseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.twilio.com')
    .transform((url) => url.replace(/\/+$/, ''))
    .refine((url) => url.startsWith('https:') || isInside(new URL(url).hostname), 'must be https')
    .meta({ title: 'API address', description: 'Other than the default only for another region' }),
});

/** Twilio's words for a message that will not arrive. Source: general knowledge of its message statuses, not verified. */
const LOST = new Set(['undelivered', 'failed', 'canceled']);
const TITLE = 'Text message (Twilio)';

/**
 * A six-digit code by text message to the mobile on file. The code is Frontdesk's own: it is in the message and nowhere else
 * here. One account serves every client, so that none is mapped.
 */
export const smsVerification = {
  kind: 'sms_verification',
  title: TITLE,
  category: 'verification',
  credentials,
  connect(given, { http, now }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('sms_credentials', z.prettifyError(parsed.error));
    const { from, sender, ...account } = parsed.data;
    const twilio = createTwilio(account, http);
    const verifier: Verifier = {
      title: TITLE,
      proof: 'code',
      factor: 'telephone',
      needs: 'mobile',
      forAllClients: true,
      async challenge({ key, person: { phone }, code }) {
        if (!phone || !code) throw new VendorError(VENDOR, 'invalid', 'There is no mobile number to send a code to');
        const body = messageOf({ code: code.value, minutes: code.minutes, key, sender });
        const reference = await twilio.send({ from, to: phone, body });
        const expiresAt = new Date(now().getTime() + code.minutes * 60_000);
        return { reference, sentTo: endingOf(phone), expiresAt };
      },
      async sentBefore({ key, person: { phone }, since }) {
        if (!phone) return undefined;
        const sent = await twilio.sentTo({ from, to: phone, since });
        const found = sent.find(({ body }) => isMessageOf(key, body));
        return found && { reference: found.sid, sentTo: endingOf(phone) };
      },
      outcome: async (reference) => (LOST.has(await twilio.statusOf(reference)) ? 'unavailable' : 'pending'),
    };
    return {
      check: async () => [await lookAtSender()],
      mappings: async () => [],
      tools: () => [],
      verifier,
    };

    async function lookAtSender(): Promise<Finding> {
      const what = `Send text messages from ${from}`;
      try {
        const own = await twilio.number(from);
        if (own?.sms) return { ok: true, what };
        const problem = own
          ? `${from} cannot send text messages. Enter a number of the account that can.`
          : `The account has no number ${from}. Enter one of its numbers in international form.`;
        return { ok: false, what, problem };
      } catch (error) {
        return {
          ok: false,
          what,
          problem: reasonOf(error),
          ...(error instanceof VendorError && error.passing ? { passing: true } : {}),
        };
      }
    }
  },
} satisfies Integration;

/** Enough to know which telephone to look at, and too little to dial. */
function endingOf(phone: string): string {
  return `the mobile on file ending in ${phone.slice(-2)}`;
}
