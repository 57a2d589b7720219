/** Numbered records of one kind, as a pretend vendor keeps them: gone when it stops. */
export interface Table<T> {
  get(id: number): T | undefined;
  /** In the order in which they were made. */
  all(): T[];
  /** A new record with the next id. */
  add(make: (id: number) => T): T;
  /** Replaces the record with this id. */
  put(record: T): T;
  remove(id: number): boolean;
}

/** `firstId`: far from another kind's, so that one kind's id is never by luck another's. */
export function createTable<T extends { id: number }>(firstId: number): Table<T> {
  const records = new Map<number, T>();
  let next = firstId;
  const put = (record: T) => {
    records.set(record.id, record);
    return record;
  };
  return {
    get: (id) => records.get(id),
    all: () => [...records.values()],
    add(make) {
      next += 1;
      return put(make(next - 1));
    },
    put,
    remove: (id) => records.delete(id),
  };
}
