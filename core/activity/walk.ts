import { type Link, NOTHING_BEFORE } from './chain.js';

export type Fault =
  | 'missing_entry'
  | 'twice_in_place'
  | 'wrong_hash'
  | 'wrong_previous'
  | 'wrong_seal'
  | 'cut_off'
  | 'head_missing'
  | 'head_signature'
  | 'head_differs'
  | 'outside_chain';

/** Where a chain is broken first. */
export interface Break {
  fault: Fault;
  /** The place at which it shows. */
  seq: number;
}

/** What each fault means, for people. */
export const FAULTS: Readonly<Record<Fault, string>> = {
  missing_entry: 'the entry at this place is missing',
  twice_in_place: 'an entry does not stand in a place of its own',
  wrong_hash: 'the entry was changed after it was written',
  wrong_previous: 'the entry does not follow the one before it',
  wrong_seal: "the entry was not sealed with this installation's key",
  cut_off: 'the entries from this place on were cut off',
  head_missing: 'the sealed head of the chain is gone',
  head_signature: "the head of the chain was not sealed with this installation's key",
  head_differs: 'the entry is not the one that was sealed as the head of the chain',
  outside_chain: 'an entry that is in no chain was added after the chain had begun',
};

/** Follows a chain link by link, in order of `seq`; remembers the last good place only. */
export function createWalk(from: { seq: number; hash: string } = { seq: 0, hash: NOTHING_BEFORE }) {
  let last = from;
  return {
    get last() {
      return last;
    },
    /** The fault of this entry, or undefined when it follows. `intact`: its hash is that of its content. */
    step({ seq, previous, hash }: Partial<Link>, intact: boolean): Break | undefined {
      const expected = last.seq + 1;
      if (seq !== expected) {
        const later = typeof seq === 'number' && seq > expected;
        return { fault: later ? 'missing_entry' : 'twice_in_place', seq: expected };
      }
      if (hash === undefined || !intact) return { fault: 'wrong_hash', seq };
      if (previous !== last.hash) return { fault: 'wrong_previous', seq };
      last = { seq, hash };
      return undefined;
    },
  };
}
