import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';

/** The chain of what no client owns. */
export const MSP_CHAIN = 'msp';
/** What the first entry of a chain has before it. */
export const NOTHING_BEFORE = '0'.repeat(64);

/** Where an entry stands in its chain. */
export interface Link {
  /** The client's id, or `msp`. */
  chain: string;
  /** 1, 2, 3, ... */
  seq: number;
  /** The hash of the entry before; 64 zeros for the first. */
  previous: string;
  /** SHA-256 over the canonical JSON of all else that is stored. Hex. */
  hash: string;
}

/** Seals texts so that nobody without the installation's key can make a seal. */
export interface Signer {
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

export function chainOf(clientId: string | undefined): string {
  return clientId ?? MSP_CHAIN;
}

/** Fields that are not hashed: the database's own key, the hash itself, and the seal over the hash. */
const NOT_HASHED = new Set(['_id', 'hash', 'seal']);

/** The hash of an entry as stored or exported: every field counts, also one that should not be there. */
export function hashOf(entry: object): string {
  const hashed = Object.fromEntries(Object.entries(entry).filter(([name]) => !NOT_HASHED.has(name)));
  return createHash('sha256').update(canonicalJson(hashed)).digest('hex');
}

/** What is sealed: that this chain has this entry at this place. */
export function placeOf({ chain, seq, hash }: Pick<Link, 'chain' | 'seq' | 'hash'>): string {
  return JSON.stringify(['activity', chain, seq, hash]);
}
