import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import type { Contact, Psa, Technician } from '../../../../core/ports/psa.js';
import type { ToolScope } from '../../../../core/tools/tool.js';
import type { HaloClient } from '../client.js';
import { VENDOR } from '../failure.js';
import type { Lookups } from '../lookups.js';
import { recordNumber } from '../record-number.js';
import type { Setup } from '../setup.js';
import type { AssetRow, TicketRow } from '../shapes.js';
import type { Tickets } from '../tickets.js';
import type { UpdateTicket } from '../update-ticket.js';

export interface ToolParts {
  client: HaloClient;
  psa: Psa;
  lookups: Lookups;
  tickets: Tickets;
  updates: UpdateTicket;
  setup: Setup;
}

const number = z.string().regex(/^\d{1,10}$/);
export const ticketId = number.describe('Ticket number');
export const contactId = number.describe('Number of a contact, as the contact tools give it');
export const assetId = number.describe('Number of an asset, as the list of assets gives it');
export const name = (what: string) => z.string().trim().min(1).max(80).describe(what);
export const limit = z.number().int().min(1).max(50).optional();

/** The client that this call is confined to. */
export function clientOf(scope: ToolScope): number {
  return recordNumber('client', scope.mapping);
}

/** A ticket of the mapped client. Throws VendorError forbidden for anybody else's, without saying whose it is. */
export async function scopedTicket(tickets: Tickets, scope: ToolScope, id: string): Promise<TicketRow> {
  const row = await tickets.row(id);
  if (row.client_id !== clientOf(scope)) throw foreign('Ticket', id);
  return row;
}

export async function scopedContact(psa: Psa, scope: ToolScope, id: string): Promise<Contact> {
  const contact = await psa.contact(id);
  if (contact?.companyId !== String(clientOf(scope))) throw foreign('Contact', id);
  return contact;
}

export async function scopedAsset(setup: Setup, scope: ToolScope, id: string): Promise<AssetRow> {
  const row = await setup.asset(id);
  if (row.client_id !== clientOf(scope)) throw foreign('Asset', id);
  return row;
}

/** The same words for what is somebody else's and for what there is not: nobody learns which. */
export function foreign(what: string, id: string): VendorError {
  return new VendorError(VENDOR, 'forbidden', `${what} ${id} does not belong to this client in HaloPSA`);
}

/** An active technician by e-mail address, id or a name that only one has. Throws VendorError invalid when there is none. */
export async function technicianNamed(psa: Psa, key: string): Promise<Technician> {
  const active = (await psa.technicians()).filter((each) => each.active);
  const wanted = key.trim().toLowerCase();
  const known = active.find(({ email }) => email?.toLowerCase() === wanted) ?? active.find(({ id }) => id === wanted);
  const [named, ...others] = active.filter(({ name: full }) => full.toLowerCase() === wanted);
  if (known) return known;
  if (named && others.length === 0) return named;
  const problem = named
    ? `HaloPSA has several active technicians "${key}": give the e-mail address or the id of the one that is meant`
    : `HaloPSA has no active technician "${key}"`;
  throw new VendorError(VENDOR, 'invalid', problem);
}
