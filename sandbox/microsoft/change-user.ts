/** PATCH of a user, and the end of all its sessions. Source: Microsoft Graph facts, operations and "who may act on whom". */
import { z } from 'zod';
import { bodyObject, parseBody } from './body.js';
import { type GraphAnswer, type GraphCall, liveUser } from './call.js';
import { badRequest, denied } from './graph-error.js';
import { checkPassword } from './password.js';
import { allows, PERMISSIONS } from './permissions.js';
import { isFederated, refuseAdministrators, refuseSynced } from './protected.js';
import type { StoredUser } from './stored.js';
import { forcesChange, USER_PROPERTIES } from './user-properties.js';

const PATCH = z.strictObject(USER_PROPERTIES).partial();
type Patch = z.infer<typeof PATCH>;

/** The permission that a property needs, where it is not the one for the whole user. */
const NEEDS: Partial<Record<keyof Patch, readonly string[]>> = {
  accountEnabled: PERMISSIONS.enableAccount,
  passwordProfile: PERMISSIONS.setPassword,
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
  const { tenant, at, roles } = call;
  const body = bodyObject(call);
  const patch = parseBody(body, PATCH, 'User');
  const names = Object.keys(body);
  if (names.length === 0) throw badRequest('A property must be specified in the payload.');
  for (const name of PATCH.keyof().options) {
    if (names.includes(name) && !allows(roles, NEEDS[name] ?? PERMISSIONS.updateUser)) throw denied();
  }
  if (patch.passwordProfile && tenant.switches.passwordNeedsRole) throw denied();
  const user = liveUser(call);
  if (names.some((name) => SENSITIVE.has(name))) refuseAdministrators(tenant, user);
  if (names.some((name) => !CLOUD_OWNED.has(name))) refuseSynced(tenant, user);
  if (patch.passwordProfile?.password !== undefined) {
    // The words are unconfirmed.
    if (isFederated(tenant, user.userPrincipalName))
      throw badRequest('The password of a user in a federated domain cannot be set.');
    checkPassword(patch.passwordProfile.password);
  }
  const before = JSON.stringify(user);
  apply(user, patch, at);
  return { status: 204, write: JSON.stringify(user) !== before };
}

/** POST /users/{id}/revokeSignInSessions */
export function revokeSignInSessions(call: GraphCall): GraphAnswer {
  liveUser(call).sessionsValidFrom = call.at;
  return { status: 200, write: true, body: { '@odata.context': `${call.base}/$metadata#Edm.Boolean`, value: true } };
}

function apply(user: StoredUser, { passwordProfile, ...rest }: Patch, at: string): void {
  Object.assign(user, rest);
  if (!passwordProfile) return;
  const force = forcesChange(passwordProfile);
  user.forceChange = force;
  if (passwordProfile.password === undefined) return;
  user.passwords.push({ password: passwordProfile.password, at, forceChangeNextSignIn: force, setBy: 'graph' });
}
