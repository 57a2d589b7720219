/** Proof, outside the conversation, that the requester is who they say. */
export type VerificationOutcome =
  | 'approved'
  | 'denied'
  | 'expired'
  | 'unavailable'
  /** Denied, and reported as an attack by the person themselves. */
  | 'fraud';

/** What a proof rests on: it proves no request to change that very thing. */
export type Factor = 'authenticator' | 'telephone' | 'mailbox';

/** Where a message with a code went, in words for people: "the mobile on file ending in 42". Never a whole number. */
export interface Delivery {
  /** What `outcome` and `submit` are asked with. */
  reference: string;
  sentTo?: string;
}

export interface Verifier {
  /** Name for people, e.g. "Traceless". */
  title: string;
  /**
   * `push`: the person answers on a device of theirs, and `outcome` is asked until they have. `code`: they are sent a code,
   * and tell it. `push` where absent.
   */
  proof?: 'push' | 'code';
  /** `authenticator` where absent. */
  factor?: Factor;
  /** What has to be on file of a person; any address or number where absent. */
  needs?: 'mobile' | 'email';
  /** One account serves every client: none is mapped in it, and `mapping` is empty. */
  forAllClients?: boolean;
  /**
   * Sends the challenge. `key` is ours and the same when it is asked again after an unknown outcome: where the provider can
   * tell, the person is not challenged twice. `code`: present where the code is ours (`proof` is `code` and there is no
   * `submit`); it goes into the message and nowhere else. `phone`: E.164 where a mobile is needed. Throws VendorError.
   */
  challenge(request: {
    key: string;
    /** What the client is called at the provider. */
    mapping: string;
    person: { name: string; email?: string; phone?: string };
    code?: { value: string; minutes: number };
  }): Promise<Delivery & { expiresAt: Date }>;
  /**
   * For a provider that does not know our keys: the message that an earlier `challenge` with this key sent, whose answer was
   * lost; undefined when none went out. `since`: when it was first to be sent. Throws VendorError.
   */
  sentBefore?(request: { key: string; person: { phone?: string }; since: Date }): Promise<Delivery | undefined>;
  /**
   * `pending` until the person has answered. Where the code is ours: `unavailable` once its message cannot arrive, else
   * `pending`. Throws VendorError.
   */
  outcome(reference: string): Promise<VerificationOutcome | 'pending'>;
  /** Where the code is the provider's own: whether this is it. `pending`: it is not, and may be tried again. Throws VendorError. */
  submit?(reference: string, code: string): Promise<VerificationOutcome | 'pending'>;
}
