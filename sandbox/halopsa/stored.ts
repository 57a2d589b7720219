/** What the pretend HaloPSA remembers: one table per entity, gone when it stops. */
import type {
  Action,
  Agent,
  Asset,
  Category,
  Client,
  CustomFieldDefinition,
  LookupEntry,
  Outcome,
  Priority,
  Site,
  Status,
  Team,
  Ticket,
  TicketType,
  User,
  Webhook,
  WebhookDelivery,
} from './shapes.js';

export interface Table<T, K = number> {
  get(key: K): T | undefined;
  all(): T[];
  put(record: T): T;
  remove(key: K): void;
}

export interface NumberedTable<T> extends Table<T> {
  /** The id that the next new record takes. */
  nextId(): number;
}

export interface Stored {
  clients: NumberedTable<Client>;
  sites: NumberedTable<Site>;
  users: NumberedTable<User>;
  agents: NumberedTable<Agent>;
  assets: NumberedTable<Asset>;
  tickets: NumberedTable<Ticket>;
  statuses: NumberedTable<Status>;
  teams: NumberedTable<Team>;
  ticketTypes: NumberedTable<TicketType>;
  categories: NumberedTable<Category>;
  outcomes: NumberedTable<Outcome>;
  customFields: NumberedTable<CustomFieldDefinition>;
  priorities: Table<Priority, string>;
  lookups: Table<LookupEntry, string>;
  /** Key: `ticket/action`. */
  actions: Table<Action, string>;
  webhooks: Table<Webhook, string>;
  deliveries: Table<WebhookDelivery, string>;
  actionsOf(ticketId: number): Action[];
  /** Rises with every change, so that a request can tell whether it wrote. */
  revision(): number;
}

export const actionKey = ({ ticketId, id }: { ticketId: number; id: number }): string => `${ticketId}/${id}`;

/** Empty tables. First ids are far apart, so that one kind's id is never by luck another's. */
export function createStored(): Stored {
  let revision = 0;
  const table = <T, K>(keyOf: (record: T) => K): Table<T, K> => {
    const records = new Map<K, T>();
    return {
      get: (key) => records.get(key),
      all: () => [...records.values()],
      put(record) {
        records.set(keyOf(record), record);
        revision += 1;
        return record;
      },
      remove(key) {
        if (records.delete(key)) revision += 1;
      },
    };
  };
  const numbered = <T extends { id: number }>(firstId: number): NumberedTable<T> => {
    const rows = table<T, number>(({ id }) => id);
    let next = firstId;
    return {
      ...rows,
      nextId: () => next,
      put(record) {
        next = Math.max(next, record.id + 1);
        return rows.put(record);
      },
    };
  };
  const actions = table<Action, string>(actionKey);
  return {
    clients: numbered(412),
    sites: numbered(618),
    users: numbered(1755),
    agents: numbered(21),
    assets: numbered(9090),
    tickets: numbered(24101),
    statuses: numbered(1),
    teams: numbered(1),
    ticketTypes: numbered(1),
    categories: numbered(301),
    outcomes: numbered(1),
    customFields: numbered(151),
    priorities: table(({ id }) => id),
    lookups: table(({ lookupId, id }) => `${lookupId}/${id}`),
    actions,
    webhooks: table(({ id }) => id),
    deliveries: table(({ id }) => id),
    actionsOf: (ticketId) => actions.all().filter((action) => action.ticketId === ticketId),
    revision: () => revision,
  };
}
