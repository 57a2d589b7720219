/** The scripts by name, and how a test gives its own. */
import { withJudgement } from './judge.js';
import {
  disabledWrite,
  endless,
  injected,
  malformedArguments,
  nonsense,
  unknownTool,
  wrongTarget,
} from './misbehaviours.js';
import { technician as diagnosing } from './technician.js';
import type { Script, Turn } from './turn.js';

/** Judges requests, then diagnoses them. */
const technician = withJudgement(diagnosing);

export const SCRIPTS = {
  technician,
  nonsense,
  'unknown-tool': unknownTool,
  'disabled-write': withJudgement(disabledWrite),
  'malformed-arguments': malformedArguments,
  'wrong-target': withJudgement(wrongTarget),
  endless: withJudgement(endless),
  injected: withJudgement(injected),
  /** As the technician, after the time that `script('slow', { delayMs })` names. */
  slow: technician,
} as const satisfies Record<string, Script>;
export type ScriptName = keyof typeof SCRIPTS;

/** Said when the ticket's words match; the first rule that matches counts. */
export interface ScriptRule {
  words: RegExp;
  turn: Turn | Script;
}

/** A name, rules over the technician (who speaks when none matches, and judges), or a function, which says everything. */
export function toScript(script: ScriptName | readonly ScriptRule[] | Script): Script {
  if (typeof script === 'function') return script;
  if (typeof script === 'string') return SCRIPTS[script];
  return withJudgement((reading, request) => {
    const rule = script.find(({ words }) => words.test(reading.ticket));
    if (!rule) return technician(reading, request);
    return typeof rule.turn === 'function' ? rule.turn(reading, request) : rule.turn;
  });
}
