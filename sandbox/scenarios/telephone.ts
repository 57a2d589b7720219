import type { PhoneCall } from '../twilio/twilio.js';
import type { Stage } from './scenario.js';

/** Somebody picks up a telephone: every word of both sides goes on the timeline as it ends. */
export async function phone({ sandbox, speed, tell }: Stage, from: string): Promise<PhoneCall> {
  tell('call', `The telephone rings: ${from === 'anonymous' ? 'number withheld' : from}`);
  const call = await sandbox.twilio.call({ from, speed });
  return {
    ...call,
    ended: call.ended,
    async hears(pattern, options) {
      const heard = await call.hears(pattern, options);
      tell('assistant', heard);
      return heard;
    },
    async says(recording) {
      await call.says(recording);
      const spoken = call.transcript().findLast((entry) => entry.who === 'caller');
      tell('caller', spoken?.text ?? recording);
    },
    async hangsUp() {
      await call.hangsUp();
      tell('caller', '(hangs up)');
    },
  };
}

/** The ticket number that was read out, digit by digit. */
export function numberIn(sentence: string): number {
  const digits = /number is ([\d ]+)/i.exec(sentence)?.[1]?.replace(/\D/g, '') ?? '';
  if (!digits) throw new Error(`The story went wrong: no ticket number was read out in "${sentence}"`);
  return Number(digits);
}
