import type { Note } from '../../core/ports/psa.js';

const MOST_NOTES = 50;

/** Notes as a model sees them: the latest, oldest first, without anybody's id. */
export function notesOutput(notes: readonly Note[]) {
  return notes.slice(-MOST_NOTES).map(({ id, author, visibility, createdAt, text }) => ({
    id,
    author: author.kind === 'own' ? 'Frontdesk' : (author.name ?? author.kind),
    authorKind: author.kind,
    visibility,
    createdAt: createdAt?.toISOString(),
    text,
  }));
}
