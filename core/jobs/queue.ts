/**
 * Work that outlives the process: the narrow port behind which a job system stands. Delivery is at least once and may be
 * late, so what a handler does has to be repeatable: it only ever says "advance X" and looks at the stored state of X.
 */
export interface Queue {
  /** Names a kind of work. Of one name at most `concurrency` (default 5) run at once in this process, of one key one. */
  define<T extends Record<string, unknown>>(
    name: string,
    work: (data: T) => Promise<void>,
    options?: { concurrency?: number },
  ): void;
  /**
   * Starts as soon as it can (within 200 ms in this process). With a `key`, work of the same name and key that still waits
   * is joined (its data stays); while it runs, one more run follows it.
   */
  now(name: string, data: Record<string, unknown>, options?: { key?: string }): Promise<void>;
  /** Starts at `when`, or late. With a `key` there is one such time at a time: the last call says when. */
  at(name: string, when: Date, data: Record<string, unknown>, options?: { key?: string }): Promise<void>;
  /** Starts now and then again and again; one schedule per name, which survives restarts. */
  every(name: string, everyMs: number, data?: Record<string, unknown>): Promise<void>;
  /** Takes back what waits under this key, timed or not. What runs is not interrupted. */
  cancel(name: string, key: string): Promise<void>;
  start(): Promise<void>;
  /** Stops taking work and waits (bounded, default 10 s) for what runs. */
  stop(graceMs?: number): Promise<void>;
  /** Jobs that wait (also for a later time), that a process has taken, and that failed for good. */
  depth(): Promise<{ waiting: number; running: number; failed: number }>;
}
