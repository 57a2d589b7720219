/** The challenges that the pretend Traceless has sent, and what people do with them. */
import { randomInt, randomUUID } from 'node:crypto';

export type Status = 'pending' | 'approved' | 'denied' | 'fraud' | 'expired' | 'error';
export type Method = 'push' | 'sms' | 'email';

export interface SentChallenge {
  id: string;
  /** What whoever asked calls it. */
  reference: string | undefined;
  /** Key of the person in the pretend world. */
  person: string;
  client: string;
  method: Method;
  status: Status;
  /** What the message held, for `sms` and `email`. */
  code: string | undefined;
  wrongCodes: number;
  /** Milliseconds since 1970, by the service's clock. */
  createdAt: number;
  expiresAt: number;
}

/** What somebody does with a challenge; `error`: it breaks on the way to them. */
export type Answer = 'approve' | 'deny' | 'ignore' | 'fraud' | 'error';

const LIFETIME_MS = 5 * 60_000;
const MOST_WRONG_CODES = 3;

const BECOMES: Readonly<Record<Exclude<Answer, 'ignore'>, Status>> = {
  approve: 'approved',
  deny: 'denied',
  fraud: 'fraud',
  error: 'error',
};

export function createTransactions(now: () => number) {
  const sent: SentChallenge[] = [];
  const planned = new Map<string, { answer: Answer; left: number }>();

  function lookAt(challenge: SentChallenge): SentChallenge {
    if (challenge.status === 'pending' && challenge.expiresAt <= now()) challenge.status = 'expired';
    return challenge;
  }

  function act(challenge: SentChallenge, answer: Answer): void {
    if (lookAt(challenge).status === 'pending' && answer !== 'ignore') challenge.status = BECOMES[answer];
  }

  function plannedFor(person: string): Answer {
    const plan = planned.get(person);
    if (!plan) return 'ignore';
    plan.left -= 1;
    if (plan.left <= 0) planned.delete(person);
    return plan.answer;
  }

  return {
    all: (): readonly SentChallenge[] => sent.map((challenge) => ({ ...lookAt(challenge) })),
    find: (id: string) => {
      const found = sent.find((challenge) => challenge.id === id);
      return found && lookAt(found);
    },
    byReference: (reference: string) => sent.find((challenge) => challenge.reference === reference),
    send(asked: Pick<SentChallenge, 'person' | 'client' | 'method' | 'reference'>): SentChallenge {
      const challenge: SentChallenge = {
        id: randomUUID(),
        ...asked,
        status: 'pending',
        code: asked.method === 'push' ? undefined : String(randomInt(1_000_000)).padStart(6, '0'),
        wrongCodes: 0,
        createdAt: now(),
        expiresAt: now() + LIFETIME_MS,
      };
      sent.push(challenge);
      act(challenge, plannedFor(asked.person));
      return challenge;
    },
    /** A code that was told; the third wrong one ends it. */
    complete(challenge: SentChallenge, code: string): void {
      if (lookAt(challenge).status !== 'pending') return;
      if (challenge.code === code) challenge.status = 'approved';
      else challenge.wrongCodes += 1;
      if (challenge.wrongCodes >= MOST_WRONG_CODES) challenge.status = 'denied';
    },
    /** On what the person has before them now, else on what comes next. */
    answer(person: string, answer: Answer, times: number): void {
      const waiting = sent.filter((challenge) => challenge.person === person && lookAt(challenge).status === 'pending');
      for (const challenge of waiting) act(challenge, answer);
      const left = waiting.length > 0 && Number.isFinite(times) ? times - 1 : times;
      if (left > 0) planned.set(person, { answer, left });
      else planned.delete(person);
    },
  };
}
