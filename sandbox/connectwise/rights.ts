/**
 * What the security role of the API member allows. A role is the MSP's own; which right guards which address is taken
 * from the names of the modules, and that it is looked at before anything else of a request is unconfirmed.
 * Source: ConnectWise facts, authentication (403 for a missing right of the role).
 */
import { Refusal } from './errors.js';

type Guarded = readonly [methods: string, path: RegExp];

const GUARDED: Readonly<Record<string, readonly Guarded[]>> = {
  'Read companies': [['GET', /^\/company\/companies/]],
  'Read contacts': [['GET', /^\/company\/contacts/]],
  'Read configurations': [['GET', /^\/company\/configurations/]],
  'Read service boards': [['GET', /^\/service\/(boards|priorities|sources)/]],
  'Read tickets': [
    ['GET', /^\/service\/tickets/],
    ['POST', /^\/service\/tickets\/search$/],
  ],
  'Add tickets': [['POST', /^\/service\/tickets$/]],
  'Change tickets': [
    ['PATCH DELETE', /^\/service\/tickets\/:id$/],
    ['POST PATCH DELETE', /^\/service\/tickets\/:id\/notes/],
  ],
  'Read members': [['GET', /^\/system\/members/]],
  'Read schedules': [['GET', /^\/schedule\/entries/]],
  'Read callbacks': [['GET', /^\/system\/callbacks/]],
  'Manage callbacks': [['POST PATCH DELETE', /^\/system\/callbacks/]],
  'Enter time': [['POST', /^\/time\/entries/]],
};

export interface Rights {
  /** In words, all that there are. */
  names: readonly string[];
  /** From now on the API member lacks exactly these. Throws for a right that does not exist. */
  take(rights: readonly string[]): void;
  /** Throws a 403 where the API member may not do this; `path` as routes are written (`/service/tickets/:id`). */
  check(method: string, path: string): void;
}

/** Everything is allowed until something is taken. */
export function createRights(): Rights {
  let taken: readonly string[] = [];
  return {
    names: Object.keys(GUARDED),
    take(rights) {
      const unknown = rights.filter((right) => !(right in GUARDED));
      if (unknown.length > 0) throw new Error(`The pretend ConnectWise has no right ${unknown.join(', ')}`);
      taken = [...rights];
    },
    check(method, path) {
      const guards = taken.flatMap((right) => GUARDED[right] ?? []);
      if (guards.some(([methods, pattern]) => methods.split(' ').includes(method) && pattern.test(path)))
        throw new Refusal(403, 'Security', 'You do not have security permissions to perform this action.');
    },
  };
}
