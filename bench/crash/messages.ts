/** What the matrix and the processes that it kills say to each other. */
import { z } from 'zod';

const Side = z.enum(['before', 'after']);

/** The boundary at which a process kills itself: the so-manieth time it gets there. */
export const Spot = z.object({ name: z.string(), occurrence: z.number().int().min(1), side: Side });
export type Spot = z.infer<typeof Spot>;

/** Counting begins anew; without a spot the process lives. */
export const ToProduct = z.object({ kind: z.literal('count'), dieAt: Spot.optional() });
export type ToProduct = z.infer<typeof ToProduct>;

export const FromProduct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), url: z.string() }),
  z.object({ kind: z.literal('counting') }),
  z.object({ kind: z.literal('passed'), name: z.string(), side: Side }),
]);
export type FromProduct = z.infer<typeof FromProduct>;

/** What a process is started with, in the environment variable CRASH. */
export const Start = z.object({
  role: z.enum(['all', 'web', 'worker']),
  /** Origin of a pretend vendor to its name. */
  vendors: z.record(z.string(), z.string()),
  tuning: z.record(z.string(), z.number()),
  /** Applied at the start, when given. */
  configuration: z.unknown().optional(),
});
export type Start = z.infer<typeof Start>;
