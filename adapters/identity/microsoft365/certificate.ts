import {
  constants,
  createHash,
  createPrivateKey,
  type KeyObject,
  randomUUID,
  sign,
  X509Certificate,
} from 'node:crypto';
import { InvalidInput, reasonOf } from '../../../core/errors.js';

export interface Certificate {
  /** The end of its life. */
  notAfter: Date;
  /** A signed statement that we are the application, for one token endpoint; good for ten minutes from `at`. */
  assertion(asked: { clientId: string; audience: string; at: Date }): string;
}

const LIFE_SECONDS = 600;
/** Clocks differ: it counts from a little before now. */
const EARLIER_SECONDS = 60;

/**
 * Reads a certificate and its private key (RSA, PKCS#8 or PKCS#1) from one text in PEM; line breaks may be missing, because
 * a form's field takes none. Throws InvalidInput that says what is wrong, and never quotes the text.
 *
 * The facts give the parameters of the token request and not the inside of the assertion: PS256 with the thumbprint in
 * `x5t#S256`, as the client libraries of Microsoft make it (unconfirmed; `ASSERTION` is the one place).
 */
export function readCertificate(text: string): Certificate {
  const certificate = certificateIn(text);
  const key = keyIn(text);
  if (key.asymmetricKeyType !== 'rsa') throw wrong('the private key is not an RSA key, which Microsoft asks for');
  if (!certificate.checkPrivateKey(key)) throw wrong('the private key does not belong to the certificate');
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  return {
    notAfter: new Date(certificate.validTo),
    assertion({ clientId, audience, at }) {
      const seconds = Math.floor(at.getTime() / 1000);
      const claims = {
        aud: audience,
        iss: clientId,
        sub: clientId,
        jti: randomUUID(),
        iat: seconds,
        nbf: seconds - EARLIER_SECONDS,
        exp: seconds + LIFE_SECONDS,
      };
      const content = `${part(ASSERTION.header(thumbprint))}.${part(claims)}`;
      return `${content}.${ASSERTION.sign(content, key).toString('base64url')}`;
    },
  };
}

const ASSERTION = {
  header: (thumbprint: string) => ({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint }),
  sign: (content: string, key: KeyObject) =>
    sign('sha256', Buffer.from(content), {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    }),
};

function certificateIn(text: string): X509Certificate {
  const der = blockOf(text, 'CERTIFICATE');
  if (!der) throw wrong('there is no block BEGIN CERTIFICATE in it');
  return readable('the certificate', () => new X509Certificate(der));
}

function keyIn(text: string): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text)) {
    throw wrong('the private key is locked with a passphrase; enter it without one');
  }
  const pkcs8 = blockOf(text, 'PRIVATE KEY');
  const pkcs1 = blockOf(text, 'RSA PRIVATE KEY');
  const der = pkcs8 ?? pkcs1;
  if (!der) throw wrong('there is no block BEGIN PRIVATE KEY in it');
  return readable('the private key', () =>
    createPrivateKey({ key: der, format: 'der', type: pkcs8 ? 'pkcs8' : 'pkcs1' }),
  );
}

function blockOf(text: string, label: string): Buffer | undefined {
  const block = new RegExp(`-----BEGIN ${label}-----([\\s\\S]*?)-----END ${label}-----`).exec(text)?.[1];
  return block === undefined ? undefined : Buffer.from(block.replace(/\\[rn]|\s/g, ''), 'base64');
}

function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw wrong(`${what} cannot be read (${reasonOf(error).slice(0, 120)})`);
  }
}

function wrong(reason: string): InvalidInput {
  return new InvalidInput('m365_certificate', `certificate: ${reason}`);
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
