/** Whether what people wrote names a user: for the check that a plan acts on nobody else. */

/**
 * True when the text holds one of the user's names as people write them: a display name of at least two words (one word
 * alone, such as "Admin" or "Reception", names nobody), in either order of "Last, First", or an address. Case, accents'
 * encoding and line breaks do not matter; a name that is part of a longer name or address does not count.
 */
export function namesUser(
  text: string,
  user: { displayName: string; userPrincipalName: string; emails: readonly string[] },
): boolean {
  const plainText = plain(text);
  const names = [...spellings(user.displayName), user.userPrincipalName, ...user.emails].map(plain);
  return names.some((name) => name.length > 3 && (name.includes(' ') || name.includes('@')) && holds(plainText, name));
}

function spellings(displayName: string): string[] {
  const [last = '', first = '', ...more] = displayName.split(',').map((part) => part.trim());
  return first && more.length === 0 ? [displayName, `${first} ${last}`] : [displayName];
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/[‘’]/g, "'").replace(/\s+/g, ' ').trim().toLowerCase();
}

/** What before or behind a name makes it part of a longer one: a letter or digit, also across a joining character. */
const LONGER_BEFORE = /[\p{L}\p{M}\p{N}_][.'+_-]*$/u;
const LONGER_BEHIND = /^[.'+_-]*[\p{L}\p{M}\p{N}@_]/u;
/** "Omar Haddad's account" names Omar Haddad. */
const POSSESSIVE = /^'s(?![\p{L}\p{M}\p{N}])/u;

function holds(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    // A joining character is looked through, however often it stands there; more than that is not a name.
    const before = text.slice(Math.max(0, at - 8), at);
    const behind = text.slice(at + name.length, at + name.length + 8);
    if (!LONGER_BEFORE.test(before) && (POSSESSIVE.test(behind) || !LONGER_BEHIND.test(behind))) return true;
  }
  return false;
}
