import type { Catalogue } from './catalogue.js';
import { valuesAt } from './query/paths.js';
import { parseFor } from './record.js';
import { sortKey } from './sort-key.js';

/** Removes what TTL indexes say is over: the index gives the oldest first, so nothing else is looked at. */
export function removeExpired(catalogue: Catalogue, now: Date): number {
  let removed = 0;
  for (const collection of catalogue.collections.values()) {
    for (const index of collection.indexes.values()) {
      const { expireAfterSeconds, key } = index.spec;
      const [part] = key;
      if (expireAfterSeconds === undefined || !part) continue;
      const deadline = new Date(now.getTime() - expireAfterSeconds * 1000);
      const isOver = (value: unknown) => value instanceof Date && value.getTime() <= deadline.getTime();
      const [oldest, latest] = [sortKey(new Date(-8.64e15)), sortKey(deadline)];
      const ranges = part.direction === 1 ? [oldest, `${latest}\uffff`] : undefined;
      const due = ranges ? index.entries.range(ranges[0] ?? '', ranges[1] ?? '') : index.entries.range('', '\uffff');
      for (const record of due) {
        if (record.doc === undefined) continue;
        const values = valuesAt(parseFor(record.doc, index.fields), part.parts).flat();
        if (!values.some(isOver)) continue;
        collection.remove(record);
        removed += 1;
      }
    }
  }
  return removed;
}
