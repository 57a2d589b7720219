import type { Queue } from '../../jobs/queue.js';
import { Crash } from './fuse.js';

/** Work that runs when the test says so. Keys join as in the real queue. */
export function createHandQueue() {
  const works = new Map<string, (data: Record<string, unknown>) => Promise<void>>();
  let dying = false;
  const waiting: { name: string; data: Record<string, unknown>; key?: string }[] = [];
  const timed = new Map<string, { name: string; when: Date; data: Record<string, unknown> }>();
  const queue: Queue = {
    define<T extends Record<string, unknown>>(name: string, work: (data: T) => Promise<void>) {
      works.set(name, (data) => Reflect.apply(work, undefined, [data]));
    },
    async now(name, data, { key } = {}) {
      if (dying) throw new Crash('the process died here');
      if (key && waiting.some((job) => job.name === name && job.key === key)) return;
      waiting.push({ name, data, ...(key ? { key } : {}) });
    },
    async at(name, when, data, { key } = {}) {
      timed.set(`${name} ${key ?? when.toISOString()}`, { name, when, data });
    },
    async every() {},
    async cancel() {},
    async start() {},
    async stop() {},
    depth: async () => ({ waiting: waiting.length, running: 0, failed: 0 }),
  };
  return {
    queue,
    timed,
    waiting: () => waiting.map(({ name, data }) => ({ name, data })),
    run: (name: string, data: Record<string, unknown> = {}) => works.get(name)?.(data),
    /** Runs what waits until nothing does; bounded. */
    async drain() {
      for (let rounds = 0; waiting.length > 0 && rounds < 100; rounds += 1) {
        const job = waiting.shift();
        if (job) await works.get(job.name)?.(job.data);
      }
    },
    /** Forgets what waits. */
    clear() {
      waiting.length = 0;
      timed.clear();
    },
    /** While true, whoever adds work dies. */
    deadly(is: boolean) {
      dying = is;
    },
    /** Runs timed work that is due. */
    async ring(now: Date) {
      for (const [slot, { name, when, data }] of [...timed]) {
        if (when > now) continue;
        timed.delete(slot);
        await works.get(name)?.(data);
      }
    },
  };
}
