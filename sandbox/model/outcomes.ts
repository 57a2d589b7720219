import type { Reading, ToolOutcome } from './reading.js';

/** What a tool has answered so far, oldest first. */
export function outcomesOf(reading: Reading, tool: string): ToolOutcome[] {
  return reading.outcomes.filter((outcome) => outcome.tool === tool);
}
