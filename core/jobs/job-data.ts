import { z } from 'zod';

/**
 * What the queue keeps in a job's data beside the payload. `slot` is what makes a key unique: while a job waits it holds
 * `now:<key>` or `at:<key>`; as it starts it takes `run:<id>`, which nothing joins.
 */
export const JobData = z.object({
  slot: z.string(),
  key: z.string().optional(),
  with: z.record(z.string(), z.unknown()),
});
export type JobData = z.infer<typeof JobData>;

export type Slot = 'now' | 'at';

export const slotOf = (slot: Slot, key: string): string => `${slot}:${key}`;
export const runSlot = (id: string): string => `run:${id}`;
