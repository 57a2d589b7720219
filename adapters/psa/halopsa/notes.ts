import { VendorError } from '../../../core/errors.js';
import type { Note, NoteVisibility, Psa } from '../../../core/ports/psa.js';
import { htmlToNote, noteToHtml } from '../note-html.js';
import { sameText } from '../words.js';
import type { Agents } from './agents.js';
import type { HaloClient } from './client.js';
import { dateOf } from './clock.js';
import { VENDOR } from './failure.js';
import type { Lookups } from './lookups.js';
import { createOutcomes } from './outcomes.js';
import { recordNumber } from './record-number.js';
import { type ActionRow, actionShape, type TicketRow, userShape } from './shapes.js';
import type { Tickets } from './tickets.js';

/** `/Actions` has no pages, only a number of rows: few at first, since most tickets have no more. */
const FEW = 100;
const MOST = 100_000;

export type Notes = Required<Pick<Psa, 'notes' | 'addNote' | 'editNote'>>;

/**
 * HaloPSA's actions. They are numbered within their ticket, so the id of a note is `<ticket>-<action>`; what the ticket began
 * with is no action, and is its note 0.
 * Source: HaloPSA facts, conversation.
 */
export function createNotes({
  client,
  lookups,
  agents,
  tickets,
}: {
  client: HaloClient;
  lookups: Lookups;
  agents: Agents;
  tickets: Tickets;
}): Notes & { actions(ticketId: number): Promise<ActionRow[]> } {
  const outcomes = createOutcomes(lookups);

  async function actions(ticketId: number): Promise<ActionRow[]> {
    const doing = `list the notes of ticket ${ticketId}`;
    const query = { ticket_id: ticketId, excludesys: true, includehtmlnote: true };
    let all: ActionRow[] = [];
    for (let count = FEW; count <= MOST; count *= 10) {
      all = await client.list(doing, '/Actions', actionShape, { ...query, count });
      // As many as were asked for may have been cut off, whatever HaloPSA counts.
      if (all.length < count) break;
    }
    // Whose an action is is read from it: HaloPSA ignores filters that it does not know.
    return all.filter((row) => row.ticket_id == null || row.ticket_id === ticketId);
  }

  async function complete(row: ActionRow, ticketId: string): Promise<Note> {
    const createdAt = dateOf(row.datetime ?? row.actiondatecreated);
    return {
      id: `${ticketId}-${row.id}`,
      ticketId,
      ...wordsOf(row),
      visibility: row.hiddenfromuser ? 'internal' : 'public',
      author: await agents.authorOf(row),
      ...(createdAt ? { createdAt } : {}),
    };
  }

  async function written(ticketId: string): Promise<Note[]> {
    const rows = await actions(recordNumber('ticket', ticketId));
    const found: Note[] = [];
    for (const row of rows) found.push(await complete(row, ticketId));
    return found.sort(
      (one, other) =>
        (one.createdAt?.getTime() ?? 0) - (other.createdAt?.getTime() ?? 0) || numberOf(one) - numberOf(other),
    );
  }

  async function existing(ticketId: string, text: string, visibility: NoteVisibility): Promise<Note | undefined> {
    const own = await agents.own();
    return (await written(ticketId)).find(
      (note) =>
        note.visibility === visibility &&
        sameText(note.text, text) &&
        (note.author.kind === 'own' || (note.author.kind !== 'contact' && own === undefined)),
    );
  }

  /** The address of the ticket's user, to which a public note is mailed. */
  async function addressOf(row: TicketRow): Promise<string | undefined> {
    if (row.user_email) return row.user_email;
    if (!row.user_id) return undefined;
    const user = await client.find(`read contact ${row.user_id}`, `/Users/${row.user_id}`, userShape);
    return user?.emailaddress || undefined;
  }

  async function bodyOf(row: TicketRow, text: string, visibility: NoteVisibility): Promise<object> {
    const note = { ticket_id: row.id, note_html: noteToHtml(text) };
    if (visibility === 'internal') {
      return { ...note, ...(await outcomes.internal(row.tickettype_id)), hiddenfromuser: true, sendemail: false };
    }
    const emailto = await addressOf(row);
    const mail = emailto ? { sendemail: true, emailto, emailsubject: subjectOf(row) } : { sendemail: false };
    return { ...note, ...(await outcomes.public(row.tickettype_id)), hiddenfromuser: false, ...mail };
  }

  async function withAction(ticketId: string, number: number): Promise<Note | undefined> {
    return (await written(ticketId)).find((note) => numberOf(note) === number);
  }

  return {
    actions,

    async notes(ticketId) {
      const row = await tickets.row(ticketId);
      const found = await written(ticketId);
      const beginning = beginningOf(row);
      // The first action may repeat what the ticket began with.
      return !beginning || found.some((note) => sameText(note.text, beginning.text)) ? found : [beginning, ...found];
    },

    async addNote(ticketId, { text, visibility }) {
      if (text.trim() === '') throw new VendorError(VENDOR, 'invalid', 'A note in HaloPSA has to say something');
      const before = await existing(ticketId, text, visibility);
      if (before) return before;
      const body = await bodyOf(await tickets.row(ticketId), text, visibility);
      try {
        const { id } = await client.save(`add a note to ticket ${ticketId}`, '/Actions', actionShape, body);
        const made = await withAction(ticketId, id);
        if (made) return made;
        const problem = `HaloPSA took a note on ticket ${ticketId} but does not show it. Look at the ticket.`;
        throw new VendorError(VENDOR, 'unexpected', problem, { outcomeUnknown: true });
      } catch (error) {
        if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
        const made = await existing(ticketId, text, visibility).catch(() => undefined);
        if (made) return made;
        throw error;
      }
    },

    async editNote(ticketId, noteId, text) {
      const number = Number(noteId.split('-').at(-1));
      if (noteId !== `${ticketId}-${number}` || !(number > 0)) {
        throw new VendorError(VENDOR, 'not_found', `HaloPSA has no note "${noteId}" on ticket ${ticketId} to edit`);
      }
      const row = { ticket_id: recordNumber('ticket', ticketId), id: number, note_html: noteToHtml(text) };
      await client.save(`edit a note of ticket ${ticketId}`, '/Actions', actionShape, row, true);
      const edited = await withAction(ticketId, number);
      if (edited && sameText(edited.text, text)) return edited;
      throw new VendorError(
        VENDOR,
        'unexpected',
        `HaloPSA accepted the new words of note ${noteId} but shows other ones`,
      );
    },
  };
}

/**
 * With the ticket's number, so that an answer finds its ticket; that HaloPSA looks for it in this form is unconfirmed, and it
 * may go by the mail's own headers.
 */
function subjectOf({ id, summary }: TicketRow): string {
  return `Re: ${summary ?? ''} [ID:${String(id).padStart(7, '0')}]`;
}

function numberOf(note: Note): number {
  return Number(note.id.split('-').at(-1));
}

function wordsOf({ note_html, note }: ActionRow): Pick<Note, 'text' | 'html'> {
  const html = note_html || (/<\/?[a-z][^>]*>/i.test(note ?? '') ? note : undefined);
  return html ? { text: htmlToNote(html), html } : { text: (note ?? '').trim() };
}

/** HaloPSA does not tell by id who typed a ticket in, so nobody is named. */
function beginningOf(row: TicketRow): Note | undefined {
  const text = (row.details_html ? htmlToNote(row.details_html) : '') || row.details?.trim();
  if (!text) return undefined;
  const ticketId = String(row.id);
  const createdAt = dateOf(row.dateoccurred ?? row.datecreated);
  const when = createdAt ? { createdAt } : {};
  return { id: `${ticketId}-0`, ticketId, text, visibility: 'public', author: { kind: 'unknown' }, ...when };
}
