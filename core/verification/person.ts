import type { Factor } from '../ports/verifier.js';

/** A mobile number on file. */
export interface MobileOnFile {
  /** E.164. */
  number: string;
  /** Who says so: the MSP's own records, or the directory, which whoever holds the account may be able to change. */
  from: 'psa' | 'directory';
}

/** Whom a verification is about. Taken from the PSA and the directory, never from what somebody says of themselves. */
export interface VerifiedPerson {
  /** `contact:41`, `email:dana@client.example`, `user:...` or `name:dana reyes`: what a result is bound to. */
  key: string;
  name: string;
  email?: string;
  phone?: string;
  mobile?: MobileOnFile;
  /** When their addresses or numbers on file were last seen to change. */
  contactChangedAt?: Date;
}

/**
 * The person behind a ticket's requester; the key is the strongest that there is. Undefined when nothing is known of them:
 * a result could be bound to nobody.
 */
export function personOf(requester: {
  contactId?: string;
  userId?: string;
  name: string;
  email?: string;
  phone?: string;
  mobile?: MobileOnFile;
  contactChangedAt?: Date;
}): VerifiedPerson | undefined {
  const email = requester.email?.trim();
  const phone = requester.phone?.trim();
  const name = requester.name.trim();
  const { mobile, contactChangedAt } = requester;
  const key = keyOf({ ...requester, email, name });
  if (!key) return undefined;
  return {
    key,
    name: name || email || key,
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    ...(mobile ? { mobile } : {}),
    ...(contactChangedAt ? { contactChangedAt } : {}),
  };
}

function keyOf(known: { contactId?: string; userId?: string; email: string | undefined; name: string }) {
  if (known.contactId) return `contact:${known.contactId}`;
  if (known.email) return `email:${known.email.toLowerCase()}`;
  if (known.userId) return `user:${known.userId.toLowerCase()}`;
  return known.name ? `name:${known.name.toLowerCase().replace(/\s+/g, ' ')}` : undefined;
}

/** One key and one address: a contact that was given another address meanwhile is not who answered the challenge. */
export function isThatPerson(
  one: Pick<VerifiedPerson, 'key' | 'email'>,
  other: Pick<VerifiedPerson, 'key' | 'email'>,
): boolean {
  return one.key === other.key && (one.email ?? '').toLowerCase() === (other.email ?? '').toLowerCase();
}

/** What a request wants changed of how somebody proves who they are; nothing of the kind where absent. */
export type Resets = 'factors' | 'password';

/**
 * Why a proof that rests on this factor does not prove such a request; undefined when it may. The factor that is to be
 * replaced proves nothing, nor does a mailbox that the password opens; a number counts for factors only where the MSP's own
 * records have it, because the directory's may be changed by whoever holds the account.
 * Source: verification facts, safety rules 1, 2 and 8.
 */
export function factorRefusal(
  factor: Factor,
  resets: Resets | undefined,
  { mobile }: Pick<VerifiedPerson, 'mobile'>,
): string | undefined {
  if (factor === 'mailbox' && resets) return 'a mailbox cannot prove who may change what opens it.';
  if (resets !== 'factors') return undefined;
  if (factor === 'authenticator') return 'the request is about their second factor, which cannot be its own proof.';
  if (factor === 'telephone' && mobile?.from !== 'psa') {
    return 'the request is about their second factor, and the number on file does not come from the PSA.';
  }
  return undefined;
}
