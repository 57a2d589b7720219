/** Who may ask: Basic `company+public:private` and a clientId. Source: ConnectWise facts, authentication. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { endpointNotFound, Refusal } from './errors.js';

export interface ConnectWiseCredentials {
  /** Where the API is served, e.g. http://127.0.0.1:4100. */
  site: string;
  companyId: string;
  publicKey: string;
  privateKey: string;
  clientId: string;
}

export interface Auth {
  credentials(): ConnectWiseCredentials;
  /** New keys; the old ones are refused from now on. */
  rotateKeys(): ConnectWiseCredentials;
  /** Throws 401 (or 404, as the cloud can) for wrong or absent keys, 403 for a clientId that was not issued (its wording is unconfirmed). */
  check(headers: IncomingHttpHeaders): void;
}

export function createAuth(options: { companyId: string; site: () => string; wrongKeysAnswer: 401 | 404 }): Auth {
  const { companyId, site, wrongKeysAnswer } = options;
  const clientId = randomUUID();
  const newKey = () => randomBytes(12).toString('base64url').replace(/[-_]/g, 'k');
  let keys = { publicKey: newKey(), privateKey: newKey() };
  const credentials = () => ({ site: site(), companyId, ...keys, clientId });
  return {
    credentials,
    rotateKeys() {
      keys = { publicKey: newKey(), privateKey: newKey() };
      return credentials();
    },
    check(headers) {
      const [scheme, encoded] = (headers.authorization ?? '').split(' ');
      const sent = Buffer.from(encoded ?? '', 'base64').toString('utf8');
      const company = sent.split('+')[0] ?? '';
      const keysSent = sent.slice(company.length + 1);
      const right =
        scheme?.toLowerCase() === 'basic' &&
        company.toLowerCase() === companyId.toLowerCase() &&
        keysSent === `${keys.publicKey}:${keys.privateKey}`;
      if (!right && wrongKeysAnswer === 404) throw endpointNotFound();
      if (!right) throw new Refusal(401, 'Unauthorized', 'The company id, public key or private key is not valid.');
      if (headers.clientid !== clientId)
        throw new Refusal(403, 'Security', 'A clientId header with an issued client id is required.');
    },
  };
}
