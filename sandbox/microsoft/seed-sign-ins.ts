/** A few sign-ins of everybody in the days before the pretend world began. */
import { guid } from './guid.js';
import type { SignIn, StoredUser } from './stored.js';

const HOUR = 3_600_000;
const APPS = ['Office 365 Exchange Online', 'Microsoft Teams', 'SharePoint Online', 'Windows Sign In'] as const;
/** Hours ago; the last one of every fourth person failed. */
const AGES = [70, 26, 3] as const;
const FAILING_EVERY = 4;

/** What Entra says of an error code. Source: Microsoft Graph facts, sign-in logs (the list of codes is unconfirmed). */
export const FAILURES: Readonly<Record<number, string>> = {
  50053: 'The account is locked, you have tried to sign in too many times with an incorrect user ID or password.',
  50055: 'The password is expired.',
  50057: 'The user account is disabled.',
  50074: 'Strong Authentication is required.',
  50126: 'Error validating credentials due to invalid username or password.',
  53003: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
};

export function seedSignIns(users: readonly StoredUser[], areaCode: string, now: number): SignIn[] {
  const all = users.flatMap((user, seat) =>
    AGES.map((hours, turn): SignIn => {
      const failed = turn === AGES.length - 1 && seat % FAILING_EVERY === FAILING_EVERY - 1;
      const errorCode = failed ? 50126 : 0;
      return {
        id: guid(`sign-in ${user.id} ${turn}`),
        userId: user.id,
        createdDateTime: new Date(now - hours * HOUR - seat * 60_000).toISOString().replace(/\.\d+Z$/, 'Z'),
        appDisplayName: APPS[(seat + turn) % APPS.length] ?? APPS[0],
        ipAddress: `203.0.113.${(Number(areaCode) + seat) % 250}`,
        clientAppUsed: turn === 1 ? 'Mobile Apps and Desktop clients' : 'Browser',
        isInteractive: true,
        errorCode,
        failureReason: FAILURES[errorCode] ?? null,
        conditionalAccessStatus: 'notApplied',
      };
    }),
  );
  return all.sort((a, b) => a.createdDateTime.localeCompare(b.createdDateTime));
}
