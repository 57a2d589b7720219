/**
 * Making and changing tickets. Source: HaloPSA facts, tickets. Unconfirmed: that every change leaves a system action
 * behind, and that a contradiction between client, site and user is refused.
 */

import type { Actions } from './actions.js';
import { type Actor, actorName, type Changes } from './changes.js';
import { invalid, notFound } from './errors.js';
import { textOf } from './html.js';
import type { JsonObject } from './json.js';
import type { Mails } from './mails.js';
import { UNASSIGNED } from './seed.js';
import { CHANGED, LOGGED } from './seed-desk.js';
import { readElement, required } from './sent.js';
import type { MandatoryField, Ticket, TicketType } from './shapes.js';
import { actionKey, type Stored } from './stored.js';
import { fieldsOf, requesterOf, SENT_TICKET, type SentTicket } from './ticket-fields.js';
import { statusFor, withStatus } from './ticket-state.js';
import { readTime } from './times.js';

export interface Tickets {
  get(id: number): Ticket;
  /** An element of POST /Tickets: a new ticket, or with `id` a change of one. */
  save(actor: Actor, element: JsonObject): Ticket;
  /** With its actions. */
  remove(actor: Actor, id: number): void;
}

export interface TicketsOptions {
  stored: Stored;
  changes: Changes;
  actions: Actions;
  mails: Mails;
  clock: () => Date;
  /** The user, and so site and client, of tickets that name nobody. */
  defaults: { clientId: number; siteId: number; userId: number };
}

export function createTickets(options: TicketsOptions): Tickets {
  const { stored, changes, actions, mails, clock, defaults } = options;
  const get = (id: number): Ticket => {
    const ticket = stored.tickets.get(id);
    if (!ticket) throw notFound('Ticket', id);
    return ticket;
  };

  return {
    get,
    save(actor, element) {
      const sent = readElement(SENT_TICKET, element, 'Faults');
      return sent.id ? update(actor, get(sent.id), sent) : create(actor, sent);
    },
    remove(actor, id) {
      const ticket = get(id);
      const now = clock();
      const action = actions.log(actor, ticket, CHANGED, 'Ticket deleted', ticket.statusId);
      for (const entry of stored.actionsOf(id)) stored.actions.remove(actionKey(entry));
      stored.tickets.remove(id);
      changes.announce({ kind: 'ticket_deleted', ticket: { ...ticket, updated: now }, action });
    },
  };

  function create(actor: Actor, sent: SentTicket): Ticket {
    const summary = required(sent.summary, 'summary');
    if (!sent.tickettype_id) throw invalid('tickettype_id is required.');
    const type = typeOf(sent.tickettype_id);
    if (!sent._novalidate) checkMandatory(type, sent);
    const now = clock();
    const occurred = (sent.dateoccurred ? readTime(sent.dateoccurred) : undefined) ?? now;
    const blank: Ticket = {
      id: stored.tickets.nextId(),
      summary,
      details: sent.details_html ? textOf(sent.details_html) : '',
      detailsHtml: null,
      ticketTypeId: type.id,
      statusId: type.initialStatus,
      slaId: type.slaId,
      priorityId: type.defaultPriority,
      ...(requesterOf(stored, sent) ?? defaults),
      agentId: UNASSIGNED,
      team: type.defaultTeam,
      categories: [null, null, null, null],
      impact: 3,
      urgency: 3,
      source: 0,
      reportedBy: null,
      createdBy: actorName(actor),
      reference: null,
      clientReference: null,
      supplierReference: null,
      thirdPartyId: null,
      customFields: [],
      assetIds: [],
      timeTaken: 0,
      occurred,
      created: now,
      updated: now,
      lastAction: now,
      closed: null,
      closedByAgentId: null,
    };
    const status = statusFor(stored, sent.status_id || type.initialStatus, type.id);
    const ticket = stored.tickets.put(withStatus({ ...blank, ...fieldsOf(stored, blank, sent) }, status, actor, now));
    const action = actions.log(actor, ticket, LOGGED, 'Ticket logged', ticket.statusId);
    const address = ticket.userId === null ? null : stored.users.get(ticket.userId)?.email;
    if (sent.sendack && address)
      mails.send({ ticketId: ticket.id, to: address, subject: `${summary} (ID: ${ticket.id})`, text: 'Logged' });
    changes.announce({ kind: 'ticket_logged', ticket, action });
    return ticket;
  }

  function update(actor: Actor, before: Ticket, sent: SentTicket): Ticket {
    const now = clock();
    const type = sent.tickettype_id ? typeOf(sent.tickettype_id) : undefined;
    const typed: Ticket = type ? { ...before, ticketTypeId: type.id, slaId: type.slaId } : before;
    const owned: Ticket = { ...typed, ...requesterOf(stored, sent) };
    const filled: Ticket = { ...owned, ...fieldsOf(stored, owned, sent), updated: now };
    const ticket = stored.tickets.put(
      sent.status_id ? withStatus(filled, statusFor(stored, sent.status_id, filled.ticketTypeId), actor, now) : filled,
    );
    const action = actions.log(actor, ticket, CHANGED, changesTold(before, ticket), before.statusId);
    changes.announce({ kind: 'ticket_updated', ticket, action });
    return ticket;
  }

  function typeOf(id: number): TicketType {
    const type = stored.ticketTypes.get(id);
    if (!type) throw invalid(`There is no ticket type with id ${id}.`);
    return type;
  }

  function changesTold(before: Ticket, after: Ticket): string {
    const status = (ticket: Ticket) => stored.statuses.get(ticket.statusId)?.name ?? '';
    const agent = (ticket: Ticket) => stored.agents.get(ticket.agentId)?.name ?? '';
    const told = [
      ...(before.statusId === after.statusId ? [] : [`Status: ${status(before)} -> ${status(after)}`]),
      ...(before.agentId === after.agentId ? [] : [`Agent: ${agent(before)} -> ${agent(after)}`]),
      ...(before.team === after.team ? [] : [`Team: ${before.team} -> ${after.team}`]),
    ];
    return told.join('\n') || 'Ticket changed';
  }
}

const MANDATORY: Readonly<Record<MandatoryField, (sent: SentTicket) => boolean>> = {
  category_1: ({ category_1: value }) => Boolean(value),
  impact: ({ impact }) => impact != null,
  urgency: ({ urgency }) => urgency != null,
  user_id: ({ user_id: id }) => Boolean(id),
};

function checkMandatory(type: TicketType, sent: SentTicket): void {
  const missing = type.mandatory.filter((field) => !MANDATORY[field](sent));
  if (missing.length > 0) throw invalid(`Mandatory fields of ${type.name} are missing: ${missing.join(', ')}.`);
}
