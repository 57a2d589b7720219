import type { Activity } from '../activity/record.js';
import { Conflict, reasonOf, VendorError } from '../errors.js';
import type { Queue } from '../jobs/queue.js';
import { advance, failRun } from './advance.js';
import { type AdvanceDeps, confirmLease, move } from './moves.js';
import { FINAL_STATES, type RunMessage } from './run.js';
import type { LeasedRun, Runs } from './runs.js';

/** The job that moves a run on. */
const ADVANCE = 'agent.advance';
/** The job that finds runs nobody works on. */
const RECOVER = 'agent.recover';
const RECOVER_EVERY_MS = 30_000;
const LONGEST_PAUSE_MS = 60_000;

/** A ticket that keeps coming back is a person's matter: no more runs than this in an hour. */
const RUNS_PER_HOUR = 4;
const HOUR_MS = 3_600_000;

export interface AgentOptions extends Omit<AdvanceDeps, 'wakeAt'> {
  runs: Runs;
  queue: Queue;
  /** No other process serves this database: whoever held a lease when this one started is dead. */
  alone?: boolean;
  log: { error(detail: object, message: string): void; warn(detail: object, message: string): void };
  /** How long a run bears with an outside system that is down before it gives up. Milliseconds. */
  patienceMs?: number;
  /** How often runs that nobody works on are looked for. Milliseconds; half a minute by default. */
  recoverEveryMs?: number;
  /** First pause after trouble; doubled each time up to a minute. Milliseconds. */
  pauseMs?: number;
}

/** The shared core agent. */
export interface Agent {
  /**
   * A ticket is ready for the agent: starts a run, unless one is active, one has ended (but for `again`), or no client
   * is mapped to the company.
   */
  open(ticket: {
    psaKind: string;
    ticketId: string;
    /** What people call it, where that is not its id. */
    number?: string;
    companyId: string;
    seenNotes?: readonly string[];
    /** Its requester has written again: a ticket whose run has ended gets another. */
    again?: boolean;
  }): Promise<void>;
  /** People wrote on the ticket of an active run. */
  join(runId: string, message: RunMessage): Promise<void>;
  /** Something happened that the run waits for. */
  wake(runId: string): Promise<void>;
  /** Ends a run that is not over: at once where nothing is under way, else before its next step. False when it is over. */
  end(runId: string, asked: { by: string; reason: string }): Promise<boolean>;
  /** Ends whatever is going on for a client. */
  endAllOf(clientId: string, asked: { by: string; reason: string }): Promise<void>;
  /** Picks up what a crash left, then and every half minute (`recoverEveryMs`). */
  start(): Promise<void>;
}

export function createAgent({
  runs,
  queue,
  alone = false,
  log,
  patienceMs = 15 * 60_000,
  pauseMs = 2_000,
  recoverEveryMs = RECOVER_EVERY_MS,
  ...rest
}: AgentOptions): Agent {
  const { clients, activity, now } = rest;
  const deps: AdvanceDeps = {
    ...rest,
    runs,
    wakeAt: (runId, when) => queue.at(ADVANCE, when, { runId }, { key: `${runId}@${when.toISOString()}` }),
  };

  queue.define<{ runId: string }>(ADVANCE, ({ runId }) => advanceOnce(runId), { concurrency: 4 });
  queue.define(RECOVER, recover);

  /** Runs that nobody works on; and sleeping ones whose request is decided or due, or whose ticket holds new words. */
  async function recover(): Promise<void> {
    for (const run of await runs.adrift()) await agent.wake(run.id);
    const asleep = await runs.asleep();
    const requests = await deps.approvals.many(asleep.flatMap((run) => run.approvalId ?? []));
    for (const run of asleep) {
      const request = requests.find(({ id }) => id === run.approvalId);
      const sleepsWell =
        request?.state === 'pending' &&
        request.expiresAt > now() &&
        run.messages.length <= run.answeredMessages &&
        !run.endAsked;
      if (!sleepsWell) await agent.wake(run.id);
    }
  }

  async function advanceOnce(runId: string): Promise<void> {
    const leased = await runs.lease(runId);
    if (!leased) {
      const run = await runs.get(runId);
      if (!run || FINAL_STATES.includes(run.state)) return;
      // Somebody else works on it, or has just stopped: whatever woke us is looked at once more afterwards.
      const free = run.leaseUntil ? run.leaseUntil.getTime() + 1_000 : now().getTime() + 100;
      await queue.at(ADVANCE, new Date(free), { runId }, { key: `${runId}@lease` });
      return;
    }
    try {
      await advance(leased, deps);
    } catch (error) {
      if (error instanceof Conflict && error.code === 'lease_lost') return;
      await bearTrouble(leased, error);
    } finally {
      await leased.release();
    }
  }

  /** Passing trouble is waited out; lasting trouble, and defects of ours, end the run with a note that says so. */
  async function bearTrouble(leased: LeasedRun, error: unknown): Promise<void> {
    const { run } = leased;
    const passing = error instanceof VendorError && (error.passing || error.outcomeUnknown);
    const since = run.trouble?.since ?? now();
    const tries = (run.trouble?.tries ?? 0) + 1;
    const reason = reasonOf(error);
    const asked = error instanceof VendorError ? (error.retryAfter ?? 0) * 1_000 : 0;
    const pause = Math.min(Math.max(pauseMs * 2 ** Math.min(tries - 1, 10), asked), LONGEST_PAUSE_MS);
    const givesUpAt = since.getTime() + patienceMs;
    const retryAt = new Date(Math.min(now().getTime() + pause, Math.max(givesUpAt, now().getTime() + pauseMs)));
    if (!passing) log.error({ err: error, runId: run.id }, 'a run met an error');
    else log.warn({ runId: run.id, reason, tries }, 'a run waits for an outside system');
    try {
      await leased.change({ trouble: { since, tries, reason, retryAt } });
      // Who waits for people has days, whatever is down meanwhile.
      const waits = run.state === 'awaiting_approval' || run.state === 'awaiting_verification';
      const patient = passing && (waits || now().getTime() - since.getTime() < patienceMs);
      if (!patient) {
        await failRun(leased, deps, passing ? `I could not go on: ${reason}` : failureReason(error));
        return;
      }
    } catch (second) {
      log.warn({ runId: run.id, reason: reasonOf(second) }, 'the end of a run could not be noted');
      if (second instanceof Conflict) return;
      if (!(second instanceof VendorError && second.passing)) {
        await endWithoutNote(leased, reasonOf(second));
        return;
      }
    }
    await queue.at(ADVANCE, retryAt, { runId: run.id }, { key: `${run.id}@trouble` });
  }

  /** The ticket cannot be written on: what waits for an answer there is withdrawn, and the activity tells why. */
  async function endWithoutNote(leased: LeasedRun, ending: string): Promise<void> {
    await confirmLease(leased);
    await deps.approvals.close(leased.run.id, 'cancelled', ending);
    await move(leased, deps, 'failed', { ending });
  }

  const agent: Agent = {
    async open({ psaKind, ticketId, number = ticketId, companyId, seenNotes = [], again = false }) {
      const client = await clients.byMapping(psaKind, companyId);
      if (!client) {
        await activity.add({
          kind: 'event.no_client',
          what: `Ticket ${number} belongs to no client that is mapped`,
          ticketId,
          detail: { companyId },
        });
        return;
      }
      const latest = await runs.latestOn(psaKind, ticketId);
      if (latest && !again && FINAL_STATES.includes(latest.state)) return;
      const recent = await runs.countSince(psaKind, ticketId, new Date(now().getTime() - HOUR_MS));
      if (recent >= RUNS_PER_HOUR && latest && FINAL_STATES.includes(latest.state)) {
        const ids = { clientId: client.id, runId: latest.id, ticketId };
        await activity.add({
          ...ids,
          kind: 'run.refused',
          what: `Ticket ${number} has had ${recent} runs in an hour; a person has to look`,
        });
        return;
      }
      const { run, isNew } = await runs.open({
        clientId: client.id,
        psaKind,
        ticketId,
        configuration: client.configuration,
        seenNotes: [...seenNotes],
      });
      if (isNew) await startedActivity(activity, { clientId: client.id, runId: run.id, ticketId }, number);
      await agent.wake(run.id);
    },
    async join(runId, message) {
      await runs.join(runId, message);
      await agent.wake(runId);
    },
    async end(runId, asked) {
      if (!(await runs.askToEnd(runId, { ...asked, at: now() }))) return false;
      await agent.wake(runId);
      return true;
    },
    async endAllOf(clientId, asked) {
      for (const runId of await runs.activeOf(clientId)) await agent.end(runId, asked);
    },
    wake: (runId) => queue.now(ADVANCE, { runId }, { key: runId }),
    async start() {
      if (alone) await runs.freeLeases();
      await recover();
      await queue.every(RECOVER, recoverEveryMs);
    },
  };
  return agent;
}

function startedActivity(
  activity: Activity,
  ids: { clientId: string; runId: string; ticketId: string },
  number: string,
): Promise<void> {
  return activity.add({ ...ids, kind: 'run.started', what: `The agent starts on ticket ${number}` });
}

/** A vendor's refusal can be told; a defect of ours is only named, its details are in the log. */
function failureReason(error: unknown): string {
  if (error instanceof VendorError) return `I could not go on: ${error.message}`;
  return 'I could not go on because of an error inside Frontdesk; its log has the details.';
}
