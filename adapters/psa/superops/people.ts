import { collect } from '../collect.js';
import { createRemembered } from '../remembered.js';
import type { ListQuery, SuperOpsClient } from './client.js';
import { type Condition, is } from './conditions.js';
import { documents } from './documents.js';
import { saysNothing } from './failure.js';
import { idOf } from './ids.js';
import { type AssociationRow, type UserRow, userShape } from './shapes.js';

export interface ClientOfPerson {
  accountId: string;
  name: string;
}

/** A client user and the clients that they belong to; the one that is theirs before others first. */
export interface Person {
  user: UserRow;
  clients: readonly ClientOfPerson[];
}

export interface People {
  /** Everybody, read now. */
  everybody(): Promise<Person[]>;
  /** Everybody, not older than a few minutes: for searches that SuperOps cannot do. */
  remembered(): Promise<Person[]>;
  ofClient(accountId: string): Promise<Person[]>;
  matching(condition: Condition): Promise<Person[]>;
  /** Read now; undefined when there is nobody with this id. */
  person(userId: string): Promise<Person | undefined>;
}

/** Of more people than these, all associations are read at once. */
const FEW = 5;

/**
 * Client users. Their own record tells a client at best where there is only one, so the associations decide.
 * Source: SuperOps facts, contacts.
 */
export function createPeople({ client, now }: { client: SuperOpsClient; now: () => Date }): People {
  const associations = createRemembered<Map<string, AssociationRow[]>>(now);
  const people = createRemembered<Person[]>(now);

  async function readAssociations(condition?: Condition): Promise<Map<string, AssociationRow[]>> {
    const doing = 'list which clients people belong to';
    const rows = client.everyRow(doing, documents.associations, {
      condition,
      pace: condition ? 'ordinary' : 'bulk',
    });
    const found = new Map<string, AssociationRow[]>();
    for await (const row of rows) {
      if (row.user) found.set(row.user.userId, [...(found.get(row.user.userId) ?? []), row]);
    }
    return found;
  }

  const ofUser = (userId: string) => readAssociations(is('user.userId', userId));

  async function complete(users: readonly UserRow[]): Promise<Person[]> {
    const known =
      users.length > FEW ? await associations('all', () => readAssociations()) : new Map<string, AssociationRow[]>();
    const isKnown = ({ userId }: UserRow) => known.has(userId);
    // Who is not among the remembered ones has come since then.
    const others = users.filter((user) => !isKnown(user));
    const fresh = others.length > FEW ? await readAssociations() : await ofUsers(others);
    return users.map((user) => toPerson(user, known.get(user.userId) ?? fresh.get(user.userId)));
  }

  async function ofUsers(users: readonly UserRow[]): Promise<Map<string, AssociationRow[]>> {
    const found = await Promise.all(users.map(({ userId }) => ofUser(userId)));
    return new Map(found.flatMap((each) => [...each]));
  }

  /** Each once: while pages are read, people may move from one to the next. */
  async function usersOf(doing: string, query: ListQuery): Promise<UserRow[]> {
    const rows = await collect(client.everyRow(doing, documents.users, query));
    return [...new Map(rows.map((row) => [row.userId, row])).values()];
  }

  async function everybody(): Promise<Person[]> {
    const users = await usersOf('list client users', { pace: 'bulk' });
    const known = await readAssociations();
    return users.map((user) => toPerson(user, known.get(user.userId)));
  }

  return {
    everybody,
    remembered: () => people('everybody', everybody),
    async ofClient(accountId) {
      const clientId = idOf('client', accountId);
      return complete(await usersOf('list the users of a client', { clientId, pace: 'bulk' }));
    },
    async matching(condition) {
      return complete(await usersOf('search client users', { condition }));
    },
    async person(userId) {
      const doing = `read client user ${userId}`;
      try {
        const user = await client.ask(doing, documents.user, userShape, { userId });
        return user && toPerson(user, (await ofUser(userId)).get(userId));
      } catch (error) {
        // Who belongs to no client is not there (any more).
        if (saysNothing(error) && (await ofUser(userId)).size === 0) return undefined;
        throw error;
      }
    },
  };
}

/** What the person's own record tells comes first, then what was associated earlier (ids rise). */
function toPerson(user: UserRow, associations: readonly AssociationRow[] = []): Person {
  const byAge = [...associations].sort((one, other) => compareIds(one.id, other.id));
  const all = [user.client, ...byAge.map(({ client }) => client)].flatMap((client) =>
    client ? [{ accountId: client.accountId, name: client.name ?? '' }] : [],
  );
  return { user, clients: [...new Map(all.map((client) => [client.accountId, client])).values()] };
}

/** Ids of numbers by size, without making doubles of them. */
export function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}
