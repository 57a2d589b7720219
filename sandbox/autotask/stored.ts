/** What the pretend Autotask remembers: one table per entity, gone when it stops. */
import { ENTITIES, type EntityName } from './entities/index.js';
import type { Row } from './json.js';

export interface Table {
  get(id: number): Row | undefined;
  /** In ascending order of ids. */
  all(): Row[];
  nextId(): number;
  put(row: Row): Row;
  remove(id: number): void;
}

export interface Stored {
  table(name: EntityName): Table;
  /** Rises with every change, so that a request can tell whether it wrote. */
  revision(): number;
}

/** Ids start far apart, as in a database that has been used for years. */
const FIRST_IDS: Partial<Record<EntityName, number>> = {
  Companies: 29683510,
  Contacts: 29683586,
  Tickets: 7890,
  TicketNotes: 29714500,
  Resources: 29682885,
  Roles: 29682801,
  ConfigurationItems: 29690040,
  TimeEntries: 29701200,
};

export function createStored(): Stored {
  let revision = 0;
  const table = (first: number): Table => {
    const rows = new Map<number, Row>();
    let next = first;
    return {
      get: (id) => rows.get(id),
      all: () => [...rows.values()].sort((one, other) => one.id - other.id),
      nextId: () => next,
      put(row) {
        rows.set(row.id, row);
        next = Math.max(next, row.id + 1);
        revision += 1;
        return row;
      },
      remove(id) {
        if (rows.delete(id)) revision += 1;
      },
    };
  };
  const tables = new Map(ENTITIES.map(({ name }) => [name, table(FIRST_IDS[name] ?? 100)]));
  return {
    table(name) {
      const found = tables.get(name);
      if (!found) throw new Error(`The pretend Autotask keeps no ${name}`);
      return found;
    },
    revision: () => revision,
  };
}
