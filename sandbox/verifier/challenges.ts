/** The challenges that the pretend service has sent, and what people do with them. */
import { randomUUID } from 'node:crypto';
import type { Person } from '../world/people.js';
import { VerifierRefusal } from './refusal.js';

export type ChallengeStatus = 'pending' | 'approved' | 'denied' | 'expired';

export interface SentChallenge {
  id: string;
  /** The idempotency key that it was made with. */
  key: string;
  /** Key of the person in the pretend world. */
  person: string;
  organizationId: string;
  status: ChallengeStatus;
  /** Milliseconds since 1970, by the service's clock. */
  createdAt: number;
  expiresAt: number;
}

/** What somebody does with the push on their telephone. */
export type Answer = 'approve' | 'deny' | 'ignore';

const LIFETIME_MS = 5 * 60_000;
const MOST_IN_TEN_MINUTES = 10;
const TEN_MINUTES_MS = 10 * 60_000;

export function createChallengeBook(now: () => number) {
  const sent: SentChallenge[] = [];
  const planned = new Map<string, { answer: Answer; left: number }>();

  /** By the service's own clock. */
  function lookAt(challenge: SentChallenge): SentChallenge {
    if (challenge.status === 'pending' && challenge.expiresAt <= now()) challenge.status = 'expired';
    return challenge;
  }

  function act(challenge: SentChallenge, answer: Answer): void {
    if (lookAt(challenge).status !== 'pending' || answer === 'ignore') return;
    challenge.status = answer === 'approve' ? 'approved' : 'denied';
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
    find: (organizationId: string, id: string) => {
      const found = sent.find((challenge) => challenge.id === id && challenge.organizationId === organizationId);
      return found && lookAt(found);
    },
    /** The same key gives the same challenge; for another person it is refused. */
    send(key: string, organizationId: string, { key: person }: Person): { challenge: SentChallenge; isNew: boolean } {
      const known = sent.find((challenge) => challenge.key === key);
      if (known && (known.person !== person || known.organizationId !== organizationId)) {
        throw new VerifierRefusal(422, 'idempotency_key_reused', 'This Idempotency-Key was used for another request.');
      }
      if (known) return { challenge: lookAt(known), isNew: false };
      const recent = sent.filter((one) => one.person === person && one.createdAt > now() - TEN_MINUTES_MS);
      const [oldest] = recent;
      if (oldest && recent.length >= MOST_IN_TEN_MINUTES) {
        const seconds = Math.ceil((oldest.createdAt + TEN_MINUTES_MS - now()) / 1_000);
        throw new VerifierRefusal(429, 'rate_limited', 'This person was challenged too often.', seconds);
      }
      const challenge: SentChallenge = {
        id: `chl_${randomUUID()}`,
        key,
        person,
        organizationId,
        status: 'pending',
        createdAt: now(),
        expiresAt: now() + LIFETIME_MS,
      };
      sent.push(challenge);
      act(challenge, plannedFor(person));
      return { challenge, isNew: true };
    },
    /** On what the person has on their telephone now, else on what comes next. */
    answer(person: string, answer: Answer, times: number): void {
      const waiting = sent.filter((challenge) => challenge.person === person && lookAt(challenge).status === 'pending');
      for (const challenge of waiting) act(challenge, answer);
      const left = waiting.length > 0 && Number.isFinite(times) ? times - 1 : times;
      if (left > 0) planned.set(person, { answer, left });
      else planned.delete(person);
    },
  };
}
