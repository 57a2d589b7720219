import type { ConnectedIntegration } from '../integrations/connections.js';
import type { Factor, Verifier } from '../ports/verifier.js';
import { factorRefusal, type Resets, type VerifiedPerson } from './person.js';

/** A provider that could challenge a client's people. */
export interface Provider {
  /** The integration's kind. */
  kind: string;
  title: string;
  verifier: Verifier;
  /** What the client is called there; absent when the client is not mapped. */
  mapping: string | undefined;
  /** The MSP's settings name others. */
  leftOut?: boolean;
}

/** What a proof is wanted for, and what stands in its way. */
export interface Wanted {
  resets?: Resets | undefined;
  /** Somebody is there to whom a code could be told: a call or chat that is going on. */
  canTellCode: boolean;
  /** Addresses and numbers that changed within so many days are not used. 0: whenever. */
  contactDays: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The verification providers among what is connected, best first: in the order of the settings where they name any (the
 * others are left out), else those that push to a mapped client, then those that send codes.
 */
export function providersAmong(
  connected: readonly ConnectedIntegration[],
  mappings: Readonly<Record<string, string>>,
  named?: readonly string[],
): Provider[] {
  const providers = connected.flatMap(({ kind, title, connection: { verifier } }): Provider[] =>
    verifier ? [{ kind, title, verifier, mapping: verifier.forAllClients ? '' : mappings[kind] }] : [],
  );
  if (!named || named.length === 0) return providers.sort((one, other) => rank(one) - rank(other));
  const chosen = named.flatMap((kind) => providers.find((provider) => provider.kind === kind) ?? []);
  const rest = providers.filter((provider) => !chosen.includes(provider));
  return [...chosen, ...rest.map((provider) => ({ ...provider, leftOut: true }))];
}

function rank({ verifier, mapping }: Provider): number {
  if (mapping === undefined) return 2;
  return verifier.proof === 'code' ? 1 : 0;
}

/** Whether any provider is connected at all: without one, what a technician approves is what there is. */
export function anyProvider(connected: readonly ConnectedIntegration[]): boolean {
  return connected.some(({ connection }) => connection.verifier);
}

export function factorOf({ verifier }: Provider): Factor {
  return verifier.factor ?? 'authenticator';
}

/** Whether the code that a provider sends is made and compared here. */
export function hasOwnCode({ verifier }: Provider): boolean {
  return verifier.proof === 'code' && verifier.submit === undefined;
}

/** Why this provider does not challenge this person for what is wanted, as the end of a sentence; undefined when it may. */
export function whyUnfit(provider: Provider, person: VerifiedPerson, wanted: Wanted, now: Date): string | undefined {
  const { verifier, mapping, leftOut } = provider;
  const { needs } = verifier;
  if (leftOut) return 'the settings name other providers.';
  if (mapping === undefined) return 'this client is not mapped in it.';
  if (needs === 'mobile' && !person.mobile) return 'no mobile number of theirs is on file.';
  if (needs === 'email' && !person.email) return 'no e-mail address of theirs is on file.';
  if (!person.email && !person.phone && !person.mobile) {
    return 'neither an e-mail address nor a telephone number of theirs is on file.';
  }
  const { contactChangedAt } = person;
  if (contactChangedAt && now.getTime() - contactChangedAt.getTime() < wanted.contactDays * DAY_MS) {
    return `their contact details on file changed less than ${wanted.contactDays} days ago.`;
  }
  const refusal = factorRefusal(factorOf(provider), wanted.resets, person);
  if (refusal) return refusal;
  if (verifier.proof === 'code' && !wanted.canTellCode) return 'nobody is on a call or chat to tell a code.';
  return undefined;
}

/** The first that fits, or why none does. */
export function chooseProvider(
  providers: readonly Provider[],
  person: VerifiedPerson,
  wanted: Wanted,
  now: Date,
): { provider: Provider } | { refusal: string } {
  const refusals: string[] = [];
  for (const provider of providers) {
    const refusal = whyUnfit(provider, person, wanted, now);
    if (refusal === undefined) return { provider };
    refusals.push(`${provider.title}: ${refusal}`);
  }
  return { refusal: refusals.join(' ') };
}
