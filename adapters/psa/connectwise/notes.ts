import { VendorError } from '../../../core/errors.js';
import type { Note, NoteVisibility, Psa } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { sameText } from '../words.js';
import type { ConnectWiseClient } from './client.js';
import { type NoteRow, noteShape, toNote } from './map.js';
import type { Members } from './members.js';
import { everyRow } from './paging.js';
import { recordNumber } from './record-number.js';

/** Source: ConnectWise facts, notes. `processNotifications` is what lets ConnectWise mail a public note. */
const FLAGS: Readonly<Record<NoteVisibility, Record<string, boolean>>> = {
  internal: {
    detailDescriptionFlag: false,
    internalAnalysisFlag: true,
    resolutionFlag: false,
    processNotifications: false,
  },
  public: {
    detailDescriptionFlag: true,
    internalAnalysisFlag: false,
    resolutionFlag: false,
    customerUpdatedFlag: false,
    processNotifications: true,
  },
};

export function createNotes({
  client,
  members,
}: {
  client: ConnectWiseClient;
  members: Members;
}): Required<Pick<Psa, 'notes' | 'addNote' | 'editNote'>> {
  const pathOf = (ticketId: string) => `/service/tickets/${recordNumber('ticket', ticketId)}/notes`;

  async function complete(row: NoteRow, ticketId: string): Promise<Note> {
    return toNote(row, ticketId, await members.authorOf(row));
  }

  async function notes(ticketId: string): Promise<Note[]> {
    const doing = `list the notes of ticket ${ticketId}`;
    const rows = await collect(everyRow(client, doing, pathOf(ticketId), noteShape));
    const found = await Promise.all(rows.map((row) => complete(row, ticketId)));
    return found.sort(
      (one, other) =>
        (one.createdAt?.getTime() ?? 0) - (other.createdAt?.getTime() ?? 0) || Number(one.id) - Number(other.id),
    );
  }

  async function existing(ticketId: string, text: string, visibility: NoteVisibility): Promise<Note | undefined> {
    return (await notes(ticketId)).find(
      (note) =>
        note.visibility === visibility &&
        sameText(note.text, text) &&
        (note.author.kind === 'own' || (note.author.kind !== 'contact' && members.knownOwn() === undefined)),
    );
  }

  return {
    notes,

    async addNote(ticketId, { text, visibility }) {
      const before = await existing(ticketId, text, visibility);
      if (before) return before;
      const doing = `add a note to ticket ${ticketId}`;
      try {
        const row = await client.post(doing, pathOf(ticketId), noteShape, { text, ...FLAGS[visibility] });
        members.learnFrom(row);
        return await complete(row, ticketId);
      } catch (error) {
        if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
        const made = await existing(ticketId, text, visibility).catch(() => undefined);
        if (made) return made;
        throw error;
      }
    },

    async editNote(ticketId, noteId, text) {
      const path = `${pathOf(ticketId)}/${recordNumber('note', noteId)}`;
      const row = await client.patch(`edit a note of ticket ${ticketId}`, path, noteShape, [
        { op: 'replace', path: 'text', value: text },
      ]);
      return complete(row, ticketId);
    },
  };
}
