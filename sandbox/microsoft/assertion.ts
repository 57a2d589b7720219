/**
 * Sign-in with a certificate: a JWT that the application signed. Source: Microsoft Graph facts, token request; the rules for
 * the claims are those of RFC 7523. That 700027 stands for a signature is published, the other codes are unconfirmed.
 */
import { constants, verify } from 'node:crypto';
import { z } from 'zod';
import type { AppRegistration, StoredCertificate } from './app-registration.js';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const SKEW_SECONDS = 300;
const MOST_SECONDS = 24 * 3600;

const header = z.object({
  alg: z.enum(['RS256', 'PS256']),
  typ: z.string().optional(),
  x5t: z.string().optional(),
  'x5t#S256': z.string().optional(),
});
const claims = z.object({
  aud: z.string(),
  iss: z.string(),
  sub: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  jti: z.string().min(1),
});

export interface AssertionProblem {
  code: number;
  text: string;
}

interface AssertionOptions {
  application: AppRegistration;
  now: () => number;
}

/** `isHere`: whether an audience is the token endpoint that was asked. Undefined when all is well. */
export type AssertionCheck = (assertion: string, isHere: (audience: string) => boolean) => AssertionProblem | undefined;

/** Remembers the `jti` of each assertion that was taken: none is taken twice. */
export function createAssertionCheck({ application, now }: AssertionOptions): AssertionCheck {
  const taken = new Set<string>();
  return (assertion, isHere) => {
    const [head = '', body = '', signature = '', ...rest] = assertion.split('.');
    const parsed = { header: header.safeParse(readPart(head)), claims: claims.safeParse(readPart(body)) };
    if (rest.length > 0 || !signature || !parsed.header.success || !parsed.claims.success) {
      return { code: 50027, text: 'JWT token is invalid or malformed.' };
    }
    const { iss, sub, aud, exp, nbf = 0, iat = nbf, jti } = parsed.claims.data;
    const certificate = certificateOf(parsed.header.data, application.certificates());
    if (!certificate) return bad('The key was not found.');
    if (certificate.until <= now() || certificate.from > now() + SKEW_SECONDS * 1000)
      return bad('The key used is expired.');
    const pss = parsed.header.data.alg === 'PS256';
    const key = {
      key: certificate.publicKey,
      ...(pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}),
    };
    if (!verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) {
      return bad('The key was found, but the signature does not match.');
    }
    if (iss !== application.clientId || sub !== application.clientId) {
      return {
        code: 700021,
        text: "Client assertion application identifier doesn't match 'client_id' parameter.",
      };
    }
    if (!isHere(aud)) return { code: 700023, text: 'Client assertion audience claim does not match Realm issuer.' };
    const seconds = now() / 1000;
    if (exp <= seconds || nbf > seconds + SKEW_SECONDS || exp - (iat || seconds) > MOST_SECONDS) {
      return { code: 700024, text: 'Client assertion is not within its valid time range.' };
    }
    if (taken.has(jti)) return { code: 700026, text: 'Client assertion was used before.' };
    taken.add(jti);
    return undefined;
  };
}

function bad(reason: string): AssertionProblem {
  return { code: 700027, text: `Client assertion contains an invalid signature. [Reason - ${reason}]` };
}

/** By the thumbprint that the header names; without one no certificate is looked for. */
function certificateOf(
  names: z.infer<typeof header>,
  certificates: readonly StoredCertificate[],
): StoredCertificate | undefined {
  const [sha1, sha256] = [names.x5t, names['x5t#S256']];
  return certificates.find(
    (certificate) =>
      (sha1 !== undefined || sha256 !== undefined) &&
      (sha1 === undefined || certificate.sha1.toString('base64url') === sha1) &&
      (sha256 === undefined || certificate.sha256.toString('base64url') === sha256),
  );
}

function readPart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
