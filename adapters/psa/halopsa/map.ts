import type { Asset, Company, Contact, Technician, Ticket } from '../../../core/ports/psa.js';
import { filled } from '../filled.js';
import { dateOf } from './clock.js';
import type { AgentRow, AssetRow, ClientRow, TicketRow, UserRow } from './shapes.js';

/** Types stay empty: what the number `customertype` means is in a list of the tenant that is not known. */
export function toCompany(row: ClientRow): Company {
  return { id: String(row.id), name: row.name ?? '', types: [], active: row.inactive !== true };
}

/** Only a person's own numbers: the site's number, which may also be the preferred one, belongs to everybody there. */
export function toContact(row: UserRow): Contact {
  const [first = '', ...rest] = (row.name ?? '').trim().split(/\s+/);
  const [mobile] = each(row.mobilenumber, row.mobilenumber2);
  return {
    id: String(row.id),
    companyId: row.client_id ? String(row.client_id) : '',
    companyName: row.client_name ?? '',
    firstName: row.firstname || (row.surname ? '' : first),
    lastName: row.surname || (row.firstname ? '' : rest.join(' ')),
    emails: each(row.emailaddress, row.email2, row.email3),
    phones: each(row.phonenumber, row.mobilenumber, row.mobilenumber2, row.homenumber),
    ...(mobile ? { mobile } : {}),
    active: row.inactive !== true,
  };
}

/** Names of what a ticket holds as numbers. */
export interface TicketNames {
  status: string;
  priority: string | undefined;
  /** Ids of the technicians it is assigned to. */
  assignedTo: readonly string[];
}

export function toTicket(row: TicketRow, { status, priority, assignedTo }: TicketNames): Ticket {
  const optional: Partial<Ticket> = {
    contactId: row.user_id ? String(row.user_id) : undefined,
    contactName: row.user_name || row.reportedby || undefined,
    contactEmail: row.user_email || undefined,
    contactPhone: row.phonenumber || undefined,
    board: row.team || undefined,
    priority,
    category: row.category_1 ? categoryName(row.category_1) : undefined,
    createdAt: dateOf(row.dateoccurred ?? row.datecreated),
    updatedAt: updatedAt(row),
  };
  return {
    ...filled(optional),
    id: String(row.id),
    summary: row.summary ?? '',
    companyId: row.client_id ? String(row.client_id) : '',
    companyName: row.client_name ?? '',
    status,
    closed: isClosed(row),
    assignedTo,
  };
}

export function updatedAt(row: TicketRow): Date | undefined {
  return dateOf(row.last_update) ?? dateOf(row.lastactiondate) ?? dateOf(row.dateoccurred);
}

/**
 * By the ticket itself, since which statuses close is the tenant's business. A ticket that was opened again has been closed
 * and has no date of it, so the date decides where there is a field for it.
 */
export function isClosed(row: TicketRow): boolean {
  if (row.dateclosed === undefined) return row.hasbeenclosed === true;
  return dateOf(row.dateclosed) !== undefined && row.hasbeenclosed !== false;
}

/**
 * Categories are paths; that `>` is between their levels, and whether with spaces, is unconfirmed. People and the port see
 * ` > `; HaloPSA gets the value that it gave.
 */
export function categoryName(value: string): string {
  return value
    .split('>')
    .map((level) => level.trim())
    .join(' > ');
}

/** HaloPSA's agents sign in with their e-mail address. */
export function toTechnician(row: AgentRow): Technician {
  const name = row.name || each(row.firstname, row.surname).join(' ');
  return {
    id: String(row.id),
    identifier: row.email || name,
    name,
    ...(row.email ? { email: row.email } : {}),
    active: row.isdisabled !== true,
  };
}

/** Fields of assets are the tenant's own; these are the names that they come with. */
const FIELDS = {
  serialNumber: /^serial ?(number|no)?\.?$/i,
  model: /^model( ?(number|name))?$/i,
  os: /^(os|operating system)( name)?$/i,
  lastUser: /^last ?(logged (in|on) )?user$/i,
  ipAddress: /^(primary )?ip( ?address)?$/i,
} as const;

export function toAsset(row: AssetRow, companyId: string): Asset {
  const fieldNamed = (name: RegExp) => {
    const value = row.fields?.find((field) => name.test(field.name?.trim() ?? ''))?.value;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const [user] = row.users ?? [];
  const optional: Partial<Asset> = {
    contactId: user ? String(user.id) : undefined,
    type: row.assettype_name || undefined,
    serialNumber: fieldNamed(FIELDS.serialNumber),
    model: fieldNamed(FIELDS.model),
    os: fieldNamed(FIELDS.os),
    lastUser: row.username || fieldNamed(FIELDS.lastUser),
    ipAddress: fieldNamed(FIELDS.ipAddress),
  };
  return { ...filled(optional), id: String(row.id), name: row.inventory_number || row.key_field || '', companyId };
}

function each(...values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values.flatMap((value) => value?.trim() || []))];
}
