/** Who may ask: tracking identifier, user name and secret in three headers. Source: Autotask facts, 2. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.js';

export interface AutotaskCredentials extends Readonly<Record<string, string>> {
  username: string;
  secret: string;
  /** The ApiIntegrationCode. */
  trackingIdentifier: string;
  /** Where zoneInformation is asked. */
  zoneBaseUrl: string;
}

export interface Auth {
  credentials(): AutotaskCredentials;
  /** A new secret; the old one is refused from now on. */
  rotate(): void;
  /** Throws 401 for anything but the right three. */
  check(headers: IncomingHttpHeaders): void;
}

export function createAuth({ username, url }: { username: string; url: () => string }): Auth {
  const characters = (count: number) =>
    randomBytes(count).toString('base64url').replace(/[-_]/g, 'Q').slice(0, count).toUpperCase();
  const trackingIdentifier = characters(27);
  let secret = characters(25);
  return {
    credentials: () => ({ username, secret, trackingIdentifier, zoneBaseUrl: url() }),
    rotate() {
      secret = characters(25);
    },
    check(headers) {
      const right =
        headers.apiintegrationcode === trackingIdentifier &&
        String(headers.username).toLowerCase() === username.toLowerCase() &&
        headers.secret === secret;
      if (!right) throw new Refusal(401, ['The ApiIntegrationCode, UserName or Secret is not valid.']);
    },
  };
}
