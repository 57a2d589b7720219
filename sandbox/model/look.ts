/** What the scripted technician takes from a read tool, and what it does as long as that is not there. */
import { isObject, type JsonObject, objectsIn, textOf } from './json.js';
import type { Reading, ToolOutcome } from './reading.js';
import { askPerson, call, type Turn } from './turn.js';

/** The objects in the answer of the tool, once it has been called with these arguments; until then the next turn. */
export function looked(reading: Reading, tool: string, args: JsonObject): { found: JsonObject[] } | { turn: Turn } {
  if (!reading.offered.has(tool)) return { turn: askPerson(`${tool} would be needed, and is not available here.`) };
  const answer = reading.outcomes.find(
    (outcome) => outcome.tool === tool && JSON.stringify(outcome.arguments) === JSON.stringify(args),
  );
  if (!answer) return { turn: call(tool, args) };
  const problem = failed(answer);
  if (problem) return { turn: askPerson(`${tool} could not be read: ${problem}`) };
  return { found: objectsIn(answer.output) };
}

export function failed({ output }: ToolOutcome): string | undefined {
  if (isObject(output)) return textOf(output, 'error', 'refused');
  return typeof output === 'string' && /^\s*(error|refused)\b/i.test(output) ? output : undefined;
}

/** The rest of the first line of the ticket that begins with one of these words and a colon. */
export function lineOf(ticket: string, ...words: string[]): string | undefined {
  const found = new RegExp(`^[ \\t]*(?:${words.join('|')})[ \\t]*:[ \\t]*(.+)$`, 'im').exec(ticket)?.[1];
  return found?.trim().replace(/[.;]$/, '');
}

/** What such a line lists, separated by commas or "and". */
export function listOf(ticket: string, ...words: string[]): string[] {
  return (lineOf(ticket, ...words) ?? '')
    .split(/,| and /)
    .map((name) => name.trim())
    .filter(Boolean);
}

export function sameName(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
