/** What createTicket and updateTicket are told, checked field by field against what the tenant has. */
import { z } from 'zod';
import { type Choice, chosen, type Lookups } from './lookups.js';
import { InternalError, mandatory, tooLong } from './refusal.js';
import type { Stored, StoredTicket } from './stored.js';
import type { Switches } from './switches.js';
import type { Times } from './times.js';

const userId = z.object({ userId: z.string() });
const users = z.array(userId.nullable()).nullish();
const text = z.string().nullish();

const shared = {
  subject: text,
  client: z.object({ accountId: z.string() }).nullish(),
  site: z.object({ id: z.string() }).nullish(),
  requester: userId.nullish(),
  techGroup: z.object({ groupId: z.string() }).nullish(),
  technician: userId.nullish(),
  status: text,
  requestType: text,
  source: text,
  priority: text,
  impact: text,
  urgency: text,
  category: text,
  subcategory: text,
  cause: text,
  subcause: text,
  resolutionCode: text,
  customFields: z.unknown().optional(),
  addAdditionalRequester: users,
  addFollowers: users,
  suppressCloseNotification: z.boolean().nullish(),
  firstResponseTime: text,
  resolutionTime: text,
};

export const createTicketInput = z.object({
  ...shared,
  description: text,
  descriptionAttachments: z.unknown().optional(),
  sla: z.object({ id: z.string() }).nullish(),
  createdTime: text,
  updatedTime: text,
  subSource: text,
  sourceReferenceId: text,
  addAssets: z.array(z.object({ assetId: z.string() }).nullable()).nullish(),
});
export const updateTicketInput = z.object({
  ...shared,
  ticketId: z.string(),
  deleteAdditionalRequester: users,
  deleteFollowers: users,
});
type Shared = Omit<z.infer<typeof updateTicketInput>, 'ticketId' | 'deleteAdditionalRequester' | 'deleteFollowers'>;

/** The part of a ticket that both operations write; a field that was not sent is absent, one sent as null is null. */
export type Written = Partial<
  Pick<
    StoredTicket,
    | 'subject'
    | 'client'
    | 'site'
    | 'requester'
    | 'techGroup'
    | 'technician'
    | 'status'
    | 'requestType'
    | 'source'
    | 'priority'
    | 'impact'
    | 'urgency'
    | 'category'
    | 'subcategory'
    | 'cause'
    | 'subcause'
    | 'resolutionCode'
    | 'customFields'
    | 'firstResponse'
    | 'resolution'
  >
>;

/** What null and blanks are refused for. */
const NEVER_EMPTY = ['subject', 'client', 'site', 'status', 'source'] as const;
const NAMED = ['priority', 'impact', 'urgency', 'category', 'cause', 'resolutionCode'] as const;

export interface TicketInputOptions {
  stored: Stored;
  lookups: Lookups;
  switches: Switches;
  times: Times;
}

/**
 * Throws Refusal for an emptied mandatory field and a long subject, InternalError for names and ids that the tenant does
 * not have. `before` is the ticket as it is, where there is one.
 */
export function readWritten(input: Shared, before: StoredTicket | undefined, options: TicketInputOptions): Written {
  const { stored, lookups, switches } = options;
  const emptied = NEVER_EMPTY.filter(
    (field) => input[field] === null || (typeof input[field] === 'string' && input[field].trim() === ''),
  );
  if (emptied.length > 0) throw mandatory(emptied);
  if ((input.subject ?? '').length > switches.subjectLength) throw tooLong(['subject']);

  const written: Written = {};
  if (typeof input.subject === 'string') written.subject = input.subject;
  if (typeof input.source === 'string') written.source = input.source;
  if (typeof input.status === 'string') written.status = must(chosen(lookups.status, input.status), 'status').name;
  if (typeof input.requestType === 'string')
    written.requestType = must(chosen(lookups.requestType, input.requestType), 'requestType').name;
  for (const field of NAMED) {
    const name = input[field];
    if (name !== undefined) written[field] = name === null ? null : must(chosen(lookups[field], name), field).name;
  }
  child('subcategory', lookups.category, written.category === undefined ? before?.category : written.category);
  child('subcause', lookups.cause, written.cause === undefined ? before?.cause : written.cause);

  if (input.technician !== undefined) written.technician = input.technician && technician(input.technician.userId);
  if (input.techGroup !== undefined) {
    const id = input.techGroup?.groupId;
    written.techGroup =
      id === undefined
        ? null
        : must(
            lookups.groups.find((group) => group.id === id),
            'techGroup',
          ).id;
  }
  if (input.client) written.client = must(stored.clients.get(input.client.accountId), 'client').id;
  place(written.client ?? before?.client ?? '', input, written, before);
  if (input.customFields !== undefined) written.customFields = input.customFields;
  if (input.firstResponseTime !== undefined) written.firstResponse = time(input.firstResponseTime);
  if (input.resolutionTime !== undefined) written.resolution = time(input.resolutionTime);
  return written;

  function child(field: 'subcategory' | 'subcause', parents: readonly Choice[], parent: string | null | undefined) {
    const name = input[field];
    if (name === undefined) return;
    const children = parents.find((choice) => choice.name === parent)?.children ?? [];
    written[field] = name === null ? null : must(chosen(children, name), field).name;
  }
  function technician(id: string): string {
    const found = must(stored.technicians.get(id), 'technician');
    return must(found.active ? found : undefined, 'technician').id;
  }
  function time(sent: string | null): Date | null {
    return sent === null ? null : must(options.times.read(sent), 'time');
  }
  /** Client, site and requester go together: who moves a ticket to another client leaves site and requester behind. */
  function place(client: string, { site, requester }: Shared, into: Written, was: StoredTicket | undefined): void {
    const moved = was !== undefined && client !== was.client;
    const link = requester
      ? must(
          stored.associations.all().find((row) => row.user === requester.userId && row.client === client),
          'requester',
        )
      : undefined;
    if (link) into.requester = must(stored.users.get(link.user), 'requester').id;
    else if (requester === null || moved || !was) into.requester = null;
    if (site) into.site = must(site.id && stored.sites.get(site.id)?.client === client ? site : undefined, 'site').id;
    else if (!was || moved) into.site = link?.site ?? must(stored.clients.get(client), 'client').hqSite;
  }
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new InternalError(`No such ${what}`);
  return value;
}
