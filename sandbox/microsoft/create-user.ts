/** POST /users. Source: Microsoft Graph facts, create user. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { passwordMethod } from './auth-method-kinds.js';
import { bodyObject, parseBody } from './body.js';
import type { GraphAnswer, GraphCall } from './call.js';
import { badRequest, GraphRefusal } from './graph-error.js';
import { newUser } from './new-user.js';
import { checkPassword } from './password.js';
import { isFederated } from './protected.js';
import { show, USER } from './resources.js';
import { forcesChange, USER_PROPERTIES } from './user-properties.js';

const REQUIRED = ['accountEnabled', 'displayName', 'mailNickname', 'userPrincipalName', 'passwordProfile'] as const;
const { accountEnabled, displayName, passwordProfile, ...optional } = USER_PROPERTIES;
const NEW_USER = z.strictObject({
  ...z.strictObject(optional).partial().shape,
  accountEnabled,
  displayName,
  passwordProfile,
  mailNickname: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]+$/),
  userPrincipalName: z
    .string()
    .max(113)
    .regex(/^[A-Za-z0-9'.\-_!#^~]+@[^@\s]+$/),
});

export function createUser(call: GraphCall): GraphAnswer {
  const { tenant, at } = call;
  const body = bodyObject(call);
  for (const name of REQUIRED) {
    if (body[name] === undefined || body[name] === null || body[name] === '') {
      throw badRequest(`A value is required for property '${name}' of resource 'User'.`);
    }
  }
  const { passwordProfile: profile, ...plain } = parseBody(body, NEW_USER, 'User');
  checkDomain(call, plain.userPrincipalName);
  checkUnused(call, plain.userPrincipalName);
  if (profile.password === undefined) {
    throw badRequest("A value is required for property 'passwordProfile.password' of resource 'User'.");
  }
  checkPassword(profile.password);
  const force = forcesChange(profile);
  const user = {
    ...newUser({ ...plain, id: randomUUID() }),
    ...plain,
    createdDateTime: at,
    sessionsValidFrom: at,
    forceChange: force,
    authMethods: [passwordMethod(at)],
    passwords: [{ password: profile.password, at, forceChangeNextSignIn: force, setBy: 'graph' as const }],
  };
  tenant.live.users.push(user);
  return {
    status: 201,
    write: true,
    made: user.id,
    body: { '@odata.context': `${call.base}/$metadata#users/$entity`, ...show(user, USER, tenant, undefined) },
  };
}

/** A domain that the tenant has and has proven. */
export function checkDomain({ tenant }: GraphCall, userPrincipalName: string): void {
  const domain = userPrincipalName.split('@').at(-1)?.toLowerCase();
  if (!tenant.domains.some(({ name, isVerified }) => name === domain && isVerified)) {
    throw badRequest(
      'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
    );
  }
  // A federated account needs the id of its counterpart, which a service desk has not; the words are unconfirmed.
  if (isFederated(tenant, userPrincipalName)) {
    throw badRequest("A value is required for property 'onPremisesImmutableId' of resource 'User'.");
  }
}

export function checkUnused({ tenant }: GraphCall, userPrincipalName: string): void {
  const wanted = userPrincipalName.toLowerCase();
  const taken = tenant.live.users.some(
    ({ userPrincipalName: name, proxyAddresses }) =>
      name.toLowerCase() === wanted || proxyAddresses.some((address) => address.toLowerCase() === `smtp:${wanted}`),
  );
  if (!taken) return;
  throw new GraphRefusal(
    400,
    tenant.switches.duplicateUserCode,
    'Another object with the same value for property userPrincipalName already exists.',
  );
}
