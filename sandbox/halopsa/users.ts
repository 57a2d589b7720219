/** Making, changing and finding users. Source: HaloPSA facts, users. */
import { z } from 'zod';
import type { Changes } from './changes.js';
import { invalid, notFound } from './errors.js';
import type { JsonObject } from './json.js';
import { contains, digitsOf, type Query } from './query.js';
import { readElement, sentFlag, sentInteger, sentText } from './sent.js';
import type { User } from './shapes.js';
import type { Stored } from './stored.js';
import type { Switches } from './switches.js';

export const SENT_USER = z.object({
  id: sentInteger,
  name: sentText,
  firstname: sentText,
  surname: sentText,
  emailaddress: sentText,
  phonenumber: sentText,
  mobilenumber: sentText,
  site_id: z.number().nullish(),
  inactive: sentFlag,
  notes: sentText,
});

export interface Users {
  get(id: number): User;
  /** An element of POST /Users. A new user needs a name and a site. */
  save(element: JsonObject): User;
  remove(id: number): void;
  /** By the parameters of GET /Users; only active ones unless `includeinactive` says otherwise. */
  find(query: Query): User[];
}

export function createUsers(options: {
  stored: Stored;
  changes: Changes;
  switches: Switches;
  clock: () => Date;
}): Users {
  const { stored, changes, switches, clock } = options;
  const get = (id: number): User => {
    const user = stored.users.get(id);
    if (!user) throw notFound('User', id);
    return user;
  };
  return {
    get,
    save(element) {
      const sent = readElement(SENT_USER, element, 'Users');
      const before = sent.id ? get(sent.id) : undefined;
      const site = sent.site_id ? stored.sites.get(sent.site_id) : undefined;
      if (sent.site_id && !site) throw invalid(`There is no site with id ${sent.site_id}.`);
      const siteId = site?.id ?? before?.siteId;
      const clientId = site?.clientId ?? before?.clientId;
      if (siteId === undefined || clientId === undefined) throw invalid('site_id is required.');
      const user = stored.users.put({
        id: before?.id ?? stored.users.nextId(),
        ...nameOf(sent, before),
        email: sent.emailaddress ?? before?.email ?? null,
        phone: sent.phonenumber ?? before?.phone ?? null,
        mobile: sent.mobilenumber ?? before?.mobile ?? null,
        siteId,
        clientId,
        inactive: sent.inactive ?? before?.inactive ?? false,
        notes: sent.notes ?? before?.notes ?? null,
        updated: clock(),
      });
      changes.announceUser();
      return user;
    },
    remove(id) {
      stored.users.remove(get(id).id);
      changes.announceUser();
    },
    find(query) {
      const inactiveToo = query.flag('includeinactive');
      const activeToo = !query.given('includeactive') || query.flag('includeactive');
      const [clientId, siteId] = [query.integer('client_id'), query.integer('site_id')];
      const [from, to] = [query.time('lastupdatefromdate'), query.time('lastupdatetodate')];
      const searched = query.text('search');
      const phones = query.flag('search_phonenumbers');
      return stored.users
        .all()
        .filter(
          (user) =>
            (user.inactive ? inactiveToo : activeToo) &&
            (clientId ?? user.clientId) === user.clientId &&
            (siteId ?? user.siteId) === user.siteId &&
            (!from || user.updated >= from) &&
            (!to || user.updated <= to) &&
            (searched === undefined || matches(user, searched, phones)),
        );
    },
  };

  function matches(user: User, searched: string, phones: boolean): boolean {
    if (contains(user.name, searched) || contains(user.email, searched)) return true;
    return phones && [user.phone, user.mobile].some((phone) => isPhone(phone, searched));
  }

  function isPhone(phone: string | null, searched: string): boolean {
    if (switches.phoneSearch === 'as_typed') return contains(phone, searched);
    const digits = digitsOf(searched);
    return digits !== '' && digitsOf(phone).includes(digits);
  }
}

type Named = Pick<User, 'name' | 'firstName' | 'surname'>;

/** A whole name is split at its first space; first name and surname make a whole one. */
function nameOf(sent: z.infer<typeof SENT_USER>, before: Named | undefined): Named {
  const { name, firstname, surname } = sent;
  if (firstname || surname) {
    const [firstName, last] = [firstname ?? before?.firstName ?? '', surname ?? before?.surname ?? ''];
    return { name: name?.trim() || `${firstName} ${last}`.trim(), firstName, surname: last };
  }
  if (name?.trim()) {
    const [firstName = '', ...rest] = name.trim().split(/\s+/);
    return { name: name.trim(), firstName, surname: rest.join(' ') };
  }
  if (!before) throw invalid('name is required.');
  return { name: before.name, firstName: before.firstName, surname: before.surname };
}
