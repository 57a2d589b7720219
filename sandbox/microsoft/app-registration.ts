/** The MSP's own application, registered in its own tenant: its secrets and certificates. */
import { createHash, type KeyObject, randomBytes, randomUUID, X509Certificate } from 'node:crypto';

interface Dated {
  keyId: string;
  displayName: string;
  /** Milliseconds since 1970. */
  from: number;
  until: number;
}
export interface StoredSecret extends Dated {
  value: string;
}
export interface StoredCertificate extends Dated {
  /** SHA-1 and SHA-256 of the certificate. */
  sha1: Buffer;
  sha256: Buffer;
  publicKey: KeyObject;
}

export interface AppRegistration {
  clientId: string;
  displayName: string;
  /** Object id of the registration. */
  id: string;
  secrets(): readonly StoredSecret[];
  certificates(): readonly StoredCertificate[];
  /** The one secret from now on; those before it are gone. */
  replaceSecret(): string;
  /** The secret ends at this moment. */
  endSecretAt(until: number): void;
  /** Registers a certificate (PEM) beside those there are. */
  addCertificate(pem: string): void;
  removeCertificates(): void;
}

const YEAR = 365 * 24 * 3_600_000;

export function createAppRegistration(displayName: string, now: () => number): AppRegistration {
  let secret = newSecret();
  let certificates: StoredCertificate[] = [];
  return {
    clientId: randomUUID(),
    id: randomUUID(),
    displayName,
    secrets: () => [secret],
    certificates: () => certificates,
    replaceSecret() {
      secret = newSecret();
      return secret.value;
    },
    endSecretAt(until) {
      secret = { ...secret, until };
    },
    addCertificate(pem) {
      const certificate = new X509Certificate(pem);
      const digest = (algorithm: string) => createHash(algorithm).update(certificate.raw).digest();
      certificates = [
        ...certificates,
        {
          keyId: randomUUID(),
          displayName: certificate.subject,
          from: Date.parse(certificate.validFrom),
          until: Date.parse(certificate.validTo),
          sha1: digest('sha1'),
          sha256: digest('sha256'),
          publicKey: certificate.publicKey,
        },
      ];
    },
    removeCertificates() {
      certificates = [];
    },
  };

  function newSecret(): StoredSecret {
    const value = `pretend-secret-${randomBytes(18).toString('base64url')}`;
    return { keyId: randomUUID(), displayName: 'Frontdesk', value, from: now(), until: now() + 2 * YEAR };
  }
}
