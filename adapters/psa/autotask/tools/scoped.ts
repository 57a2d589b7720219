import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import type { Technician } from '../../../../core/ports/psa.js';
import type { ToolScope } from '../../../../core/tools/tool.js';
import type { AutotaskClient } from '../client.js';
import { VENDOR } from '../failure.js';
import { type ContactRow, contactShape, type TicketRow } from '../map.js';
import type { Picklists } from '../picklists.js';
import type { AutotaskPsa } from '../psa.js';
import { recordNumber } from '../record-number.js';
import type { Resources } from '../resources.js';
import { type AssetRow, assetShape } from '../setup.js';

export interface ToolParts {
  client: AutotaskClient;
  psa: AutotaskPsa;
  picklists: Picklists;
  resources: Resources;
}

export const idInput = (what: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .describe(what);
export const ticketIdInput = idInput('Id of the ticket (digits), not its number such as T20260105.0002');
export const nameInput = (what: string) => z.string().trim().min(1).max(120).describe(what);
export const limitInput = z.number().int().min(1).max(50).optional();

/** The company that this call is confined to. */
export function companyOf(scope: ToolScope): number {
  return recordNumber('company', scope.mapping);
}

/** Models may name the company; it can only be the mapped one. Throws VendorError forbidden. */
export function assertOwnCompany(scope: ToolScope, companyId: string | undefined): void {
  if (companyId !== undefined && Number(companyId) !== companyOf(scope)) throw foreign('Company', companyId);
}

/** A ticket of the mapped company. Throws VendorError forbidden for anybody else's, without saying whose it is. */
export async function scopedTicket({ psa }: ToolParts, scope: ToolScope, ticketId: string): Promise<TicketRow> {
  const row = await psa.row(ticketId);
  if (row.companyID !== companyOf(scope)) throw foreign('Ticket', ticketId);
  return row;
}

export async function scopedContact({ client }: ToolParts, scope: ToolScope, contactId: string): Promise<ContactRow> {
  const path = `Contacts/${recordNumber('contact', contactId)}`;
  const row = await client.item(`read contact ${contactId}`, path, contactShape);
  if (row.companyID !== companyOf(scope)) throw foreign('Contact', contactId);
  return row;
}

export async function scopedAsset({ client }: ToolParts, scope: ToolScope, assetId: string): Promise<AssetRow> {
  const path = `ConfigurationItems/${recordNumber('configuration item', assetId)}`;
  const row = await client.item(`read configuration item ${assetId}`, path, assetShape);
  if (row.companyID !== companyOf(scope)) throw foreign('Configuration item', assetId);
  return row;
}

export function foreign(what: string, id: string): VendorError {
  return new VendorError(VENDOR, 'forbidden', `${what} ${id} does not belong to this client's company in Autotask`);
}

export function refused(problem: string): VendorError {
  return new VendorError(VENDOR, 'invalid', problem);
}

/** An active technician by user name, e-mail address, full name or id. Throws VendorError invalid when there is none. */
export async function technicianNamed(psa: AutotaskPsa, key: string): Promise<Technician> {
  const active = await psa.technicians();
  const wanted = key.trim().toLowerCase();
  const found =
    active.find(({ identifier }) => identifier.toLowerCase() === wanted) ??
    active.find(({ email }) => email?.toLowerCase() === wanted) ??
    active.find(({ id }) => id === wanted);
  const named = active.filter(({ name }) => name.toLowerCase() === wanted);
  const one = found ?? (named.length === 1 ? named[0] : undefined);
  if (!one) throw refused(`Autotask has no active technician "${key}", or several; see autotask-list-resources`);
  return one;
}
