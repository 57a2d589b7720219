import { AccessDenied } from '../errors.js';
import { toMinute } from '../minute.js';
import type { Approval } from './approval.js';

/** Signs short texts with a key of this installation; `sign` gives the same for the same text. */
export interface Signer {
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

export type Choice = 'approve' | 'deny';

/**
 * The two links below a plan note. A link by itself decides nothing: whoever opens one signs in, sees the plan, and
 * presses a button. Its token is a signature over approval, plan, choice and expiry, all of them read from the stored
 * approval, so it fits no other. It is the same whenever it is made, because a note is found again by its text. It is
 * spent by the approval's own move out of `pending`: a used link shows who decided what.
 */
export interface ApprovalLinks {
  linksFor(approval: Pick<Approval, 'id' | 'planHash' | 'expiresAt'>): Record<Choice, string>;
  /**
   * The approval that a link is for, whatever its state. Writes nothing. Throws AccessDenied `bad_link` when the token is
   * not the one made for this approval and choice, or when the approval's time is over.
   */
  read(approvalId: string, choice: Choice, token: string): Promise<Approval>;
}

export function createApprovalLinks({
  signer,
  publicBaseUrl,
  approvals,
  now,
}: {
  signer: Signer;
  /** `https://desk.example`; the address that technicians reach. */
  publicBaseUrl: string;
  approvals: { get(id: string): Promise<Approval | undefined> };
  now: () => Date;
}): ApprovalLinks {
  const base = publicBaseUrl.replace(/\/+$/, '');
  return {
    linksFor(approval) {
      const link = (choice: Choice) =>
        `${base}/approvals/${encodeURIComponent(approval.id)}/${choice}?t=${encodeURIComponent(signer.sign(claimOf(approval, choice)))}`;
      return { approve: link('approve'), deny: link('deny') };
    },
    async read(approvalId, choice, token) {
      const approval = token.length <= LONGEST_TOKEN ? await approvals.get(approvalId) : undefined;
      // One answer whatever is wrong: links cannot be used to look for ids.
      if (!approval || !signer.verify(claimOf(approval, choice), token)) {
        throw badLink();
      }
      if (approval.expiresAt <= now()) {
        throw new AccessDenied(
          'bad_link',
          `This link ended on ${toMinute(approval.expiresAt)} UTC. See the ticket for what became of the plan.`,
          403,
        );
      }
      return approval;
    },
  };
}

/** The one answer for an approval that never was, a token that does not fit, and a client that is not for this person. */
export function badLink(): AccessDenied {
  return new AccessDenied(
    'bad_link',
    'This link is not one of ours, or not whole. Open it again from the note on the ticket.',
    403,
  );
}

const LONGEST_TOKEN = 512;

/** JSON, so that no value can run into the next. */
function claimOf({ id, planHash, expiresAt }: Pick<Approval, 'id' | 'planHash' | 'expiresAt'>, choice: Choice): string {
  return JSON.stringify(['frontdesk approval link', id, planHash, choice, expiresAt.getTime()]);
}
