/** An intake on a real store with a PSA that can be told to refuse, and work that runs when the test says so. */
import type { Connection } from 'mongoose';
import { createActivity } from '../activity/record.js';
import type { IntakeSettings } from '../clients/settings.js';
import { VendorError, type VendorFailure } from '../errors.js';
import type { Queue } from '../jobs/queue.js';
import { createContactIndex } from '../matching/contact-index.js';
import { identify } from '../matching/identify.js';
import type { Contact, NewTicket, Note, Psa, Ticket } from '../ports/psa.js';
import { openTestStore } from '../store/store-for-tests.js';
import { createConversations } from './conversation.js';
import { createIntake, type IntakeOptions } from './create-intake.js';

export function createClock(start = '2026-03-02T09:00:00Z') {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    pass(ms: number) {
      at += ms;
    },
  };
}
export type Clock = ReturnType<typeof createClock>;

/** What ends a process in the middle of its work. */
export class Crash extends Error {}

/** The same object, each of whose methods asks the fuse first, and again when it is done: either way it may die there. */
export function withFuse<T extends object>(target: T, burn: () => void): T {
  return new Proxy(target, {
    get(inner, key) {
      const value: unknown = Reflect.get(inner, key);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        burn();
        const answer: unknown = await Reflect.apply(value, inner, args);
        burn();
        return answer;
      };
    },
  });
}

/** Work that runs when the test says so. Keys join as in the real queue; what a dead process queued is forgotten. */
export function createHandQueue() {
  const works = new Map<string, (data: Record<string, unknown>) => Promise<void>>();
  const waiting = new Map<string, { name: string; data: Record<string, unknown> }>();
  const timed = new Map<string, { name: string; when: Date; data: Record<string, unknown> }>();
  const queue: Queue = {
    define<T extends Record<string, unknown>>(name: string, work: (data: T) => Promise<void>) {
      works.set(name, (data) => Reflect.apply(work, undefined, [data]));
    },
    async now(name, data, { key = '' } = {}) {
      waiting.set(`${name} ${key}`, { name, data });
    },
    async at(name, when, data, { key = '' } = {}) {
      timed.set(`${name} ${key}`, { name, when, data });
    },
    async every() {},
    async cancel() {},
    async start() {},
    async stop() {},
    depth: async () => ({ waiting: waiting.size, running: 0, failed: 0 }),
  };
  return {
    queue,
    run: (name: string, data: Record<string, unknown> = {}) => works.get(name)?.(data),
    /** Runs what waits until nothing does; bounded. */
    async drain() {
      for (let rounds = 0; waiting.size > 0 && rounds < 100; rounds += 1) {
        for (const [slot, { name, data }] of [...waiting]) {
          waiting.delete(slot);
          await works.get(name)?.(data);
        }
      }
    },
    /** Runs timed work that is due. */
    async ring(now: Date) {
      for (const [slot, { name, when, data }] of [...timed]) {
        if (when > now) continue;
        timed.delete(slot);
        await works.get(name)?.(data);
      }
    },
  };
}

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
    queues: absent,
    statuses: absent,
    priorities: absent,
    categories: absent,
    assets: absent,
  };
  return { psa, hooks, contacts, tickets, notes, asked };
}
export type PretendPsa = ReturnType<typeof createPretendPsa>;

/** An empty store, a PSA, a clock, and as many processes as a test needs. */
export async function openWorld() {
  const store = await openTestStore();
  const clock = createClock();
  const world = {
    store,
    clock,
    pretend: createPretendPsa(),
    start: (more: Partial<Parameters<typeof startProcess>[0]> = {}) =>
      startProcess({ connection: store.connection, clock, pretend: world.pretend, ...more }),
    /** The same data seen by another process. */
    startAnother: (more: Partial<Parameters<typeof startProcess>[0]> = {}) =>
      world.start({ connection: store.connection.useDb(store.connection.name, { useCache: false }), ...more }),
    /** The words of the latest note. */
    note: () => world.pretend.notes.at(-1)?.text ?? '',
    /** A call of Dana's whose ticket is open and has its first note. */
    async opened(more: Partial<Parameters<typeof startProcess>[0]> = {}) {
      const desk = world.start(more);
      const id = await desk.callOfDana();
      await desk.intake.openTicket(id, 'locked out');
      await desk.jobs.drain();
      return { desk, id };
    },
    dispose: () => store.dispose(),
  };
  return world;
}
export type World = Awaited<ReturnType<typeof openWorld>>;

/** One process: make two over one connection's data for two processes. */
export function startProcess({
  connection,
  clock,
  pretend,
  defaults = DEFAULTS,
  burn,
  ...more
}: {
  connection: Connection;
  clock: Clock;
  pretend: PretendPsa;
  defaults?: IntakeSettings;
  /** Throws where the process is to die: at every call to the PSA, the agent, the queue and the store of conversations. */
  burn?: () => void;
} & Partial<Pick<IntakeOptions, 'wakeAgent' | 'openTimeoutMs' | 'alone' | 'proof'>>) {
  const jobs = createHandQueue();
  const errors: object[] = [];
  const woken: string[] = [];
  const index = createContactIndex([]);
  const mortal = <T extends object>(target: T) => (burn ? withFuse(target, burn) : target);
  const stored = createConversations({ connection, now: clock.now });
  const conversations = mortal({
    ...stored,
    async lease(id: string) {
      const lease = await stored.lease(id);
      return 'leased' in lease ? { leased: mortal(lease.leased) } : lease;
    },
  });
  const intake = createIntake({
    conversations,
    contacts: { get: (id) => (id === DANA.id ? DANA : undefined), identify: (heard) => identify(index, heard) },
    psa: async () => ({ kind: 'pretend_psa', psa: mortal(pretend.psa) }),
    settings: async () => defaults,
    activity: createActivity({ connection, now: clock.now }),
    wakeAgent: async ({ ticketId }) => {
      burn?.();
      woken.push(ticketId);
      burn?.();
    },
    queue: mortal(jobs.queue),
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
