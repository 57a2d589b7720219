import { removed, secretKindOf } from './secret-labels.js';
import { createSecretLines } from './secret-lines.js';
import { isTableRow, maskTable } from './secret-tables.js';

/** Secrets by their own looks, wherever they stand. */
const LOOKS: readonly [RegExp, (match: string, ...groups: string[]) => string][] = [
  // Also one whose end is cut off.
  [
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    () => removed('private key'),
  ],
  [/PuTTY-User-Key-File-\d[\s\S]*?(?:Private-MAC:[^\n]*|$)/g, () => removed('private key')],
  [/\botpauth(?:-migration)?:\/\/[^\s"'<>|)]+/gi, () => removed('secret')],
  [/\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*){0,3}/g, () => removed('token')],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, () => removed('key')],
  [
    /\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{16,}|\bxox[abeprs]-[\w-]{10,}|\bsk-[\w-]{20,}|\bAIza[\w-]{30,}/g,
    () => removed('token'),
  ],
  [/\b(bearer|basic)(\s{1,3})[\w.~+/-]{12,}={0,2}/gi, (_, scheme, space) => `${scheme}${space}${removed('token')}`],
  [
    /\b([a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@"'<>]{0,200}:)[^\s/@"'<>]{1,300}@/gi,
    (_, start) => `${start}${removed('password')}@`,
  ],
  [
    /((?:^|[;?&"'\s])(?:password|pwd|user ?password|accountkey|sharedaccess(?:key|signature)|access ?key|secret ?key|client_?secret|api_?key|access_?token|token|sig)\s{0,2}=\s{0,2})(?!\(removed)("[^"\n]*"|'[^'\n]*'|[^\s;&"'|<>]+)/gi,
    (_, start) => `${start}${removed('password')}`,
  ],
  // An element of a configuration file.
  [
    /(<(?:[\w-]{1,40}[:.])?[\w-]{0,40}(?:password|passwd|pwd|secret|token|api-?key)(?:\s[^<>\n]{0,200})?>)(?!\(removed)[^<\n]{1,500}(?=<\/)/gi,
    (_, start) => `${start}${removed('password')}`,
  ],
  [
    /(\bnet(?:\.exe)?[ \t]{1,3}use[ \t]{1,3}(?:[a-z*]:?[ \t]{1,3})?\\{2,4}[^\s"]{1,200}[ \t]{1,3})(?![/*`(])([^\s`]+)/gi,
    (_, start) => `${start}${removed('password')}`,
  ],
  [
    /(ConvertTo-SecureString\s{1,3}(?:-String\s{1,3})?)(?:"[^"\n]*"|'[^'\n]*')/gi,
    (_, start) => `${start}${removed('password')}`,
  ],
  [
    /((?:^|\s)(?:--?|\/)(?:admin|user|db)?-?(?:password|passwd|pwd|pass|pw|token|secret|api-?key)[ \t]{1,3})(?![-/$%<(])("[^"\n]*"|'[^'\n]*'|\S+)/gim,
    (_, start) => `${start}${removed('password')}`,
  ],
  [
    /(\bnet(?:\.exe)?[ \t]{1,3}user[ \t]{1,3}\S{1,64}[ \t]{1,3})(?![/*]|\(removed)(\S+)/gi,
    (_, start) => `${start}${removed('password')}`,
  ],
  [
    /(\b(?:log[ -]?[io]n|sign[ -]?in|anmeldung|acc[eè]s|connexion|acceso|inloggen)[*_]{0,3}\s{0,2}[:=：][*_\s]{0,4}[^\s:/|]{1,64}\s{0,2}[/|]\s{0,2})(?!\/|\(removed)([^\s|]+)/gi,
    (_, start) => `${start}${removed('password')}`,
  ],
];

/**
 * A text of a person without the secrets in it: what stands behind words like "Password:", "PIN =" or "Kennwort lautet" on
 * the same line or the next, in a table's column or row of that name, and what looks like a secret by itself. In its place
 * stands `(removed: password)`. It is careful rather than exact: what only might be a secret is removed too. Takes time in
 * proportion to the length.
 */
export function withoutSecrets(text: string): string {
  const looked = LOOKS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
  const lines = looked.split('\n');
  const secretLines = createSecretLines();
  const masked: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const table = rowsFrom(lines, at);
    masked.push(...(table.length > 0 ? maskTable(table, secretLines.inCell) : [secretLines.next(lines[at] ?? '')]));
    at += Math.max(1, table.length);
  }
  return masked.join('\n');
}

/** The rows of the table that begins on this line; none when none does. */
function rowsFrom(lines: readonly string[], at: number): string[] {
  let end = at;
  while (isTableRow(lines[end] ?? '')) end += 1;
  return lines.slice(at, end);
}

/** Names of fields of records that hold a secret, whatever stands in them; matched without case and punctuation. */
const SECRET_FIELDS =
  /^(?:otp|totp|otpsecret|pin|pwd|pass|passphrase|privatekey|apikey|secret|token|credentials?)$|password$|secret$|(?:access|refresh|auth)token$/;

/** Whether a record's field of this name (`password`, `otp_secret`, `apiKey`) is a secret. */
export function isSecretField(name: string): boolean {
  return SECRET_FIELDS.test(name.toLowerCase().replace(/[^a-z]/g, '')) || secretKindOf(name) !== undefined;
}

const DEEPEST = 20;

/**
 * A record of a vendor without its secrets: fields named like one are dropped, texts in the others are masked. Deeper than
 * anybody nests records, nothing is passed on.
 */
export function recordWithoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return undefined;
  if (Array.isArray(value)) return value.map((item) => recordWithoutSecrets(item, depth + 1));
  const kept = Object.entries(value).filter(([name, inner]) => typeof inner === 'boolean' || !isSecretField(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, recordWithoutSecrets(inner, depth + 1)]));
}
