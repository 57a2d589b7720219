/** The kinds of sign-in methods. Source: Microsoft Graph facts, authentication methods. */
import type { AuthMethod } from './stored.js';

export interface MethodKind {
  /** In the path: users/{id}/authentication/{segment}. */
  segment: string;
  type: string;
  /** Whose permissions are `UserAuthMethod-{right}.Read.All` and `.ReadWrite.All`. */
  right: string;
  deletable: boolean;
}

const kind = (segment: string, type: string, right: string, deletable = true): MethodKind => ({
  segment,
  type: `#microsoft.graph.${type}`,
  right,
  deletable,
});

export const TAP_TYPE = '#microsoft.graph.temporaryAccessPassAuthenticationMethod';
export const PASSWORD_TYPE = '#microsoft.graph.passwordAuthenticationMethod';
export const PHONE_TYPE = '#microsoft.graph.phoneAuthenticationMethod';
export const EMAIL_TYPE = '#microsoft.graph.emailAuthenticationMethod';

/** All but temporary access passes, which live by rules of their own. */
export const METHOD_KINDS: readonly MethodKind[] = [
  kind('passwordMethods', 'passwordAuthenticationMethod', 'Password', false),
  kind('phoneMethods', 'phoneAuthenticationMethod', 'Phone'),
  kind('emailMethods', 'emailAuthenticationMethod', 'Email'),
  kind('microsoftAuthenticatorMethods', 'microsoftAuthenticatorAuthenticationMethod', 'MicrosoftAuthApp'),
  kind('softwareOathMethods', 'softwareOathAuthenticationMethod', 'SoftwareOATH'),
  kind('fido2Methods', 'fido2AuthenticationMethod', 'Passkey'),
  kind('windowsHelloForBusinessMethods', 'windowsHelloForBusinessAuthenticationMethod', 'WindowsHello'),
  kind('platformCredentialMethods', 'platformCredentialAuthenticationMethod', 'PlatformCred'),
  kind('externalAuthenticationMethods', 'externalAuthenticationMethod', 'External'),
];

/** The ids that these methods have in every tenant. */
export const PASSWORD_ID = '28c10230-6103-485e-b985-444c60001490';
export const PHONE_IDS = {
  mobile: '3179e48a-750b-4051-897c-87b9720928f7',
  alternateMobile: 'b6332ec1-7057-4abe-9331-3d72feddfe41',
  office: 'e37fc753-ff3b-4958-9484-eaa9425c82bc',
} as const;
/** Unconfirmed that it is the same everywhere. */
export const EMAIL_ID = '3ddfcfc8-9383-446f-83cc-3ab9be4be18f';

export function passwordMethod(createdDateTime: string): AuthMethod {
  return { '@odata.type': PASSWORD_TYPE, id: PASSWORD_ID, password: null, createdDateTime };
}

export function phoneMethod(phoneNumber: string, phoneType: keyof typeof PHONE_IDS): AuthMethod {
  const smsSignInState = phoneType === 'mobile' ? 'notAllowedByPolicy' : 'notSupported';
  return { '@odata.type': PHONE_TYPE, id: PHONE_IDS[phoneType], phoneNumber, phoneType, smsSignInState };
}

/** `+1 2065550110`, from the number in E.164 of the world's people, all of whom are in North America. */
export function spacedNumber(phone: string): string {
  return `${phone.slice(0, 2)} ${phone.slice(2)}`;
}
