import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { FrontdeskError } from '../errors.js';
import { type KeySource, newestOf } from './key-source.js';

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
  /**
   * The same value with its data key wrapped by the newest master key; the body is not opened and stays as it is. What
   * is under the newest key already comes back unchanged. Throws like `open`.
   */
  rewrap(sealed: string, belongsTo: Belonging): string;
}

/** The version of the master key that a sealed value needs; undefined when it is not one of ours. */
export function versionOf(sealed: string): number | undefined {
  const [, version] = /^v1\.(\d{1,6})\.[\w-]+\.[\w-]+$/.exec(sealed) ?? [];
  return version === undefined ? undefined : Number(version);
}

/**
 * The envelope for everything secret at rest: AES-256-GCM with a data key a value, each data key wrapped by a versioned
 * master key, the owner and field as additional data so that a stored value cannot be moved to another place.
 * `masterKeys`: version to 32 bytes; the highest version seals. Throws when there is none.
 */
export function createVault(masterKeys: KeySource): Vault {
  keyOf(newestOf(masterKeys));

  function keyOf(version: number): Buffer {
    const key = masterKeys.get(version);
    if (key?.length !== 32) {
      throw new FrontdeskError('vault_unreadable', `Master key version ${version} is not here or not 32 bytes long`);
    }
    return key;
  }

  /** The data key of a sealed value, with its body as it is stored. */
  function unwrap(sealed: string, { owner, field }: Belonging): { dataKey: Buffer; body: string } {
    const [, , wrapped, body] = sealed.split('.');
    const version = versionOf(sealed);
    if (version === undefined || !wrapped || !body) {
      throw new FrontdeskError('vault_unreadable', `The stored secret ${field} is not in a known format`);
    }
    const aad = additionalData({ owner, field });
    return { dataKey: decrypt(keyOf(version), Buffer.from(wrapped, 'base64url'), aad), body };
  }

  function wrap(dataKey: Buffer, body: string, belongsTo: Belonging): string {
    const newest = newestOf(masterKeys);
    const wrapped = encrypt(keyOf(newest), dataKey, additionalData(belongsTo));
    return [FORMAT, newest, wrapped.toString('base64url'), body].join('.');
  }

  /** Why a value cannot be read is the same for whoever asks: changed, moved, or another key. */
  function reading<Result>(belongsTo: Belonging, read: () => Result): Result {
    try {
      return read();
    } catch (cause) {
      throw new FrontdeskError(
        'vault_unreadable',
        `The stored secret ${belongsTo.field} cannot be read with this installation's master key`,
        { cause },
      );
    }
  }

  return {
    seal(plain, belongsTo) {
      const dataKey = randomBytes(32);
      const body = encrypt(dataKey, Buffer.from(plain, 'utf8'), additionalData(belongsTo));
      return wrap(dataKey, body.toString('base64url'), belongsTo);
    },
    open: (sealed, belongsTo) =>
      reading(belongsTo, () => {
        const { dataKey, body } = unwrap(sealed, belongsTo);
        return decrypt(dataKey, Buffer.from(body, 'base64url'), additionalData(belongsTo)).toString('utf8');
      }),
    rewrap: (sealed, belongsTo) =>
      reading(belongsTo, () => {
        const { dataKey, body } = unwrap(sealed, belongsTo);
        return versionOf(sealed) === newestOf(masterKeys) ? sealed : wrap(dataKey, body, belongsTo);
      }),
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
