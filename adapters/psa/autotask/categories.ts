import type { Named } from '../../../core/ports/psa.js';
import { pick } from '../named.js';
import { VENDOR } from './failure.js';
import type { TicketRow } from './map.js';
import type { Picklists } from './picklists.js';

const JOINT = ' > ';

/** An issue type, or a sub-issue type of it: what other PSAs call a category. */
export interface Category extends Named {
  issueType: number;
  subIssueType?: number;
}

/** Issue types, each followed by its sub-issue types as `Hardware > Printer`. */
export async function categoriesOf(picklists: Picklists): Promise<Category[]> {
  const issues = await picklists.choices('Tickets', 'issueType');
  const subIssues = await picklists.choices('Tickets', 'subIssueType');
  return issues.flatMap((issue): Category[] => [
    { id: String(issue.id), name: issue.name, issueType: issue.id },
    ...subIssues
      .filter(({ parent }) => parent === issue.id)
      .map((sub) => ({
        id: `${issue.id}/${sub.id}`,
        name: `${issue.name}${JOINT}${sub.name}`,
        issueType: issue.id,
        subIssueType: sub.id,
      })),
  ]);
}

/** By name or id. Throws VendorError invalid that lists what there is. */
export async function categoryNamed(picklists: Picklists, key: string): Promise<Category> {
  return pick(VENDOR, 'issue type', key, await categoriesOf(picklists));
}

/** What a ticket's issue type and sub-issue type are called. */
export async function categoryOf(picklists: Picklists, row: TicketRow): Promise<string | undefined> {
  const issue = await picklists.label('Tickets', 'issueType', row.issueType);
  const sub = await picklists.label('Tickets', 'subIssueType', row.subIssueType);
  return [issue, sub].filter((part) => part !== undefined).join(JOINT) || undefined;
}
