import { z } from 'zod';
import type { Graph } from './graph.js';
import type { Need } from './permissions.js';
import type { GraphUser } from './users.js';

const methodShape = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  phoneNumber: z.string().nullish(),
  phoneType: z.string().nullish(),
  emailAddress: z.string().nullish(),
  model: z.string().nullish(),
  createdDateTime: z.string().nullish(),
});
export type AuthMethod = z.infer<typeof methodShape>;

interface Kind {
  /** In mid-sentence words. */
  words: string;
  /** Where a method of this kind is deleted. */
  segment: string;
  need: Need;
}

/** Every kind that can be deleted. Source: Microsoft Graph facts, authentication methods. */
const KINDS: Readonly<Record<string, Kind>> = {
  phone: { words: 'telephone', segment: 'phoneMethods', need: 'removePhone' },
  microsoftAuthenticator: {
    words: 'Microsoft Authenticator',
    segment: 'microsoftAuthenticatorMethods',
    need: 'removeAuthenticator',
  },
  softwareOath: { words: 'authenticator code', segment: 'softwareOathMethods', need: 'removeSoftwareOath' },
  fido2: { words: 'security key or passkey', segment: 'fido2Methods', need: 'removePasskey' },
  email: { words: 'e-mail address', segment: 'emailMethods', need: 'removeEmail' },
  windowsHelloForBusiness: {
    words: 'Windows Hello',
    segment: 'windowsHelloForBusinessMethods',
    need: 'removeWindowsHello',
  },
  temporaryAccessPass: {
    words: 'temporary access pass',
    segment: 'temporaryAccessPassMethods',
    need: 'createPass',
  },
  platformCredential: {
    words: 'platform credential',
    segment: 'platformCredentialMethods',
    need: 'removePlatformCredential',
  },
  external: { words: 'external method', segment: 'externalAuthenticationMethods', need: 'removeExternal' },
};

/** `phone` of `#microsoft.graph.phoneAuthenticationMethod`. */
export function kindOfMethod(method: AuthMethod): string {
  return method['@odata.type'].replace(/^#?microsoft\.graph\./, '').replace(/AuthenticationMethod$/, '');
}

/** How a method of this kind is deleted; undefined for one that cannot be, as far as is known. */
export function deletionOf(method: AuthMethod): Kind | undefined {
  const kind = kindOfMethod(method);
  return Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
}

export function wordsFor(method: AuthMethod): string {
  return deletionOf(method)?.words ?? kindOfMethod(method);
}

/** How somebody can prove who they are. Throws VendorError. */
export function authMethodsOf(
  graph: Graph,
  tenantId: string,
  user: GraphUser,
  signal: AbortSignal | undefined,
): Promise<AuthMethod[]> {
  return graph.list(
    tenantId,
    {
      doing: `list the sign-in methods of ${user.userPrincipalName}`,
      need: 'readMethods',
      path: `/users/${user.id}/authentication/methods`,
      signal,
    },
    methodShape,
  );
}
