import type { VendorFailure } from '../../../core/errors.js';

/** A refusal that means something more particular than its status. */
export interface KnownRefusal {
  status: number;
  /** Found in the code or in the message. Graph asks to go by codes; those of these refusals are not published. */
  words: RegExp;
  failure: VendorFailure;
  /** Follows "Microsoft 365 refused to ...: ". */
  says: string;
}

/** Source: Microsoft Graph facts, sign-in logs; the code is unconfirmed. */
export const NO_PREMIUM: KnownRefusal = {
  status: 403,
  words: /NonPremiumTenant|premium license/i,
  failure: 'forbidden',
  says: "this tenant has no Entra ID P1 licence, without which Microsoft keeps no sign-in log that can be read; look at the sign-ins in the client's Entra admin centre",
};

/** Not of the tenant as a whole: there the words of `failureOf` say more. Source: Microsoft Graph facts, sign-in logs. */
export const NO_SIGN_IN_RIGHT: KnownRefusal = {
  status: 403,
  words: /^(?!.*IdentityNotFound)/,
  failure: 'forbidden',
  says: 'the application lacks the permission AuditLog.Read.All in this tenant, or Directory.Read.All, which Microsoft asks for beside it in some tenants',
};

/** That a permission alone is enough is what newer documentation says. Source: Microsoft Graph facts, password reset. */
export const NO_PASSWORD_RIGHT: KnownRefusal = {
  status: 403,
  words: /^(?!.*IdentityNotFound)/,
  failure: 'forbidden',
  says: 'the application lacks the permission User-PasswordProfile.ReadWrite.All in this tenant, or the tenant asks for a role beside it: give its service principal there the role User Administrator',
};

/** Source: Microsoft Graph facts, Intune; status and code are unconfirmed. */
export const NO_INTUNE: readonly KnownRefusal[] = [400, 403, 404].map((status) => ({
  status,
  words: /not applicable to target tenant/i,
  failure: 'forbidden',
  says: 'this tenant has no Intune licence, so its devices are not managed there; look for the device in the RMM',
}));

/** Source: Microsoft Graph facts, temporary access pass; that a policy which is off answers 400, and how, is unconfirmed. */
export const NO_PASS_POLICY: KnownRefusal = {
  status: 400,
  words: /policy|not enabled|disabled|not allowed/i,
  failure: 'forbidden',
  says: "the tenant's policy allows this person no temporary access pass; switch it on under Entra ID > Authentication methods > Temporary Access Pass, or use another way",
};

/**
 * Only asked for accounts whose usage location is known: it was set just now, and not every server has heard of it.
 * Source: Microsoft Graph facts, licences, and create user (eventual consistency).
 */
const LOCATION_NOT_YET: KnownRefusal = {
  status: 400,
  words: /invalid usage location/i,
  failure: 'unavailable',
  says: 'the usage location of the account is not known everywhere at Microsoft yet. It works after a pause',
};

/** Source: Microsoft Graph facts, licences. */
export const LICENCE_REFUSALS: readonly KnownRefusal[] = [
  LOCATION_NOT_YET,
  {
    status: 400,
    words: /does not have any available licenses/i,
    failure: 'conflict',
    says: 'no seat of this licence is free; buy one, or take one from somebody who needs it no more',
  },
  {
    status: 400,
    words: /inherited/i,
    failure: 'conflict',
    says: 'the licence comes from a group; take the person out of that group instead',
  },
];

/** Source: Microsoft Graph facts, groups. */
export const GROUP_REFUSALS: readonly KnownRefusal[] = [
  {
    status: 400,
    words: /references already exist/i,
    failure: 'conflict',
    says: 'the person is in it already',
  },
  {
    status: 400,
    words: /mail-enabled security groups/i,
    failure: 'forbidden',
    says: 'its members are managed in Exchange; a technician changes them there',
  },
  {
    status: 400,
    words: /on-premises mastered/i,
    failure: 'forbidden',
    says: "the group is synchronised from the client's own Active Directory; a technician changes it there",
  },
];
