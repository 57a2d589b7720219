/** What makes a request sensitive, by words: the deterministic half of screening. */
const SENSITIVE: readonly { reason: string; words: RegExp }[] = [
  {
    reason: 'credentials',
    words: /\b(pass\s?words?|pass\s?codes?|credentials?|pin\b|locked\s+out|unlock(ed)?|log\s?in|sign\s?in)\b/i,
  },
  {
    reason: 'multi-factor authentication',
    words: /\b(mfa|2fa|two[\s-]?factor|multi[\s-]?factor|authenticator|verification code|new phone)\b/i,
  },
  {
    reason: 'access rights',
    words:
      /\b(access to|permissions?|shared mailbox|add(ed)? (me|him|her|them) to|admin(istrator)? rights?|elevate)\b/i,
  },
  {
    reason: 'payment',
    words: /\b(bank (account|details)|payroll|wire transfer|invoices?|gift cards?|direct deposit)\b/i,
  },
  {
    reason: 'administration',
    words: /\b(global admin|domain admin|disable (the )?(account|user)|new (user|hire|employee)|off-?board(ing)?)\b/i,
  },
];

/** Whether a request touches credentials, MFA, access, payment or administration, and why. */
export function screen(text: string): { yes: boolean; reasons: string[] } {
  const reasons = SENSITIVE.filter(({ words }) => words.test(text)).map(({ reason }) => reason);
  return { yes: reasons.length > 0, reasons };
}
