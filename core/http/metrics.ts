import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How one turn of a call went. Milliseconds. */
export interface TurnTimes {
  /** From the end of a word to its transcript. */
  transcriptionDelay?: number | undefined;
  /** From the end of the caller's last word to the end of the turn. */
  endOfTurnDelay?: number | undefined;
  /** From the end of the turn to the first byte of the answer's sound. */
  firstByte?: number | undefined;
  /** From the caller's last word to the first sound of the answer. */
  endToEnd?: number | undefined;
}

export interface MetricsOptions {
  activeCalls(): number;
  queueDepth(): Promise<{ waiting: number; running: number; failed: number }>;
}

const SECONDS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 3, 5, 10];

/** What `/metrics` shows: the process, calls, jobs, and how quickly callers are answered. */
export function createMetrics({ activeCalls, queueDepth }: MetricsOptions) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'frontdesk_active_calls',
    help: 'Calls that are going on in this process',
    registers,
    collect() {
      this.set(activeCalls());
    },
  });
  new Gauge({
    name: 'frontdesk_jobs',
    help: 'Jobs by state',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const [state, count] of Object.entries(await queueDepth())) this.set({ state }, count);
    },
  });
  const turns = new Histogram({
    name: 'frontdesk_voice_turn_seconds',
    help: 'How long callers wait, by stage: transcription_delay, end_of_turn_delay, first_byte, end_to_end',
    labelNames: ['stage'],
    buckets: SECONDS,
    registers,
  });
  return {
    text: () => registry.metrics(),
    turn(times: TurnTimes): void {
      observe('transcription_delay', times.transcriptionDelay);
      observe('end_of_turn_delay', times.endOfTurnDelay);
      observe('first_byte', times.firstByte);
      observe('end_to_end', times.endToEnd);
    },
  };

  function observe(stage: string, ms: number | undefined): void {
    if (ms !== undefined) turns.observe({ stage }, ms / 1000);
  }
}
