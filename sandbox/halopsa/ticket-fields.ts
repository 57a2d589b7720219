/** The sent fields of a ticket, resolved against what there is: an unknown id, team, category or field is refused. */
import { z } from 'zod';
import { invalid } from './errors.js';
import { sentFlag, sentInteger, sentText, sentTime } from './sent.js';
import type { CustomFieldValue, Site, Ticket } from './shapes.js';
import type { Stored } from './stored.js';

export const SENT_TICKET = z.object({
  id: sentInteger,
  summary: sentText,
  details: sentText,
  details_html: sentText,
  tickettype_id: sentInteger,
  client_id: sentInteger,
  site_id: z.number().nullish(),
  user_id: sentInteger,
  agent_id: sentInteger,
  team: sentText,
  status_id: sentInteger,
  priority_id: sentInteger,
  category_1: sentText,
  category_2: sentText,
  category_3: sentText,
  category_4: sentText,
  impact: sentInteger,
  urgency: sentInteger,
  source: sentInteger,
  reportedby: sentText,
  reference: sentText,
  client_reference: sentText,
  supplier_reference: sentText,
  third_party_id_string: sentText,
  dateoccurred: sentTime,
  customfields: z
    .array(
      z.object({ id: sentInteger, name: sentText, value: z.union([z.string(), z.number(), z.boolean()]).nullish() }),
    )
    .nullish(),
  assets: z.array(z.object({ id: z.number().int() })).nullish(),
  sendack: sentFlag,
  dont_do_rules: sentFlag,
  donotapplytemplateintheapi: sentFlag,
  _novalidate: sentFlag,
});
export type SentTicket = z.infer<typeof SENT_TICKET>;

type Requester = Pick<Ticket, 'clientId' | 'siteId' | 'userId'>;

/**
 * Whose ticket it is: a user brings site and client along, a site its client, a client its main site; ids that
 * contradict each other are refused. A ticket of a client alone has no user (id 0). Undefined when nothing is sent.
 */
export function requesterOf(stored: Stored, sent: SentTicket): Requester | undefined {
  const { client_id: clientId, site_id: siteId, user_id: userId } = sent;
  if (userId) {
    const user = stored.users.get(userId);
    if (!user) throw invalid(`There is no user with id ${userId}.`);
    if (siteId && siteId !== user.siteId) throw invalid(`User ${userId} does not belong to site ${siteId}.`);
    if (clientId && clientId !== user.clientId) throw invalid(`User ${userId} does not belong to client ${clientId}.`);
    return { clientId: user.clientId, siteId: user.siteId, userId };
  }
  if (siteId) {
    const site = siteOf(stored, siteId);
    if (clientId && clientId !== site.clientId) throw invalid(`Site ${siteId} does not belong to client ${clientId}.`);
    return { clientId: site.clientId, siteId, userId: null };
  }
  if (!clientId) return undefined;
  const client = stored.clients.get(clientId);
  if (!client) throw invalid(`There is no client with id ${clientId}.`);
  return { clientId, siteId: client.mainSiteId, userId: null };
}

function siteOf(stored: Stored, id: number): Site {
  const site = stored.sites.get(id);
  if (!site) throw invalid(`There is no site with id ${id}.`);
  return site;
}

/** Everything else but status and requester, as it is after the change. */
export function fieldsOf(stored: Stored, before: Ticket, sent: SentTicket): Partial<Ticket> {
  const html = sent.details_html;
  return {
    ...given('summary', sent.summary?.trim() ? sent.summary : undefined),
    ...given('details', sent.details),
    ...(html == null ? {} : { detailsHtml: html }),
    ...given('agentId', agentOf(stored, sent)),
    ...given('team', teamOf(stored, sent)),
    ...given('priorityId', priorityOf(stored, before.slaId, sent)),
    categories: categoriesOf(stored, before, sent),
    ...given('impact', levelOf(sent.impact, 'impact')),
    ...given('urgency', levelOf(sent.urgency, 'urgency')),
    ...given('source', sent.source),
    ...given('reportedBy', sent.reportedby),
    ...given('reference', sent.reference),
    ...given('clientReference', sent.client_reference),
    ...given('supplierReference', sent.supplier_reference),
    ...given('thirdPartyId', sent.third_party_id_string),
    customFields: customFieldsOf(stored, before, sent),
    ...given('assetIds', assetsOf(stored, sent)),
  };
}

function given<K extends keyof Ticket>(field: K, value: Ticket[K] | null | undefined): Partial<Ticket> {
  return value == null ? {} : { [field]: value };
}

function agentOf(stored: Stored, { agent_id: id }: SentTicket): number | undefined {
  if (id == null) return undefined;
  const agent = stored.agents.get(id);
  if (!agent || agent.disabled) throw invalid(`There is no enabled agent with id ${id}.`);
  return id;
}

function teamOf(stored: Stored, { team: name }: SentTicket): string | undefined {
  if (!name) return undefined;
  const team = stored.teams.all().find((row) => row.name.toLowerCase() === name.trim().toLowerCase());
  if (!team || team.inactive || !team.forRequests) throw invalid(`There is no team ${name} for tickets.`);
  return team.name;
}

function priorityOf(stored: Stored, slaId: number, { priority_id: id }: SentTicket): number | undefined {
  if (id == null) return undefined;
  const found = stored.priorities.all().some((row) => row.slaId === slaId && row.priorityId === id);
  if (!found) throw invalid(`There is no priority ${id} in SLA ${slaId}.`);
  return id;
}

function categoriesOf(stored: Stored, before: Ticket, sent: SentTicket): (string | null)[] {
  const values = [sent.category_1, sent.category_2, sent.category_3, sent.category_4];
  return values.map((value, place) => {
    if (value == null) return before.categories[place] ?? null;
    if (value === '') return null;
    const known = stored.categories.all().some((row) => row.typeId === place + 1 && row.value === value);
    if (!known) throw invalid(`There is no category ${value} for category_${place + 1}.`);
    return value;
  });
}

function levelOf(level: number | null | undefined, field: string): number | undefined {
  if (level == null) return undefined;
  if (level < 1 || level > 3) throw invalid(`${field} must be one of the ids in its lookup.`);
  return level;
}

function customFieldsOf(stored: Stored, before: Ticket, { customfields }: SentTicket): CustomFieldValue[] {
  const values = new Map(before.customFields.map(({ fieldId, value }) => [fieldId, value]));
  for (const { id, name, value } of customfields ?? []) {
    const field = stored.customFields.all().find((row) => (id ? row.id === id : row.name === name));
    if (!field) throw invalid(`There is no custom field ${name ?? id ?? ''}.`);
    values.set(field.id, value == null ? '' : String(value));
  }
  return [...values].map(([fieldId, value]) => ({ fieldId, value }));
}

function assetsOf(stored: Stored, { assets }: SentTicket): number[] | undefined {
  return assets?.map(({ id }) => {
    if (!stored.assets.get(id)) throw invalid(`There is no asset with id ${id}.`);
    return id;
  });
}
