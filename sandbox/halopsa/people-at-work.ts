/** What technicians and end users do in HaloPSA itself: the same rules and webhooks as changes through the API. */
import type { NewPerson, TicketRewrite, WrittenNote, WrittenTicket } from '../psa/pretend-psa.js';
import type { Actions } from './actions.js';
import type { Actor } from './changes.js';
import type { JsonObject } from './json.js';
import { UNASSIGNED } from './seed.js';
import { USER_UPDATE } from './seed-desk.js';
import type { Action, Agent, Ticket, User } from './shapes.js';
import type { Stored } from './stored.js';
import type { Tickets } from './tickets.js';
import type { Users } from './users.js';

export interface PeopleAtWork {
  technicianAddsNote(ticketId: number, note: WrittenNote): Action;
  contactAddsNote(ticketId: number, note: { personKey: string; text: string }): Action;
  technicianCreatesTicket(ticket: WrittenTicket): Ticket;
  technicianUpdatesTicket(ticketId: number, change: TicketRewrite): Ticket;
  technicianDeletesTicket(ticketId: number, by: { technician: string }): void;
  technicianAddsContact(person: NewPerson): User;
  technicianDeletesContact(id: number): void;
}

export interface PeopleAtWorkOptions {
  stored: Stored;
  tickets: Tickets;
  actions: Actions;
  users: Users;
  defaults: { clientId: number };
  agent(identifier: string): Agent;
  user(personKey: string): User;
  companyId(slug: string): number;
}

export function createPeopleAtWork(options: PeopleAtWorkOptions): PeopleAtWork {
  const { stored, tickets, actions, users, defaults, agent, user, companyId } = options;
  const actorOf = (identifier: string): Actor => ({ kind: 'agent', agent: agent(identifier), applicationId: null });
  const idNamed = (rows: readonly { id: number; name: string }[], name: string, what: string): number => {
    const row = rows.find((candidate) => candidate.name === name);
    if (!row) throw new Error(`The pretend HaloPSA has no ${what} ${name}`);
    return row.id;
  };
  /** An agent who has left was at work when the ticket was given to them: it stays theirs. */
  const whileAtWork = <T>(left: Agent | undefined, work: () => T): T => {
    if (!left?.disabled) return work();
    stored.agents.put({ ...left, disabled: false });
    try {
      return work();
    } finally {
      stored.agents.put(left);
    }
  };
  return {
    technicianAddsNote(ticketId, { technician, text, html, internal = true }) {
      const outcome = internal ? 'Internal Note' : 'Public Note';
      const words: JsonObject = html === undefined ? { note: text } : { note_html: html };
      const sent = { ticket_id: ticketId, outcome, ...words, hiddenfromuser: internal, sendemail: false };
      return actions.save(actorOf(technician), sent);
    },
    contactAddsNote(ticketId, { personKey, text }) {
      const actor: Actor = { kind: 'user', user: user(personKey), applicationId: null };
      return actions.save(actor, { ticket_id: ticketId, outcome_id: USER_UPDATE, note: text, sendemail: false });
    },
    technicianCreatesTicket({ technician, personKey, company, summary, description, owner }) {
      const requester: JsonObject =
        personKey === undefined
          ? { client_id: company === undefined ? defaults.clientId : companyId(company) }
          : { user_id: user(personKey).id };
      const sent: JsonObject = {
        summary,
        tickettype_id: 1,
        ...requester,
        ...(description === undefined ? {} : { details: description }),
        ...(owner === undefined ? {} : { agent_id: agent(owner).id }),
      };
      const owning = owner === undefined ? undefined : agent(owner);
      return whileAtWork(owning, () => tickets.save(actorOf(technician), sent));
    },
    technicianUpdatesTicket(ticketId, { technician, status, owner, priority, queue, summary, company }) {
      const { slaId } = tickets.get(ticketId);
      const priorities = stored.priorities
        .all()
        .filter((row) => row.slaId === slaId)
        .map(({ priorityId, name }) => ({ id: priorityId, name }));
      const sent: JsonObject = {
        id: ticketId,
        ...(status === undefined ? {} : { status_id: idNamed(stored.statuses.all(), status, 'status') }),
        ...(owner === undefined ? {} : { agent_id: owner === null ? UNASSIGNED : agent(owner).id }),
        ...(priority === undefined ? {} : { priority_id: idNamed(priorities, priority, 'priority') }),
        ...(queue === undefined ? {} : { team: queue }),
        ...(summary === undefined ? {} : { summary }),
        ...(company === undefined ? {} : { client_id: companyId(company) }),
      };
      const owning = owner == null ? undefined : agent(owner);
      return whileAtWork(owning, () => tickets.save(actorOf(technician), sent));
    },
    technicianDeletesTicket: (ticketId, { technician }) => tickets.remove(actorOf(technician), ticketId),
    technicianAddsContact({ firstName, lastName, company, email, phone, inactive }) {
      const clientId = companyId(company);
      const site = stored.sites.all().find((row) => row.clientId === clientId);
      return users.save({
        firstname: firstName,
        surname: lastName,
        site_id: site?.id ?? null,
        ...(email === undefined ? {} : { emailaddress: email }),
        ...(phone === undefined ? {} : { phonenumber: phone }),
        ...(inactive === undefined ? {} : { inactive }),
      });
    },
    technicianDeletesContact: (id) => users.remove(id),
  };
}
