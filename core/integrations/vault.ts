import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { FrontdeskError } from '../errors.js';

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 'v1';

/** What a sealed value belongs to; it opens only for the same owner and field. */
export interface Belonging {
  owner: string;
  field: string;
}

export interface Vault {
  /** Encrypts under a data key of its own, wrapped by the newest master key. Text that is safe to store. */
  seal(plain: string, belongsTo: Belonging): string;
  /** Throws FrontdeskError `vault_unreadable` when the value was changed, moved, or its master key is gone. */
  open(sealed: string, belongsTo: Belonging): string;
}

/**
 * The envelope for everything secret at rest: AES-256-GCM with a data key a value, each data key wrapped by a versioned
 * master key, the owner and field as additional data so that a stored value cannot be moved to another place.
 * `masterKeys`: version to 32 bytes; the highest version seals.
 */
export function createVault(masterKeys: ReadonlyMap<number, Buffer>): Vault {
  const newest = Math.max(...masterKeys.keys());
  const sealingKey = keyOf(newest);

  function keyOf(version: number): Buffer {
    const key = masterKeys.get(version);
    if (key?.length !== 32) {
      throw new FrontdeskError('vault_unreadable', `Master key version ${version} is not here or not 32 bytes long`);
    }
    return key;
  }

  return {
    seal(plain, belongsTo) {
      const aad = additionalData(belongsTo);
      const dataKey = randomBytes(32);
      const wrapped = encrypt(sealingKey, dataKey, aad);
      const body = encrypt(dataKey, Buffer.from(plain, 'utf8'), aad);
      return [FORMAT, newest, wrapped.toString('base64url'), body.toString('base64url')].join('.');
    },
    open(sealed, belongsTo) {
      const [format, version, wrapped, body] = sealed.split('.');
      if (format !== FORMAT || !version || !wrapped || !body) {
        throw new FrontdeskError('vault_unreadable', `The stored secret ${belongsTo.field} is not in a known format`);
      }
      try {
        const aad = additionalData(belongsTo);
        const dataKey = decrypt(keyOf(Number(version)), Buffer.from(wrapped, 'base64url'), aad);
        return decrypt(dataKey, Buffer.from(body, 'base64url'), aad).toString('utf8');
      } catch (cause) {
        throw new FrontdeskError(
          'vault_unreadable',
          `The stored secret ${belongsTo.field} cannot be read with this installation's master key`,
          { cause },
        );
      }
    },
  };
}

function additionalData({ owner, field }: Belonging): Buffer {
  return Buffer.from(JSON.stringify([owner, field]), 'utf8');
}

/** iv (12 bytes), tag (16 bytes), ciphertext. */
function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(aad);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, sealed: Buffer, aad: Buffer): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, 12), { authTagLength: 16 }).setAAD(aad);
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}
