import { z } from 'zod';

/** Policies by tool name, as an MSP or a client sets them. */
export const policyTable = z.record(
  z.string().regex(/^[a-z0-9_]+:[A-Za-z0-9:_-]+$/, 'must be integration:tool-name'),
  z.enum(['auto', 'approval_needed', 'disabled']),
);

/**
 * What holds for some calls of a tool only, by whom they act on or what they are given. A rule makes a policy stricter,
 * never more lenient: `m365:reset-password` on an administrator is disabled, on a VIP it needs an approval.
 */
export const argumentRule = z.strictObject({
  /** A tool's name, or all of an integration: `m365:*`, `mcp:docs:*`. */
  tool: z.string().regex(/^[a-z0-9_]+:(\*|[A-Za-z0-9:_-]+(:\*)?)$/, 'must be integration:tool-name or integration:*'),
  when: z
    .strictObject({
      /** Whom the call acts on: somebody with an admin role, somebody on the client's list of VIPs, not the requester. */
      target: z.enum(['admin', 'vip', 'other_than_requester']).optional(),
      /** An argument, by name; with `is` or `like`. */
      argument: z.string().min(1).max(100).optional(),
      /** The argument is one of these, whatever their case. */
      is: z
        .array(z.union([z.string().max(500), z.number(), z.boolean()]))
        .min(1)
        .max(100)
        .optional(),
      /** The argument looks like this, whatever its case; `*` stands for any text. */
      like: z.string().min(1).max(500).optional(),
    })
    .refine(
      ({ target, argument }) => target !== undefined || argument !== undefined,
      'must name a target or an argument',
    )
    .refine(
      ({ argument, is, like }) => (argument !== undefined) === (is !== undefined || like !== undefined),
      'an argument goes with "is" or "like"',
    ),
  policy: z.enum(['approval_needed', 'disabled']),
  /** Shown with the effective policy. */
  reason: z.string().max(300).default(''),
});
export type ArgumentRule = z.infer<typeof argumentRule>;

/** How many changes (writes and messages that people see) are made at most. Absent: the MSP's, else no limit. */
export const writeLimits = z.strictObject({
  perRun: z.number().int().min(0).max(100).optional(),
  /** In any 60 minutes, for one client. */
  perHourAndClient: z.number().int().min(0).max(10_000).optional(),
  /** In any 60 minutes, over all clients; only the MSP's own settings have it. */
  perHour: z.number().int().min(0).max(100_000).optional(),
});
export type WriteLimits = z.infer<typeof writeLimits>;
