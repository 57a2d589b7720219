import type { Agent } from '../agent/agent.js';
import type { Run } from '../agent/run.js';
import type { Runs } from '../agent/runs.js';
import { VendorError } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import type { Note, Psa, Ticket } from '../ports/psa.js';
import { type Inbox, WORK_EVENT } from './receive.js';

export interface WorkDeps {
  connections: Connections;
  runs: Runs;
  agent: Agent;
  /** True for tickets that a conversation opened: their front door wakes the agent when the transcript is there. */
  ownedByIntake(ticketId: string): Promise<boolean>;
  now(): Date;
}

/** Why a ticket is looked at. */
export type Hint =
  | 'added'
  | 'updated'
  | 'deleted'
  /** So recently made that its event or front door may still be on the way: no run is started. */
  | 'young'
  /** Its run has ended: words that no run has answered start another. */
  | 'ended';

/** What an event about a ticket means: a new run, or words for the run that is going on. */
export interface TicketWork {
  /** Reads the ticket afresh and acts on whatever is new. Repeating it changes nothing. */
  look(kind: string, ticketId: string, hint: Hint): Promise<void>;
  /** The same for the ticket that a note is on; a note that is gone by now says nothing. */
  lookAtNote(kind: string, noteId: string): Promise<void>;
  /** Only the notes of a run's ticket, whether or not the ticket counts as changed; what is new reaches the run. */
  readNotes(run: Run): Promise<void>;
}

/** Tickets older than the connection by more than this were somebody's before Frontdesk came. Milliseconds. */
const BEFORE_CONNECTING_MS = 10 * 60_000;

export function createTicketWork({ connections, runs, agent, ownedByIntake, now }: WorkDeps): TicketWork {
  /** Everything people wrote goes to the run; whether it decides something is judged there, under the run's lease. */
  async function joinNotes(psa: Psa, run: Run): Promise<void> {
    const notes = await psa.notes(run.ticketId);
    const fresh = notes.filter(({ id, author }) => author.kind !== 'own' && !run.seenNotes.includes(id));
    for (const note of fresh) {
      await agent.join(run.id, {
        noteId: note.id,
        from: note.author.name ?? 'somebody',
        kind: note.author.kind === 'technician' ? 'technician' : 'contact',
        text: note.text,
        at: note.createdAt ?? now(),
      });
    }
    // Read before a crash, and nobody was told.
    if (fresh.length === 0 && run.messages.length > run.answeredMessages) await agent.wake(run.id);
  }

  /** No run is active: a ticket that none has ever worked on gets one; an old one when its requester writes again. */
  async function mayStart(kind: string, ticket: Ticket, psa: Psa, isOurs: boolean): Promise<void> {
    if (ticket.closed) return;
    const latest = await runs.latestOn(kind, ticket.id);
    const notes = await psa.notes(ticket.id);
    if (latest ? !unanswered(latest, notes) : !isOurs || (await ownedByIntake(ticket.id))) return;
    await agent.open({
      psaKind: kind,
      ticketId: ticket.id,
      ...(ticket.number ? { number: ticket.number } : {}),
      companyId: ticket.companyId,
      seenNotes: notes.map(({ id }) => id),
      again: latest !== undefined,
    });
  }

  const work: TicketWork = {
    async look(kind, ticketId, hint) {
      const connected = await connections.get(kind);
      const psa = connected?.connection.psa;
      if (!psa) return;
      const run = await runs.activeOn(kind, ticketId);
      const ticket = hint === 'deleted' ? undefined : await psa.ticket(ticketId).catch(absent);
      if (!ticket) {
        if (run) await agent.wake(run.id);
        return;
      }
      if (run) return joinNotes(psa, run);
      if (hint === 'young') return;
      const oldest = connected.connectedAt.getTime() - BEFORE_CONNECTING_MS;
      const isOurs = hint === 'added' || (ticket.createdAt !== undefined && ticket.createdAt.getTime() >= oldest);
      await mayStart(kind, ticket, psa, isOurs);
    },
    async lookAtNote(kind, noteId) {
      const psa = (await connections.get(kind))?.connection.psa;
      const ticketId = await psa?.ticketOfNote?.(noteId);
      if (ticketId !== undefined) await work.look(kind, ticketId, 'updated');
    },
    async readNotes(run) {
      const psa = (await connections.get(run.psaKind))?.connection.psa;
      if (!psa) return;
      await joinNotes(psa, run).catch(async (error: unknown) => {
        absent(error);
        await agent.wake(run.id); // Its ticket is gone.
      });
    },
  };
  return work;
}

/** Whether the requester wrote something that the last run has neither read nor answered. */
function unanswered(latest: Run, notes: readonly Note[]): boolean {
  const open = latest.messages.slice(latest.answeredMessages).filter(({ kind }) => kind === 'contact');
  const unread = notes.filter(({ id, author }) => author.kind === 'contact' && !latest.seenNotes.includes(id));
  return open.length > 0 || unread.length > 0;
}

/** Looks at a ticket again, by `{ kind, ticketId }`: its run has ended. */
export const LOOK_AGAIN = 'inbox.look-again';

/** Defines the jobs that work on stored events and look at tickets again. */
export function defineEventWork({ queue, inbox, work }: { queue: Queue; inbox: Inbox; work: TicketWork }): void {
  queue.define<{ id: string }>(
    WORK_EVENT,
    async ({ id }) => {
      const stored = await inbox.get(id);
      if (!stored) return;
      const { kind, event } = stored;
      if (event.kind === 'note') await work.lookAtNote(kind, event.noteId);
      else await work.look(kind, event.ticketId, event.action);
      await inbox.worked(id);
    },
    { concurrency: 4 },
  );
  queue.define<{ kind: string; ticketId: string }>(LOOK_AGAIN, ({ kind, ticketId }) =>
    work.look(kind, ticketId, 'ended'),
  );
}

function absent(error: unknown): undefined {
  if (error instanceof VendorError && error.failure === 'not_found') return undefined;
  throw error;
}
