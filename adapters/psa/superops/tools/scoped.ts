import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import type { Contact, Technician } from '../../../../core/ports/psa.js';
import type { ToolScope } from '../../../../core/tools/tool.js';
import { contactsOf } from '../contacts.js';
import { missing, refused, VENDOR } from '../failure.js';
import { idOf, partsOfContactId } from '../ids.js';
import type { SuperOpsParts } from '../psa.js';
import type { AssetRow, TicketRow } from '../shapes.js';

export type ToolParts = SuperOpsParts;

/** The id that every tool takes for a ticket: not the number that people see. */
export const ticketId = z
  .string()
  .regex(/^\d{1,25}$/)
  .describe('Id of the ticket: a long number, not the display number like 112526-0001');
export const name = (what: string) => z.string().trim().min(1).max(120).describe(what);

/** The client that this call is confined to. */
export function companyOf(scope: ToolScope): string {
  return idOf('client', scope.mapping);
}

/** A ticket of the mapped client. Throws VendorError forbidden for anybody else's, without saying whose it is. */
export async function scopedTicket({ tickets }: ToolParts, scope: ToolScope, id: string): Promise<TicketRow> {
  const row = await tickets.row(id);
  if (row.client?.accountId !== companyOf(scope)) throw foreign('Ticket', id);
  return row;
}

/** A person of the mapped client, whatever other clients they belong to as well. */
export async function scopedContact({ people }: ToolParts, scope: ToolScope, contactId: string): Promise<Contact> {
  const doing = `read contact ${contactId}`;
  const userId = partsOfContactId(contactId)?.userId;
  const person = userId === undefined ? undefined : await people.person(userId);
  if (!person) throw missing(doing, `contact ${contactId}`);
  const contact = contactsOf(person).find(({ companyId }) => companyId === companyOf(scope));
  if (!contact) throw foreign('Contact', contactId);
  return contact;
}

export async function scopedAsset({ assets }: ToolParts, scope: ToolScope, assetId: string): Promise<AssetRow> {
  const row = await assets.asset(assetId);
  if (row.client?.accountId !== companyOf(scope)) throw foreign('Asset', assetId);
  return row;
}

function foreign(what: string, id: string): VendorError {
  return new VendorError(VENDOR, 'forbidden', `${what} ${id} does not belong to this client in SuperOps.`);
}

/** A technician by address, id or whole name. Throws VendorError invalid when there is none, or more than one. */
export async function technicianNamed({ technicians }: ToolParts, key: string): Promise<Technician> {
  const wanted = key.trim().toLowerCase();
  const all = await technicians.technicians();
  const exact = all.find(({ id, identifier }) => id === key.trim() || identifier.toLowerCase() === wanted);
  const [found, ...others] = exact ? [exact] : all.filter((each) => each.name.toLowerCase() === wanted);
  if (found && others.length === 0) return found;
  throw refused(
    found
      ? `SuperOps has several technicians called "${key}". Give the e-mail address.`
      : `SuperOps has no technician "${key}". Give the e-mail address or the id.`,
  );
}
