/** How a user signs in: the methods, as they are read, made and deleted. Source: Microsoft Graph facts, authentication methods. */
import { z } from 'zod';
import { asMethod } from './access-passes.js';
import {
  EMAIL_ID,
  EMAIL_TYPE,
  METHOD_KINDS,
  type MethodKind,
  PASSWORD_TYPE,
  PHONE_IDS,
  PHONE_TYPE,
  phoneMethod,
} from './auth-method-kinds.js';
import { bodyObject, parseBody } from './body.js';
import { type GraphAnswer, type GraphCall, liveUser, type Operation, seenUser } from './call.js';
import { badRequest, notFound } from './graph-error.js';
import { PERMISSIONS } from './permissions.js';
import { refuseAdministrators } from './protected.js';
import type { AuthMethod, StoredUser } from './stored.js';

/** `+<country> <number>`, with the space. */
const NUMBER = /^\+\d{1,3} \d{4,14}(x\d+)?$/;
const NEW_PHONE = z.strictObject({
  '@odata.type': z.literal(PHONE_TYPE).optional(),
  phoneNumber: z.string().regex(NUMBER),
  phoneType: z.enum(['mobile', 'alternateMobile', 'office']),
});
const NEW_EMAIL = z.strictObject({ '@odata.type': z.literal(EMAIL_TYPE).optional(), emailAddress: z.email() });

export const AUTH_METHOD_OPERATIONS: Record<string, Operation> = {
  'GET users/{}/authentication/methods': { need: PERMISSIONS.readAuthMethods, run: listAll },
  'GET users/{}/authentication/methods/{}': { need: PERMISSIONS.readAuthMethods, run: getAny },
  'POST users/{}/authentication/phoneMethods': { need: toChange('Phone'), run: addPhone },
  'PATCH users/{}/authentication/phoneMethods/{}': { need: toChange('Phone'), run: changePhone },
  'POST users/{}/authentication/emailMethods': { need: toChange('Email'), run: addEmail },
  ...Object.fromEntries(METHOD_KINDS.flatMap(operationsOf)),
};

function operationsOf(kind: MethodKind): [string, Operation][] {
  const path = `users/{}/authentication/${kind.segment}`;
  const read: [string, Operation][] = [
    [`GET ${path}`, { need: toRead(kind.right), run: (call) => listKind(call, kind) }],
    [`GET ${path}/{}`, { need: toRead(kind.right), run: (call) => getOfKind(call, kind) }],
  ];
  if (!kind.deletable) return read;
  return [...read, [`DELETE ${path}/{}`, { need: toChange(kind.right), run: (call) => deleteOfKind(call, kind) }]];
}

/** The permissions for methods of one kind, and the umbrella over all. */
function toRead(right: string): readonly string[] {
  return [`UserAuthMethod-${right}.Read.All`, `UserAuthMethod-${right}.ReadWrite.All`, ...PERMISSIONS.readAuthMethods];
}
function toChange(right: string): readonly string[] {
  return [`UserAuthMethod-${right}.ReadWrite.All`, 'UserAuthenticationMethod.ReadWrite.All'];
}

/** Where the context of an answer points to. */
function contextOf({ base, ids }: GraphCall, segment: string): string {
  return `${base}/$metadata#users('${encodeURIComponent(ids[0] ?? '')}')/authentication/${segment}`;
}

function listAll(call: GraphCall): GraphAnswer {
  const { authMethods, accessPass } = seenUser(call);
  const passes = accessPass ? [asMethod(accessPass, call)] : [];
  return { status: 200, body: { '@odata.context': contextOf(call, 'methods'), value: [...authMethods, ...passes] } };
}

function getAny(call: GraphCall): GraphAnswer {
  const method = methodOf(call, seenUser(call));
  return { status: 200, body: { '@odata.context': `${contextOf(call, 'methods')}/$entity`, ...method } };
}

function listKind(call: GraphCall, { segment, type }: MethodKind): GraphAnswer {
  const value = seenUser(call).authMethods.filter((method) => method['@odata.type'] === type);
  return { status: 200, body: { '@odata.context': contextOf(call, segment), value: value.map(withoutType) } };
}

function getOfKind(call: GraphCall, { segment, type }: MethodKind): GraphAnswer {
  const method = methodOf(call, seenUser(call), type);
  return { status: 200, body: { '@odata.context': `${contextOf(call, segment)}/$entity`, ...withoutType(method) } };
}

function deleteOfKind(call: GraphCall, { type }: MethodKind): GraphAnswer {
  const user = changeable(call);
  const method = methodOf(call, user, type);
  const others = user.authMethods.filter((other) => other !== method && other['@odata.type'] !== PASSWORD_TYPE);
  // The code and the words are unconfirmed.
  if (call.tenant.switches.defaultMethodLast && method.id === user.defaultMethodId && others.length > 0) {
    throw badRequest('The default authentication method cannot be deleted while the user has other methods.');
  }
  user.authMethods = user.authMethods.filter((other) => other !== method);
  if (user.defaultMethodId === method.id) user.defaultMethodId = others.at(-1)?.id ?? null;
  return { status: 204, write: true };
}

function addPhone(call: GraphCall): GraphAnswer {
  const { phoneNumber, phoneType } = parseBody(bodyObject(call), NEW_PHONE, 'phoneAuthenticationMethod');
  const user = changeable(call);
  // The words are unconfirmed; an alternate mobile without a mobile is refused by the portal as well.
  if (user.authMethods.some(({ id }) => id === PHONE_IDS[phoneType])) {
    throw badRequest(`The user already has a phone of the type '${phoneType}'.`);
  }
  if (phoneType === 'alternateMobile' && !user.authMethods.some(({ id }) => id === PHONE_IDS.mobile)) {
    throw badRequest('An alternate mobile phone needs a mobile phone.');
  }
  return added(call, user, phoneMethod(phoneNumber, phoneType), 'phoneMethods');
}

function changePhone(call: GraphCall): GraphAnswer {
  const { phoneNumber } = parseBody(bodyObject(call), NEW_PHONE.partial(), 'phoneAuthenticationMethod');
  const method = methodOf(call, changeable(call), PHONE_TYPE);
  if (phoneNumber === undefined || phoneNumber === method.phoneNumber) return { status: 204 };
  method.phoneNumber = phoneNumber;
  return { status: 204, write: true };
}

function addEmail(call: GraphCall): GraphAnswer {
  const { emailAddress } = parseBody(bodyObject(call), NEW_EMAIL, 'emailAuthenticationMethod');
  const user = changeable(call);
  if (user.authMethods.some(({ id }) => id === EMAIL_ID)) throw badRequest('The user already has an e-mail address.');
  return added(call, user, { '@odata.type': EMAIL_TYPE, id: EMAIL_ID, emailAddress }, 'emailMethods');
}

function added(call: GraphCall, user: StoredUser, method: AuthMethod, segment: string): GraphAnswer {
  user.authMethods.push(method);
  user.defaultMethodId ??= method.id;
  return {
    status: 201,
    write: true,
    body: { '@odata.context': `${contextOf(call, segment)}/$entity`, ...withoutType(method) },
  };
}

/** The user whose methods are to be changed: never an administrator. */
function changeable(call: GraphCall): StoredUser {
  const user = liveUser(call);
  refuseAdministrators(call.tenant, user);
  return user;
}

function methodOf(call: GraphCall, { authMethods }: StoredUser, type?: string): AuthMethod {
  const id = call.ids[1] ?? '';
  const method = authMethods.find((one) => one.id === id && (type === undefined || one['@odata.type'] === type));
  if (!method) throw notFound(id);
  return method;
}

/** Within a list of one kind the kind is not said. */
function withoutType({ '@odata.type': _type, ...method }: AuthMethod): object {
  return method;
}
