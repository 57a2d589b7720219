import { z } from 'zod';
import type { Company, Contact, Note, Technician, Ticket } from '../../../core/ports/psa.js';
import { filled } from '../filled.js';

const reference = z.object({ id: z.number(), name: z.string().nullish(), identifier: z.string().nullish() });
const info = z.object({
  lastUpdated: z.string().nullish(),
  updatedBy: z.string().nullish(),
  dateEntered: z.string().nullish(),
  enteredBy: z.string().nullish(),
});

/** What ConnectWise sends, only the fields that are used. Source: ConnectWise facts, API model 2025.1. */
export const companyShape = z.object({
  id: z.number(),
  identifier: z.string().nullish(),
  name: z.string(),
  status: reference.nullish(),
  types: z.array(z.object({ name: z.string().nullish() })).nullish(),
  deletedFlag: z.boolean().nullish(),
});

export const contactShape = z.object({
  id: z.number(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  nickName: z.string().nullish(),
  title: z.string().nullish(),
  company: reference.nullish(),
  inactiveFlag: z.boolean().nullish(),
  communicationItems: z
    .array(
      z.object({
        value: z.string().nullish(),
        communicationType: z.string().nullish(),
        type: z.object({ name: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

export const ticketShape = z.object({
  id: z.number(),
  summary: z.string().nullish(),
  board: reference.nullish(),
  status: reference.nullish(),
  priority: reference.nullish(),
  type: reference.nullish(),
  company: reference.nullish(),
  contact: reference.nullish(),
  contactName: z.string().nullish(),
  contactEmailAddress: z.string().nullish(),
  contactPhoneNumber: z.string().nullish(),
  owner: reference.nullish(),
  /** Identifiers of members, separated by commas. */
  resources: z.string().nullish(),
  closedFlag: z.boolean().nullish(),
  closedDate: z.string().nullish(),
  externalXRef: z.string().nullish(),
  _info: info.nullish(),
});
export type TicketRow = z.infer<typeof ticketShape>;

export const noteShape = z.object({
  id: z.number(),
  ticketId: z.number().nullish(),
  text: z.string().nullish(),
  detailDescriptionFlag: z.boolean().nullish(),
  internalAnalysisFlag: z.boolean().nullish(),
  resolutionFlag: z.boolean().nullish(),
  customerUpdatedFlag: z.boolean().nullish(),
  member: reference.nullish(),
  contact: reference.nullish(),
  dateCreated: z.string().nullish(),
  createdBy: z.string().nullish(),
  _info: info.nullish(),
});
export type NoteRow = z.infer<typeof noteShape>;

export const memberShape = z.object({
  id: z.number(),
  identifier: z.string(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  officeEmail: z.string().nullish(),
  primaryEmail: z.string().nullish(),
  licenseClass: z.string().nullish(),
  inactiveFlag: z.boolean().nullish(),
});
export type Member = z.infer<typeof memberShape>;

/** Who wrote a record, by login name. */
export function writerOf(row: { createdBy?: string | null; _info?: z.infer<typeof info> | null }): string | undefined {
  return row.createdBy ?? row._info?.enteredBy ?? row._info?.updatedBy ?? undefined;
}

function dateOf(text: string | null | undefined): Date | undefined {
  if (!text) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Status names are the MSP's own; "Inactive" is the one that ConnectWise ships for companies no longer served. */
export function toCompany(row: z.infer<typeof companyShape>): Company {
  return {
    id: String(row.id),
    name: row.name,
    ...(row.identifier ? { identifier: row.identifier } : {}),
    types: (row.types ?? []).flatMap((type) => (type.name ? [type.name] : [])),
    active: !row.deletedFlag && row.status?.name?.toLowerCase() !== 'inactive',
  };
}

/** Communication types are the tenant's own; these are ConnectWise's names and what people make of them. */
const MOBILE = /\b(?:mobile|cell)/i;

export function toContact(row: z.infer<typeof contactShape>): Contact {
  const values = (type: string) =>
    (row.communicationItems ?? []).flatMap((item) =>
      item.value && item.communicationType?.toLowerCase() === type ? [item.value] : [],
    );
  const mobile = (row.communicationItems ?? []).find(
    ({ value, communicationType, type }) =>
      value && communicationType?.toLowerCase() === 'phone' && MOBILE.test(type?.name ?? ''),
  )?.value;
  return {
    id: String(row.id),
    companyId: row.company ? String(row.company.id) : '',
    companyName: row.company?.name ?? '',
    firstName: row.firstName ?? '',
    lastName: row.lastName ?? '',
    ...(row.nickName ? { nickname: row.nickName } : {}),
    emails: values('email'),
    phones: values('phone'),
    ...(mobile ? { mobile } : {}),
    active: !row.inactiveFlag,
  };
}

/** `memberIdOf` finds a member's id by login name, for the resources of a ticket. */
export function toTicket(row: TicketRow, memberIdOf: (identifier: string) => string | undefined): Ticket {
  const resources = resourcesOf(row).flatMap((identifier) => memberIdOf(identifier) ?? []);
  const owner = row.owner ? [String(row.owner.id)] : [];
  const optional: Partial<Ticket> = {
    contactName: row.contactName ?? row.contact?.name ?? undefined,
    contactEmail: row.contactEmailAddress ?? undefined,
    contactPhone: row.contactPhoneNumber ?? undefined,
    board: row.board?.name ?? undefined,
    priority: row.priority?.name ?? undefined,
    category: row.type?.name ?? undefined,
    contactId: row.contact ? String(row.contact.id) : undefined,
    createdAt: dateOf(row._info?.dateEntered),
    updatedAt: dateOf(row._info?.lastUpdated),
  };
  return {
    ...filled(optional),
    id: String(row.id),
    summary: row.summary ?? '',
    companyId: row.company ? String(row.company.id) : '',
    companyName: row.company?.name ?? '',
    status: row.status?.name ?? '',
    closed: row.closedFlag === true,
    assignedTo: [...new Set([...owner, ...resources])],
  };
}

/** Login names of the members that a ticket is also assigned to. */
export function resourcesOf(row: TicketRow): string[] {
  return (row.resources ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Anything that the customer can see counts as public, and so does a note without any flag. */
export function visibilityOf(row: NoteRow): Note['visibility'] {
  return row.internalAnalysisFlag && !row.detailDescriptionFlag && !row.resolutionFlag ? 'internal' : 'public';
}

export function toNote(row: NoteRow, ticketId: string, author: Note['author']): Note {
  const createdAt = dateOf(row.dateCreated ?? row._info?.dateEntered);
  return {
    id: String(row.id),
    ticketId,
    text: row.text ?? '',
    visibility: visibilityOf(row),
    author,
    ...(createdAt ? { createdAt } : {}),
  };
}

export function toTechnician(member: Member): Technician {
  const email = member.primaryEmail || member.officeEmail;
  return {
    id: String(member.id),
    identifier: member.identifier,
    name: [member.firstName, member.lastName].filter(Boolean).join(' ') || member.identifier,
    ...(email ? { email } : {}),
    active: !member.inactiveFlag,
  };
}
