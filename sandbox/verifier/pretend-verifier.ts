/**
 * A verification service on loopback, as those that push to a factor people already have: a challenge is made with an
 * idempotency key and asked for until it is answered. It is nobody's real API; its people are those of the pretend world.
 */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, openDoor } from '../serve.js';
import type { Person } from '../world/people.js';
import type { World } from '../world/world.js';
import { type Answer, createChallengeBook, type SentChallenge } from './challenges.js';
import { answerRefusal, refusalOf, VerifierRefusal } from './refusal.js';

export interface PretendVerifier {
  /** http://127.0.0.1:port */
  url: string;
  apiKey: string;
  /** What a client is called there. */
  organizationId(companySlug: string): string;
  /**
   * What somebody does with their challenge: the one that waits, else the next one; `times` (1) of them in a row, Infinity
   * for always. People ignore what nobody scripted.
   */
  answer(personKey: string, answer: Answer, options?: { times?: number }): void;
  /** They have nothing that a push could reach. */
  takeFactor(personKey: string): void;
  /** Every challenge sent, oldest first. */
  challenges(): readonly SentChallenge[];
  /** The service's clock goes on by this much. Milliseconds. */
  passTime(milliseconds: number): void;
  stop(): Promise<void>;
}

interface PretendVerifierOptions {
  world: World;
  records: Records;
  faults: Faults;
  /** 0: any free one. */
  port?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

const NEW_CHALLENGE = z.strictObject({
  organization: z.string().min(1),
  subject: z
    .strictObject({ email: z.string().min(3).optional(), phone: z.string().min(5).optional() })
    .refine(({ email, phone }) => email ?? phone, 'needs email or phone'),
  requested_by: z.string().max(200).optional(),
});

export async function createPretendVerifier(options: PretendVerifierOptions): Promise<PretendVerifier> {
  const { world, records, faults, port = 0, now = Date.now } = options;
  const apiKey = `pv_${randomBytes(24).toString('base64url')}`;
  const organizations = new Map(world.companies.map(({ slug, name }) => [slug, { id: `org_${randomUUID()}`, name }]));
  const factorless = new Set<string>();
  let passed = 0;
  const book = createChallengeBook(() => now() + passed);
  const door = await openDoor({
    vendor: 'verifier',
    port,
    records,
    faults,
    answer: (asked) => {
      try {
        return answer(asked);
      } catch (error) {
        if (error instanceof VerifierRefusal) return answerRefusal(error);
        throw error;
      }
    },
    refuse: ({ status, retryAfter }) => answerRefusal(refusalOf(status, retryAfter)),
  });

  function answer(asked: Asked): Answered {
    checkKey(asked);
    const [, version, what, organization, id] = asked.path.split('/');
    if (version !== 'v1') throw refusalOf(404);
    if (asked.method === 'GET' && what === 'organizations' && !organization) {
      return { status: 200, body: { organizations: [...organizations.values()] } };
    }
    if (asked.method === 'POST' && what === 'challenges' && !organization) return challenge(asked);
    if (asked.method === 'GET' && what === 'challenges' && organization && id) {
      const found = book.find(organization, id);
      if (!found) throw new VerifierRefusal(404, 'challenge_not_found', 'There is no such challenge.');
      return { status: 200, body: shown(found), detail: { id, status: found.status } };
    }
    throw refusalOf(404);
  }

  function challenge(asked: Asked): Answered {
    const key = asked.headers['idempotency-key'];
    if (typeof key !== 'string' || !/^[\w-]{8,128}$/.test(key)) {
      throw new VerifierRefusal(422, 'invalid_request', 'Idempotency-Key must be 8 to 128 letters, digits or hyphens.');
    }
    const parsed = NEW_CHALLENGE.safeParse(readJson(asked));
    if (!parsed.success) throw new VerifierRefusal(422, 'invalid_request', z.prettifyError(parsed.error));
    const { organization, subject } = parsed.data;
    const company = [...organizations].find(([, { id }]) => id === organization)?.[0];
    if (!company) throw new VerifierRefusal(404, 'organization_not_found', 'There is no such organization.');
    const person = world.people.find((one) => one.company === company && isSubject(one, subject));
    if (!person || factorless.has(person.key)) {
      throw new VerifierRefusal(404, 'no_factor', 'Nobody with a registered factor has this address or number.');
    }
    const { challenge: made, isNew } = book.send(key, organization, person);
    const detail = { id: made.id, key, person: person.key };
    return { status: isNew ? 201 : 200, body: shown(made), write: isNew, detail };
  }

  function checkKey({ headers }: Asked): void {
    const given = Buffer.from(headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${apiKey}`);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw new VerifierRefusal(401, 'unauthorized', 'The API key is missing or wrong.');
    }
  }

  return {
    url: door.url,
    apiKey,
    organizationId: (slug) => organizations.get(world.company(slug).slug)?.id ?? '',
    answer: (personKey, how, { times = 1 } = {}) => book.answer(world.person(personKey).key, how, times),
    takeFactor: (personKey) => void factorless.add(world.person(personKey).key),
    challenges: book.all,
    passTime: (milliseconds) => {
      passed += milliseconds;
    },
    stop: door.stop,
  };
}

function isSubject(person: Person, subject: { email?: string | undefined; phone?: string | undefined }): boolean {
  return subject.email ? person.email.toLowerCase() === subject.email.toLowerCase() : person.phone === subject.phone;
}

function readJson({ body, headers }: Asked): unknown {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new VerifierRefusal(422, 'invalid_request', 'Send application/json.');
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new VerifierRefusal(422, 'invalid_request', 'The body is not JSON.');
  }
}

function shown({ id, status, createdAt, expiresAt }: SentChallenge) {
  return { id, status, created_at: new Date(createdAt).toISOString(), expires_at: new Date(expiresAt).toISOString() };
}
