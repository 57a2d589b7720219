/** Client users, and which clients they belong to. */
import { z } from 'zod';
import type { Lookups } from './lookups.js';
import { InternalError, mandatory } from './refusal.js';
import type { Stored, StoredUser } from './stored.js';
import { must } from './ticket-input.js';

export interface ClientUsers {
  create(input: unknown): StoredUser;
  remove(id: string): void;
  /** Those that lists show. */
  all(): StoredUser[];
  find(id: string): StoredUser | undefined;
  ofClient(client: string): StoredUser[];
}

const createInput = z.object({
  firstName: z.string(),
  lastName: z.string().nullish(),
  email: z.string(),
  contactNumber: z.string().nullish(),
  reportingManager: z.object({ userId: z.string() }).nullish(),
  role: z.object({ roleId: z.string() }),
  addAssociations: z
    .array(z.object({ client: z.object({ accountId: z.string() }), site: z.object({ id: z.string() }) }).nullable())
    .nullish(),
});

export function createClientUsers({ stored, lookups }: { stored: Stored; lookups: Lookups }): ClientUsers {
  const all = () => stored.users.all().filter(({ inactive }) => !inactive);
  return {
    all,
    find(id) {
      const user = stored.users.get(id);
      return user?.inactive ? undefined : user;
    },
    ofClient(client) {
      const rows = stored.associations.all().filter((row) => row.client === client);
      const ids = new Set(rows.map(({ user }) => user));
      return all().filter(({ id }) => ids.has(id));
    },
    create(sent) {
      const input = createInput.parse(sent);
      const blank = (['firstName', 'email'] as const).filter((field) => input[field].trim() === '');
      if (blank.length > 0) throw mandatory(blank);
      const email = input.email.trim();
      if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new InternalError('Not an e-mail address');
      const taken = [...stored.users.all(), ...stored.technicians.all()].some(
        (one) => one.email.toLowerCase() === email.toLowerCase(),
      );
      if (taken) throw new InternalError('An e-mail address is unique among technicians and client users');
      const role = must(
        lookups.requesterRoles.find(({ id }) => id === input.role.roleId),
        'role',
      );
      const manager = input.reportingManager ? must(stored.users.get(input.reportingManager.userId), 'manager') : null;
      const links = (input.addAssociations ?? []).flatMap((row) => {
        if (!row) return [];
        const client = must(stored.clients.get(row.client.accountId), 'client');
        const site = must(stored.sites.get(row.site.id), 'site');
        if (site.client !== client.id) throw new InternalError('The site is another client’s');
        return [{ client: client.id, site: site.id }];
      });
      const user = stored.users.put({
        id: stored.users.nextId(),
        firstName: input.firstName,
        lastName: input.lastName ?? null,
        email,
        phone: input.contactNumber ?? null,
        role: role.id,
        reportingManager: manager?.id ?? null,
        tellsClient: false,
        inactive: false,
      });
      for (const link of links) stored.associations.put({ id: stored.associations.nextId(), ...link, user: user.id });
      return user;
    },
    remove(id) {
      for (const row of stored.associations.all()) if (row.user === id) stored.associations.remove(row.id);
      stored.users.remove(id);
    },
  };
}
