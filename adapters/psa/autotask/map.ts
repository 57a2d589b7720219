import { z } from 'zod';
import type { Company, Contact, Technician, Ticket } from '../../../core/ports/psa.js';
import { filled } from '../filled.js';

const text = z.string().nullish();
const id = z.number().nullish();
/** Contacts say 1 or 0, other records true or false. */
const flag = z.union([z.boolean(), z.number()]).nullish();

/** What Autotask sends, only the fields that are used. Source: Autotask facts, operations. */
export const companyShape = z.object({
  id: z.number(),
  companyName: text,
  companyNumber: text,
  companyType: id,
  isActive: flag,
  phone: text,
  webAddress: text,
  city: text,
});
export type CompanyRow = z.infer<typeof companyShape>;

export const contactShape = z.object({
  id: z.number(),
  companyID: id,
  firstName: text,
  lastName: text,
  title: text,
  emailAddress: text,
  emailAddress2: text,
  emailAddress3: text,
  phone: text,
  mobilePhone: text,
  alternatePhone: text,
  isActive: flag,
});
export type ContactRow = z.infer<typeof contactShape>;

export const ticketShape = z.object({
  id: z.number(),
  ticketNumber: text,
  title: text,
  description: text,
  resolution: text,
  companyID: id,
  contactID: id,
  queueID: id,
  status: id,
  priority: id,
  issueType: id,
  subIssueType: id,
  ticketType: id,
  source: id,
  assignedResourceID: id,
  assignedResourceRoleID: id,
  creatorResourceID: id,
  createDate: text,
  lastActivityDate: text,
  completedDate: text,
  dueDateTime: text,
  externalID: text,
});
export type TicketRow = z.infer<typeof ticketShape>;

export const noteShape = z.object({
  id: z.number(),
  ticketID: id,
  title: text,
  description: text,
  noteType: id,
  publish: id,
  creatorResourceID: id,
  createdByContactID: id,
  impersonatorCreatorResourceID: id,
  createDateTime: text,
});
export type NoteRow = z.infer<typeof noteShape>;

export const resourceShape = z.object({
  id: z.number(),
  firstName: text,
  lastName: text,
  email: text,
  userName: text,
  isActive: flag,
  licenseType: id,
  userType: id,
  title: text,
  defaultServiceDeskRoleID: id,
});
export type ResourceRow = z.infer<typeof resourceShape>;

/** A system value: a ticket is closed when it is Complete. Source: Autotask facts, tickets. */
export const COMPLETE = 5;

export const isOn = (value: z.infer<typeof flag>): boolean => value === true || value === 1;

export function dateOf(written: string | null | undefined): Date | undefined {
  if (!written) return undefined;
  const date = new Date(written);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export function toCompany(row: CompanyRow, type: string | undefined): Company {
  return {
    id: String(row.id),
    name: row.companyName ?? '',
    ...(row.companyNumber ? { identifier: row.companyNumber } : {}),
    types: type ? [type] : [],
    active: isOn(row.isActive),
  };
}

export function toContact(row: ContactRow, companyName: string | undefined): Contact {
  const there = (...values: (string | null | undefined)[]) =>
    values.filter((value) => Boolean(value?.trim())).map(String);
  return {
    id: String(row.id),
    companyId: row.companyID === null || row.companyID === undefined ? '' : String(row.companyID),
    companyName: companyName ?? '',
    firstName: row.firstName ?? '',
    lastName: row.lastName ?? '',
    emails: there(row.emailAddress, row.emailAddress2, row.emailAddress3),
    phones: there(row.phone, row.mobilePhone, row.alternatePhone),
    ...(row.mobilePhone?.trim() ? { mobile: row.mobilePhone } : {}),
    active: isOn(row.isActive),
  };
}

/** What a ticket's numbers stand for. */
export interface TicketWords {
  companyName: string | undefined;
  contact: ContactRow | undefined;
  queue: string | undefined;
  status: string | undefined;
  priority: string | undefined;
  category: string | undefined;
}

export function toTicket(row: TicketRow, words: TicketWords): Ticket {
  const { contact } = words;
  const optional: Partial<Ticket> = {
    number: row.ticketNumber ?? undefined,
    contactId: row.contactID ? String(row.contactID) : undefined,
    contactName: contact && [contact.firstName, contact.lastName].filter(Boolean).join(' '),
    contactEmail: contact?.emailAddress ?? undefined,
    contactPhone: contact?.phone || contact?.mobilePhone || contact?.alternatePhone || undefined,
    board: words.queue,
    priority: words.priority,
    category: words.category,
    createdAt: dateOf(row.createDate),
    updatedAt: dateOf(row.lastActivityDate),
  };
  return {
    ...filled(optional),
    id: String(row.id),
    summary: row.title ?? '',
    companyId: row.companyID === null || row.companyID === undefined ? '' : String(row.companyID),
    companyName: words.companyName ?? '',
    status: words.status ?? '',
    closed: row.status === COMPLETE,
    assignedTo: row.assignedResourceID ? [String(row.assignedResourceID)] : [],
  };
}

export function nameOf(row: ResourceRow): string {
  return [row.firstName, row.lastName].filter(Boolean).join(' ') || row.userName || String(row.id);
}

export function toTechnician(row: ResourceRow): Technician {
  return {
    id: String(row.id),
    identifier: row.userName ?? '',
    name: nameOf(row),
    ...(row.email ? { email: row.email } : {}),
    active: isOn(row.isActive),
  };
}
