/** Temporary access passes. Source: Microsoft Graph facts, authentication methods. */
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { TAP_TYPE } from './auth-method-kinds.js';
import { bodyObject, parseBody } from './body.js';
import { type GraphAnswer, type GraphCall, liveUser, type Operation, seenUser } from './call.js';
import { badRequest, notFound } from './graph-error.js';
import { PERMISSIONS } from './permissions.js';
import { refuseAdministrators } from './protected.js';
import type { AccessPass, AuthMethod } from './stored.js';

/** What the policy allows where nobody changed it: an hour to eight; the limits are unconfirmed. */
const LIFETIME = { least: 60, most: 480, usual: 60 } as const;
const MINUTE = 60_000;
const NEW_PASS = z.strictObject({
  '@odata.type': z.literal(TAP_TYPE).optional(),
  lifetimeInMinutes: z.int().optional(),
  isUsableOnce: z.boolean().optional(),
  startDateTime: z.iso.datetime({ offset: true }).optional(),
});

const READ = ['UserAuthMethod-TAP.Read.All', 'UserAuthMethod-TAP.ReadWrite.All', ...PERMISSIONS.readAuthMethods];
const CHANGE = ['UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.ReadWrite.All'];
const PATH = 'users/{}/authentication/temporaryAccessPassMethods';

export const ACCESS_PASS_OPERATIONS: Record<string, Operation> = {
  [`GET ${PATH}`]: { need: READ, run: listPasses },
  [`POST ${PATH}`]: { need: CHANGE, run: createPass },
  [`GET ${PATH}/{}`]: { need: READ, run: getPass },
  [`DELETE ${PATH}/{}`]: { need: CHANGE, run: deletePass },
};

/** As Graph shows it: without the pass itself. */
export function asMethod(
  { id, createdDateTime, startDateTime, lifetimeInMinutes, isUsableOnce }: AccessPass,
  { now, tenant }: Pick<GraphCall, 'now' | 'tenant'>,
): AuthMethod {
  const from = Date.parse(startDateTime);
  const state = !tenant.switches.accessPasses
    ? 'DisabledByPolicy'
    : now < from
      ? 'NotYetValid'
      : now >= from + lifetimeInMinutes * MINUTE
        ? 'Expired'
        : 'EnabledByPolicy';
  return {
    '@odata.type': TAP_TYPE,
    id,
    temporaryAccessPass: null,
    createdDateTime,
    startDateTime,
    lifetimeInMinutes,
    isUsableOnce,
    isUsable: state === 'EnabledByPolicy',
    methodUsabilityReason: state,
  };
}

function listPasses(call: GraphCall): GraphAnswer {
  const { accessPass } = seenUser(call);
  const value = accessPass ? [asMethod(accessPass, call)] : [];
  return { status: 200, body: { '@odata.context': contextOf(call), value } };
}

function getPass(call: GraphCall): GraphAnswer {
  const pass = passOf(call, seenUser(call).accessPass);
  return { status: 200, body: { '@odata.context': `${contextOf(call)}/$entity`, ...asMethod(pass, call) } };
}

/** A new pass takes the place of the one there is. */
function createPass(call: GraphCall): GraphAnswer {
  const { tenant, at } = call;
  const wish = parseBody(bodyObject(call), NEW_PASS, 'temporaryAccessPassAuthenticationMethod');
  const user = liveUser(call);
  refuseAdministrators(tenant, user);
  // Code and words of these two are unconfirmed.
  if (!tenant.switches.accessPasses) {
    throw badRequest('Temporary Access Pass cannot be added to a user account: the policy does not allow it.');
  }
  const lifetime = wish.lifetimeInMinutes ?? LIFETIME.usual;
  if (lifetime < LIFETIME.least || lifetime > LIFETIME.most) {
    throw badRequest(`The lifetime has to be between ${LIFETIME.least} and ${LIFETIME.most} minutes.`);
  }
  const pass: AccessPass = {
    id: randomUUID(),
    pass: randomBytes(12).toString('base64url').slice(0, 12),
    createdDateTime: at,
    startDateTime: wish.startDateTime ?? at,
    lifetimeInMinutes: lifetime,
    isUsableOnce: wish.isUsableOnce ?? false,
  };
  user.accessPass = pass;
  return {
    status: 201,
    write: true,
    body: {
      '@odata.context': `${contextOf(call)}/$entity`,
      ...asMethod(pass, call),
      temporaryAccessPass: pass.pass,
    },
  };
}

function deletePass(call: GraphCall): GraphAnswer {
  const user = liveUser(call);
  refuseAdministrators(call.tenant, user);
  passOf(call, user.accessPass);
  user.accessPass = null;
  return { status: 204, write: true };
}

function passOf({ ids }: GraphCall, pass: AccessPass | null): AccessPass {
  const id = ids[1] ?? '';
  if (pass?.id !== id) throw notFound(id);
  return pass;
}

function contextOf({ base, ids }: GraphCall): string {
  return `${base}/$metadata#users('${encodeURIComponent(ids[0] ?? '')}')/authentication/temporaryAccessPassMethods`;
}
