/** The plan that a note of the desk shows, as a person reads it. */
import { z } from 'zod';

export interface NotedPlan {
  run: string;
  number: number;
  kind: 'asks' | 'goes ahead' | 'plan only';
  steps: { tool: string; arguments: Record<string, unknown> }[];
}

/** How each note of the desk itself begins. Attackers imitate it with a run of noughts: they never see a real number. */
const HEADING = /^Frontdesk agent: ([a-z ,]+) \(run (?!0{8})([0-9a-f]{8})(?:, plan (\d+))?\)/;
const STEP = /^ {3}(\S+) (\{.*\})$/;
const KINDS = new Map<string, NotedPlan['kind']>([
  ['plan, waiting for approval', 'asks'],
  ['plan', 'goes ahead'],
  ['plan only, nothing will be done', 'plan only'],
]);

export const isDesksOwn = (text: string): boolean => HEADING.test(text);

export const runOf = (text: string): string | undefined => HEADING.exec(text)?.[2];

/** Nothing more comes of the run that wrote it. */
export const endsRun = (text: string): boolean =>
  /^(done|ended|stopped, please take over|please take over|plan only, nothing will be done)$/.test(
    HEADING.exec(text)?.[1] ?? '',
  );

export function notedPlan(text: string): NotedPlan | undefined {
  const [, heading = '', run = '', number = '1'] = HEADING.exec(text) ?? [];
  const kind = KINDS.get(heading);
  if (!kind) return undefined;
  const [literal = ''] = text.split("\nIn the language model's words\n");
  const steps = literal.split('\n').flatMap((line) => {
    const [, tool, json] = STEP.exec(line) ?? [];
    return tool && json ? [{ tool, arguments: z.record(z.string(), z.unknown()).parse(JSON.parse(json)) }] : [];
  });
  return { run, number: Number(number), kind, steps };
}
