/** How people sign in, from the administrator's side. */
import { METHOD_KINDS, phoneMethod } from './auth-method-kinds.js';
import { type DeskTenants, found } from './desk-tenants.js';
import { guid } from './guid.js';
import type { AccessPass, AuthMethod } from './stored.js';

/** The segments of the kinds whose methods people register by themselves, but for phones. */
export type RegisteredKind =
  | 'emailMethods'
  | 'microsoftAuthenticatorMethods'
  | 'softwareOathMethods'
  | 'fido2Methods'
  | 'windowsHelloForBusinessMethods'
  | 'platformCredentialMethods'
  | 'externalAuthenticationMethods';

export interface MethodDesk {
  /** The kinds of a person's methods without the password, by segment; `temporaryAccessPassMethods` for a pass. */
  methodsOf(personKey: string): string[];
  /** What there is besides, so that a reset has something of each kind to delete. Returns its id. */
  addMethod(personKey: string, kind: RegisteredKind): string;
  addPhone(personKey: string, type: 'mobile' | 'alternateMobile' | 'office', number: string): void;
  /** The method asked for first: the one of this kind. */
  setDefaultMethod(personKey: string, segment: string): void;
  /** With the pass itself, which Graph shows once. */
  accessPass(personKey: string): AccessPass | null;
}

const PARTS: Readonly<Record<RegisteredKind, Omit<AuthMethod, '@odata.type' | 'id'>>> = {
  emailMethods: { emailAddress: 'me@mail.example' },
  microsoftAuthenticatorMethods: {
    displayName: 'Old phone',
    deviceTag: 'SoftwareTokenActivated',
    phoneAppVersion: '6.8.2',
  },
  softwareOathMethods: { secretKey: null },
  fido2Methods: {
    displayName: 'Red key',
    aaGuid: '2fc0579f-8113-47ea-b116-555a8db9202a',
    model: 'NFC key',
    attestationCertificates: [],
    attestationLevel: 'attested',
  },
  windowsHelloForBusinessMethods: { displayName: 'Laptop', keyStrength: 'normal' },
  platformCredentialMethods: { displayName: 'MacBook', keyStrength: 'normal', platform: 'macOS' },
  externalAuthenticationMethods: { displayName: 'Other provider', configurationId: guid('external configuration') },
};

export function createMethodDesk({ liveUser }: DeskTenants): MethodDesk {
  const kindOf = (type: string) => METHOD_KINDS.find((kind) => kind.type === type)?.segment ?? type;
  return {
    methodsOf(key) {
      const { authMethods, accessPass } = liveUser(key).user;
      const kinds = authMethods.map((method) => kindOf(method['@odata.type']));
      const strong = kinds.filter((segment) => segment !== 'passwordMethods');
      return accessPass ? [...strong, 'temporaryAccessPassMethods'] : strong;
    },
    addMethod(key, segment) {
      const { user } = liveUser(key);
      const kind = found(
        METHOD_KINDS.find((one) => one.segment === segment),
        `kind of sign-in method ${segment}`,
      );
      const id = guid(`${segment} ${user.id} ${user.authMethods.length}`);
      user.authMethods.push({ '@odata.type': kind.type, id, ...PARTS[segment] });
      user.defaultMethodId ??= id;
      return id;
    },
    addPhone(key, type, number) {
      const { user } = liveUser(key);
      const method = phoneMethod(number, type);
      user.authMethods = [...user.authMethods.filter(({ id }) => id !== method.id), method];
      user.defaultMethodId ??= method.id;
    },
    setDefaultMethod(key, segment) {
      const { user } = liveUser(key);
      user.defaultMethodId = found(
        user.authMethods.find((method) => kindOf(method['@odata.type']) === segment),
        `${segment} of ${key}`,
      ).id;
    },
    accessPass: (key) => structuredClone(liveUser(key).user.accessPass),
  };
}
