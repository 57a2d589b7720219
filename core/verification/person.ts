/** Whom a verification is about. Taken from the PSA and the directory, never from what somebody says of themselves. */
export interface VerifiedPerson {
  /** `contact:41`, `email:dana@client.example`, `user:...` or `name:dana reyes`: what a result is bound to. */
  key: string;
  name: string;
  email?: string;
  phone?: string;
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
}): VerifiedPerson | undefined {
  const email = requester.email?.trim();
  const phone = requester.phone?.trim();
  const name = requester.name.trim();
  const key = keyOf({ ...requester, email, name });
  if (!key) return undefined;
  return { key, name: name || email || key, ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
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
