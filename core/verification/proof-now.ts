/** What the front doors see of a verification that goes on while somebody is still there. Never a code, a number or a name. */

/** How it stands with the proof of whoever asked for a ticket. */
export type ProofNow =
  /** Nothing is asked of them, or not any more. */
  | { state: 'none' }
  /** They are about to be challenged: the request is sensitive. */
  | { state: 'coming' }
  /** They have been sent a code and are to tell it. `challenge` changes with every code that is sent. */
  | { state: 'code'; challenge: string; sentTo: string; triesLeft: number }
  /** They have been sent a request to approve on a device of theirs. */
  | { state: 'push'; challenge: string; by: string }
  | { state: 'approved' | 'denied' | 'expired' | 'unavailable'; challenge: string };

/** What came of a code that somebody told. */
export type CodeAnswer =
  | { state: 'approved' }
  | { state: 'wrong'; triesLeft: number }
  /** Wrong too often. */
  | { state: 'denied' }
  /** No code is awaited (any more). */
  | { state: 'over' };

/** What came of asking for another code: it is on its way, was sent too often, or none is awaited. */
export type ResendAnswer = 'asked' | 'limit' | 'over';

/** A front door's ticket, and the contact on file whom somebody there agreed to be. */
export interface TicketOfContact {
  psaKind: string;
  ticketId: string;
  contactId: string;
}

/**
 * The side of the core that follows the challenges of runs, by ticket. Of a challenge to anybody else than that contact
 * nothing is told, and no code for it is taken.
 */
export interface LiveProof {
  of(
    ticket: TicketOfContact & {
      /** Whose ticket it is, for the time before a run has looked at it. */
      companyId?: string;
      /** What was asked for, in the requester's words. */
      problem: string;
    },
  ): Promise<ProofNow>;
  /** Tries a code; each try counts before it is compared. Nothing of it is kept. */
  submit(ticket: TicketOfContact, code: string): Promise<CodeAnswer>;
  /** Asks for another code. */
  resend(ticket: TicketOfContact): Promise<ResendAnswer>;
}
