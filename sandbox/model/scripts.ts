/** The scripts by name, and how a test gives its own. */
import {
  disabledWrite,
  endless,
  injected,
  malformedArguments,
  nonsense,
  unknownTool,
  wrongTarget,
} from './misbehaviours.js';
import { technician } from './technician.js';
import type { Script, Turn } from './turn.js';

export const SCRIPTS = {
  technician,
  nonsense,
  'unknown-tool': unknownTool,
  'disabled-write': disabledWrite,
  'malformed-arguments': malformedArguments,
  'wrong-target': wrongTarget,
  endless,
  injected,
  /** As the technician, after the time that `script('slow', { delayMs })` names. */
  slow: technician,
} as const satisfies Record<string, Script>;
export type ScriptName = keyof typeof SCRIPTS;

/** Said when the ticket's words match; the first rule that matches counts. */
export interface ScriptRule {
  words: RegExp;
  turn: Turn | Script;
}

/** A name, rules over the technician (who speaks when none matches), or a function. */
export function toScript(script: ScriptName | readonly ScriptRule[] | Script): Script {
  if (typeof script === 'function') return script;
  if (typeof script === 'string') return SCRIPTS[script];
  return (reading, request) => {
    const rule = script.find(({ words }) => words.test(reading.ticket));
    if (!rule) return technician(reading, request);
    return typeof rule.turn === 'function' ? rule.turn(reading, request) : rule.turn;
  };
}
