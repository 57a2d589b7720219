/**
 * Actions: the conversation and the history of a ticket. Source: HaloPSA facts, conversation. Unconfirmed: that an
 * unknown outcome is refused, and what system actions are called.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, actorName, type Changes } from './changes.js';
import { invalid, notFound } from './errors.js';
import { htmlOf, textOf } from './html.js';
import type { JsonObject } from './json.js';
import type { Mails } from './mails.js';
import type { CHANGED, LOGGED } from './seed-desk.js';
import { readElement, sentFlag, sentInteger, sentNumber, sentText } from './sent.js';
import type { Action, Outcome, Ticket } from './shapes.js';
import { actionKey, type Stored } from './stored.js';
import { statusFor, withStatus } from './ticket-state.js';

export const SENT_ACTION = z.object({
  id: sentInteger,
  ticket_id: sentInteger,
  outcome: sentText,
  outcome_id: sentInteger,
  note: sentText,
  note_html: sentText,
  hiddenfromuser: sentFlag,
  important: sentFlag,
  sendemail: sentFlag,
  emailto: sentText,
  emailsubject: sentText,
  new_status: sentInteger,
  new_agent: sentInteger,
  timetaken: sentNumber,
  dont_do_rules: sentFlag,
});
type SentAction = z.infer<typeof SENT_ACTION>;

export interface Actions {
  get(ticketId: number, id: number): Action;
  /** An element of POST /Actions: a new action, or with `id` a change of one. */
  save(actor: Actor, element: JsonObject): Action;
  /** What HaloPSA writes by itself when a ticket is made or changed. */
  log(actor: Actor, ticket: Ticket, what: typeof LOGGED | typeof CHANGED, note: string, oldStatus: number): Action;
  remove(ticketId: number, id: number): void;
}

export function createActions(options: { stored: Stored; changes: Changes; mails: Mails; clock: () => Date }): Actions {
  const { stored, changes, mails, clock } = options;

  const ticketOf = (id: number): Ticket => {
    const ticket = stored.tickets.get(id);
    if (!ticket) throw invalid(`There is no ticket with id ${id}.`);
    return ticket;
  };
  const get = (ticketId: number, id: number): Action => {
    const action = stored.actions.get(actionKey({ ticketId, id }));
    if (!action) throw notFound('Action', id);
    return action;
  };

  return {
    get,
    save(actor, element) {
      const sent = readElement(SENT_ACTION, element, 'Actions');
      if (!sent.ticket_id) throw invalid('ticket_id is required.');
      const ticket = ticketOf(sent.ticket_id);
      return sent.id ? change(ticket, sent.id, sent) : create(actor, ticket, sent);
    },
    log(actor, ticket, what, note, oldStatus) {
      const outcome = known(stored.outcomes.get(what), what);
      return stored.actions.put({ ...blank(actor, ticket, outcome), note, noteHtml: htmlOf(note), oldStatus });
    },
    remove(ticketId, id) {
      stored.actions.remove(actionKey(get(ticketId, id)));
    },
  };

  function create(actor: Actor, ticket: Ticket, sent: SentAction): Action {
    const outcome = outcomeOf(sent);
    const { note, noteHtml } = notesOf(sent) ?? { note: '', noteHtml: '' };
    const timeTaken = readTimeTaken(sent);
    const mail = mailOf(ticket, outcome, sent);
    const now = clock();
    const statusId = sent.new_status || outcome.newStatus;
    const agent = sent.new_agent ? stored.agents.get(sent.new_agent) : undefined;
    if (sent.new_agent && (!agent || agent.disabled)) throw invalid(`There is no enabled agent ${sent.new_agent}.`);
    const moved = statusId ? withStatus(ticket, statusFor(stored, statusId, ticket.ticketTypeId), actor, now) : ticket;
    const changed = stored.tickets.put({
      ...moved,
      agentId: agent?.id ?? ticket.agentId,
      timeTaken: ticket.timeTaken + timeTaken,
      updated: now,
      lastAction: now,
    });
    const action = stored.actions.put({
      ...blank(actor, ticket, outcome),
      note,
      noteHtml,
      hidden: sent.hiddenfromuser ?? outcome.hidesFromUser,
      important: sent.important ?? false,
      timeTaken,
      oldStatus: ticket.statusId,
      newStatus: changed.statusId,
      ...(mail ? { emailDirection: 'O', emailTo: mail.to, emailSubject: mail.subject, emailed: now } : {}),
    });
    if (mail) mails.send({ ticketId: ticket.id, ...mail, text: note });
    changes.announce({ kind: 'action_added', ticket: changed, action });
    return action;
  }

  function change(ticket: Ticket, id: number, sent: SentAction): Action {
    const before = get(ticket.id, id);
    const timeTaken = sent.timetaken == null ? before.timeTaken : readTimeTaken(sent);
    const now = clock();
    const action = stored.actions.put({
      ...before,
      ...(notesOf(sent) ?? {}),
      hidden: sent.hiddenfromuser ?? before.hidden,
      important: sent.important ?? before.important,
      timeTaken,
      updated: now,
    });
    const changed = stored.tickets.put({
      ...ticket,
      timeTaken: ticket.timeTaken - before.timeTaken + timeTaken,
      updated: now,
    });
    changes.announce({ kind: 'action_updated', ticket: changed, action });
    return action;
  }

  function outcomeOf({ outcome_id: id, outcome: name }: SentAction): Outcome {
    if (id) return known(stored.outcomes.get(id), id);
    if (!name?.trim()) throw invalid('outcome or outcome_id is required.');
    const wanted = name.trim().toLowerCase();
    return known(
      stored.outcomes.all().find(({ outcome }) => outcome.toLowerCase() === wanted),
      name,
    );
  }

  /** Whom the action's mail goes to and under which subject; undefined when it sends none. */
  function mailOf(ticket: Ticket, outcome: Outcome, sent: SentAction): { to: string; subject: string } | undefined {
    if (!(sent.sendemail ?? outcome.sendsEmail)) return undefined;
    const user = ticket.userId === null ? undefined : stored.users.get(ticket.userId);
    const to = sent.emailto?.trim() || user?.email;
    if (!to) throw invalid('The email has no recipients.');
    if (!to.split(/[;,]/).every((address) => /^[^\s@]+@[^\s@]+$/.test(address.trim())))
      throw invalid(`emailto holds an invalid address: ${to}`);
    return { to, subject: sent.emailsubject?.trim() || `${ticket.summary} (ID: ${ticket.id})` };
  }

  function blank(actor: Actor, ticket: Ticket, outcome: Outcome): Action {
    const now = clock();
    const ids = stored.actionsOf(ticket.id).map(({ id }) => id);
    return {
      ticketId: ticket.id,
      id: Math.max(0, ...ids) + 1,
      guid: randomUUID(),
      outcome: outcome.outcome,
      outcomeId: outcome.id,
      systemId: outcome.systemId,
      who: actorName(actor),
      whoType: actor.kind === 'agent' ? 1 : 0,
      whoAgentId: actor.kind === 'agent' ? actor.agent.id : null,
      whoUserId: actor.kind === 'user' ? actor.user.id : null,
      applicationId: actor.applicationId,
      at: now,
      updated: now,
      note: '',
      noteHtml: '',
      hidden: outcome.hidesFromUser,
      important: false,
      emailDirection: actor.kind === 'user' ? 'I' : null,
      emailFrom: actor.kind === 'user' ? actor.user.email : null,
      emailTo: null,
      emailSubject: null,
      emailed: null,
      timeTaken: 0,
      oldStatus: ticket.statusId,
      newStatus: ticket.statusId,
    };
  }
}

function notesOf({ note, note_html: html }: SentAction): { note: string; noteHtml: string } | undefined {
  if (html) return { note: note || textOf(html), noteHtml: html };
  return note ? { note, noteHtml: htmlOf(note) } : undefined;
}

/** Hours. */
function readTimeTaken({ timetaken: hours }: SentAction): number {
  if (hours != null && (hours < 0 || hours > 24 * 31)) throw invalid('timetaken must be a number of hours.');
  return hours ?? 0;
}

function known(outcome: Outcome | undefined, asked: number | string): Outcome {
  if (!outcome) throw invalid(`There is no outcome ${asked}.`);
  return outcome;
}
