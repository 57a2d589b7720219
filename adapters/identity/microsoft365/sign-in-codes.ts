/**
 * What a sign-in's error code means, in words for a technician. Source: Microsoft Graph facts, sign-in logs (a list that is
 * unconfirmed there); what is not here is told in Microsoft's own words.
 */
const MEANINGS: Readonly<Record<number, string>> = {
  0: 'signed in',
  50053: 'locked for a while after too many wrong passwords, or from an address that is blocked',
  50055: 'the password has expired',
  50057: 'the account is disabled',
  50074: 'a second factor was asked for and not given',
  50076: 'a second factor is needed',
  50126: 'wrong user name or password',
  50158: 'another check outside Microsoft was asked for and not passed',
  53003: 'blocked by a Conditional Access policy',
};

export function meaningOf(errorCode: number): string | undefined {
  return Object.hasOwn(MEANINGS, errorCode) ? MEANINGS[errorCode] : undefined;
}
