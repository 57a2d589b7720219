import type { SeenNote, SeenTicket } from '../psa/pretend-psa.js';
import type { Sandbox } from '../sandbox.js';
import type { Scenario } from './scenario.js';

export interface TimelineStep {
  /** Milliseconds since the story began. */
  at: number;
  what: string;
  detail: unknown;
}

/** What a story came to, from the pretend vendors' own records. Secrets that went over the wire are not in it. */
export interface Report {
  scenario: string;
  ok: boolean;
  /** Why not, when not ok. */
  problem?: string;
  steps: TimelineStep[];
  /** Kind of the PSA that it was played with. */
  psa: string;
  ticket: SeenTicket | undefined;
  notes: SeenNote[];
  graphCalls: { at: number; method: string; path: string; status: number; write: boolean }[];
  /** Milliseconds since the story began. */
  timings: {
    callEnded?: number;
    ticketOpened?: number;
    planNoted?: number;
    approved?: number;
    closed?: number;
    total: number;
  };
}

/** Plays a story and writes down what reached the world. Never throws for a story that goes wrong: the report says so. */
export async function playScenario(
  scenario: Scenario,
  { sandbox, speed, onStep }: { sandbox: Sandbox; speed: number; onStep?: (step: TimelineStep) => void },
): Promise<Report> {
  const started = sandbox.records.now();
  const before = sandbox.records.all().length;
  const steps: TimelineStep[] = [];
  const tell = (what: string, detail?: unknown) => {
    const step = { at: sandbox.records.now() - started, what, detail };
    steps.push(step);
    onStep?.(step);
  };
  let ticketId: string | undefined;
  const { psa } = sandbox;
  let problem: string | undefined;
  try {
    ({ ticketId } = await scenario.play({ sandbox, speed, tell }));
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    tell('problem', problem);
  }
  const ticket = ticketId === undefined ? psa.tickets().at(-1) : psa.ticket(ticketId);
  const records = sandbox.records.all().slice(before);
  const when = (match: (record: (typeof records)[number]) => boolean) => {
    const found = records.find(match);
    return found ? found.at - started : undefined;
  };
  const { openTicket: opening } = psa.requests;
  const stepAt = (what: string, pattern: RegExp) =>
    steps.find((step) => step.what === what && pattern.test(String(step.detail)))?.at;
  const timings = {
    ticketOpened: when(
      ({ vendor, method, path, status, write }) =>
        write && vendor === psa.vendor && method === opening.method && opening.path.test(path) && status < 300,
    ),
    callEnded: stepAt('assistant', /good-?bye/i),
    planNoted: stepAt('note', /^Frontdesk agent: plan/),
    approved: stepAt('technician', /./),
    closed: stepAt('note', /^Frontdesk agent: (done|ended|stopped)/),
  };
  return {
    scenario: scenario.name,
    ok: problem === undefined,
    ...(problem === undefined ? {} : { problem }),
    steps,
    psa: psa.kind,
    ticket,
    notes: ticket ? psa.notes(ticket.id) : [],
    graphCalls: records
      .filter(({ vendor, path }) => vendor === 'microsoft' && path.includes('/v1.0/'))
      .map(({ at, method, path, status, write }) => ({ at: at - started, method, path, status, write })),
    timings: { ...defined(timings), total: sandbox.records.now() - started },
  };
}

function defined<T extends Record<string, number | undefined>>(values: T): { [K in keyof T]?: number } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: number;
  };
}
