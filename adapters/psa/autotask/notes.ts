import { VendorError } from '../../../core/errors.js';
import type { Note, NoteVisibility, Psa } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { sameText } from '../words.js';
import type { AutotaskClient } from './client.js';
import { VENDOR } from './failure.js';
import { equal } from './filters.js';
import { dateOf, type NoteRow, noteShape, type TicketRow, ticketShape } from './map.js';
import { isWithdrawn, joined, keyOf, LONGEST_NOTE, type Part, partsOf, placeOf, withdrawnPart } from './note-parts.js';
import { noteWords } from './note-words.js';
import type { Choice, Picklists } from './picklists.js';
import { recordNumber } from './record-number.js';
import type { Resources } from './resources.js';

/** System values: "Internal users only" and "All Autotask users", which the customer is one of. Source: Autotask facts, notes. */
const PUBLISH: Readonly<Record<NoteVisibility, number>> = { internal: 2, public: 1 };
/** Which type our notes have, the first that there is. Source: the same; the picklist decides. */
const NOTE_TYPES = ['Task Notes', 'Task Detail', 'Task Summary'];

type Authored = NoteRow & { author: Note['author'] };

/**
 * Notes in plain text: Autotask renders no HTML, and makes web addresses links by itself. Long texts are written as several
 * notes and read as one.
 */
export function createNotes({
  client,
  picklists,
  resources,
}: {
  client: AutotaskClient;
  picklists: Picklists;
  resources: Resources;
}): Required<Pick<Psa, 'notes' | 'addNote' | 'editNote' | 'ticketOfNote'>> {
  const pathOf = (ticketId: string) => `Tickets/${recordNumber('ticket', ticketId)}/Notes`;

  async function rowsOf(ticketId: string): Promise<Authored[]> {
    const filter = equal('ticketID', recordNumber('ticket', ticketId));
    const rows = await collect(
      client.rows(`list the notes of ticket ${ticketId}`, 'TicketNotes', noteShape, { filter }),
    );
    const authored = await Promise.all(rows.map(async (row) => ({ ...row, author: await resources.authorOf(row) })));
    return authored.sort((one, other) => timeOf(one) - timeOf(other) || one.id - other.id);
  }

  /** By us, as far as it can be told who we are. */
  const isOurs = ({ author }: Authored) =>
    author.kind === 'own' || (author.kind === 'unknown' && resources.knownOwn() === undefined);

  const partsWith = (rows: readonly Authored[], key: string) =>
    rows.filter((row) => isOurs(row) && placeOf(row.title)?.key === key);

  function read(rows: readonly Authored[], ticketId: string): Note[] {
    return rows.flatMap((row) => {
      if (isOurs(row) && isWithdrawn(row.title)) return [];
      const place = isOurs(row) ? placeOf(row.title) : undefined;
      if (!place) return [toNote([row], ticketId)];
      const parts = inOrder(partsWith(rows, place.key));
      return parts[0]?.id === row.id ? [toNote(parts, ticketId)] : [];
    });
  }

  async function noteTypes(): Promise<{ noteType: number; longest: number }> {
    const fields = await picklists.fields('TicketNotes');
    const types = (fields.get('notetype')?.choices ?? []).filter(({ active }) => active);
    const named = NOTE_TYPES.flatMap((name): Choice[] => types.filter((type) => type.name === name));
    const type = named[0] ?? types[0];
    if (!type)
      throw new VendorError(VENDOR, 'invalid', 'Autotask has no active type for ticket notes. Make one active.');
    return { noteType: type.id, longest: Math.min(fields.get('description')?.length ?? LONGEST_NOTE, LONGEST_NOTE) };
  }

  /** One note of Autotask. */
  async function write(ticketId: string, part: Part, visibility: NoteVisibility, noteType: number): Promise<void> {
    const body = { ticketID: recordNumber('ticket', ticketId), ...part, noteType, publish: PUBLISH[visibility] };
    try {
      await client.create(`add a note to ticket ${ticketId}`, pathOf(ticketId), body);
    } catch (error) {
      if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
      const rows = await rowsOf(ticketId).catch(() => []);
      if (!rows.some(isWritten(part, visibility))) throw error;
    }
  }

  const isWritten = (part: Part, visibility: NoteVisibility) => (row: Authored) =>
    isOurs(row) && holds(row, part) && visibilityOf(row) === visibility;

  function noteIn(
    rows: readonly Authored[],
    ticketId: string,
    text: string,
    visibility: NoteVisibility,
  ): Note | undefined {
    return read(rows.filter(isOurs), ticketId).find(
      (note) => note.visibility === visibility && sameText(note.text, text),
    );
  }

  return {
    async notes(ticketId) {
      const path = `Tickets/${recordNumber('ticket', ticketId)}`;
      const ticket = await client.item(`read ticket ${ticketId}`, path, ticketShape);
      return [...beginningOf(ticket), ...read(await rowsOf(ticketId), ticketId)];
    },

    async addNote(ticketId, { text, visibility }) {
      const rows = await rowsOf(ticketId);
      const before = noteIn(rows, ticketId, text, visibility);
      if (before) return before;
      const { noteType, longest } = await noteTypes();
      for (const part of partsOf(text, keyOf(text, visibility), longest)) {
        // Of a note that was begun, only what is missing is written.
        if (!rows.some(isWritten(part, visibility))) await write(ticketId, part, visibility, noteType);
      }
      const made = noteIn(await rowsOf(ticketId), ticketId, text, visibility);
      if (made) return made;
      const problem = `Autotask accepted a note for ticket ${ticketId} but does not show it as ours. Look at the ticket.`;
      throw new VendorError(VENDOR, 'unexpected', problem);
    },

    async editNote(ticketId, noteId, text) {
      const rows = await rowsOf(ticketId);
      const given = rows.find(({ id }) => id === recordNumber('note', noteId));
      if (!given) throw new VendorError(VENDOR, 'not_found', `Autotask has no note ${noteId} on ticket ${ticketId}`);
      const visibility = visibilityOf(given);
      const key = placeOf(given.title)?.key ?? keyOf(text, visibility);
      const old = placeOf(given.title) ? inOrder(partsWith(rows, key)) : [given];
      const { noteType, longest } = await noteTypes();
      const parts = partsOf(text, key, longest);
      for (const [index, row] of old.entries()) {
        await client.update(`edit a note of ticket ${ticketId}`, pathOf(ticketId), {
          id: row.id,
          ...(parts[index] ?? withdrawnPart(key)),
          noteType: row.noteType ?? noteType,
          publish: row.publish ?? PUBLISH[visibility],
        });
      }
      for (const part of parts.slice(old.length)) await write(ticketId, part, visibility, noteType);
      const edited = read(await rowsOf(ticketId), ticketId).find(({ id }) => id === noteId);
      if (edited && sameText(edited.text, text)) return edited;
      throw new VendorError(VENDOR, 'unexpected', `Autotask accepted the change of note ${noteId} but did not make it`);
    },

    async ticketOfNote(noteId) {
      const path = `TicketNotes/${recordNumber('note', noteId)}`;
      const row = await client.find(`read note ${noteId}`, path, noteShape);
      return row?.ticketID ? String(row.ticketID) : undefined;
    },
  };
}

/** Anything but "Internal users only" can be seen by somebody at the customer. */
function visibilityOf(row: NoteRow): NoteVisibility {
  return row.publish === PUBLISH.internal ? 'internal' : 'public';
}

const timeOf = (row: NoteRow) => dateOf(row.createDateTime)?.getTime() ?? 0;

function holds(row: NoteRow, part: Part): boolean {
  return (row.title ?? '') === part.title && sameText(row.description ?? '', part.description);
}

/** Parts by their number; of one that is there twice, the first. */
function inOrder(parts: readonly Authored[]): Authored[] {
  const byNumber = new Map<number, Authored>();
  for (const part of parts) {
    const number = placeOf(part.title)?.number ?? 0;
    if (!byNumber.has(number)) byNumber.set(number, part);
  }
  return [...byNumber.entries()].sort(([one], [other]) => one - other).map(([, part]) => part);
}

function toNote(parts: readonly Authored[], ticketId: string): Note {
  const [first] = parts;
  if (!first) throw new Error('A note has a part');
  const createdAt = dateOf(first.createDateTime);
  const whole = parts.length === 1 && !placeOf(first.title);
  return {
    id: String(first.id),
    ticketId,
    text: whole ? wordsOf(first) : joined(parts.map(({ description }) => description ?? '')),
    visibility: visibilityOf(first),
    author: first.author,
    ...(createdAt ? { createdAt } : {}),
  };
}

/** Of our own notes the title is only a mark. */
function wordsOf(row: Authored): string {
  return row.author.kind === 'own' ? (row.description ?? '') : noteWords(row);
}

/**
 * What the ticket began with is no note in Autotask. A run knows a ticket by its summary and notes, so it counts as the
 * first one, public and nobody's: of whoever typed it in we do not know that the words are theirs.
 */
function beginningOf(row: TicketRow): Note[] {
  const text = row.description?.trim();
  if (!text) return [];
  const createdAt = dateOf(row.createDate);
  const ticketId = String(row.id);
  const when = createdAt ? { createdAt } : {};
  return [{ id: `ticket-${ticketId}`, ticketId, text, visibility: 'public', author: { kind: 'unknown' }, ...when }];
}
