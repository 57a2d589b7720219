import type { Directory, DirectoryUser } from '../ports/directory.js';
import type { Subject } from '../tools/tool.js';
import { findTarget } from './frozen-target.js';
import { namesUser } from './named-in-text.js';
import type { Requester } from './run.js';

/** What decides on whom a call may act. */
export interface TargetContext {
  ticketId: string;
  /** Everything people wrote on the ticket, in one text: whom the ticket names. */
  ticketText: string;
  requester: Requester | undefined;
  directory: Directory | undefined;
}

export type Target =
  | {
      user?: DirectoryUser;
      /** Set when it is somebody else than the requester: their name. */
      otherThanRequester?: string;
    }
  | { problem: string };

/**
 * Whom or what a call acts on, if it may: this ticket, this client's company, or a user of this client who is the
 * requester or whom the ticket names. Throws VendorError when the directory cannot be read.
 */
export async function checkTarget(
  subject: Subject | undefined,
  mapping: string,
  { ticketId, ticketText, requester, directory }: TargetContext,
): Promise<Target> {
  if (!subject || subject.kind === 'client') return {};
  if (subject.kind === 'ticket') {
    return subject.ref === ticketId ? {} : { problem: `it acts on ticket ${subject.ref}, not on ticket ${ticketId}` };
  }
  if (subject.kind === 'company') {
    return subject.ref === mapping ? {} : { problem: `it acts on company ${subject.ref}, not on this client's` };
  }
  if (subject.kind !== 'user') return {};
  const user = await findTarget(directory, mapping, subject.ref);
  if (user === 'several') return { problem: `several users are found as ${subject.ref}; name one by the object id` };
  if (!user) return { problem: `there is no user ${subject.ref} at this client` };
  if (requester?.userId && requester.userId === user.id) return { user };
  if (requester?.sameAddress?.userId !== user.id && !namesUser(ticketText, user)) {
    return { problem: `${user.userPrincipalName} is neither the requester nor named in the ticket` };
  }
  return { user, otherThanRequester: user.displayName };
}
