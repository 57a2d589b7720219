import type { Activity } from '../activity/record.js';
import type { Psa } from '../ports/psa.js';
import type { LeasedRun } from './runs.js';

/**
 * Writes an internal note exactly once for a run and key, also across crashes: the intention is stored first (under the
 * fence, so that a run which was taken over writes nothing), and a note that was intended before is looked for on the
 * ticket, in the words it had then, before it is written again.
 */
export async function writeNoteOnce(
  leased: LeasedRun,
  { key, text, psa, activity }: { key: string; text: string; psa: Psa; activity: Activity },
): Promise<string> {
  const { run } = leased;
  const known = run.notes.find((row) => row.key === key);
  if (known?.state === 'written' && known.noteId) return known.noteId;
  const others = run.notes.filter((row) => row.key !== key);
  const isEarlier = (words: string) => sameText(words, text) || (known?.text && sameText(words, known.text));
  const earlier = known
    ? (await psa.notes(run.ticketId)).find((note) => note.author.kind === 'own' && isEarlier(note.text))
    : undefined;
  await leased.change({ notes: [...others, { key, state: 'intended', text: earlier?.text ?? text }] });
  const note = earlier ?? (await psa.addNote(run.ticketId, { text, visibility: 'internal' }));
  await leased.change({
    notes: [...others, { key, state: 'written', noteId: note.id }],
    seenNotes: [note.id],
  });
  await activity.add({
    clientId: run.clientId,
    runId: run.id,
    ticketId: run.ticketId,
    kind: 'note.written',
    what: text.split('\n', 1)[0] ?? 'A note',
    detail: { noteId: note.id, text: note.text },
  });
  return note.id;
}

/** White space may change on the way through a PSA. */
export function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  return plain(a) === plain(b);
}
