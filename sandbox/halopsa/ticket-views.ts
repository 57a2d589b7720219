/** Tickets on the wire: the row of a list, with the columns that are asked for, and the whole ticket. */
import type { JsonObject } from './json.js';
import type { Query } from './query.js';
import type { Ticket } from './shapes.js';
import type { Stored } from './stored.js';
import { writeTime, writeTimeOrNull } from './times.js';
import { assetRow } from './views.js';

export function ticketRow(stored: Stored, ticket: Ticket): JsonObject {
  const user = ticket.userId === null ? undefined : stored.users.get(ticket.userId);
  const [first, second, third, fourth] = ticket.categories;
  return {
    id: ticket.id,
    summary: ticket.summary,
    details: ticket.details,
    dateoccurred: writeTime(ticket.occurred),
    tickettype_id: ticket.ticketTypeId,
    status_id: ticket.statusId,
    sla_id: ticket.slaId,
    priority_id: ticket.priorityId,
    client_id: ticket.clientId,
    client_name: stored.clients.get(ticket.clientId)?.name ?? '',
    site_id: ticket.siteId,
    site_name: stored.sites.get(ticket.siteId)?.name ?? '',
    user_id: ticket.userId ?? 0,
    user_name: user?.name ?? '',
    user_email: user?.email ?? '',
    reportedby: ticket.reportedBy,
    agent_id: ticket.agentId,
    team: ticket.team,
    category_1: first ?? '',
    category_2: second ?? '',
    category_3: third ?? '',
    category_4: fourth ?? '',
    impact: ticket.impact,
    urgency: ticket.urgency,
    source: ticket.source,
    timetaken: ticket.timeTaken,
    hasbeenclosed: ticket.closed !== null,
    dateclosed: writeTimeOrNull(ticket.closed),
    responsedate: null,
    last_update: writeTime(ticket.updated),
    lastactiondate: writeTime(ticket.lastAction),
    supplier_reference: ticket.supplierReference,
    third_party_id_string: ticket.thirdPartyId,
    customfields: ticket.customFields.map(({ fieldId, value }) => {
      const field = stored.customFields.get(fieldId);
      return { id: fieldId, name: field?.name ?? '', label: field?.label ?? '', type: 0, value, display: value };
    }),
  };
}

/** Columns that a list has only when it is asked for them. */
export function moreColumns(stored: Stored, ticket: Ticket, query: Query): JsonObject {
  return {
    ...(query.flag('includestatus') ? { status_name: stored.statuses.get(ticket.statusId)?.name ?? '' } : {}),
    ...(query.flag('includetickettype')
      ? { tickettype_name: stored.ticketTypes.get(ticket.ticketTypeId)?.name ?? '' }
      : {}),
    ...(query.flag('includeagent') ? { agent_name: stored.agents.get(ticket.agentId)?.name ?? '' } : {}),
  };
}

export function ticketDetail(stored: Stored, ticket: Ticket): JsonObject {
  const status = stored.statuses.get(ticket.statusId);
  const assets = ticket.assetIds.flatMap((id) => {
    const asset = stored.assets.get(id);
    return asset ? [assetRow(stored, asset)] : [];
  });
  return {
    ...ticketRow(stored, ticket),
    details_html: ticket.detailsHtml,
    datecreated: writeTime(ticket.created),
    takenby: ticket.createdBy,
    reference: ticket.reference,
    client_reference: ticket.clientReference,
    closure_note: '',
    closure_agent_id: ticket.closedByAgentId ?? 0,
    isbeingclosed: status?.closes ?? false,
    deleted: false,
    assets,
  };
}
