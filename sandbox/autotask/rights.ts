/**
 * The security level of the API user: what it may be without. What is refused reads as Autotask words it; which rights
 * there are is the installation's own business, so these are ours.
 */
import { noPermission } from './refusal.js';

export const RIGHTS = [
  'Read companies',
  'Read contacts',
  'Read tickets',
  'Read ticket notes',
  'Read resources',
  'Read configuration items',
  'Read time entries',
  'Add companies',
  'Edit companies',
  'Add contacts',
  'Edit contacts',
  'Delete contacts',
  'Add tickets',
  'Edit tickets',
  'Add ticket notes',
  'Edit ticket notes',
  'Add configuration items',
  'Edit configuration items',
  'Add time entries',
  'Edit time entries',
  'Delete time entries',
  'Create webhooks',
] as const;

export type Right = (typeof RIGHTS)[number];
export type Doing = 'query' | 'create' | 'update' | 'delete';
export type RightsFor = Partial<Record<Doing, Right>>;

export interface Rights {
  /** Whether the user may do it; true where no right is asked for. */
  may(rights: RightsFor, doing: Doing): boolean;
  /** Throws as Autotask refuses. */
  check(rights: RightsFor, doing: Doing): void;
  /** From now on the user lacks exactly these. Throws for a right that does not exist. */
  take(names: readonly string[]): void;
}

/** New API users may not create webhooks (facts, 6). */
export function createRights(): Rights {
  let lacking = new Set<string>(['Create webhooks']);
  const may = (rights: RightsFor, doing: Doing) => !lacking.has(rights[doing] ?? '');
  return {
    may,
    check(rights, doing) {
      if (!may(rights, doing)) throw noPermission(doing);
    },
    take(names) {
      const known: readonly string[] = RIGHTS;
      const strange = names.find((name) => !known.includes(name));
      if (strange) throw new Error(`The pretend Autotask has no right ${strange}; it has ${RIGHTS.join(', ')}`);
      lacking = new Set(names);
    },
  };
}
