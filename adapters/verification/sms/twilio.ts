import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import { failureOf, VENDOR } from './failure.js';

export interface TwilioAccount {
  accountSid: string;
  authToken: string;
  /** Without a slash at its end. */
  apiBaseUrl: string;
}

const message = z.object({ sid: z.string().min(1), status: z.string().optional() });
const messages = z.object({ messages: z.array(z.object({ sid: z.string().min(1), body: z.string() })) });
const numbers = z.object({
  incoming_phone_numbers: z.array(
    z.object({ phone_number: z.string(), capabilities: z.object({ sms: z.boolean() }).partial().optional() }),
  ),
});

/** Few messages go to one number in a day. */
const PAGE = 50;

/**
 * The parts of Twilio's REST API that text messages need: form-encoded, Basic auth with the account SID and its token.
 * Source: Twilio facts, section 5, for the wire; the Messages resource is general knowledge (no description of it at hand).
 */
export function createTwilio({ accountSid, authToken, apiBaseUrl }: TwilioAccount, http: Outgoing) {
  const root = `${apiBaseUrl}/2010-04-01/Accounts/${accountSid}`;
  const headers = {
    authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    accept: 'application/json',
  };

  async function read<T extends z.ZodType>(path: string, doing: string, form: T): Promise<z.infer<T>> {
    const response = await http.request({ method: 'GET', url: `${root}${path}`, headers });
    if (response.status !== 200) throw failureOf(response, doing, false);
    const parsed = form.safeParse(jsonOf(response.text()));
    if (!parsed.success)
      throw new VendorError(VENDOR, 'unexpected', `${VENDOR} did not ${doing}: its answer has no form that is known`);
    return parsed.data;
  }

  return {
    /** The message's SID. Not repeated by itself: a second message would be a second one for the person. Throws VendorError. */
    async send({ from, to, body }: { from: string; to: string; body: string }): Promise<string> {
      const doing = 'take the text message';
      const response = await http.request({
        method: 'POST',
        url: `${root}/Messages.json`,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ From: from, To: to, Body: body }).toString(),
        repeatable: false,
      });
      if (response.status !== 201 && response.status !== 200) throw failureOf(response, doing, true);
      const sent = message.safeParse(jsonOf(response.text()));
      if (sent.success) return sent.data.sid;
      const what = `${VENDOR} did not say whether it took the text message: its answer has no form that is known`;
      throw new VendorError(VENDOR, 'unexpected', what, { outcomeUnknown: true });
    },
    /** Those to a number since a time, newest first. */
    async sentTo({ from, to, since }: { from: string; to: string; since: Date }) {
      const query = new URLSearchParams({
        To: to,
        From: from,
        'DateSent>': since.toISOString().slice(0, 10),
        PageSize: String(PAGE),
      });
      return (await read(`/Messages.json?${query}`, 'list the text messages', messages)).messages;
    },
    /** Twilio's word for what became of a message. */
    async statusOf(sid: string): Promise<string> {
      return (
        (await read(`/Messages/${encodeURIComponent(sid)}.json`, 'tell what became of a text message', message))
          .status ?? ''
      );
    },
    /** The number as the account has it; undefined when it does not. */
    async number(number: string): Promise<{ sms: boolean } | undefined> {
      const query = new URLSearchParams({ PhoneNumber: number });
      const found = (await read(`/IncomingPhoneNumbers.json?${query}`, 'list its numbers', numbers))
        .incoming_phone_numbers;
      const own = found.find((one) => one.phone_number === number);
      return own && { sms: own.capabilities?.sms !== false };
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
