import type { Activity } from '../activity/record.js';
import type { Agent } from '../agent/agent.js';
import type { Run } from '../agent/run.js';
import type { Runs } from '../agent/runs.js';
import type { Approvals } from '../approvals/approval.js';
import { decideByNote } from '../approvals/decide.js';
import { Conflict, VendorError } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import type { Note, Psa, Ticket } from '../ports/psa.js';
import { type Inbox, WORK_EVENT } from './receive.js';

export interface WorkDeps {
  connections: Connections;
  runs: Runs;
  approvals: Approvals;
  agent: Agent;
  activity: Activity;
  /** True for tickets that a conversation opened: their front door wakes the agent when the transcript is there. */
  ownedByIntake(ticketId: string): Promise<boolean>;
  now(): Date;
}

/** What an event about a ticket means: a new run, a decision, or words for the run that is going on. */
export interface TicketWork {
  /**
   * Reads the ticket afresh and acts on whatever is new. Repeating it changes nothing. `young`: so recently made that
   * its event or front door may still be on the way, so no run is started.
   */
  look(kind: string, ticketId: string, hint: 'added' | 'updated' | 'deleted' | 'young'): Promise<void>;
}

export function createTicketWork(deps: WorkDeps): TicketWork {
  const { connections, runs, approvals, agent, activity, ownedByIntake, now } = deps;

  async function readNotes(kind: string, ticket: Ticket, psa: Psa, run: Run): Promise<void> {
    // Read before a crash, and nobody was told.
    if (run.messages.length > run.answeredMessages) await agent.wake(run.id);
    const notes = await psa.notes(ticket.id);
    for (const note of notes) {
      if (note.author.kind === 'own' || run.seenNotes.includes(note.id)) continue;
      if (await decides(kind, ticket, psa, note, notes)) continue;
      await agent.join(run.id, {
        noteId: note.id,
        from: note.author.name ?? 'somebody',
        kind: note.author.kind === 'technician' ? 'technician' : 'contact',
        text: note.text,
        at: note.createdAt ?? now(),
      });
    }
  }

  /** Whether a note decides the request that is pending on its ticket: only one written below the request can. */
  async function decides(kind: string, ticket: Ticket, psa: Psa, note: Note, notes: readonly Note[]): Promise<boolean> {
    const approval = await approvals.pendingOn(kind, ticket.id);
    if (!approval) return false;
    if (!approval.noteId) {
      throw new Conflict('request_being_noted', `The request on ticket ${ticket.id} is just being noted; look again`);
    }
    const position = (id: string | undefined) => notes.findIndex((entry) => entry.id === id);
    const asked = position(approval.noteId);
    if (asked === -1 || position(note.id) < asked) return false;
    const decision = await decideByNote({ approval, ticket, note, psa }, { approvals, activity, now });
    if (decision.outcome === 'message') return false;
    await agent.wake(approval.runId);
    await runs.seen(approval.runId, note.id);
    return true;
  }

  /** No run is active: a ticket that none has ever worked on gets one; an old one when its requester writes again. */
  async function mayStart(kind: string, ticket: Ticket, psa: Psa): Promise<void> {
    if (ticket.closed) return;
    const latest = await runs.latestOn(kind, ticket.id);
    if (latest ? await requesterWroteAgain(latest, psa) : !(await ownedByIntake(ticket.id))) {
      await agent.open({
        psaKind: kind,
        ticketId: ticket.id,
        companyId: ticket.companyId,
        again: latest !== undefined,
      });
    }
  }

  async function requesterWroteAgain(latest: Run, psa: Psa): Promise<boolean> {
    const notes = await psa.notes(latest.ticketId);
    return notes.some((note) => note.author.kind === 'contact' && !latest.seenNotes.includes(note.id));
  }

  return {
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
      if (run) await readNotes(kind, ticket, psa, run);
      else if (hint !== 'young') await mayStart(kind, ticket, psa);
    },
  };
}

/** Defines the job that works on stored events. */
export function defineEventWork({ queue, inbox, work }: { queue: Queue; inbox: Inbox; work: TicketWork }): void {
  queue.define<{ id: string }>(
    WORK_EVENT,
    async ({ id }) => {
      const stored = await inbox.get(id);
      if (stored) await work.look(stored.kind, stored.event.ticketId, stored.event.action);
    },
    { concurrency: 4 },
  );
}

function absent(error: unknown): undefined {
  if (error instanceof VendorError && error.failure === 'not_found') return undefined;
  throw error;
}
