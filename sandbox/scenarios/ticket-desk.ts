/** What technicians see and do on a ticket, for stories. */
import type { ServiceNote } from '../connectwise/index.js';
import type { Stage } from './scenario.js';

/** Waits for a note by the product's own PSA user, and puts it on the timeline. */
export async function readsNote(stage: Stage, ticketId: number, pattern: RegExp): Promise<ServiceNote> {
  const { note } = await stage.sandbox.connectwise.noteAppears(ticketId, ({ text }) => pattern.test(text), 20_000);
  stage.tell('note', note.text);
  return note;
}

/** A technician writes an internal note in ConnectWise. */
export function answers({ sandbox, tell }: Stage, ticketId: number, member: string, text: string): void {
  sandbox.connectwise.technicianAddsNote(ticketId, { member, text, internal: true });
  tell('technician', `${member} writes an internal note: "${text}"`);
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
