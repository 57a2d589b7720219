import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import type { Graph } from './graph.js';

const DAY_MS = 24 * 60 * 60_000;
const WARNED_DAYS = 30;

/** Whether what the application proves itself with is good today, and for how long. */
export function expiryFinding(what: string, until: Date, now: Date, then: string): Finding {
  const day = until.toISOString().slice(0, 10);
  const left = until.getTime() - now.getTime();
  if (left <= 0) return { ok: false, what, problem: `${what} expired on ${day}. ${then}` };
  const finding: Finding = { ok: true, what: `${what} is good until ${day}` };
  if (left > WARNED_DAYS * DAY_MS) return finding;
  const days = Math.ceil(left / DAY_MS);
  const when = days === 1 ? 'within a day' : `in ${days} days`;
  return { ...finding, warning: `${what} expires on ${day}, ${when}; after that no tool works. ${then}` };
}

const application = z.object({
  passwordCredentials: z.array(z.object({ endDateTime: z.string().nullish(), hint: z.string().nullish() })).nullish(),
});

/**
 * When a client secret ends, as the partner tenant knows it; undefined where that may not be read or does not say which of
 * the application's secrets it is. The hint is the first three letters of a secret. Source: general knowledge of the
 * application resource (unconfirmed); the permission is optional.
 */
export async function secretEndsAt(
  graph: Graph,
  { partner, clientId, secret }: { partner: string; clientId: string; secret: string },
): Promise<Date | undefined> {
  try {
    const found = await graph.find(
      partner,
      {
        doing: "read the application's secrets",
        need: 'readApplication',
        path: `/applications(appId='${encodeURIComponent(clientId)}')`,
        query: { $select: 'id,passwordCredentials' },
      },
      application,
    );
    const ends = (found?.passwordCredentials ?? [])
      .filter(({ hint }) => hint && secret.startsWith(hint))
      .map(({ endDateTime }) => Date.parse(endDateTime ?? ''))
      .filter((end) => !Number.isNaN(end));
    return ends.length > 0 ? new Date(Math.max(...ends)) : undefined;
  } catch (error) {
    if (error instanceof VendorError) return undefined;
    throw error;
  }
}
