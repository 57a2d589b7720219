import type { Sandbox } from '../sandbox.js';

/** What a story sees: the pretend world, and somebody who writes down what happens. */
export interface Stage {
  sandbox: Sandbox;
  /** How fast calls play; 1 is real time. */
  speed: number;
  /** A line of the timeline. */
  tell(what: string, detail?: unknown): void;
}

/** How the product is configured for a story. */
export interface Setting {
  mode: 'plan' | 'execute';
  /** Kinds of integrations that are connected and mapped beside those that every story has. */
  needs?: readonly string[];
  /** Further settings of the MSP, as its configuration file has them: policies, rules. */
  msp?: object;
  /** Further settings of clients by slug, as the configuration file has them: policies, rules, VIPs. */
  clients?: Readonly<Record<string, object>>;
  /** How long a verification challenge lives, where nobody wants to watch its five minutes go by. Milliseconds. */
  challengeMs?: number;
}

/** A story about people in the pretend world. It knows nothing of the product but what reaches the world. */
export interface Scenario extends Setting {
  name: string;
  /** One sentence: what happens. */
  title: string;
  /** It is about what is the same whichever PSA the MSP works with, and is told with the default one alone. */
  defaultPsaOnly?: boolean;
  /** Plays it to its end. Throws when it does not go as it should. Returns the id of the ticket it was about. */
  play(stage: Stage): Promise<{ ticketId: string }>;
}

/** Throws unless the world is as the story needs it. */
export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(`The story went wrong: ${otherwise}`);
}

/** Asks again and again, up to a time, until there is an answer. */
export async function eventually<T>(ask: () => T | undefined, what: string, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`The story went wrong: ${what} did not happen within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
