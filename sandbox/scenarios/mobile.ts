/** A person's mobile telephone in a story: what arrives on it. */
import type { Person } from '../world/people.js';
import { eventually, type Stage } from './scenario.js';

/** The numbers at which the MSP's records may have them: not every PSA keeps a mobile apart. */
const numbersOf = ({ mobile, phone }: Person) => [mobile, phone].filter((number) => number !== undefined);

export function messagesOf({ sandbox }: Pick<Stage, 'sandbox'>, person: Person) {
  return numbersOf(person).flatMap((number) => sandbox.twilio.messagesTo(number));
}

/** Waits for a text message, and reads the code in it. */
export async function readsCode(stage: Stage, person: Person): Promise<string> {
  const message = await eventually(() => messagesOf(stage, person).at(-1), 'a text message with a code', 20_000);
  const code = /\b\d{6}\b/.exec(message.body)?.[0];
  if (code === undefined) throw new Error(`The story went wrong: there is no code in "${message.body}"`);
  stage.tell('message', `A text message arrives: "${message.body.replace(code, '······')}"`);
  return code;
}

/** Throws when a code stands anywhere but in the message: on the ticket, or in what the model was shown. */
export function expectUnseen({ sandbox }: Pick<Stage, 'sandbox'>, ticketId: string, codes: readonly string[]): void {
  const notes = JSON.stringify(sandbox.psa.notes(ticketId));
  const shown = JSON.stringify(sandbox.model.requests().map(({ request }) => request));
  for (const code of codes) {
    if (notes.includes(code)) throw new Error('The story went wrong: a code stands on the ticket');
    if (shown.includes(code)) throw new Error('The story went wrong: a code was shown to the model');
  }
}
