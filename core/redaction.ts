/**
 * What is a secret, by the name it stands under and by how it looks: the one list for logs and for the activity record.
 * Transcripts and notes are not logged at all; telephone numbers and names only under keys that say so.
 */

/** Anywhere in a name, whatever its case and punctuation. */
const SECRET_NAMES =
  /passw(or)?d|passcode|passphrase|accesspass|authorization|token|secret|apikey|accesskey|(private|signing|master|shared)key|cookie|sealed|bearer|credential|webhookurl/;

/** Only as the last word of a name: `smsPin` but not `shippingPoint`. */
const SECRET_WORDS = /^(pwd|pin|otp|totp|mfa)$/;

/** A `code` is a secret when its name says what for; alone it is judged by its value. */
const SECRET_CODES =
  /(verification|access|security|authorization|auth|onetime|login|signin|sms|mfa|otp|pin|device|user|backup|recovery|reset|unlock)codes?$/;

/** Names that sound like one of them and hold counts or references. */
const HARMLESS =
  /^((password)?secretids?|tokens|(input|output|max|total|prompt|completion|cached|reasoning)tokens|tokens?(count|limit|used)|token(type|url|endpoint)|accesspassid|credentialids?)$/;

/** Codes that name an error or a status: words, or the numbers of HTTP. */
const NAMES_SOMETHING = /^([A-Za-z]+([_.][A-Za-z]+)*|[1-5]\d\d)$/;

/** For what is bound to a child log, which knows exact names only. */
export const BOUND_SECRET_NAMES = [
  'password',
  'authorization',
  'token',
  'secret',
  'apiKey',
  'privateKey',
  'authToken',
  'clientSecret',
  'cookie',
  'hookToken',
  'hookSecret',
  'previousAuthToken',
  'webhookUrls',
  'sealed',
  'bearer',
] as const;

/**
 * Whether the value that stands under this name is a secret, whatever the name's case and punctuation. Yes, no and
 * nothing never are: that a password must be changed may be told.
 */
export function isSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return false;
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  if (HARMLESS.test(plain)) return false;
  if (SECRET_NAMES.test(plain) || SECRET_CODES.test(plain) || SECRET_WORDS.test(lastWordOf(name))) return true;
  return plain === 'code' && !isNameOfSomething(value);
}

function lastWordOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return (
    words
      .split(/[^a-z]+/)
      .filter(Boolean)
      .at(-1) ?? ''
  );
}

function isNameOfSomething(value: unknown): boolean {
  return (typeof value === 'string' || typeof value === 'number') && NAMES_SOMETHING.test(String(value));
}

/** What looks like a secret inside a text, with what is put in its place. */
const SECRET_TEXTS: readonly [RegExp, string][] = [
  // Also one whose end is cut off.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[secret]'],
  [/\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*){1,3}/g, '[secret]'],
  [/\b(bearer|basic)\s+[\w.~+/-]{12,}=*/gi, '$1 [secret]'],
  [
    /\b(password|passwd|pwd|client_secret|access_token|refresh_token|id_token|api[_-]?key|secret|token)(["']?\s*[=:]\s*["']?)(?!\[secret\])[^\s&"',;]{4,}/gi,
    '$1$2[secret]',
  ],
  [/(:\/\/[^\s/:@]{1,200}:)[^\s/@]{1,200}@/g, '$1[secret]@'],
];

/** The text with what looks like a secret taken out: private keys, tokens, passwords in addresses and in `name=value`. */
export function withoutSecrets(text: string): string {
  return SECRET_TEXTS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}
