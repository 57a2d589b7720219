import { reasonOf, VendorError } from '../errors.js';
import type { Delivery } from '../ports/verifier.js';
import type { Codes } from './codes.js';
import { isThatPerson, type VerifiedPerson } from './person.js';
import type { CodeAnswer, ResendAnswer } from './proof-now.js';
import { chooseProvider, factorOf, hasOwnCode, type Provider, type Wanted } from './provider.js';
import type { Verification, VerificationResult, Verifications, VerifiedRun } from './verification.js';

export interface ChallengesOptions {
  verifications: Verifications;
  /** All that are connected, best first (`providersAmong`). */
  providers(clientId: string): Promise<readonly Provider[]>;
  codes: Codes;
  now: () => Date;
  /** Longest life of a challenge, where it is to be shorter than the provider's. Milliseconds. */
  lifeMs?: number | undefined;
}

export interface Challenges {
  /**
   * Challenges the person by the first provider that fits what is wanted and does not refuse, unless the run has a challenge
   * of theirs that is open: that one is gone on with, under the same key. Gives it pending, or unavailable when it cannot be
   * done, or could not for a quarter of an hour, or denied where they have reported an attack; undefined when no provider is
   * connected. Throws VendorError for trouble that passes: call again later, the person is not challenged twice.
   */
  start(run: VerifiedRun, person: VerifiedPerson, wanted?: Wanted): Promise<Verification | undefined>;
  /** Asks for the outcome of a pending one and gives it as it is now. Throws VendorError for trouble that passes. */
  poll(verification: Verification): Promise<Verification>;
  /** When to poll again: soon at first, then every ten seconds, and when its time is over. */
  nextPollAt(verification: Verification): Date;
  /** Tries a code that somebody told. Throws VendorError when the provider that made it cannot be asked. */
  answer(verification: Verification, code: string): Promise<CodeAnswer>;
  /** Asks for another code; whoever advances the run sends it (`resend`). */
  askAgain(verification: Verification): Promise<ResendAnswer>;
  /** Sends the other code that was asked for and gives the challenge as it is then. Throws like `start`. */
  resend(verification: Verification): Promise<Verification>;
}

const MINUTE_MS = 60_000;
/** However long a provider keeps a challenge open. */
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** How long a provider that cannot be asked is still tried after the time is over. */
const GRACE_MS = MINUTE_MS;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 10_000;
/** Somebody who is asked again and again says yes in the end; whoever opens tickets in their name counts on it. */
const MOST_IN_AN_HOUR = 3;
const HOUR_MS = 60 * MINUTE_MS;
/** After a denial nobody is challenged in that person's name for an hour, after a report of fraud for a day. */
const LOCKED_HOURS = 1;
const LOCKED_AFTER_FRAUD_HOURS = 24;
/** For a code of ours. */
const CODE_MINUTES = 5;

const ANYTHING: Wanted = { canTellCode: true, contactDays: 0 };

export function createChallenges({ verifications, providers, codes, now, lifeMs }: ChallengesOptions): Challenges {
  const fresh = async (known: Verification) => (await verifications.get(known)) ?? known;
  const after = (ms: number) => new Date(now().getTime() + ms);
  const providerOf = async ({ clientId, provider }: Verification) =>
    (await providers(clientId)).find(({ kind, leftOut }) => kind === provider && !leftOut);

  async function settle(
    known: Verification,
    state: VerificationResult,
    outcome: Parameters<Verifications['settle']>[2] = {},
  ): Promise<Verification> {
    await verifications.settle(known, state, outcome);
    return fresh(known);
  }

  /** Sends a message for the challenge, or finds the one that was sent although its answer was lost. */
  async function message(
    known: Verification,
    provider: Provider,
    { key, isNew, since }: { key: string; isNew: boolean; since: Date },
  ): Promise<Delivery & { expiresAt: Date }> {
    const { person } = known;
    const { verifier, mapping = '' } = provider;
    const phone = verifier.needs === 'mobile' ? person.mobile?.number : person.phone;
    const before = isNew ? undefined : await verifier.sentBefore?.({ key, person: phone ? { phone } : {}, since });
    if (before) return { ...before, expiresAt: new Date(since.getTime() + CODE_MINUTES * MINUTE_MS) };
    const made = hasOwnCode(provider) ? codes.make(known.id) : undefined;
    // Kept first: no code is ever out that nobody could tell from a wrong one.
    if (made) await verifications.keepDigest(known, made.digest);
    return verifier.challenge({
      key,
      mapping,
      person: {
        name: person.name,
        ...(person.email ? { email: person.email } : {}),
        ...(phone ? { phone } : {}),
      },
      ...(made ? { code: { value: made.code, minutes: CODE_MINUTES } } : {}),
    });
  }

  /** As a challenge of this age may live. */
  function until(expiresAt: Date, { createdAt }: Verification): Date {
    const longest = createdAt.getTime() + LONGEST_WAIT_MS;
    const tuned = lifeMs === undefined ? longest : now().getTime() + lifeMs;
    return new Date(Math.min(expiresAt.getTime(), longest, tuned));
  }

  async function send(intended: Verification, provider: Provider, isNew: boolean): Promise<Verification> {
    try {
      const sent = await message(intended, provider, { key: intended.id, isNew, since: intended.createdAt });
      await verifications.sent(intended, { ...sent, expiresAt: until(sent.expiresAt, intended) });
      return fresh(intended);
    } catch (error) {
      if (!isForGood(error)) throw error;
      return settle(intended, 'unavailable', { reason: reasonOf(error) });
    }
  }

  /** Only a code that is told approves; of the message it is only of interest that it cannot arrive. */
  async function lookAtDelivery(known: Verification, { verifier }: Provider, over: boolean): Promise<Verification> {
    if (over) return settle(known, 'expired');
    try {
      const outcome = known.reference ? await verifier.outcome(known.reference) : 'pending';
      return outcome === 'unavailable' ? settle(known, 'unavailable', { reason: NOT_DELIVERED }) : known;
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      return known; // It may have arrived all the same.
    }
  }

  /** Why this person is not challenged at all, by whatever provider. */
  async function locked(
    clientId: string,
    person: VerifiedPerson,
    intended: Verification,
  ): Promise<{ state: 'denied' | 'unavailable'; reason: string } | undefined> {
    const ago = (hours: number) => after(-hours * HOUR_MS);
    if (await verifications.lastDenied(clientId, person, ago(LOCKED_AFTER_FRAUD_HOURS), { fraud: true })) {
      const reason = `They reported a verification request as an attack within the last ${LOCKED_AFTER_FRAUD_HOURS} hours: find out first who asks in their name.`;
      return { state: 'denied', reason };
    }
    if (await verifications.lastDenied(clientId, person, ago(LOCKED_HOURS))) {
      return { state: 'unavailable', reason: 'A verification request of theirs was denied within the last hour.' };
    }
    const sent = await verifications.countSent(clientId, person, ago(1), intended);
    if (sent < MOST_IN_AN_HOUR) return undefined;
    const reason = `They have been sent ${sent} verification requests within an hour; another one would only tire them.`;
    return { state: 'unavailable', reason };
  }

  /** A challenge that is open already, taken up again; undefined when a new one is to be made. */
  async function takeUp(
    open: Verification,
    person: VerifiedPerson,
    all: readonly Provider[],
  ): Promise<Verification | undefined> {
    const provider = all.find(({ kind, leftOut }) => kind === open.provider && !leftOut);
    if (!isThatPerson(open.person, person)) {
      await verifications.settle(open, 'expired', { reason: 'The ticket has another requester by now.' });
      return undefined;
    }
    if (!provider) {
      await verifications.settle(open, 'expired', { reason: 'The provider is not connected any more.' });
      return undefined;
    }
    if (open.state === 'pending') return open;
    if (open.expiresAt > now()) return send(open, provider, false);
    // Tried for as long as a challenge may take: whoever waits for it is told, so that a technician can help.
    return settle(open, 'unavailable', { reason: `${provider.title} could not be reached.` });
  }

  return {
    async start(run, person, wanted = ANYTHING) {
      const all = await providers(run.clientId);
      const [first] = all;
      if (!first) return undefined;
      const open = await verifications.openOf(run);
      const known = open && (await takeUp(open, person, all));
      if (known) return known;
      const refused: string[] = [];
      for (let left = all; ; ) {
        const choice = chooseProvider(left, person, wanted, now());
        const provider = 'provider' in choice ? choice.provider : first;
        const { verification, isNew } = await verifications.intend(run, {
          person,
          provider: provider.kind,
          proof: provider.verifier.proof ?? 'push',
          factor: factorOf(provider),
          expiresAt: after(LONGEST_WAIT_MS),
        });
        if (!isNew && verification.state !== 'intended') return verification;
        const lock = await locked(run.clientId, person, verification);
        if (lock) return settle(verification, lock.state, { reason: lock.reason });
        if ('refusal' in choice) {
          return settle(verification, 'unavailable', { reason: [...refused, choice.refusal].join(' ').trim() });
        }
        const sent = await send(verification, provider, isNew);
        left = left.filter((other) => other !== provider);
        const another = sent.state === 'unavailable' && 'provider' in chooseProvider(left, person, wanted, now());
        if (!another) return sent;
        refused.push(sent.reason ?? '');
      }
    },

    async poll(verification) {
      const known = await fresh(verification);
      const over = known.expiresAt <= now();
      if (known.state === 'intended') return over ? settle(known, 'expired') : known;
      if (known.state !== 'pending' || !known.reference) return known;
      const provider = await providerOf(known);
      if (!provider) return settle(known, 'unavailable', { reason: 'The provider is not connected any more.' });
      if (hasOwnCode(provider)) return lookAtDelivery(known, provider, over);
      try {
        const outcome = await provider.verifier.outcome(known.reference);
        const settledAt = earlier(now(), known.expiresAt);
        if (outcome === 'fraud') return settle(known, 'denied', { settledAt, reason: FRAUD, fraud: true });
        if (outcome !== 'pending') return settle(known, outcome, { settledAt });
        return over ? settle(known, 'expired') : known;
      } catch (error) {
        if (!(error instanceof VendorError)) throw error;
        const patient = now().getTime() < known.expiresAt.getTime() + GRACE_MS;
        if (error.passing && patient) throw error;
        return settle(known, 'unavailable', { reason: reasonOf(error) });
      }
    },

    nextPollAt({ createdAt, expiresAt }) {
      const age = now().getTime() - createdAt.getTime();
      const pause = Math.min(Math.max(age / 4, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
      const next = after(pause);
      return expiresAt > now() ? earlier(next, expiresAt) : next;
    },

    async answer(verification, code) {
      const provider = await providerOf(verification);
      const { reference } = verification;
      if (!provider || !reference) return { state: 'over' };
      const { submit } = provider.verifier;
      if (!submit) {
        return verifications.tryCode(verification, (digest) => {
          return digest !== undefined && codes.isRight(verification.id, code, digest);
        });
      }
      let fraud = false;
      const answer = await verifications.tryCode(verification, async () => {
        const outcome = await submit(reference, code);
        fraud = outcome === 'fraud';
        if (fraud || outcome === 'denied') {
          await verifications.settle(verification, 'denied', fraud ? { reason: FRAUD, fraud } : {});
        }
        return outcome === 'approved';
      });
      const settled = answer.state === 'wrong' ? (await fresh(verification)).state : undefined;
      return settled === 'denied' ? { state: 'denied' } : answer;
    },

    async askAgain(verification) {
      const known = await fresh(verification);
      if (known.state !== 'pending' || known.proof !== 'code' || known.expiresAt <= now()) return 'over';
      if (known.resendAskedAt) return 'asked';
      const sent = await verifications.countSent(known.clientId, known.person, after(-HOUR_MS));
      if (sent >= MOST_IN_AN_HOUR) return 'limit';
      await verifications.askAgain(known);
      return 'asked';
    },

    async resend(verification) {
      const known = await fresh(verification);
      const { resendAskedAt } = known;
      const provider = await providerOf(known);
      if (!resendAskedAt || !provider || known.state !== 'pending') return known;
      const key = `${known.id}/${(known.sends ?? 0) + 1}`;
      try {
        const sent = await message(known, provider, { key, isNew: false, since: resendAskedAt });
        await verifications.resent(known, { ...sent, expiresAt: until(sent.expiresAt, known) });
      } catch (error) {
        if (!isForGood(error)) throw error;
        await verifications.resent(known);
      }
      return fresh(known);
    },
  };
}

const NOT_DELIVERED = 'The message with the code could not be delivered to the number on file.';
const FRAUD = 'They reported it as an attack.';

/** A refusal that no second try changes. */
function isForGood(error: unknown): boolean {
  return error instanceof VendorError && !error.passing && !error.outcomeUnknown;
}

/** An answer that is heard late was still given in time: its minutes count from then. */
function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
