import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { DirectoryUser } from '../../../core/ports/directory.js';
import type { Graph } from './graph.js';
import { searchWords } from './search-words.js';
import { VENDOR } from './vendor.js';

const FIELDS = [
  'id',
  'displayName',
  'givenName',
  'surname',
  'userPrincipalName',
  'mail',
  'otherMails',
  'proxyAddresses',
  'jobTitle',
  'department',
  'accountEnabled',
  'onPremisesSyncEnabled',
  'userType',
  'usageLocation',
  'createdDateTime',
  'lastPasswordChangeDateTime',
  'signInSessionsValidFromDateTime',
].join(',');

const text = z.string().nullish();

export const userShape = z.object({
  id: z.string().min(1),
  displayName: text,
  givenName: text,
  surname: text,
  userPrincipalName: z.string().min(1),
  mail: text,
  otherMails: z.array(z.string()).nullish(),
  proxyAddresses: z.array(z.string()).nullish(),
  jobTitle: text,
  department: text,
  accountEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  userType: text,
  usageLocation: text,
  createdDateTime: text,
  lastPasswordChangeDateTime: text,
  signInSessionsValidFromDateTime: text,
});
export type GraphUser = z.infer<typeof userShape>;

export const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface Users {
  /** By object id, user principal name, e-mail address or alias. Throws VendorError conflict when several users fit. */
  find(tenantId: string, key: string, signal?: AbortSignal): Promise<GraphUser | undefined>;
  /** As `find`, but throws VendorError not_found when there is none. */
  get(tenantId: string, key: string, signal?: AbortSignal): Promise<GraphUser>;
  /** At most 10, by the beginning of names and addresses. */
  search(tenantId: string, typed: string, signal?: AbortSignal): Promise<GraphUser[]>;
}

/** Source: Microsoft Graph facts, find and get users. */
export function createUsers(graph: Graph): Users {
  async function byAddress(tenantId: string, address: string, signal?: AbortSignal): Promise<GraphUser | undefined> {
    const quoted = address.replaceAll("'", "''");
    const users = await graph.list(
      tenantId,
      {
        doing: `look for ${address}`,
        need: 'readUsers',
        path: '/users',
        query: {
          $filter: `mail eq '${quoted}' or proxyAddresses/any(p:p eq 'smtp:${quoted}') or otherMails/any(o:o eq '${quoted}')`,
          $select: FIELDS,
          $count: 'true',
        },
        eventual: true,
        signal,
      },
      userShape,
    );
    if (users.length > 1) {
      throw new VendorError(
        VENDOR,
        'conflict',
        `${address} belongs to ${users.length} users in Microsoft 365; name the user by the user principal name`,
      );
    }
    return users[0];
  }

  async function find(tenantId: string, key: string, signal?: AbortSignal): Promise<GraphUser | undefined> {
    const wanted = key.trim();
    const isAddress = /^[^\s@/\\?]+@[^\s@/\\?]+$/.test(wanted);
    if (!isAddress && !OBJECT_ID.test(wanted)) return undefined;
    const user = await graph.find(
      tenantId,
      {
        doing: `read the user ${wanted}`,
        need: 'readUsers',
        path: `/users/${encodeURIComponent(wanted)}`,
        query: { $select: FIELDS },
        signal,
      },
      userShape,
    );
    return user ?? (isAddress ? byAddress(tenantId, wanted, signal) : undefined);
  }

  return {
    find,
    async get(tenantId, key, signal) {
      const user = await find(tenantId, key, signal);
      if (user) return user;
      throw new VendorError(
        VENDOR,
        'not_found',
        `There is no user "${key}" in this client's Microsoft 365; give the user principal name, the e-mail address or the object id`,
      );
    },
    async search(tenantId, typed, signal) {
      const words = searchWords(typed);
      if (words === '') return [];
      const clauses = ['displayName', 'mail', 'userPrincipalName'].map((field) => `"${field}:${words}"`);
      return graph.get(
        tenantId,
        {
          doing: 'search users',
          need: 'readUsers',
          path: '/users',
          query: { $search: clauses.join(' OR '), $select: FIELDS, $top: 10, $count: 'true' },
          eventual: true,
          signal,
        },
        z.object({ value: z.array(userShape) }).transform((page) => page.value),
      );
    },
  };
}

export function toDirectoryUser(user: GraphUser): DirectoryUser {
  const aliases = (user.proxyAddresses ?? []).flatMap((address) => /^smtp:(.+)$/i.exec(address)?.[1] ?? []);
  const emails = [user.mail, ...aliases].flatMap((address) => (address ? [address.toLowerCase()] : []));
  return {
    id: user.id,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName ?? user.userPrincipalName,
    emails: [...new Set(emails)],
  };
}
