/** Longest list in a tool's answer. Characters of JSON. */
export const LONGEST_LIST = 16_000;

export interface BoundedList<T> {
  rows: T[];
  /** One sentence when some were left out; else absent. */
  cut?: string;
}

/** As many as fit, from the start; says how many were left out, and what to do about it. */
export function boundedList<T>(rows: readonly T[], most: number, longest = LONGEST_LIST): BoundedList<T> {
  const taken: T[] = [];
  let length = 2;
  for (const row of rows.slice(0, most)) {
    length += JSON.stringify(row).length + 1;
    if (length > longest) break;
    taken.push(row);
  }
  if (taken.length === rows.length) return { rows: taken };
  return { rows: taken, cut: `Only ${taken.length} of ${rows.length} are shown; search for something more exact.` };
}
