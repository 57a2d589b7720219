import { z } from 'zod';

/** Ids are strings here, whatever they come as. */
const id = z.union([z.string(), z.number()]).transform(String);
const text = z.string().nullish();

/** References are JSON scalars, and only what is in them is known. Source: SuperOps facts, types. */
const user = z.object({ userId: id.nullish(), name: text, email: text });
const client = z.object({ accountId: id, name: text });
const group = z.object({ groupId: id, name: text });

/** What SuperOps sends, only the fields that are asked for. Source: SuperOps facts, operations; the reference's types. */
export const clientShape = z.object({ accountId: id, name: z.string(), stage: text, status: text });
export type ClientRow = z.infer<typeof clientShape>;

export const stageShape = z.object({ name: z.string(), constant: text });

export const userShape = z.object({
  userId: id,
  firstName: text,
  lastName: text,
  name: text,
  email: text,
  contactNumber: text,
  client: client.nullish(),
});
export type UserRow = z.infer<typeof userShape>;

export const associationShape = z.object({
  id,
  client: client.nullish(),
  user: z.object({ userId: id }).nullish(),
});
export type AssociationRow = z.infer<typeof associationShape>;

export const technicianShape = z.object({
  userId: id,
  firstName: text,
  lastName: text,
  name: text,
  email: text,
});
export type TechnicianRow = z.infer<typeof technicianShape>;

export const ticketShape = z.object({
  ticketId: id,
  displayId: id.nullish(),
  subject: text,
  source: text,
  client: client.nullish(),
  requester: user.nullish(),
  techGroup: group.nullish(),
  technician: user.nullish(),
  status: text,
  priority: text,
  impact: text,
  urgency: text,
  category: text,
  subcategory: text,
  createdTime: text,
  updatedTime: text,
  resolutionTime: text,
});
export type TicketRow = z.infer<typeof ticketShape>;

export const conversationShape = z.object({
  conversationId: id,
  content: text,
  time: text,
  user: user.nullish(),
  type: z.string(),
});
export type ConversationRow = z.infer<typeof conversationShape>;

export const noteShape = z.object({
  noteId: id,
  addedBy: user.nullish(),
  addedOn: text,
  content: text,
  privacyType: text,
});
export type NoteRow = z.infer<typeof noteShape>;

export const groupShape = group;
export const namedShape = z.object({ id, name: z.string() });
export const categoryShape = namedShape.extend({ subCategories: z.array(namedShape).nullish() });

/** A field of tickets, for tenants whose schema has no list of its own for it. Source: SuperOps facts, lookups. */
export const fieldShape = z.object({
  columnName: text,
  options: z
    .array(z.object({ id, value: z.string(), parentOption: z.object({ id, value: text }).nullish() }))
    .nullish(),
});

export const assetShape = z.object({
  assetId: id,
  name: text,
  assetClass: z.object({ name: text }).nullish(),
  client: client.nullish(),
  requester: user.nullish(),
  hostName: text,
  serialNumber: text,
  manufacturer: text,
  model: text,
  platform: text,
  publicIp: text,
  status: text,
  loggedInUser: text,
  patchStatus: text,
  lastCommunicatedTime: text,
});
export type AssetRow = z.infer<typeof assetShape>;
