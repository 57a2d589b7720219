/** An intake on a real store with a PSA that can be told to refuse, and work that runs when the test says so. */
import type { Connection } from 'mongoose';
import { createActivity } from '../activity/record.js';
import { type Clock, createHandQueue } from '../agent/fakes-for-tests.js';
import type { IntakeSettings } from '../clients/settings.js';
import { VendorError, type VendorFailure } from '../errors.js';
import { createContactIndex } from '../matching/contact-index.js';
import { identify } from '../matching/identify.js';
import type { Contact, NewTicket, Note, Psa, Ticket } from '../ports/psa.js';
import { createConversations } from './conversation.js';
import { createIntake, type IntakeOptions } from './create-intake.js';

export const DANA: Contact = {
  id: '41',
  companyId: '2',
  companyName: 'Harbor Dental',
  firstName: 'Dana',
  lastName: 'Reyes',
  emails: [],
  phones: [],
  active: true,
};

export const DEFAULTS: IntakeSettings = { companyId: '1', contactId: '10', board: 'Help Desk', source: 'Phone' };

export function refusal(failure: VendorFailure, message = `refused as ${failure}`): VendorError {
  return new VendorError('pretend_psa', failure, message);
}

type Hook<T extends unknown[]> = (...args: T) => void | Promise<void>;

/** Hooks run before (or after) a call does anything; one that throws makes it fail. */
export interface PsaHooks {
  open?: Hook<[NewTicket]>;
  opened?: Hook<[Ticket]>;
  add?: Hook<[string]>;
  added?: Hook<[Note]>;
  edit?: Hook<[string]>;
  ticket?: Hook<[string]>;
}

/** Keeps what it is told; the world outside the process, so it survives its end. */
export function createPretendPsa({ editable = true } = {}) {
  const contacts = new Map<string, Contact>([[DANA.id, DANA]]);
  const tickets: (Ticket & { asked: NewTicket })[] = [];
  const notes: Note[] = [];
  const asked: NewTicket[] = [];
  const hooks: PsaHooks = {};
  const absent = () => Promise.reject(refusal('invalid', 'This PSA is not asked for that'));

  const psa: Psa = {
    title: 'Pretend PSA',
    companies: absent,
    async *contacts() {
      yield* contacts.values();
    },
    findContacts: absent,
    contact: async (id) => contacts.get(id),
    async ticket(id) {
      await hooks.ticket?.(id);
      const ticket = tickets.find((one) => one.id === id);
      if (!ticket) throw refusal('not_found', `There is no ticket ${id}`);
      return ticket;
    },
    tickets: absent,
    async openTicket(ticket) {
      asked.push(ticket);
      await hooks.open?.(ticket);
      const known = tickets.find(({ asked: { reference } }) => reference === ticket.reference);
      if (known) return known;
      const made = {
        id: String(1001 + tickets.length),
        summary: ticket.summary,
        companyId: ticket.companyId,
        companyName: `Company ${ticket.companyId}`,
        status: 'New',
        closed: false,
        assignedTo: [],
        asked: ticket,
      };
      tickets.push(made);
      await hooks.opened?.(made);
      return made;
    },
    updateTicket: absent,
    notes: async (ticketId) => notes.filter((note) => note.ticketId === ticketId),
    async addNote(ticketId, { text, visibility }) {
      await hooks.add?.(text);
      const note: Note = { id: String(1 + notes.length), ticketId, text, visibility, author: { kind: 'own' } };
      notes.push(note);
      await hooks.added?.(note);
      return note;
    },
    ...(editable
      ? {
          async editNote(_ticketId: string, noteId: string, text: string) {
            await hooks.edit?.(text);
            const note = notes.find(({ id }) => id === noteId);
            if (!note) throw refusal('not_found', `There is no note ${noteId}`);
            note.text = text;
            return note;
          },
        }
      : {}),
    technicians: absent,
    approversOf: absent,
    async *resolvedTickets() {
      yield* [];
    },
  };
  return { psa, hooks, contacts, tickets, notes, asked };
}
export type PretendPsa = ReturnType<typeof createPretendPsa>;

/** One process: make two over one connection's data for two processes. */
export function startProcess({
  connection,
  clock,
  pretend,
  defaults = DEFAULTS,
  ...more
}: {
  connection: Connection;
  clock: Clock;
  pretend: PretendPsa;
  defaults?: IntakeSettings;
} & Partial<Pick<IntakeOptions, 'wakeAgent' | 'openTimeoutMs' | 'alone'>>) {
  const jobs = createHandQueue();
  const errors: object[] = [];
  const woken: string[] = [];
  const index = createContactIndex([]);
  const conversations = createConversations({ connection, now: clock.now });
  const intake = createIntake({
    conversations,
    contacts: { get: (id) => (id === DANA.id ? DANA : undefined), identify: (heard) => identify(index, heard) },
    psa: async () => ({ kind: 'pretend_psa', psa: pretend.psa }),
    settings: async () => defaults,
    activity: createActivity({ connection, now: clock.now }),
    wakeAgent: async ({ ticketId }) => void woken.push(ticketId),
    queue: jobs.queue,
    now: clock.now,
    log: { warn: () => undefined, error: (detail) => void errors.push(detail) },
    ...more,
  });
  return {
    intake,
    conversations,
    jobs,
    errors,
    woken,
    /** A call of Dana's, confirmed, with the problem told, before a ticket is asked for. */
    async callOfDana(key = 'CA1') {
      const { conversationId } = await intake.begin({ channel: 'call', key, from: '+12065550100', to: '+12065550199' });
      await intake.said(conversationId, { who: 'requester', text: 'This is Dana Reyes', at: clock.now() });
      await intake.confirm(conversationId, DANA.id, ['name']);
      return conversationId;
    },
    /** Half a minute goes by, and whatever is due is done. */
    async later(ms = 30_000) {
      clock.pass(ms);
      await jobs.run('intake.recover');
      await jobs.drain();
      await jobs.ring(clock.now());
      await jobs.drain();
    },
  };
}
