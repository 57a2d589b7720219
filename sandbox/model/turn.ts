import type { Reading } from './reading.js';
import type { ChatRequest } from './request.js';

/** What the model says next. */
export interface Turn {
  text?: string;
  calls?: readonly {
    /** integration:tool-name, or a control tool. */ tool: string /** A string is sent as it is. */;
    arguments: unknown;
  }[];
}

/** A script: the conversation in, the next turn out. Stateless; everything it knows is in the conversation. */
export type Script = (reading: Reading, request: ChatRequest) => Turn | Promise<Turn>;

export const call = (tool: string, args: unknown): Turn => ({ calls: [{ tool, arguments: args }] });

export const askPerson = (reason: string): Turn => call('ask_person', { reason });

export interface PlanStep {
  tool: string;
  arguments: unknown;
  why: string;
}

export interface Plan {
  diagnosis: string;
  steps: readonly PlanStep[];
  expectedOutcome: string;
  replyToRequester?: string;
}

export const proposePlan = (plan: Plan): Turn => call('propose_plan', plan);
