/** One thing that reached the pretend outside world: the evidence that tests and the demo look at. */
export interface WorldRecord {
  /** Milliseconds since the sandbox started. */
  at: number;
  /** Which pretend vendor saw it: connectwise, microsoft, twilio, ... */
  vendor: string;
  /** HTTP method, or WS for a WebSocket, CALL for a phone event, EVENT for a webhook the vendor sent. */
  method: string;
  path: string;
  /** HTTP status answered (or received, for EVENT). 0 where there is none. */
  status: number;
  /** True when the vendor's stored data changed. */
  write: boolean;
  /** Request body or a description; passwords and tokens are kept, because this is the vendor's side of the wire. */
  detail?: unknown;
}

export interface Records {
  add(record: Omit<WorldRecord, 'at'>): void;
  all(): readonly WorldRecord[];
  /** Everything a vendor saw, oldest first. */
  of(vendor: string): readonly WorldRecord[];
  /** Only what changed a vendor's data. */
  writes(vendor?: string): readonly WorldRecord[];
  /** Called for each new record; returns the way to stop listening. */
  watch(listener: (record: WorldRecord) => void): () => void;
  /** Milliseconds since the sandbox started, on the records' clock. */
  now(): number;
}

export function createRecords(): Records {
  const started = performance.now();
  const records: WorldRecord[] = [];
  const listeners = new Set<(record: WorldRecord) => void>();
  const now = () => Math.round(performance.now() - started);
  return {
    now,
    add(record) {
      const kept = { at: now(), ...record };
      records.push(kept);
      for (const listener of listeners) listener(kept);
    },
    all: () => records,
    of: (vendor) => records.filter((record) => record.vendor === vendor),
    writes: (vendor) => records.filter((record) => record.write && (!vendor || record.vendor === vendor)),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
