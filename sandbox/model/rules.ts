/** What a ticket is about, by words: the whole of the scripted technician's understanding. First match wins. */
export type Intent =
  | { kind: 'account'; steps: readonly string[]; diagnosis: string; outcome: string; reply: string }
  /** The account tells more than the words do. */
  | { kind: 'look'; diagnosis: string }
  | { kind: 'group' }
  /** `diagnosis`: said where the tools for it are not at hand. */
  | { kind: 'licence' | 'joiner' | 'leaver' | 'question'; diagnosis: string }
  | { kind: 'person'; diagnosis: string };

interface Rule {
  words: RegExp;
  intent: Intent;
}

const UNLOCK: Intent = {
  kind: 'account',
  steps: ['m365:unlock-account'],
  diagnosis: 'is locked out and still knows the password',
  outcome: 'The requester signs in with the password they know.',
  reply: 'Your account is unlocked. Please sign in with your usual password.',
};

const RESET: Intent = {
  kind: 'account',
  steps: ['m365:reset-password'],
  diagnosis: 'cannot sign in because the password is forgotten',
  outcome: 'The requester signs in with a temporary password and chooses a new one.',
  reply: 'Your password is being reset. Your technician will give you a temporary one.',
};

const RESET_MFA: Intent = {
  kind: 'account',
  steps: ['m365:reset-mfa', 'm365:revoke-sessions'],
  diagnosis: 'has a new telephone, and the second factor was on the old one',
  outcome: 'The requester registers the new telephone at the next sign-in; the old one is worth nothing.',
  reply: 'Your old sign-in method is being removed. At the next sign-in you will be asked to set up the new telephone.',
};

type AccountIntent = Extract<Intent, { kind: 'account' }>;

export const DISABLED_INTENT: AccountIntent = {
  kind: 'account',
  steps: ['m365:unlock-account'],
  diagnosis: 'has an account that is disabled',
  outcome: 'The account is enabled and the requester can sign in.',
  reply: 'Your account is enabled again. Please try to sign in.',
};

export const RULES: readonly Rule[] = [
  {
    words: /\b(new (colleague|employee|hire|starter|joiner)|onboarding)\b/i,
    intent: { kind: 'joiner', diagnosis: 'Somebody new starts and needs an account.' },
  },
  {
    words: /\b(last day|leaver|offboard\w*|has left (us|the company)|no longer works)\b/i,
    intent: { kind: 'leaver', diagnosis: 'Somebody has left and their account has to be closed.' },
  },
  {
    words: /\bshared mailbox\b/i,
    intent: {
      kind: 'person',
      diagnosis:
        'The requester asks for a shared mailbox. Microsoft Graph, which I work through, can neither make one nor give access to one. In the Exchange admin centre (admin.exchange.microsoft.com), under Recipients, Mailboxes: Add a shared mailbox with the name and address of the ticket, then under Delegation give the people whom the ticket names Read and manage (Full Access) and Send as. It needs no licence below 50 GB',
    },
  },
  {
    words:
      /\b(mfa|2fa|two.?factor|second factor|authenticator( app)?)\b[^.!?\n]{0,60}\b(gone|lost|reset|new|old|broken|deleted|missing)\b|\b(new|lost|stolen)\b[^.!?\n]{0,20}\b(phone|mobile)\b[^.!?\n]{0,60}\b(mfa|2fa|two.?factor|second factor|authenticator)\b/i,
    intent: RESET_MFA,
  },
  {
    words:
      /\b(compromised|hacked|phish\w*|(sign(ed)?|logg?(ed)?)[\s-]?in from (somewhere|a (place|country|city))|(strange|suspicious|unknown|unfamiliar) (sign|log)[\s-]?ins?|somebody else is in my account)\b/i,
    intent: {
      kind: 'account',
      steps: ['m365:reset-password', 'm365:revoke-sessions'],
      diagnosis: 'reports a sign-in that was not theirs; the account may be in foreign hands',
      outcome: 'Whoever else is signed in is put out, and the old password is worth nothing.',
      reply: 'Your account is being secured: you will be signed out everywhere and get a temporary password.',
    },
  },
  {
    words:
      /\b(forg[eo]t(ten)?|lost|don'?t (remember|know)|can(no|')?t remember|reset|expired|new)\b[^.!?\n]{0,40}\bpass\s?word|pass\s?word\b[^.!?\n]{0,40}\b(forg[eo]t(ten)?|lost|expired|doesn'?t work|not work\w*|reset|wrong)\b/i,
    intent: RESET,
  },
  { words: /\blocked\s+(me\s+)?out\b|\b(account|user)\b[^.!?\n]{0,20}\blocked\b|\bunlock\b/i, intent: UNLOCK },
  {
    words: /\b(account|login|user)\b[^.!?\n]{0,30}\b(disabled|deactivated|blocked)\b/i,
    intent: DISABLED_INTENT,
  },
  {
    words:
      /\b(add(ed)?|join|access|member(ship)?)\b[^.!?\n]{0,60}\b(group|team|distribution list|mailing list|share|folder|vpn)\b/i,
    intent: { kind: 'group' },
  },
  {
    words: /\b(can('|no)?t|cannot|unable to|trouble)\b[^.!?\n]{0,20}\b(sign(ing)?|log(ging)?)[\s-]?(in|on)\b/i,
    intent: {
      kind: 'look',
      diagnosis:
        'cannot sign in, and does not say why: the password may be wrong or the second factor lost. Ask which message they see',
    },
  },
  {
    words: /\bhow (do|can|should) (I|we|you|one)\b/i,
    intent: { kind: 'question', diagnosis: 'The requester asks how something is done. Answer from the documentation.' },
  },
  {
    words: /\blicen[cs]es?\b/i,
    intent: {
      kind: 'licence',
      diagnosis: 'The requester asks for a licence. Licences cost money: check who pays and whether seats are free.',
    },
  },
  {
    words: /\b(print(er|ing)?|scanner|toner|paper jam)\b/i,
    intent: {
      kind: 'person',
      diagnosis:
        'A printer does not work. Check that it is switched on, on the network and without a paper jam, then its queue.',
    },
  },
];

const OTHER: Intent = {
  kind: 'person',
  diagnosis: 'The request is none that can be carried out with the tools at hand. Read it and decide.',
};

export function understand(ticket: string): Intent {
  const plain = ticket.replaceAll('’', "'");
  return RULES.find(({ words }) => words.test(plain))?.intent ?? OTHER;
}

/** What technicians ask for when they read a plan. */
export function understandComments(comments: readonly string[]): 'none' | 'unlock only' | 'objection' | 'remark' {
  const last = comments.at(-1);
  if (last === undefined) return 'none';
  if (UNLOCK_ONLY.test(last)) return 'unlock only';
  return OBJECTION.test(last) ? 'objection' : 'remark';
}

export const UNLOCK_INTENT = UNLOCK;

const UNLOCK_ONLY =
  /\b(only|just)\s+unlock\b|\bunlock\s+(only|it only|the account only)\b|\bunlock\b[^\n]*\b(not|no|don'?t|without)\b[^\n]{0,20}\breset|\b(not|no|don'?t)\b[^\n]{0,20}\breset[^\n]*\bunlock/i;
/** A question or a status report is a remark: the plan stands meanwhile. */
const OBJECTION = /\b(no|not|don'?t|reject\w*|den(y|ied)|stop|instead|rather|but|only|wrong|cancel|please)\b/i;
