/** Proof, outside the conversation, that the requester is who they say. */
export type VerificationOutcome = 'approved' | 'denied' | 'expired' | 'unavailable';

export interface Verifier {
  /** Name for people, e.g. "Traceless". */
  title: string;
  /**
   * Sends the challenge; the reference is what `outcome` is asked with. `key` is ours and the same when it is asked again
   * after an unknown outcome: where the provider can tell, the person is not challenged twice. Throws VendorError.
   */
  challenge(request: {
    key: string;
    /** What the client is called at the provider. */
    mapping: string;
    person: { name: string; email?: string; phone?: string };
  }): Promise<{ reference: string; expiresAt: Date }>;
  /** `pending` until the person has answered. Throws VendorError. */
  outcome(reference: string): Promise<VerificationOutcome | 'pending'>;
}
