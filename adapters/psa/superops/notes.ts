import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Note, NoteVisibility, Psa } from '../../../core/ports/psa.js';
import { ignoreMissingRight } from '../ignore-missing-right.js';
import { htmlToNote, noteToHtml } from '../note-html.js';
import { createOneAtATime } from '../one-at-a-time.js';
import { cutText, sameText } from '../words.js';
import type { SuperOpsClient } from './client.js';
import { documents } from './documents.js';
import { missing, notCarriedOut, refused } from './failure.js';
import { idOf } from './ids.js';
import { conversationIdOf, type Reading, type Staff, toConversationNote, toNote } from './map.js';
import { compareIds, type People } from './people.js';
import { withoutMark } from './reference-mark.js';
import { conversationShape, noteShape, ticketShape } from './shapes.js';
import type { Technicians } from './technicians.js';

/** The longest text of one note; more is split. SuperOps' own limit is unknown. Characters. */
const LONGEST_NOTE = 20_000;

export interface Notes extends Pick<Psa, 'notes' | 'addNote'> {
  /** What technicians noted. Oldest first. */
  technicianNotes(ticketId: string): Promise<Note[]>;
  /** What requester and technicians wrote to each other, and the description. Oldest first. */
  conversations(ticketId: string): Promise<Note[]>;
  /** What the ticket began with, without what only we look for in it. */
  descriptionOf(ticketId: string): Promise<string>;
}

/** Notes and conversations of tickets, in one row. */
export function createNotes({
  client,
  people,
  technicians,
  reading,
}: {
  client: SuperOpsClient;
  people: People;
  technicians: Technicians;
  reading: Reading;
}): Notes {
  const once = createOneAtATime<Note>();

  async function staff(): Promise<Staff> {
    const own = await technicians.own();
    const others = new Set(((await technicians.remembered().catch(ignoreMissingRight)) ?? []).map(({ id }) => id));
    return { own, isTechnician: (userId) => others.has(userId), instantOf: reading.instantOf };
  }

  const conversationRows = async (ticketId: string) => {
    const doing = `list the conversation of ticket ${ticketId}`;
    const input = { ticketId: idOf('ticket', ticketId) };
    const rows = await client.ask(doing, documents.conversations, z.array(conversationShape), input);
    if (!rows) throw missing(doing, `ticket ${ticketId}`);
    return rows;
  };

  async function technicianNotes(ticketId: string): Promise<Note[]> {
    const doing = `list the notes of ticket ${ticketId}`;
    const rows = await client.ask(doing, documents.notes, z.array(noteShape), { ticketId: idOf('ticket', ticketId) });
    if (!rows) throw missing(doing, `ticket ${ticketId}`);
    const who = await staff();
    return rows.map((row) => toNote(row, ticketId, who)).sort(byTime);
  }

  async function conversations(ticketId: string): Promise<Note[]> {
    const rows = await conversationRows(ticketId);
    const who = await staff();
    return rows.flatMap((row) => toConversationNote(row, ticketId, who) ?? []).sort(byTime);
  }

  async function notes(ticketId: string): Promise<Note[]> {
    const both = await Promise.all([technicianNotes(ticketId), conversations(ticketId)]);
    return both.flat().sort(byTime);
  }

  /** Whom a public note is mailed to; undefined when the ticket has nobody with an address. */
  async function addressee(ticketId: string): Promise<string | undefined> {
    const doing = `read ticket ${ticketId}`;
    const ticket = await client.ask(doing, documents.ticket, ticketShape, { ticketId: idOf('ticket', ticketId) });
    if (!ticket) throw missing(doing, `ticket ${ticketId}`);
    const { userId, email } = ticket.requester ?? {};
    if (email) return email;
    return (userId && (await people.person(userId))?.user.email) || undefined;
  }

  /** A reply where it can be mailed to somebody, else a note. */
  async function write(ticketId: string, text: string, visibility: NoteVisibility): Promise<Note> {
    const doing = `add ${visibility === 'public' ? 'a reply' : 'a note'} to ticket ${ticketId}`;
    const own = await technicians.own();
    const email = visibility === 'public' ? await addressee(ticketId) : undefined;
    const what = { ticket: { ticketId: idOf('ticket', ticketId) }, content: noteToHtml(text) };
    const written = (id: string, time: string | null | undefined): Note => {
      const createdAt = reading.instantOf(time);
      return { id, ticketId, text, visibility, author: { kind: 'own', id: own }, ...(createdAt ? { createdAt } : {}) };
    };
    if (email === undefined) {
      const privacyType = visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
      const input = { ...what, privacyType, addedBy: { userId: own } };
      const row = await client.change(doing, documents.createNote, noteShape, input);
      return written(row.noteId, row.addedOn);
    }
    const input = { ...what, user: { userId: own }, toUsers: [{ email }], sendMail: true };
    const row = await client.change(doing, documents.createConversation, conversationShape, input);
    return written(conversationIdOf(row.conversationId), row.time);
  }

  async function existing(ticketId: string, text: string, visibility: NoteVisibility): Promise<Note | undefined> {
    const known = await (visibility === 'public' ? notes(ticketId) : technicianNotes(ticketId));
    return known.find(
      (note) => note.author.kind === 'own' && note.visibility === visibility && sameText(note.text, text),
    );
  }

  async function addOne(ticketId: string, text: string, visibility: NoteVisibility): Promise<Note> {
    const before = await existing(ticketId, text, visibility);
    if (before) return before;
    try {
      return await write(ticketId, text, visibility);
    } catch (error) {
      if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
      const read = await existing(ticketId, text, visibility).then(
        (made) => ({ made }),
        () => undefined,
      );
      if (read?.made) return read.made;
      throw read ? notCarriedOut(error) : error;
    }
  }

  return {
    notes,
    technicianNotes,
    conversations,
    async descriptionOf(ticketId) {
      const row = (await conversationRows(ticketId)).find(({ type }) => type === 'DESCRIPTION');
      return withoutMark(htmlToNote(row?.content ?? ''));
    },
    addNote(ticketId, { text, visibility }) {
      if (text.trim() === '') return Promise.reject(refused(`A note of ticket ${ticketId} has to say something.`));
      return once(JSON.stringify([ticketId, visibility, text]), async () => {
        const [first = text, ...rest] = parts(text);
        const note = await addOne(ticketId, first, visibility);
        for (const part of rest) await addOne(ticketId, part, visibility);
        return note;
      });
    },
  };
}

/** Times may be whole seconds only; within one, ids rise. */
function byTime(one: Note, other: Note): number {
  return (
    (one.createdAt?.getTime() ?? 0) - (other.createdAt?.getTime() ?? 0) ||
    compareIds(digitsOf(one.id), digitsOf(other.id))
  );
}

const digitsOf = (id: string) => id.replace(/\D/g, '');

/** Cut at ends of lines where there are any. */
function parts(text: string): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > LONGEST_NOTE) {
    const end = rest.lastIndexOf('\n', LONGEST_NOTE);
    const part = end > LONGEST_NOTE / 2 ? rest.slice(0, end) : cutText(rest, LONGEST_NOTE);
    found.push(part);
    rest = rest.slice(part.length).replace(/^\n/, '');
  }
  return [...found, rest];
}
