/** A desk at work: agent, inbox, decisions and poll as the product composes them, their work done when the test says so. */
import type { Connection } from 'mongoose';
import { type Agent, createAgent } from '../../agent/agent.js';
import { createDesk, createHandQueue, type DeskOptions } from '../../agent/fakes-for-tests.js';
import type { AdvanceDeps } from '../../agent/moves.js';
import type { Plan } from '../../agent/run.js';
import type { Runs } from '../../agent/runs.js';
import { createDecisions } from '../../approvals/decide-by-person.js';
import { NotFound } from '../../errors.js';
import type { Queue } from '../../jobs/queue.js';
import { createInbox } from '../receive.js';
import { createTicketWork, defineEventWork, type Hint, LOOK_AGAIN } from '../work.js';

export const KIND = 'pretend_psa';

const silent = { warn() {}, error() {} };

/** One process that works on a desk's data. */
export interface Worker {
  agent: Agent;
  work: ReturnType<typeof createTicketWork>;
}

export async function createWorkingDesk({
  connection,
  hand = createHandQueue(),
  jobs = hand.queue,
  ...options
}: DeskOptions & {
  connection: Connection;
  /** Jobs that a process before this one left. */
  hand?: ReturnType<typeof createHandQueue>;
  /** A real queue in the place of `hand`. */
  jobs?: Queue;
}) {
  const desk = await createDesk({ connection, ...options });
  const { clock, psa, runs, clients, settings } = desk;
  const { now } = clock;

  /** Another process beside the first, or in its place; `changed` replaces what it works with. */
  function hire({
    queue = jobs,
    alone = false,
    ...changed
  }: Partial<AdvanceDeps> & { runs?: Runs; queue?: Queue; alone?: boolean } = {}): Worker {
    const all = { ...desk.deps, runs, ...changed };
    const agent = createAgent({
      ...all,
      ended: ({ psaKind: kind, ticketId }) => queue.now(LOOK_AGAIN, { kind, ticketId }, { key: `${kind}/${ticketId}` }),
      queue,
      alone,
      log: silent,
    });
    const work = createTicketWork({
      connections: all.connections,
      runs: all.runs,
      agent,
      ownedByIntake: async () => false,
      now,
    });
    defineEventWork({ queue, inbox, work });
    return { agent, work };
  }

  const inbox = createInbox({ connection, queue: jobs, now });
  const first = hire();
  const decisions = createDecisions<Plan>({
    approvals: desk.approvals,
    activity: desk.activity,
    now,
    async situationOf({ clientId }) {
      const client = await clients.get(clientId);
      const alive = client?.status === 'destroyed' ? undefined : client;
      return { psa: psa.psa, mappedCompanyId: alive?.mappings[KIND], settings: (await settings.read()).approvals };
    },
    planOf: async ({ runId }) => (await runs.get(runId))?.plan,
  });

  const working = {
    ...desk,
    desk,
    hand,
    inbox,
    hire,
    decisions,
    agent: first.agent,
    work: first.work,
    /** Dana's ticket. */
    ticket: (summary = 'I am locked out') => psa.addTicket({ summary, contactId: '41' }),
    /** Looks at a ticket, and lets everything follow that does so by itself. */
    async look(ticketId: string, hint: Hint = 'updated') {
      await first.work.look(KIND, ticketId, hint);
      await hand.drain();
    },
    /** Time passes; what was due meanwhile is done, late. */
    async later(ms: number) {
      clock.pass(ms);
      await hand.ring(now());
      await hand.drain();
    },
    async run(ticketId: string) {
      const run = await runs.latestOn(KIND, ticketId);
      if (!run) throw new NotFound('run on ticket', ticketId);
      return run;
    },
    async approval(ticketId: string) {
      const approval = await desk.approvals.get((await working.run(ticketId)).approvalId ?? '');
      if (!approval) throw new NotFound('approval on ticket', ticketId);
      return approval;
    },
    /** Somebody presses a button behind the link of the newest request. */
    async press(ticketId: string, choice: 'approve' | 'deny', email: string) {
      const { id, planHash, runId } = await working.approval(ticketId);
      const decided = await decisions.decide({ approvalId: id, choice, email, planHash, via: 'link' });
      await first.agent.wake(runId);
      return decided;
    },
    /** What our own notes on a ticket begin with, oldest first. */
    headings: (ticketId: string) =>
      psa
        .ownNotes(ticketId)
        .map(({ text }) => (text.split('\n', 1)[0] ?? '').replace(/^Frontdesk agent: | \(run.*$/g, '')),
    lastNote: (ticketId: string) => psa.ownNotes(ticketId).at(-1)?.text ?? '',
  };
  return working;
}
export type WorkingDesk = Awaited<ReturnType<typeof createWorkingDesk>>;
