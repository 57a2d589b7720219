import { randomBytes } from 'node:crypto';

/** A text message that the account sent. */
export interface SentMessage {
  sid: string;
  from: string;
  to: string;
  body: string;
  status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed';
  /** Why it did not arrive; Twilio's code. */
  errorCode: number | null;
  created: Date;
}

/** What is the matter with a number, for whoever sends messages to it. */
export type Reach =
  /** Takes messages. */
  | 'mobile'
  /** Refused at once, as a number that cannot be a mobile. */
  | 'landline'
  /** Its owner has answered STOP. */
  | 'opted-out'
  /** In a country that the account may not send to. */
  | 'region'
  /** Accepted and never delivered: switched off. */
  | 'unreachable';

export interface MessageBook {
  sent: SentMessage[];
  reach: Map<string, Reach>;
}

/** Refusals of the Messages resource. Source: general knowledge of Twilio's error catalogue (its description is not at hand). */
export class MessageRefusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const E164 = /^\+[1-9]\d{6,14}$/;
const LONGEST_BODY = 1_600;
const REFUSED: Readonly<Partial<Record<Reach, [code: number, message: (to: string) => string]>>> = {
  landline: [21614, (to) => `'To' number is not a valid mobile number: ${to}`],
  'opted-out': [21610, () => 'Attempt to send to unsubscribed recipient'],
  region: [
    21408,
    (to) => `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}`,
  ],
};

/** Takes a message as the Messages resource does, or refuses it. `numbers`: the account's own. */
export function takeMessage(
  book: MessageBook,
  form: URLSearchParams,
  { numbers, now }: { numbers: readonly string[]; now: Date },
): SentMessage {
  const [from, to, body] = [form.get('From') ?? '', form.get('To') ?? '', form.get('Body') ?? ''];
  if (to === '') throw new MessageRefusal(21604, "A 'To' phone number is required.");
  if (from === '') throw new MessageRefusal(21603, "A 'From' phone number is required.");
  if (body === '') throw new MessageRefusal(21602, 'Message body is required.');
  if (body.length > LONGEST_BODY)
    throw new MessageRefusal(21617, 'The concatenated message body exceeds the 1600 character limit.');
  if (!E164.test(to)) throw new MessageRefusal(21211, `Invalid 'To' Phone Number: ${to}`);
  if (!E164.test(from)) throw new MessageRefusal(21212, `Invalid 'From' Phone Number: ${from}`);
  if (!numbers.includes(from))
    throw new MessageRefusal(21659, `'${from}' is not a Twilio phone number or Short Code country mismatch`);
  const reach = book.reach.get(to) ?? 'mobile';
  const refused = REFUSED[reach];
  if (refused) throw new MessageRefusal(refused[0], refused[1](to));
  const message: SentMessage = {
    sid: `SM${randomBytes(16).toString('hex')}`,
    from,
    to,
    body,
    status: reach === 'unreachable' ? 'undelivered' : 'delivered',
    errorCode: reach === 'unreachable' ? 30003 : null,
    created: now,
  };
  book.sent.push(message);
  return message;
}

/** Those that the list's filters let through, newest first. */
export function listMessages({ sent }: MessageBook, query: URLSearchParams): SentMessage[] {
  const [to, from, day, since] = ['To', 'From', 'DateSent', 'DateSent>'].map((name) => query.get(name));
  const size = Number(query.get('PageSize') ?? 50);
  return sent
    .filter((message) => (to ? message.to === to : true) && (from ? message.from === from : true))
    .filter(({ created }) => (day ? dayOf(created) === day : true) && (since ? dayOf(created) >= since : true))
    .reverse()
    .slice(0, Math.min(Math.max(size, 1), 1_000));
}

/** Messages are filtered by days of UTC. */
function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
