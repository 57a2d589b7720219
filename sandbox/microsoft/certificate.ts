/** Self-signed certificates (X.509, RFC 5280), as an administrator makes one for an application. */
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** The certificate and its private key (PKCS#8), one after the other: what an admin pastes. */
  pem: string;
  /** SHA-1 of the certificate, in hexadecimal digits: what Entra calls its thumbprint. */
  thumbprint: string;
  /** The certificate alone. */
  certificatePem: string;
}

interface CertificateParts {
  commonName: string;
  /** Milliseconds since 1970. */
  from: number;
  until: number;
}

/** A fresh 2048-bit RSA key and a certificate for it, signed with SHA-256. */
export function createCertificate({ commonName, from, until }: CertificateParts): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const name = sequence(set(sequence(oid('550403'), tlv(0x0c, Buffer.from(commonName)))));
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(15)]);
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    SHA256_WITH_RSA,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey,
  );
  const signature = sign('sha256', body, createPrivateKey(privateKey));
  const der = sequence(body, SHA256_WITH_RSA, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const base64 = der
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n')
    .trimEnd();
  const certificatePem = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
  return {
    certificatePem,
    pem: `${certificatePem}${privateKey}`,
    thumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
  };
}

/** A DER element: tag, length, value. */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), value]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, 0x80 + bytes.length, ...bytes]), value]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
  return tlv(0x31, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

/** UTCTime, which holds for the years 1950 to 2049. */
function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return tlv(0x17, Buffer.from(digits.slice(2)));
}

/** sha256WithRSAEncryption (1.2.840.113549.1.1.11), without parameters. */
const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), tlv(0x05, Buffer.alloc(0)));
