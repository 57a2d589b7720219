/** The MSP's application registration, from its administrator's side. */
import type { AppRegistration } from './app-registration.js';
import { type Certificate, createCertificate } from './certificate.js';

export interface AppDesk {
  /** The old secret is refused from now on; tokens already issued live on. Returns the new one. */
  rotateSecret(): string;
  /** The secret ends then (a date or ISO 8601); it is refused afterwards. */
  setSecretExpiry(at: Date | string): void;
  /** Makes a certificate with its private key and registers it. Days count from now; below zero it has ended. */
  registerCertificate(options?: { days?: number }): Certificate;
  /** Makes one that nobody registered. */
  makeCertificate(options?: { days?: number }): Certificate;
  removeCertificates(): void;
}

const DAY = 24 * 3_600_000;

export function createAppDesk(application: AppRegistration, now: () => number): AppDesk {
  return {
    rotateSecret: application.replaceSecret,
    setSecretExpiry: (at) => application.endSecretAt(new Date(at).getTime()),
    registerCertificate(options) {
      const certificate = makeCertificate(options);
      application.addCertificate(certificate.certificatePem);
      return certificate;
    },
    makeCertificate,
    removeCertificates: application.removeCertificates,
  };

  function makeCertificate({ days = 365 }: { days?: number } = {}): Certificate {
    const until = now() + days * DAY;
    return createCertificate({ commonName: application.displayName, from: Math.min(now(), until) - DAY, until });
  }
}
