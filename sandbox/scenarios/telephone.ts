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

/** Signs of ticket numbers by the names that are read out. */
const SIGNS: Readonly<Record<string, string>> = { dot: '.', dash: '-', slash: '/', underscore: '_' };

/** The ticket number that was read out sign by sign: "T, 2 0 2 6, 1 1 2 5, dot, 0 0 0 1" is `T20261125.0001`. */
export function numberIn(sentence: string): string {
  const said = /number is ([^.?!]+)/i.exec(sentence)?.[1] ?? '';
  const number = said
    .split(/[\s,]+/)
    .map((word) => SIGNS[word.toLowerCase()] ?? word)
    .join('');
  if (!/^[a-z]{0,5}\d[a-z\d./_-]*$/i.test(number)) {
    throw new Error(`The story went wrong: no ticket number was read out in "${sentence}"`);
  }
  return number;
}
