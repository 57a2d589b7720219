const CHUNK = 256;

/** Something that a key points to; `seq` orders entries of one key and never changes. */
export type Keyed = { readonly seq: number };

type Chunk<T> = { keys: string[]; items: T[] };

/**
 * A sorted list of (key, item), kept in chunks: insert, remove and seek in about log n, iteration in both directions.
 * Equal keys are ordered by `seq`.
 */
export class OrderedKeys<T extends Keyed> {
  #chunks: Chunk<T>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Replaces everything by these entries, in any order. */
  load(entries: Array<readonly [key: string, item: T]>): void {
    entries.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1].seq - b[1].seq));
    this.#size = entries.length;
    this.#chunks = [];
    for (let from = 0; from < entries.length; from += CHUNK) {
      const part = entries.slice(from, from + CHUNK);
      this.#chunks.push({ keys: part.map(([key]) => key), items: part.map(([, item]) => item) });
    }
  }

  add(key: string, item: T): void {
    this.#size += 1;
    const at = Math.min(this.#chunkFor(key, item.seq), this.#chunks.length - 1);
    const chunk = this.#chunks[at];
    if (!chunk) {
      this.#chunks.push({ keys: [key], items: [item] });
      return;
    }
    const position = positionIn(chunk, key, item.seq);
    chunk.keys.splice(position, 0, key);
    chunk.items.splice(position, 0, item);
    if (chunk.keys.length <= 2 * CHUNK) return;
    // Keys that only grow (times, ids) leave full chunks behind instead of half-empty ones.
    const half = at === this.#chunks.length - 1 && position === chunk.keys.length - 1 ? 2 * CHUNK : CHUNK;
    this.#chunks.splice(at + 1, 0, { keys: chunk.keys.splice(half), items: chunk.items.splice(half) });
  }

  remove(key: string, item: T): void {
    const at = this.#chunkFor(key, item.seq);
    const chunk = this.#chunks[at];
    if (!chunk) return;
    const position = positionIn(chunk, key, item.seq);
    if (chunk.items[position] !== item || chunk.keys[position] !== key) return;
    this.#size -= 1;
    chunk.keys.splice(position, 1);
    chunk.items.splice(position, 1);
    if (chunk.keys.length === 0) this.#chunks.splice(at, 1);
  }

  /** The first item of exactly this key. */
  first(key: string): T | undefined {
    const chunk = this.#chunks[this.#chunkFor(key, -1)];
    if (!chunk) return undefined;
    const position = positionIn(chunk, key, -1);
    return chunk.keys[position] === key ? chunk.items[position] : undefined;
  }

  /** How many entries have `low <= key < high`. */
  count(low: string, high: string): number {
    const from = this.#chunkFor(low, -1);
    const to = this.#chunkFor(high, -1);
    let total = 0;
    for (let at = from; at <= to && at < this.#chunks.length; at++) {
      const chunk = this.#chunks[at];
      if (!chunk) continue;
      const start = at === from ? positionIn(chunk, low, -1) : 0;
      const end = at === to ? positionIn(chunk, high, -1) : chunk.keys.length;
      total += end - start;
    }
    return total;
  }

  /** The items with `low <= key < high`, in order or backwards; a copy, so that the list may change meanwhile. */
  range(low: string, high: string, atMost: number = Number.POSITIVE_INFINITY, reverse = false): T[] {
    const found: T[] = [];
    const from = this.#chunkFor(low, -1);
    const to = Math.min(this.#chunkFor(high, -1), this.#chunks.length - 1);
    for (let step = 0; step <= to - from; step++) {
      const at = reverse ? to - step : from + step;
      const chunk = this.#chunks[at];
      if (!chunk) break;
      const start = at === from ? positionIn(chunk, low, -1) : 0;
      const end = at === to ? positionIn(chunk, high, -1) : chunk.keys.length;
      const part = chunk.items.slice(start, end);
      if (reverse) part.reverse();
      for (const item of part) if (found.length < atMost) found.push(item);
      if (found.length >= atMost) break;
    }
    return found;
  }

  /** The first chunk whose last entry is not before (key, seq). */
  #chunkFor(key: string, seq: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = this.#chunks[middle];
      const last = chunk ? chunk.keys.length - 1 : -1;
      if (chunk && isBefore(chunk, last, key, seq)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore<T extends Keyed>(chunk: Chunk<T>, at: number, key: string, seq: number): boolean {
  const other = chunk.keys[at] ?? '';
  return other < key || (other === key && (chunk.items[at]?.seq ?? 0) < seq);
}

/** Where (key, seq) is or would be. */
function positionIn<T extends Keyed>(chunk: Chunk<T>, key: string, seq: number): number {
  let low = 0;
  let high = chunk.keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(chunk, middle, key, seq)) low = middle + 1;
    else high = middle;
  }
  return low;
}
