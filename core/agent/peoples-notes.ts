import type { Note } from '../ports/psa.js';
import type { Run } from './run.js';
import { sameText } from './write-note.js';

type Written = Pick<Run, 'notes' | 'plan' | 'ledger'>;

/**
 * The notes that hold people's words: all but those that runs wrote. Of the notes of our own PSA user that leaves the
 * transcripts of front doors. What a note says about itself counts for nothing; who wrote it, and what `runs` (all that
 * the ticket has had) have stored, does.
 */
export function peoplesNotes(notes: readonly Note[], runs: readonly Written[]): Note[] {
  const ids = new Set(runs.flatMap((run) => run.notes.flatMap(({ noteId }) => noteId ?? [])));
  const texts = runs.flatMap((run) => [...run.notes.flatMap(({ text }) => text ?? []), ...textsOfSteps(run)]);
  // The PSA may have changed the words of a step's note; the step's result names it all the same.
  const made = new Set(runs.flatMap(({ ledger }) => ledger.flatMap(({ output }) => textsIn(output))));
  const isStepsOwn = ({ id, text }: Note) => made.has(id) || texts.some((other) => sameText(other, text));
  return notes.filter((note) => !ids.has(note.id) && !(note.author.kind === 'own' && isStepsOwn(note)));
}

/** The summary as long as people wrote it: nothing once a step of a run has set it, whole or cut by the PSA. */
export function peoplesSummary(summary: string, runs: readonly Written[]): string {
  const texts = runs.flatMap(textsOfSteps);
  const isStepsOwn = summary.endsWith('…')
    ? texts.some((text) => oneSpaced(text).startsWith(oneSpaced(summary.slice(0, -1))))
    : texts.some((text) => sameText(text, summary));
  return isStepsOwn ? '' : summary;
}

/** What the steps that were sent may have written on the ticket: as it was planned, and as it was once filled. */
function textsOfSteps({ plan, ledger }: Written): string[] {
  const sent = ledger.filter(({ sentAt }) => sentAt);
  return sent.flatMap(({ step, arguments: filled }) => textsIn([plan?.steps[step]?.arguments, filled]));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const oneSpaced = (text: string): string => text.replace(/\s+/g, ' ').trim();
