import { z } from 'zod';
import type { Named, Psa, Status } from '../../../core/ports/psa.js';
import { pick } from '../named.js';
import { createRemembered } from '../remembered.js';
import type { SuperOpsClient } from './client.js';
import { type Document, documents } from './documents.js';
import { isSchemaMistake, refused, VENDOR } from './failure.js';
import type { Reading } from './map.js';
import { categoryShape, fieldShape, groupShape, namedShape } from './shapes.js';

/** A category or one of its subcategories. */
export interface Category extends Named {
  category: string;
  subcategory?: string;
}

const CHOICES = {
  status: { document: documents.statuses, what: 'status' },
  priority: { document: documents.priorities, what: 'priority' },
  impact: { document: documents.impacts, what: 'impact' },
  urgency: { document: documents.urgencies, what: 'urgency' },
} as const;
export type Choice = keyof typeof CHOICES;

export interface Lookups extends Pick<Psa, 'queues' | 'statuses' | 'priorities' | 'categories'> {
  /** The name as SuperOps writes it, by name (any case) or id. Throws VendorError invalid that lists what there is. */
  choice(what: Choice, key: string): Promise<string>;
  group(key: string): Promise<Named>;
  category(key: string): Promise<Category>;
  /** What a ticket gets when nobody says: SuperOps wants a status. */
  firstStatus(): Promise<string>;
  /** Names of this tenant's statuses that close a ticket. */
  closingStatuses(): Promise<string[]>;
}

/** Statuses of a new ticket, best first; names are the MSP's own, and these are those that SuperOps ships. */
const FIRST_STATUSES = ['new', 'open'];
const LEVELS = ' > ';

/**
 * The MSP's own set-up, which changes rarely. Newer schemas take the lists away one by one in favour of `getFields`, so that
 * is asked where the schema does not know a list any more. Source: SuperOps facts, lookups.
 */
export function createLookups({
  client,
  isClosing,
  now,
}: {
  client: SuperOpsClient;
  isClosing: Reading['isClosing'];
  now: () => Date;
}): Lookups {
  const named = createRemembered<Named[]>(now);
  const categorised = createRemembered<Category[]>(now);

  async function options(columnName: string) {
    const doing = `list the values of the field "${columnName}" of tickets`;
    const fields = await client.ask(doing, documents.fields, z.array(fieldShape), [{ module: 'TICKET', columnName }]);
    return (fields ?? []).flatMap((field) => field.options ?? []);
  }

  async function listed(document: Document, column: Choice): Promise<Named[]> {
    try {
      const rows = await client.ask(`list what a ticket's ${column} can be`, document, z.array(namedShape));
      return rows ?? [];
    } catch (error) {
      if (!isSchemaMistake(error)) throw error;
      return (await options(column)).map(({ id, value }) => ({ id, name: value }));
    }
  }

  async function listCategories(): Promise<Category[]> {
    try {
      const rows = await client.ask('list categories', documents.categories, z.array(categoryShape));
      return (rows ?? []).flatMap(({ id, name, subCategories }) => [
        { id, name, category: name },
        ...(subCategories ?? []).map((sub) => subcategoryOf(sub.id, name, sub.name)),
      ]);
    } catch (error) {
      if (!isSchemaMistake(error)) throw error;
      const [categories, subcategories] = [await options('category'), await options('subcategory')];
      return categories.flatMap(({ id, value }) => [
        { id, name: value, category: value },
        ...subcategories
          .filter(({ parentOption }) => parentOption?.id === id)
          .map((sub) => subcategoryOf(sub.id, value, sub.value)),
      ]);
    }
  }

  const choices = (what: Choice) => named(what, () => listed(CHOICES[what].document, what));
  const queues = () =>
    named('groups', async () => {
      const rows = await client.ask('list technician groups', documents.groups, z.array(groupShape));
      return (rows ?? []).map(({ groupId, name }) => ({ id: groupId, name: name ?? groupId }));
    });
  const categories = () => categorised('categories', listCategories);

  return {
    queues,
    async statuses() {
      return (await choices('status')).map((row): Status => ({ ...row, closes: isClosing(row.name) }));
    },
    priorities: () => choices('priority'),
    categories: async () => (await categories()).map(({ id, name }) => ({ id, name })),
    choice: async (what, key) => pick(VENDOR, CHOICES[what].what, key, await choices(what)).name,
    group: async (key) => pick(VENDOR, 'technician group', key, await queues()),
    category: async (key) => pick(VENDOR, 'category', key.split(/\s*>\s*/).join(LEVELS), await categories()),
    async firstStatus() {
      const open = (await choices('status')).filter(({ name }) => !isClosing(name));
      const shipped = FIRST_STATUSES.flatMap((wanted) => open.find(({ name }) => name.toLowerCase() === wanted) ?? []);
      const [first] = [...shipped, ...open];
      if (!first)
        throw refused('SuperOps has no status for a new ticket. Add one in SuperOps, or name one to open with.');
      return first.name;
    },
    async closingStatuses() {
      return (await choices('status')).map(({ name }) => name).filter(isClosing);
    },
  };
}

function subcategoryOf(id: string, category: string, subcategory: string): Category {
  return { id, name: `${category}${LEVELS}${subcategory}`, category, subcategory };
}
