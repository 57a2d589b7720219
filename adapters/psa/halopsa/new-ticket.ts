import { VendorError } from '../../../core/errors.js';
import type { NewTicket } from '../../../core/ports/psa.js';
import { cutLine } from '../words.js';
import type { HaloClient } from './client.js';
import { VENDOR } from './failure.js';
import type { Lookups } from './lookups.js';
import { recordNumber } from './record-number.js';
import { REFERENCE_FIELD } from './reference.js';
import { clientShape, siteShape, userShape } from './shapes.js';

/** Unconfirmed; the swagger gives no length. */
const LONGEST_SUMMARY = 200;
const LONGEST_REFERENCE = 100;

export const cutSummary = (text: string) => cutLine(text, LONGEST_SUMMARY);

/** What is posted to make a ticket: ids, and names where HaloPSA wants names. */
export interface NewTicketBody {
  summary: string;
  details?: string;
  client_id: number;
  user_id?: number;
  [field: string]: unknown;
}

/** Source: HaloPSA facts, tickets (create). */
export function createNewTicketBody({ client, lookups }: { client: HaloClient; lookups: Lookups }) {
  /** Where the ticket is: its user's site, else its client's first one; HaloPSA puts it at "Unknown" when nobody says. */
  async function siteOf(clientId: number, userId: number | undefined): Promise<number | undefined> {
    if (userId !== undefined) {
      const user = await client.find(`read contact ${userId}`, `/Users/${userId}`, userShape, { includedetails: true });
      if (user?.client_id != null && user.client_id !== clientId) {
        throw new VendorError(VENDOR, 'invalid', `HaloPSA's user ${userId} does not belong to client ${clientId}`);
      }
      if (user?.site_id) return user.site_id;
    }
    const path = `/Client/${clientId}`;
    const known = await client.find(`read client ${clientId}`, path, clientShape, { includedetails: true });
    if (known?.main_site_id) return known.main_site_id;
    const sites = await client.list('list sites', '/Site', siteShape, { client_id: clientId });
    return sites.find((site) => site.client_id == null || site.client_id === clientId)?.id;
  }

  return async function bodyOf(ticket: NewTicket): Promise<NewTicketBody> {
    if (ticket.reference.length > LONGEST_REFERENCE) {
      throw new VendorError(VENDOR, 'invalid', `A reference has at most ${LONGEST_REFERENCE} characters`);
    }
    const clientId = recordNumber('client', ticket.companyId);
    const userId = ticket.contactId === undefined ? undefined : recordNumber('user', ticket.contactId);
    const team = ticket.board === undefined ? undefined : await lookups.team(ticket.board);
    const { id: typeId } = await lookups.ticketType();
    const status = ticket.status === undefined ? undefined : await lookups.status(ticket.status, typeId);
    const priority =
      ticket.priority === undefined ? undefined : await lookups.priority(ticket.priority, await lookups.slaOf(typeId));
    const category = ticket.category === undefined ? undefined : await lookups.category(ticket.category);
    const siteId = await siteOf(clientId, userId);
    return {
      summary: cutSummary(ticket.summary),
      ...(ticket.description ? { details: ticket.description } : {}),
      tickettype_id: typeId,
      client_id: clientId,
      ...(siteId === undefined ? {} : { site_id: siteId }),
      ...(userId === undefined ? {} : { user_id: userId }),
      ...(ticket.contactName ? { reportedby: ticket.contactName } : {}),
      ...(ticket.contactPhone ? { phonenumber: ticket.contactPhone } : {}),
      ...(team ? { team: team.name } : {}),
      ...(status ? { status_id: status.id } : {}),
      ...(priority ? { priority_id: priority.number } : {}),
      ...(category ? { category_1: category.value } : {}),
      ...(ticket.source === undefined ? {} : { source: sourceOf(ticket.source) }),
      [REFERENCE_FIELD]: ticket.reference,
    };
  };
}

/** Names of sources are in a list of the tenant whose number is unconfirmed, so only numbers are taken. */
function sourceOf(source: string): number {
  if (/^\d{1,6}$/.test(source.trim())) return Number(source);
  throw new VendorError(
    VENDOR,
    'invalid',
    `HaloPSA takes the source of a ticket by its number only, not as "${source}". Enter the number, or leave the source empty.`,
  );
}
