/**
 * What the login agent and the application's scopes allow. The two work together: either can refuse. Source: HaloPSA
 * facts, URLs and auth: a missing permission shows as 403 or as an empty list; scope names beyond tickets, customers and
 * assets are unconfirmed, and so is which permission shows as which.
 */
import { type ErrorShape, Refusal } from './errors.js';

export type Area = 'tickets' | 'customers' | 'users' | 'agents' | 'assets' | 'webhooks' | 'setup';
export type Access = 'read' | 'edit';

/** `empty`: lists are empty and records are not found. */
type Shows = ErrorShape | 'empty';

/** The agent's permissions, in words, and how their absence shows. */
const RIGHTS: Readonly<Record<string, { area: Area; access: readonly Access[]; shows: Shows }>> = {
  'Read tickets': { area: 'tickets', access: ['read', 'edit'], shows: 'class_name' },
  'Edit tickets': { area: 'tickets', access: ['edit'], shows: 'message' },
  'Read customers': { area: 'customers', access: ['read', 'edit'], shows: 'error' },
  'Read users': { area: 'users', access: ['read', 'edit'], shows: 'text' },
  'Read agents': { area: 'agents', access: ['read', 'edit'], shows: 'empty' },
  'Read assets': { area: 'assets', access: ['read', 'edit'], shows: 'message' },
  'Configure webhooks': { area: 'webhooks', access: ['read', 'edit'], shows: 'class_name' },
};

/** Which scope opens an area; every token opens the set-up. */
const SCOPE_NAMES: Readonly<Record<Exclude<Area, 'setup'>, string>> = {
  tickets: 'tickets',
  customers: 'customers',
  users: 'customers',
  agents: 'agents',
  assets: 'assets',
  webhooks: 'webhooks',
};

export interface Rights {
  names: readonly string[];
  /** From now on exactly these are missing. Throws for a name that is none. */
  take(rights: readonly string[]): void;
  /** Throws 403; `empty` when the agent is to see nothing of it. */
  check(area: Area, access: Access, scopes: readonly string[]): 'allowed' | 'empty';
}

export function createRights(): Rights {
  let missing: readonly string[] = [];
  return {
    names: Object.keys(RIGHTS),
    take(rights) {
      for (const right of rights) if (!RIGHTS[right]) throw new Error(`The pretend HaloPSA has no right ${right}`);
      missing = rights;
    },
    check(area, access, scopes) {
      if (area !== 'setup' && !scopes.includes('all')) {
        const name = SCOPE_NAMES[area];
        const opens = scopes.includes(`edit:${name}`) || (access === 'read' && scopes.includes(`read:${name}`));
        if (!opens) throw new Refusal(403, `The application's permissions do not include ${access}:${name}.`, 'error');
      }
      for (const right of missing) {
        const rule = RIGHTS[right];
        if (rule?.area !== area || !rule.access.includes(access)) continue;
        if (rule.shows === 'empty' && access === 'read') return 'empty';
        const shape = rule.shows === 'empty' ? 'message' : rule.shows;
        throw new Refusal(403, 'You do not have permission to access this resource.', shape);
      }
      return 'allowed';
    },
  };
}
