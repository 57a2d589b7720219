import { refused } from './failure.js';

/** 19 digits wherever they were seen. Source: SuperOps facts, types. */
const ID = /^\d{1,20}$/;
/** Between a person and the client whose contact this is. */
const AT = '@';

/** Throws VendorError invalid for what cannot be an id. */
export function idOf(what: string, id: string): string {
  const trimmed = id.trim();
  if (!ID.test(trimmed)) throw refused(`${JSON.stringify(id.slice(0, 60))} is no id of a ${what} in SuperOps.`);
  return trimmed;
}

/**
 * A person's contact is called by the person's own id at the client that is theirs before others, and by both ids at any
 * other client that they also belong to.
 */
export function contactIdOf(userId: string, accountId: string, isFirst: boolean): string {
  return isFirst ? userId : `${userId}${AT}${accountId}`;
}

export function partsOfContactId(contactId: string): { userId: string; accountId?: string } | undefined {
  const [userId = '', accountId, ...rest] = contactId.trim().split(AT);
  if (rest.length > 0 || !ID.test(userId) || (accountId !== undefined && !ID.test(accountId))) return undefined;
  return { userId, ...(accountId === undefined ? {} : { accountId }) };
}
