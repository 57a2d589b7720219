import type { Note } from '../ports/psa.js';
import type { Run } from './run.js';
import { sameText } from './write-note.js';

/**
 * The notes that hold people's words: all but those that runs wrote. Of the notes of our own PSA user that leaves the
 * transcripts of front doors. What a note says about itself counts for nothing; who wrote it, and what `runs` (all that
 * the ticket has had) have stored, does.
 */
export function peoplesNotes(notes: readonly Note[], runs: readonly Pick<Run, 'notes' | 'plan' | 'ledger'>[]): Note[] {
  const ids = new Set(runs.flatMap((run) => run.notes.flatMap(({ noteId }) => noteId ?? [])));
  const texts = runs.flatMap((run) => [...run.notes.flatMap(({ text }) => text ?? []), ...textsOfSteps(run)]);
  return notes.filter(
    (note) => !ids.has(note.id) && !(note.author.kind === 'own' && texts.some((text) => sameText(text, note.text))),
  );
}

/** What the steps that were sent may have written on the ticket: a note's text is among the arguments of its step. */
function textsOfSteps({ plan, ledger }: Pick<Run, 'plan' | 'ledger'>): string[] {
  const sent = ledger.filter(({ sentAt }) => sentAt);
  return sent.flatMap(({ step }) =>
    Object.values(plan?.steps[step]?.arguments ?? {}).filter((value) => typeof value === 'string'),
  );
}
