import { z } from 'zod';

/**
 * What HaloPSA sends, only the fields that are used. The API's description has no shapes of answers, so all but the id may
 * be missing; ids may come as numbers with a fraction of nothing or as text.
 * Source: HaloPSA facts, operations; names checked against the swagger's request types.
 */
const id = z.union([z.number(), z.string().regex(/^-?\d{1,12}$/)]).transform(Number);
const text = z.string().nullish();
const flag = z.boolean().nullish();

export const clientShape = z.object({
  id,
  name: text,
  inactive: flag,
  main_site_id: id.nullish(),
});
export type ClientRow = z.infer<typeof clientShape>;

export const userShape = z.object({
  id,
  name: text,
  firstname: text,
  surname: text,
  emailaddress: text,
  email2: text,
  email3: text,
  phonenumber: text,
  homenumber: text,
  mobilenumber: text,
  mobilenumber2: text,
  client_id: id.nullish(),
  client_name: text,
  site_id: id.nullish(),
  inactive: flag,
  /** When it was changed last. Not in the facts, only in the swagger's `Users`. */
  ulastupdate: text,
});
export type UserRow = z.infer<typeof userShape>;

export const siteShape = z.object({ id, client_id: id.nullish(), name: text });

export const ticketShape = z.object({
  id,
  summary: text,
  details: text,
  details_html: text,
  dateoccurred: text,
  datecreated: text,
  tickettype_id: id.nullish(),
  status_id: id.nullish(),
  status_name: text,
  priority_id: id.nullish(),
  priority_name: text,
  sla_id: id.nullish(),
  client_id: id.nullish(),
  client_name: text,
  site_id: id.nullish(),
  user_id: id.nullish(),
  user_name: text,
  user_email: text,
  reportedby: text,
  phonenumber: text,
  agent_id: id.nullish(),
  team: text,
  category_1: text,
  hasbeenclosed: flag,
  dateclosed: text,
  last_update: text,
  lastactiondate: text,
  supplier_reference: text,
  deleted: flag,
});
export type TicketRow = z.infer<typeof ticketShape>;

export const actionShape = z.object({
  id,
  ticket_id: id.nullish(),
  outcome: text,
  outcome_id: id.nullish(),
  who: text,
  who_type: z.number().nullish(),
  who_agentid: id.nullish(),
  actionby_agent_id: id.nullish(),
  actionby_user_id: id.nullish(),
  datetime: text,
  actiondatecreated: text,
  note: text,
  note_html: text,
  hiddenfromuser: flag,
  /** `I` for a mail that came in. Unconfirmed; only the name is in the swagger. */
  emaildirection: text,
  timetaken: z.number().nullish(),
  new_status: id.nullish(),
});
export type ActionRow = z.infer<typeof actionShape>;

export const agentShape = z.object({
  id,
  name: text,
  firstname: text,
  surname: text,
  email: text,
  initials: text,
  isdisabled: flag,
  is_agent: flag,
  isapiagent: flag,
});
export type AgentRow = z.infer<typeof agentShape>;

export const assetShape = z.object({
  id,
  inventory_number: text,
  key_field: text,
  client_id: id.nullish(),
  client_name: text,
  site_name: text,
  assettype_name: text,
  username: text,
  /** Of one asset: who uses it. */
  users: z.array(z.object({ id })).nullish(),
  inactive: flag,
  /** Of one asset: what its type has, by name. */
  fields: z.array(z.object({ name: text, value: z.unknown() })).nullish(),
});
export type AssetRow = z.infer<typeof assetShape>;

export const statusShape = z.object({ id, name: z.string(), type: z.number().nullish() });
export const priorityShape = z.object({
  /** Its own; tickets go by `priorityid`, which other agreements have too. */
  id: z.union([z.string(), z.number()]).nullish(),
  slaid: id.nullish(),
  priorityid: id,
  name: z.string(),
  ishidden: flag,
});
export const teamShape = z.object({ id, name: z.string(), inactive: flag, forrequests: flag });
export const ticketTypeShape = z.object({ id, name: text, use: text, default_sla: id.nullish() });
export const categoryShape = z.object({ id, value: text, category_name: text, type_id: id.nullish() });
export const outcomeShape = z.object({ id, outcome: text, buttonname: text, hidden: flag });
