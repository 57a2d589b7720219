/** How a pretend vendor can be told to misbehave. */
export interface Fault {
  /** Each pretend vendor's own word: connectwise, microsoft, twilio, ... */
  vendor: string;
  /** Only requests of this method; any when absent. `WS` for WebSocket upgrades, `EVENT` for webhooks sent. */
  method?: string;
  /** Only paths (without query) that match; any when absent. */
  path?: RegExp;
  /**
   * status: answer with `status` (and `retryAfter` seconds, when given) in the vendor's own error shape.
   * slow: wait `delayMs`, then answer as usual. drop: close the connection without an answer.
   * drop-after: do the work, then close the connection without an answer.
   * close: for a WebSocket, close it with code `status` after `delayMs` of its life.
   * duplicate, reorder: for webhooks.
   * html, null, cut, huge: in place of an answer, with `status` or 200: a web page, the JSON value null, JSON that ends in
   * the middle, JSON of `bytes` bytes (16 MiB when absent). The work is not done. For vendors behind `openDoor` (`serve.ts`).
   */
  kind:
    | 'status'
    | 'slow'
    | 'drop'
    | 'drop-after'
    | 'close'
    | 'duplicate'
    | 'reorder'
    | 'html'
    | 'null'
    | 'cut'
    | 'huge';
  status?: number;
  retryAfter?: number;
  delayMs?: number;
  bytes?: number;
  /** How many matching requests it hits; all of them, until cleared, when absent. */
  times?: number;
}

export interface Faults {
  /** Adds a fault; returns the way to take it back. */
  add(fault: Fault): () => void;
  clear(): void;
  /** The first live fault that this request meets; counts it as used. `kinds` limits which kinds the asker can act on. */
  meet(request: { vendor: string; method: string; path: string }, kinds?: readonly Fault['kind'][]): Fault | undefined;
}

export function createFaults(): Faults {
  const live = new Set<Fault & { left: number }>();
  return {
    add(fault) {
      const entry = { ...fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      live.add(entry);
      return () => live.delete(entry);
    },
    clear: () => live.clear(),
    meet({ vendor, method, path }, kinds) {
      for (const fault of live) {
        if (fault.vendor !== vendor) continue;
        if (fault.method && fault.method !== method) continue;
        if (fault.path && !fault.path.test(path)) continue;
        if (kinds && !kinds.includes(fault.kind)) continue;
        fault.left -= 1;
        if (fault.left <= 0) live.delete(fault);
        return fault;
      }
      return undefined;
    },
  };
}
