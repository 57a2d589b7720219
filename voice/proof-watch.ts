/** Looks again and again how it stands with the proof of who is calling, while the call goes on. */
import type { ProofNow } from '../core/verification/proof-now.js';

export interface ProofWatch {
  start(): void;
  stop(): void;
  /** Looks now. Never throws. */
  look(): Promise<void>;
}

export function createProofWatch({
  look,
  everyMs,
  listens,
  onChange,
  onTrouble,
}: {
  look(): Promise<ProofNow>;
  /** Milliseconds. */
  everyMs: number;
  /** Whether a change could be told now. */
  listens(): boolean;
  onChange(proof: ProofNow): void;
  /** Told once until it is well again. */
  onTrouble(error: unknown): void;
}): ProofWatch {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let known = '';
  let looking: Promise<void> | undefined;
  let troubled = false;

  async function lookOnce(): Promise<void> {
    try {
      const proof = await look();
      troubled = false;
      const seen = JSON.stringify(proof);
      if (stopped || seen === known) return;
      known = seen;
      onChange(proof);
    } catch (error) {
      if (!troubled) onTrouble(error);
      troubled = true;
    }
  }

  function lookNow(): Promise<void> {
    looking ??= lookOnce().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return {
    start() {
      if (timer || stopped) return;
      timer = setInterval(() => {
        if (listens()) void lookNow();
      }, everyMs);
      timer.unref();
      if (listens()) void lookNow();
    },
    stop() {
      stopped = true;
      clearInterval(timer);
    },
    look: async () => {
      if (timer && !stopped) await lookNow();
    },
  };
}
