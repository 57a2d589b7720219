/** What technicians see and do on a ticket, for stories: in whichever PSA the MSP works with. */
import type { SeenNote, SeenTicket } from '../psa/pretend-psa.js';
import { eventually, expect, type Stage } from './scenario.js';

/** The ticket that people call by this number. Throws when there is none. */
export function ticketNumbered({ sandbox }: Stage, number: string): SeenTicket {
  const ticket = sandbox.psa.tickets().find((one) => one.number === number);
  expect(ticket !== undefined, `there is no ticket ${number}; there are ${numbersOf(sandbox.psa.tickets())}`);
  return ticket;
}

const numbersOf = (tickets: readonly SeenTicket[]) => tickets.map(({ number }) => number).join(', ') || 'none';

/** The notes by the product's own PSA user, oldest first. */
export function ownNotes({ sandbox }: Pick<Stage, 'sandbox'>, ticketId: string): SeenNote[] {
  return sandbox.psa.notes(ticketId).filter(({ author }) => author.kind === 'own');
}

/** Waits for a note by the product's own PSA user, and puts it on the timeline. */
export async function readsNote(stage: Stage, ticketId: string, pattern: RegExp): Promise<SeenNote> {
  const find = () => ownNotes(stage, ticketId).find(({ text }) => pattern.test(text));
  const note = await eventually(find, `a note that matches ${pattern}`, 20_000).catch((error: unknown) => {
    const there = stage.sandbox.psa.notes(ticketId).map(({ text }) => JSON.stringify(text.slice(0, 200)));
    throw new Error(`${error instanceof Error ? error.message : error}; the notes are ${there.join(', ') || 'none'}`);
  });
  stage.tell('note', note.text);
  return note;
}

/** A technician writes an internal note in the PSA. */
export function answers({ sandbox, tell }: Stage, ticketId: string, technician: string, text: string): void {
  sandbox.psa.technicianAddsNote(ticketId, { technician, text, internal: true });
  tell('technician', `${technician} writes an internal note: "${text}"`);
}

const OUTSIDER = { technician: 'tnkosi', words: 'Looks right to me, approved.' };

/**
 * Waits until an answer is asked for, and sees to it that this technician may give it: where only whoever has the ticket
 * may decide, the note of an unassigned one says so, a dispatcher assigns it, and the word of somebody else changes nothing.
 * Returns the note that asks.
 */
export async function mayDecide(stage: Stage, ticketId: string, technician: string): Promise<SeenNote> {
  const { sandbox, tell } = stage;
  const asked = await readsNote(stage, ticketId, /waiting for approval/i);
  if (!/assign it in the PSA first/i.test(asked.text)) return asked;
  sandbox.psa.technicianUpdatesTicket(ticketId, { technician: 'mbell', owner: technician });
  tell('dispatcher', `mbell assigns the ticket to ${technician}`);
  const before = directoryWrites(stage).length;
  answers(stage, ticketId, OUTSIDER.technician, OUTSIDER.words);
  const heard = () => sandbox.model.requests().some(({ request }) => JSON.stringify(request).includes(OUTSIDER.words));
  await eventually(() => heard() || undefined, `that Frontdesk heard what ${OUTSIDER.technician} says`, 20_000);
  await quiet(stage);
  expect(
    directoryWrites(stage).length === before,
    'the directory was changed on the word of somebody who may not decide',
  );
  tell('nothing', `Nothing is changed: the ticket is not ${OUTSIDER.technician}'s.`);
  return asked;
}

/** The changes that Microsoft's directory has seen so far. */
export function directoryWrites({ sandbox }: Stage) {
  return sandbox.records.writes('microsoft');
}

/** Resolves when nothing has reached the pretend vendors for a while: what was going to happen has happened. */
export async function quiet({ sandbox }: Stage, forMs = 400, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const last = sandbox.records.all().at(-1)?.at ?? 0;
    const since = sandbox.records.now() - last;
    if (since >= forMs) return;
    if (Date.now() > deadline) throw new Error(`The story went wrong: the world is not quiet after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, forMs - since));
  }
}
