import { z } from 'zod';

const counted = z.object({
  record_count: z.number().int().nonnegative().nullish(),
  page_size: z.number().int().nullish(),
});

export interface Rows {
  rows: unknown[];
  total: number | undefined;
  pageSize: number | undefined;
}

/** What lists are called in their wrappers. Source: HaloPSA facts, general conventions; the rest by the same pattern. */
const NAMES = ['tickets', 'clients', 'users', 'sites', 'assets', 'actions', 'agents', 'webhooks'];

/**
 * The rows of a list: a bare array, or an object that holds one (`{"record_count": 2, "tickets": [...]}`), because which of
 * HaloPSA's lists comes how is only partly known. Undefined when there is no list.
 */
export function rowsIn(answer: unknown): Rows | undefined {
  if (Array.isArray(answer)) return { rows: answer, total: undefined, pageSize: undefined };
  if (typeof answer !== 'object' || answer === null) return undefined;
  const arrays = Object.entries(answer).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const counts = counted.safeParse(answer);
  const { record_count: total, page_size: pageSize } = counts.success ? counts.data : {};
  const [, rows] = arrays.find(([name]) => NAMES.includes(name)) ?? arrays[0] ?? [];
  if (!rows) return total === 0 ? { rows: [], total, pageSize: undefined } : undefined;
  return { rows, total: total ?? undefined, pageSize: pageSize && pageSize > 0 ? pageSize : undefined };
}

/** What was saved: the record itself, or an array that holds it alone. */
export function savedIn(answer: unknown): unknown {
  return Array.isArray(answer) && answer.length === 1 ? answer[0] : answer;
}
