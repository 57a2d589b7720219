/** A pretend Traceless on loopback, in the form that is assumed of it (`wire.ts`); its people are those of the pretend world. */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, openDoor } from '../serve.js';
import type { World } from '../world/world.js';
import { type Answer, createTransactions, type Method, type SentChallenge } from './transactions.js';
import { ASSUMED, type Wire } from './wire.js';

export type { SentChallenge } from './transactions.js';
export type { Wire } from './wire.js';

export interface PretendTraceless {
  /** http://127.0.0.1:port */
  url: string;
  /** What the connect form needs. Always the current ones. */
  readonly credentials: { apiEndpoint: string; signingSecret: string };
  /** What a client is called there. */
  organizationId(companySlug: string): string;
  /**
   * What somebody does with their challenge: the one that waits, else the next one; `times` (1) of them in a row, Infinity
   * for always. People ignore what nobody scripted.
   */
  answer(personKey: string, answer: Answer, options?: { times?: number }): void;
  /** They have no method that they could be asked by. */
  takeMethods(personKey: string): void;
  /** Every challenge sent, oldest first. */
  challenges(): readonly SentChallenge[];
  /** The codes that this person was sent, oldest first. */
  codesTo(personKey: string): string[];
  /** The old secret signs nothing any more. */
  rotateKey(): void;
  /** The organisation's plan has no API any more, or has it again. */
  takePlan(taken: boolean): void;
  /** So many requests a minute are answered. */
  limitTo(perMinute: number): void;
  /** From now on it speaks so. */
  setWire(changes: Partial<Wire>): void;
  /** Milliseconds. */
  passTime(milliseconds: number): void;
  stop(): Promise<void>;
}

interface PretendTracelessOptions {
  world: World;
  records: Records;
  faults: Faults;
  /** 0: any free one. */
  port?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

const CLOCK_DIFFERENCE_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
const METHODS: readonly Method[] = ['push', 'sms', 'email'];

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number | undefined;
  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export async function createPretendTraceless(options: PretendTracelessOptions): Promise<PretendTraceless> {
  const { world, records, faults, port = 0, now = Date.now } = options;
  const organization = randomUUID();
  const root = `/api/v1/organizations/${organization}`;
  const clients = new Map(world.companies.map(({ slug }) => [slug, randomUUID()]));
  const methodless = new Set<string>();
  const served: number[] = [];
  let signingSecret = randomBytes(32).toString('base64url');
  let hasPlan = true;
  let perMinute = 600;
  let wire = ASSUMED;
  let passed = 0;
  const clock = () => now() + passed;
  const book = createTransactions(clock);

  const door = await openDoor({
    vendor: 'traceless',
    port,
    records,
    faults,
    answer(asked) {
      try {
        return answer(asked);
      } catch (error) {
        if (error instanceof Refusal) return refused(error);
        throw error;
      }
    },
    refuse: ({ status, retryAfter }) => refused(new Refusal(status, 'refused', `Refused with ${status}.`, retryAfter)),
  });

  function answer(asked: Asked): Answered {
    if (!asked.path.startsWith(`${root}/`)) throw new Refusal(404, 'organization_not_found', 'No such organization.');
    checkSignature(asked);
    if (!hasPlan) throw new Refusal(403, 'plan', 'The API is not part of your plan.');
    countRequest();
    const path = asked.path.slice(root.length);
    if (asked.method === 'POST' && path === wire.sendPath) return send(asked);
    const polled = asked.method === 'GET' ? idIn(path, wire.pollPath) : undefined;
    if (polled !== undefined) return shown(found(polled));
    const updated = asked.method === wire.updateMethod ? idIn(path, wire.updatePath) : undefined;
    if (updated !== undefined) return complete(found(updated), asked);
    throw new Refusal(404, 'not_found', 'There is nothing here.');
  }

  function send(asked: Asked): Answered {
    const { fields, knowsReferences } = wire;
    const given = bodyOf(asked);
    const known = new Set([fields.email, fields.method, fields.client, fields.reference, fields.reason]);
    const strange = Object.keys(given).find((name) => !known.has(name));
    if (strange) throw new Refusal(422, 'invalid_request', `Unknown field ${strange}.`);
    const email = text(given, fields.email).toLowerCase();
    const method = METHODS.find((name) => name === text(given, fields.method));
    if (!method) throw new Refusal(422, 'invalid_request', `${fields.method} is push, sms or email.`);
    const client = text(given, fields.client);
    const slug = [...clients].find(([, id]) => id === client)?.[0];
    if (!slug) throw new Refusal(404, 'client_not_found', 'There is no such client.');
    const person = world.people.find((one) => one.company === slug && one.email.toLowerCase() === email);
    if (!person) throw new Refusal(404, 'user_not_found', 'Nobody has this e-mail address.');
    if (methodless.has(person.key)) throw new Refusal(422, 'no_method', 'This user has no method that could be used.');
    const reference = typeof given[fields.reference] === 'string' ? text(given, fields.reference) : undefined;
    const before = knowsReferences && reference ? book.byReference(reference) : undefined;
    const challenge = before ?? book.send({ person: person.key, client, method, reference });
    return { ...shown(challenge), status: before ? 200 : 201, write: !before, detail: { ...given } };
  }

  function complete(challenge: SentChallenge, asked: Asked): Answered {
    book.complete(challenge, text(bodyOf(asked), wire.fields.code));
    return { ...shown(challenge), write: true };
  }

  function found(id: string): SentChallenge {
    const challenge = book.find(id);
    if (!challenge) throw new Refusal(404, 'transaction_not_found', 'There is no such transaction.');
    return challenge;
  }

  function shown({ id, status }: SentChallenge): Answered {
    const { fields, statuses } = wire;
    const body = { [fields.transaction]: id, [fields.status]: statuses[status] };
    return { status: 200, body, detail: { id, status } };
  }

  function checkSignature({ method, path, headers, body }: Asked): void {
    const { signatureHeader, timestampHeader, signaturePrefix, signatureEncoding } = wire;
    const timestamp = String(headers[timestampHeader] ?? '');
    const given = String(headers[signatureHeader] ?? '');
    const age = Math.abs(clock() - Number(timestamp) * 1_000);
    const text = `${timestamp}.${method}.${path}.${body}`;
    const mac = createHmac('sha256', signingSecret).update(text, 'utf8').digest(signatureEncoding);
    const wanted = Buffer.from(`${signaturePrefix}${mac}`);
    const same = given.length === wanted.length && timingSafeEqual(Buffer.from(given), wanted);
    if (!/^\d{9,11}$/.test(timestamp) || age > CLOCK_DIFFERENCE_MS || !same) {
      throw new Refusal(401, 'bad_signature', 'The signature is missing, old or wrong.');
    }
  }

  function countRequest(): void {
    while (served.length > 0 && (served[0] ?? 0) <= clock() - MINUTE_MS) served.shift();
    if (served.length >= perMinute) {
      const free = (served[0] ?? clock()) + MINUTE_MS - clock();
      throw new Refusal(429, 'rate_limited', 'Too many requests.', Math.max(1, Math.ceil(free / 1_000)));
    }
    served.push(clock());
  }

  return {
    url: door.url,
    get credentials() {
      return { apiEndpoint: `${door.url}${root}`, signingSecret };
    },
    organizationId: (slug) => clients.get(world.company(slug).slug) ?? '',
    answer: (personKey, how, { times = 1 } = {}) => book.answer(world.person(personKey).key, how, times),
    takeMethods: (personKey) => void methodless.add(world.person(personKey).key),
    challenges: book.all,
    codesTo: (personKey) => book.all().flatMap(({ person, code }) => (person === personKey && code ? [code] : [])),
    rotateKey() {
      signingSecret = randomBytes(32).toString('base64url');
    },
    takePlan(taken) {
      hasPlan = !taken;
    },
    limitTo(most) {
      perMinute = most;
    },
    setWire(changes) {
      wire = { ...wire, ...changes };
    },
    passTime(milliseconds) {
      passed += milliseconds;
    },
    stop: door.stop,
  };
}

/** The id in a path of this form; undefined for another path. */
function idIn(path: string, form: string): string | undefined {
  const [before = '', after = ''] = form.split('{transaction}');
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined;
  const id = path.slice(before.length, path.length - after.length);
  return /^[\w-]+$/.test(id) ? id : undefined;
}

function bodyOf({ body, headers }: Asked): Record<string, unknown> {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new Refusal(415, 'invalid_request', 'Send application/json.');
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(body));
  } catch {
    throw new Refusal(422, 'invalid_request', 'The body is no JSON object.');
  }
}

function text(given: Record<string, unknown>, name: string): string {
  const value = given[name];
  if (typeof value !== 'string' || value === '') throw new Refusal(422, 'invalid_request', `${name} is missing.`);
  return value;
}

function refused({ status, code, message, retryAfter }: Refusal): Answered {
  return {
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    body: { error: { code, message } },
    detail: { refused: code },
  };
}
