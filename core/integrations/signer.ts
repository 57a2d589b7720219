import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type KeySource, newestOf } from './key-source.js';

/** Signs texts with keys made from the master keys, one for each purpose. */
export interface Signer {
  /** `<version>.<base64url>`; made with the newest master key. */
  sign(text: string): string;
  /** True for a signature that any master key of this installation made for this purpose. Never throws. */
  verify(text: string, signature: string): boolean;
}

/** `purpose` keeps the signatures of one use from being good for another: `activity`, `approval-link`, ... */
export function createSigner(masterKeys: KeySource, purpose: string): Signer {
  /** Derived keys, by version. */
  const derived = new Map<number, Buffer>();

  function keyOf(version: number): Buffer | undefined {
    const known = derived.get(version);
    if (known) return known;
    const master = masterKeys.get(version);
    if (!master) return undefined;
    const key = Buffer.from(hkdfSync('sha256', master, '', `frontdesk signature: ${purpose}`, 32));
    derived.set(version, key);
    return key;
  }

  const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();

  return {
    sign(text) {
      const version = newestOf(masterKeys);
      const key = keyOf(version);
      if (!key) throw new Error(`Master key version ${version} is gone`);
      return `${version}.${mac(key, text).toString('base64url')}`;
    },
    verify(text, signature) {
      const [, version, given] = /^(\d{1,6})\.([\w-]{43})$/.exec(signature) ?? [];
      const key = version === undefined ? undefined : keyOf(Number(version));
      if (!key || given === undefined) return false;
      const bytes = Buffer.from(given, 'base64url');
      return bytes.length === 32 && timingSafeEqual(bytes, mac(key, text));
    },
  };
}
