import type { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import type { Technician } from '../../../../core/ports/psa.js';
import type { ToolScope } from '../../../../core/tools/tool.js';
import type { ConnectWiseClient } from '../client.js';
import { VENDOR } from '../failure.js';
import type { Lookups } from '../lookups.js';
import { contactShape, type TicketRow, ticketShape } from '../map.js';
import type { Members } from '../members.js';
import type { ConnectWisePsa } from '../psa.js';
import { recordNumber } from '../record-number.js';

export interface ToolParts {
  client: ConnectWiseClient;
  psa: ConnectWisePsa;
  members: Members;
  lookups: Lookups;
  now: () => Date;
}

/** The company that this call is confined to. */
export function companyOf(scope: ToolScope): number {
  return recordNumber('company', scope.mapping);
}

/** A ticket of the mapped company. Throws VendorError forbidden for anybody else's, without saying whose it is. */
export async function scopedTicket(client: ConnectWiseClient, scope: ToolScope, ticketId: string): Promise<TicketRow> {
  const path = `/service/tickets/${recordNumber('ticket', ticketId)}`;
  const row = await client.get(`read ticket ${ticketId}`, path, ticketShape);
  if (row.company?.id !== companyOf(scope)) throw foreign('Ticket', ticketId);
  return row;
}

export async function scopedContact(
  client: ConnectWiseClient,
  scope: ToolScope,
  contactId: string,
): Promise<z.infer<typeof contactShape>> {
  const path = `/company/contacts/${recordNumber('contact', contactId)}`;
  const row = await client.get(`read contact ${contactId}`, path, contactShape);
  if (row.company?.id !== companyOf(scope)) throw foreign('Contact', contactId);
  return row;
}

function foreign(what: string, id: string): VendorError {
  return new VendorError(VENDOR, 'forbidden', `${what} ${id} does not belong to this client's company in ConnectWise`);
}

/** An active technician by login name or id. Throws VendorError invalid when there is none. */
export async function technicianNamed(psa: ConnectWisePsa, key: string): Promise<Technician> {
  const active = await psa.technicians();
  const wanted = key.toLowerCase();
  const found = active.find((each) => each.identifier.toLowerCase() === wanted) ?? active.find(({ id }) => id === key);
  if (!found) throw new VendorError(VENDOR, 'invalid', `ConnectWise has no active technician "${key}"`);
  return found;
}
