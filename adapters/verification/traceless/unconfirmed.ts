/**
 * Everything that is assumed about the wire of Traceless's API, in one place. Needs the vendor's PDF, "Traceless API v1.3"
 * (https://assets.traceless.io/Traceless%20API%20v1.3.pdf), which has not been read. Source: verification facts, section 1.
 *
 * Known: the credentials (an API endpoint whose last path segment is the organisation's UUID, and an API signing secret);
 * the operations Send MFA, Poll API MFA (by transaction id) and Update API MFA (completes a challenge by transaction id);
 * the requester is named by work e-mail; polls every few seconds, five minutes at most; there is no webhook.
 * Not known, and therefore here, each to be overridden in the connect form: paths, methods, names of fields, how a request is
 * signed, the words for statuses, how a client of the MSP is named.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';

const word = z.string().min(1).max(100);
const path = z
  .string()
  .max(200)
  .regex(/^\/[\w{}./-]*$/, 'a path below the API endpoint, e.g. /mfa');
const words = z.array(word).min(1).max(20);

export const wireForm = z.strictObject({
  /** Below the API endpoint; `{transaction}` is the id. */
  sendPath: path.default('/mfa'),
  pollPath: path.default('/mfa/{transaction}'),
  updatePath: path.default('/mfa/{transaction}'),
  updateMethod: z.enum(['POST', 'PUT', 'PATCH']).default('PUT'),
  /** What each thing is called in bodies. */
  fields: z
    .strictObject({
      email: word.default('email'),
      method: word.default('method'),
      client: word.default('clientId'),
      reference: word.default('externalReference'),
      reason: word.default('reason'),
      code: word.default('code'),
      transaction: word.default('transactionId'),
      status: word.default('status'),
    })
    .prefault({}),
  methods: z
    .strictObject({ push: word.default('push'), sms: word.default('sms'), email: word.default('email') })
    .prefault({}),
  /** Whatever their case. What is in no list is taken as unavailable: nobody is verified by a word that is not known. */
  statuses: z
    .strictObject({
      pending: words.default(['pending', 'sent', 'waiting', 'in_progress']),
      approved: words.default(['approved', 'verified', 'success']),
      denied: words.default(['denied', 'rejected', 'declined']),
      fraud: words.default(['fraud', 'fraud_reported']),
      expired: words.default(['expired', 'timeout', 'timed_out']),
    })
    .prefault({}),
  signatureHeader: word.default('x-traceless-signature'),
  timestampHeader: word.default('x-traceless-timestamp'),
  signaturePrefix: z.string().max(20).default('v1='),
  signatureEncoding: z.enum(['hex', 'base64']).default('hex'),
});
export type WireForm = z.infer<typeof wireForm>;

/**
 * The headers that prove a request: HMAC-SHA256, keyed with the signing secret, over time (seconds since 1970), method, path
 * and body, joined by full stops.
 */
export function signed(
  { method, pathname, body }: { method: string; pathname: string; body: string },
  { signingSecret, wire, now }: { signingSecret: string; wire: WireForm; now: Date },
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const text = [timestamp, method, pathname, body].join('.');
  const mac = createHmac('sha256', signingSecret).update(text, 'utf8').digest(wire.signatureEncoding);
  return { [wire.timestampHeader]: timestamp, [wire.signatureHeader]: `${wire.signaturePrefix}${mac}` };
}

/** How long a challenge is open: what integrations of Traceless poll for. */
export const LIFETIME_MS = 5 * 60_000;

/** A transaction that does not exist: to ask for it changes nothing and shows whether the signature is accepted. */
export const NO_TRANSACTION = '00000000-0000-0000-0000-000000000000';
