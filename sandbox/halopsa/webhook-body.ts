/**
 * What a webhook's body looks like. Source: HaloPSA facts, webhooks: it holds the ticket and the action where there is
 * one; everything else about it is unconfirmed, so a switch chooses among the forms that a receiver must bear.
 */
import type { Change, ChangeKind } from './changes.js';
import type { JsonObject } from './json.js';
import type { Stored } from './stored.js';
import type { WebhookBody } from './switches.js';
import { ticketDetail } from './ticket-views.js';
import { writeTime } from './times.js';
import { actionRow } from './views.js';

const EVENT_NAMES: Readonly<Record<ChangeKind, string>> = {
  ticket_logged: 'New Ticket Logged',
  ticket_updated: 'Ticket Updated',
  ticket_deleted: 'Ticket Deleted',
  action_added: 'Action Added',
  action_updated: 'Action Updated',
};

export function webhookBody(stored: Stored, change: Change, form: WebhookBody, now: Date): JsonObject {
  const ticket = { ...ticketDetail(stored, change.ticket), deleted: change.kind === 'ticket_deleted' };
  const action = change.action ? actionRow(change.action, true) : undefined;
  const event = EVENT_NAMES[change.kind];
  switch (form) {
    case 'ticket':
      return ticket;
    case 'action':
      return action ?? { ticket_id: change.ticket.id };
    case 'object_id':
      return { event, timestamp: writeTime(now), object_id: change.ticket.id, message: change.ticket.summary };
    case 'ticket_and_action':
    case 'batched':
      return { event, timestamp: writeTime(now), ticket, ...(action ? { action } : {}) };
  }
}
