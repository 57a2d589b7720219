/** PATCH of a user, and the end of all its sessions. Source: Microsoft Graph facts, operations and "who may act on whom". */
import { z } from 'zod';
import { bodyObject, findUser, type GraphAnswer, type GraphCall } from './call.js';
import { badRequest, denied, notFound } from './graph-error.js';
import { allows, type PermissionNeed } from './permissions.js';
import type { StoredUser } from './stored.js';

/** What can be changed, and the permission each change needs; an unknown name is refused. */
const PATCH = z
  .strictObject({
    displayName: z.string().min(1).max(256),
    givenName: z.string().max(64).nullable(),
    surname: z.string().max(64).nullable(),
    jobTitle: z.string().max(128).nullable(),
    department: z.string().max(64).nullable(),
    officeLocation: z.string().max(128).nullable(),
    preferredLanguage: z.string().nullable(),
    usageLocation: z.string().length(2).nullable(),
    mobilePhone: z.string().max(64).nullable(),
    businessPhones: z.array(z.string()).max(1),
    otherMails: z.array(z.email()),
    accountEnabled: z.boolean(),
    passwordProfile: z.strictObject({
      password: z.string().optional(),
      forceChangePasswordNextSignIn: z.boolean().optional(),
      forceChangePasswordNextSignInWithMfa: z.boolean().optional(),
    }),
  })
  .partial();
type Patch = z.infer<typeof PATCH>;

const NEEDS: Partial<Record<keyof Patch, PermissionNeed>> = {
  accountEnabled: 'enableAccount',
  passwordProfile: 'setPassword',
};

/** Not for users who hold a directory role, unless the caller holds one that may. */
const SENSITIVE: ReadonlySet<string> = new Set([
  'passwordProfile',
  'accountEnabled',
  'businessPhones',
  'mobilePhone',
  'otherMails',
]);

/** Cloud-only even for accounts mastered on premises. */
const CLOUD_OWNED: ReadonlySet<string> = new Set(['usageLocation']);

export function patchUser(call: GraphCall): GraphAnswer {
  const id = call.ids[0] ?? '';
  const body = bodyObject(call);
  const parsed = PATCH.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw badRequest(
      issue?.code === 'unrecognized_keys'
        ? `Invalid property '${issue.keys[0]}'.`
        : `Invalid value specified for property '${issue?.path.join('.')}' of resource 'User'.`,
    );
  }
  const names = Object.keys(body);
  if (names.length === 0) throw badRequest('A property must be specified in the payload.');
  for (const name of PATCH.keyof().options) {
    if (names.includes(name) && !allows(call.roles, NEEDS[name] ?? 'updateUser')) throw denied();
  }
  const user = findUser(call.tenant.live, id);
  if (!user) throw notFound(id);
  // App-only: the application holds no directory role, so administrators are out of its reach.
  if (user.roles.length > 0 && names.some((name) => SENSITIVE.has(name))) throw denied();
  // That a synced account is refused, and with these words, is unconfirmed.
  if (user.onPremisesSyncEnabled && names.some((name) => !CLOUD_OWNED.has(name))) {
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  if (parsed.data.passwordProfile?.password !== undefined) checkPassword(parsed.data.passwordProfile.password);
  const before = JSON.stringify(user);
  apply(user, parsed.data, call.at);
  return { status: 204, write: JSON.stringify(user) !== before };
}

/** POST /users/{id}/revokeSignInSessions */
export function revokeSignInSessions(call: GraphCall): GraphAnswer {
  const id = call.ids[0] ?? '';
  const user = findUser(call.tenant.live, id);
  if (!user) throw notFound(id);
  user.sessionsValidFrom = call.at;
  return { status: 200, write: true, body: { '@odata.context': `${call.base}/$metadata#Edm.Boolean`, value: true } };
}

/** 8 to 256 characters that a keyboard has, of three of the four kinds. That it is 400 Request_BadRequest is unconfirmed. */
function checkPassword(password: string): void {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
  if (password.length < 8 || password.length > 256 || kinds < 3 || !/^[\x20-\x7e]+$/.test(password)) {
    throw badRequest(
      'The specified password does not comply with password complexity requirements. Please provide a different password.',
    );
  }
}

function apply(user: StoredUser, { passwordProfile, ...rest }: Patch, at: string): void {
  Object.assign(user, rest);
  if (!passwordProfile) return;
  const force =
    passwordProfile.forceChangePasswordNextSignIn || passwordProfile.forceChangePasswordNextSignInWithMfa || false;
  user.forceChange = force;
  if (passwordProfile.password === undefined) return;
  user.passwords.push({ password: passwordProfile.password, at, forceChangeNextSignIn: force, setBy: 'graph' });
}
