/** What is said on a ticket: notes (internal, or shown to the requester) and the conversation by mail. */
import { z } from 'zod';
import { InternalError, mandatory } from './refusal.js';
import type { Stored, StoredConversation, StoredNote } from './stored.js';
import type { Switches } from './switches.js';
import { must } from './ticket-input.js';
import type { Tickets } from './tickets.js';
import type { Times } from './times.js';

export interface Remarks {
  /** `by`: the technician whose token or hands it is; `addedBy` and `user` name another author. */
  addNote(by: string, input: unknown): StoredNote;
  addConversation(by: string, input: unknown): StoredConversation;
  /** Oldest first. */
  notes(ticket: string): StoredNote[];
  conversations(ticket: string): StoredConversation[];
}

const ticket = z.object({ ticketId: z.string() });
const user = z.object({ userId: z.string() }).nullish();
const noteInput = z.object({
  ticket,
  content: z.string(),
  addedBy: user,
  addedOn: z.string().nullish(),
  privacyType: z.enum(['PUBLIC', 'PRIVATE']).nullish(),
});
const recipients = z.array(z.object({ email: z.string() }).nullable()).nullish();
const conversationInput = z.object({
  ticket,
  content: z.string().nullish(),
  user,
  time: z.string().nullish(),
  toUsers: recipients,
  ccUsers: recipients,
  bccUsers: recipients,
  sendMail: z.boolean().nullish(),
});

export interface RemarksOptions {
  stored: Stored;
  tickets: Tickets;
  switches: Switches;
  times: Times;
  clock: () => Date;
}

export function createRemarks({ stored, tickets, switches, times, clock }: RemarksOptions): Remarks {
  const at = (sent: string | null | undefined) => (sent ? must(times.read(sent), 'time') : clock());
  const addresses = (rows: z.infer<typeof recipients>) =>
    (rows ?? []).flatMap((row) => {
      if (!row) return [];
      if (!/^[^@\s]+@[^@\s]+$/.test(row.email)) throw new InternalError('Not an e-mail address');
      return [row.email];
    });

  return {
    addNote(by, sent) {
      const input = noteInput.parse(sent);
      const on = must(tickets.find(input.ticket.ticketId), 'ticket');
      if (input.content.trim() === '') throw mandatory(['content']);
      const author = input.addedBy ? must(stored.technicians.get(input.addedBy.userId), 'technician').id : by;
      const note = stored.notes.put({
        id: stored.notes.nextId(),
        ticket: on.id,
        content: input.content,
        privacy: input.privacyType ?? 'PRIVATE',
        addedBy: author,
        added: at(input.addedOn),
      });
      if (switches.notesTouchTicket) tickets.touch(on.id);
      return note;
    },
    addConversation(by, sent) {
      const input = conversationInput.parse(sent);
      const on = must(tickets.find(input.ticket.ticketId), 'ticket');
      if ((input.content ?? '').trim() === '') throw mandatory(['content']);
      const [to, cc, bcc] = [input.toUsers, input.ccUsers, input.bccUsers].map(addresses);
      // That a mail needs somebody to go to is an assumption; the reference does not say.
      if (input.sendMail && !to?.length) throw mandatory(['toUsers']);
      const author = input.user?.userId ?? by;
      const replier = stored.technicians.get(author) ?? must(stored.users.get(author), 'user');
      const said = stored.conversations.put({
        id: stored.conversations.nextId(),
        ticket: on.id,
        type: 'identifier' in replier ? 'TECH_REPLY' : 'REQ_REPLY',
        content: input.content ?? '',
        time: at(input.time),
        user: replier.id,
        to: to ?? [],
        cc: cc ?? [],
        bcc: bcc ?? [],
        mailed: input.sendMail === true,
      });
      if (switches.conversationsTouchTicket) tickets.touch(on.id);
      return said;
    },
    notes: (id) => stored.notes.all().filter((note) => note.ticket === id),
    conversations: (id) => stored.conversations.all().filter((said) => said.ticket === id),
  };
}
