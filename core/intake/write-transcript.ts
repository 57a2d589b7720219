import type { ContactDirectory } from '../clients/contact-directory.js';
import type { Note, Psa } from '../ports/psa.js';
import type { Conversation } from './conversation-model.js';
import type { LeasedConversation } from './lease.js';
import { confirmedContact } from './open-ticket.js';
import { isRefusal } from './ticket-owner.js';
import { isTranscriptOf, transcriptNote } from './transcript.js';

/** Turns come while a note is written; after so many rounds the next try goes on. */
const MOST_ROUNDS = 5;

export interface TranscriptDeps {
  psa: Psa;
  contacts: Pick<ContactDirectory, 'get'>;
}

/** Writes the transcript's note unless there is one; one that a crash made us forget is found again. */
export async function writeFirst(leased: LeasedConversation, { psa, contacts }: TranscriptDeps): Promise<void> {
  const conversation = await leased.read();
  const { ticketId, transcriptNoteId, revision } = conversation;
  if (!ticketId || transcriptNoteId) return;
  const text = transcriptNote(conversation, confirmedContact(conversation, contacts));
  const earlier = (await ownTranscripts(conversation, ticketId, psa)).at(-1);
  const note = earlier ?? (await psa.addNote(ticketId, { text, visibility: 'internal' }));
  const notedRevision = earlier && !sameText(earlier.text, text) ? -1 : revision;
  await leased.change({ transcriptNoteId: note.id, notedRevision });
}

/**
 * Brings the note of an ended conversation up to date and marks it as filed. Where the note cannot be edited, one that
 * replaces it is added. One whose agent was not told stays unfiled. Throws the PSA's VendorError.
 */
export async function complete(leased: LeasedConversation, deps: TranscriptDeps): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const conversation = await leased.read();
    if (!conversation.end || !conversation.transcriptNoteId) return;
    if (conversation.notedRevision !== conversation.revision) await update(leased, conversation, deps);
    if (!conversation.agentWoken || (await leased.markFiled(conversation.revision))) return;
  }
}

async function update(leased: LeasedConversation, conversation: Conversation, deps: TranscriptDeps): Promise<void> {
  const { ticketId, transcriptNoteId, revision } = conversation;
  if (!ticketId || !transcriptNoteId) return;
  const { psa, contacts } = deps;
  const contact = confirmedContact(conversation, contacts);
  try {
    if (psa.editNote) {
      await psa.editNote(ticketId, transcriptNoteId, transcriptNote(conversation, contact));
      await leased.change({ notedRevision: revision });
      return;
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const text = transcriptNote(conversation, contact, { replaces: true });
  const earlier = (await ownTranscripts(conversation, ticketId, psa)).find((note) => sameText(note.text, text));
  const note = earlier ?? (await psa.addNote(ticketId, { text, visibility: 'internal' }));
  await leased.change({ transcriptNoteId: note.id, notedRevision: revision });
}

/** Oldest first; none where our notes cannot be read. */
async function ownTranscripts(conversation: Conversation, ticketId: string, psa: Psa): Promise<Note[]> {
  try {
    const notes = await psa.notes(ticketId);
    return notes.filter(({ author, text }) => author.kind === 'own' && isTranscriptOf(conversation, text));
  } catch (error) {
    if (isRefusal(error)) return [];
    throw error;
  }
}

/** White space may change on its way. */
function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  return plain(one) === plain(other);
}
