import { z } from 'zod';
import type { Named } from '../../../../core/ports/psa.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count } from '../../words.js';
import type { ToolParts } from './scoped.js';

interface Listing {
  /** The last word of the tool's name, and the key of its output. */
  what: string;
  description: string;
  one: string;
  many: string;
  rows(parts: ToolParts): Promise<readonly Named[]>;
}

const LISTINGS: readonly Listing[] = [
  {
    what: 'statuses',
    description: 'Lists the statuses that a ticket can have, and which of them close it.',
    one: 'status',
    many: 'statuses',
    rows: ({ lookups }) => lookups.statuses(),
  },
  {
    what: 'priorities',
    description: 'Lists the priorities that a ticket can have.',
    one: 'priority',
    many: 'priorities',
    rows: ({ lookups }) => lookups.priorities(),
  },
  {
    what: 'categories',
    description: 'Lists the categories that a ticket can have, with subcategories as "category > subcategory".',
    one: 'category',
    many: 'categories',
    rows: ({ lookups }) => lookups.categories(),
  },
  {
    what: 'groups',
    description: 'Lists the technician groups that a ticket can be given to.',
    one: 'group',
    many: 'groups',
    rows: ({ lookups }) => lookups.queues(),
  },
  {
    what: 'technicians',
    description: "Lists the MSP's technicians with id, name and e-mail address.",
    one: 'technician',
    many: 'technicians',
    rows: async ({ technicians }) =>
      (await technicians.technicians()).map(({ id, name, email }) => ({ id, name, ...(email ? { email } : {}) })),
  },
];

/** The MSP's own set-up, the same for every client. */
export function setupReadTools(parts: ToolParts): Tool[] {
  return LISTINGS.map(({ what, description, one, many, rows }) =>
    defineTool({
      name: `superops:superops-list-${what}`,
      description,
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'other', ref: what }),
      async run() {
        const found = await rows(parts);
        return { output: { [what]: found }, summary: `Listed ${count(found.length, one, many)}.` };
      },
    }),
  );
}
