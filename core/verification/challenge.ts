import { reasonOf, VendorError } from '../errors.js';
import type { Verifier } from '../ports/verifier.js';
import { isThatPerson, type VerifiedPerson } from './person.js';
import type { Verification, Verifications, VerifiedRun } from './verification.js';

/** The provider that challenges a client's people. */
export interface Provider {
  /** The integration's kind. */
  kind: string;
  title: string;
  verifier: Verifier;
  /** What the client is called there; absent when the client is not mapped. */
  mapping: string | undefined;
}

export interface ChallengesOptions {
  verifications: Verifications;
  /** Undefined when no verification provider is connected. */
  providerFor(clientId: string): Promise<Provider | undefined>;
  now: () => Date;
}

export interface Challenges {
  /**
   * Challenges the person, unless the run has a challenge of theirs that is open: that one is gone on with, under the same
   * key. Gives it pending, or unavailable when it cannot be done, or could not for a quarter of an hour; undefined when no
   * provider is connected. Throws VendorError for trouble that passes: call again later, the person is not challenged twice.
   */
  start(run: VerifiedRun, person: VerifiedPerson): Promise<Verification | undefined>;
  /** Asks for the outcome of a pending one and gives it as it is now. Throws VendorError for trouble that passes. */
  poll(verification: Verification): Promise<Verification>;
  /** When to poll again: soon at first, then every ten seconds, and when its time is over. */
  nextPollAt(verification: Verification): Date;
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

export function createChallenges({ verifications, providerFor, now }: ChallengesOptions): Challenges {
  const fresh = async (known: Verification) => (await verifications.get(known)) ?? known;
  const after = (ms: number) => new Date(now().getTime() + ms);

  async function settle(
    known: Verification,
    state: Parameters<Verifications['settle']>[1],
    outcome: Parameters<Verifications['settle']>[2] = {},
  ): Promise<Verification> {
    await verifications.settle(known, state, outcome);
    return fresh(known);
  }

  async function send(intended: Verification, provider: Provider): Promise<Verification> {
    const { person } = intended;
    const refusal = await whyNot(intended, provider);
    if (refusal || !provider.mapping) return settle(intended, 'unavailable', { reason: refusal });
    try {
      const { reference, expiresAt } = await provider.verifier.challenge({
        key: intended.id,
        mapping: provider.mapping,
        person: {
          name: person.name,
          ...(person.email ? { email: person.email } : {}),
          ...(person.phone ? { phone: person.phone } : {}),
        },
      });
      const latest = intended.createdAt.getTime() + LONGEST_WAIT_MS;
      const until = new Date(Math.min(expiresAt.getTime(), latest));
      await verifications.sent(intended, { reference, expiresAt: until });
      return fresh(intended);
    } catch (error) {
      if (!(error instanceof VendorError) || error.passing || error.outcomeUnknown) throw error;
      return settle(intended, 'unavailable', { reason: reasonOf(error) });
    }
  }

  /** Why this person is not challenged at all. */
  async function whyNot({ clientId, person }: Verification, { title, mapping }: Provider): Promise<string | undefined> {
    if (!mapping) return `This client is not mapped in ${title}.`;
    if (!person.email && !person.phone) return 'Neither an e-mail address nor a telephone number of theirs is on file.';
    const sent = await verifications.countSent(clientId, person, after(-60 * MINUTE_MS));
    if (sent < MOST_IN_AN_HOUR) return undefined;
    return `They have been sent ${sent} verification requests within an hour; another one would only tire them.`;
  }

  return {
    async start(run, person) {
      const provider = await providerFor(run.clientId);
      if (!provider) return undefined;
      const open = await verifications.openOf(run);
      if (open) {
        const theirs = isThatPerson(open.person, person) && open.provider === provider.kind;
        if (theirs && open.state === 'pending') return open;
        if (theirs && open.expiresAt > now()) return send(open, provider);
        // Tried for as long as a challenge may take: whoever waits for it is told, so that a technician can help.
        if (theirs) return settle(open, 'unavailable', { reason: `${provider.title} could not be reached.` });
        await verifications.settle(open, 'expired', { reason: 'The ticket has another requester by now.' });
      }
      const { verification } = await verifications.intend(run, {
        person,
        provider: provider.kind,
        expiresAt: after(LONGEST_WAIT_MS),
      });
      return verification.state === 'intended' ? send(verification, provider) : verification;
    },

    async poll(verification) {
      const known = await fresh(verification);
      const over = known.expiresAt <= now();
      if (known.state === 'intended') return over ? settle(known, 'expired') : known;
      if (known.state !== 'pending' || !known.reference) return known;
      const provider = await providerFor(known.clientId);
      if (provider?.kind !== known.provider) {
        return settle(known, 'unavailable', { reason: 'The provider is not connected any more.' });
      }
      try {
        const outcome = await provider.verifier.outcome(known.reference);
        if (outcome !== 'pending') return settle(known, outcome, { settledAt: earlier(now(), known.expiresAt) });
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
  };
}

/** An answer that is heard late was still given in time: its minutes count from then. */
function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
