export interface TranscriptEntry {
  who: 'caller' | 'assistant';
  /** What was said; of an interrupted utterance, the words that were heard. */
  text: string;
  /** Milliseconds of the call. */
  atMs: number;
  interrupted?: boolean;
}

/** Something the caller is being told. */
export interface Utterance {
  /** It was heard to its end. */
  ends(): void;
  /** It broke off after these words. */
  breaksOff(heard: string): void;
}

interface Told {
  /** The whole text. */
  text: string;
  state: 'playing' | 'complete' | 'interrupted';
}

interface Waiter {
  pattern: RegExp;
  kind: 'heard' | 'begun';
  resolve(text: string): void;
  reject(error: Error): void;
}

const PATIENCE_MS = 20_000;

/** What is said on a call, and who waits to hear what. */
export class Conversation {
  readonly entries: TranscriptEntry[] = [];
  readonly #told: Told[] = [];
  readonly #waiters = new Set<Waiter>();
  /** Utterances before these were already given to somebody who waited. */
  readonly #next = { heard: 0, begun: 0 };
  readonly #said: (entry: TranscriptEntry) => void;
  #closed = false;

  /** `said` is told each entry when it is complete: the caller's at once, the assistant's when it was heard. */
  constructor(said: (entry: TranscriptEntry) => void) {
    this.#said = said;
  }

  callerSays(text: string, atMs: number): void {
    const entry: TranscriptEntry = { who: 'caller', text, atMs };
    this.entries.push(entry);
    this.#said(entry);
  }

  begins(text: string, atMs: number): Utterance {
    const entry: TranscriptEntry = { who: 'assistant', text, atMs };
    const told: Told = { text, state: 'playing' };
    this.entries.push(entry);
    this.#told.push(told);
    this.#look();
    return {
      ends: () => {
        if (told.state !== 'playing') return;
        told.state = 'complete';
        this.#said(entry);
        this.#look();
      },
      breaksOff: (heard) => {
        if (told.state !== 'playing') return;
        told.state = 'interrupted';
        entry.text = heard;
        entry.interrupted = true;
        this.#said(entry);
      },
    };
  }

  /**
   * Resolves with the first utterance that matches and was heard to its end (`heard`) or has begun (`begun`), after the
   * last one that was waited for. Rejects, with what was said so far, after `timeoutMs` or when the call ends.
   */
  wait(pattern: RegExp, kind: Waiter['kind'], timeoutMs = PATIENCE_MS): Promise<string> {
    const heard = new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(this.#unheard(pattern, `within ${timeoutMs} ms`));
      }, timeoutMs);
      const waiter: Waiter = {
        pattern,
        kind,
        resolve: (text) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(text);
        },
        reject: (error) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      this.#look();
      if (this.#closed && this.#waiters.has(waiter)) waiter.reject(this.#unheard(pattern, 'before the call ended'));
    });
    heard.catch(() => undefined);
    return heard;
  }

  close(): void {
    this.#closed = true;
    for (const waiter of [...this.#waiters]) waiter.reject(this.#unheard(waiter.pattern, 'before the call ended'));
  }

  #look(): void {
    for (const waiter of [...this.#waiters]) {
      const from = this.#next[waiter.kind];
      const index = this.#told.findIndex(
        ({ text, state }, at) =>
          at >= from && (waiter.kind === 'begun' || state === 'complete') && text.search(waiter.pattern) >= 0,
      );
      const told = this.#told[index];
      if (!told) continue;
      this.#next[waiter.kind] = index + 1;
      if (waiter.kind === 'heard') this.#next.begun = Math.max(this.#next.begun, index + 1);
      waiter.resolve(told.text);
    }
  }

  #unheard(pattern: RegExp, when: string): Error {
    const said = this.entries.map(
      ({ who, text, atMs, interrupted }) =>
        `  ${(atMs / 1000).toFixed(1)} s ${who}: ${text}${interrupted ? ' [cut off]' : ''}`,
    );
    return new Error(`The caller did not hear ${pattern} ${when}; so far:\n${said.join('\n') || '  nothing'}`);
  }
}
