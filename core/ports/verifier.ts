/** Proof, outside the conversation, that the requester is who they say. */
export type VerificationOutcome = 'approved' | 'denied' | 'expired' | 'unavailable';

export interface Verifier {
  title: string;
  /** Sends the challenge; the reference is what `outcome` is asked with. */
  challenge(person: { name: string; email?: string; phone?: string }): Promise<{ reference: string; expiresAt: Date }>;
  /** `pending` until the person has answered. */
  outcome(reference: string): Promise<VerificationOutcome | 'pending'>;
}
