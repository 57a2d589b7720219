/** What the pretend ConnectWise remembers: one table per resource, gone when it stops. */
import type {
  Board,
  BoardChoice,
  BoardStatus,
  BoardTeam,
  Callback,
  Company,
  CompanyStatus,
  CompanyType,
  Configuration,
  Contact,
  Lookup,
  Member,
  Priority,
  ScheduleEntry,
  ServiceNote,
  Ticket,
  TimeEntry,
} from './shapes.js';

export interface Table<T extends { id: number }> {
  get(id: number): T | undefined;
  all(): T[];
  /** The id that the next new record takes. */
  nextId(): number;
  put(record: T): T;
  remove(id: number): void;
}

export interface Stored {
  companies: Table<Company>;
  companyTypes: Table<CompanyType>;
  companyStatuses: Table<CompanyStatus>;
  contacts: Table<Contact>;
  communicationIds: { next(): number };
  members: Table<Member>;
  boards: Table<Board>;
  statuses: Table<BoardStatus>;
  types: Table<BoardChoice>;
  subTypes: Table<BoardChoice>;
  items: Table<BoardChoice>;
  teams: Table<BoardTeam>;
  priorities: Table<Priority>;
  sources: Table<Lookup>;
  tickets: Table<Ticket>;
  notes: Table<ServiceNote>;
  callbacks: Table<Callback>;
  scheduleEntries: Table<ScheduleEntry>;
  timeEntries: Table<TimeEntry>;
  configurations: Table<Configuration>;
  /** Rises with every change, so that a request can tell whether it wrote. */
  revision(): number;
}

/** Empty tables. The first ids are far apart and unlike any index, as in a system that has been used for years. */
export function createStored(): Stored {
  let revision = 0;
  let communicationId = 5200;
  const table = <T extends { id: number }>(firstId: number): Table<T> => {
    const records = new Map<number, T>();
    let next = firstId;
    return {
      get: (id) => records.get(id),
      all: () => [...records.values()],
      nextId: () => next,
      put(record) {
        records.set(record.id, record);
        next = Math.max(next, record.id + 1);
        revision += 1;
        return record;
      },
      remove(id) {
        if (records.delete(id)) revision += 1;
      },
    };
  };
  return {
    companies: table(200),
    companyTypes: table(31),
    companyStatuses: table(11),
    contacts: table(1400),
    communicationIds: {
      next() {
        communicationId += 1;
        return communicationId;
      },
    },
    members: table(150),
    boards: table(21),
    statuses: table(510),
    types: table(71),
    subTypes: table(91),
    items: table(111),
    teams: table(25),
    priorities: table(6),
    sources: table(2),
    tickets: table(48210),
    notes: table(730100),
    callbacks: table(61),
    scheduleEntries: table(3300),
    timeEntries: table(8800),
    configurations: table(2600),
    revision: () => revision,
  };
}
