/** The same dialogue without a live stream: Twilio speaks the questions and hears the answers, one request at a time. */
import type { Call } from './calls.js';

export interface Answer {
  /** What Twilio's own speech recognition heard. */
  speech: string;
  digits: string;
}

export interface Reply {
  text: string;
  /** The conversation is over after the text; `transfer`: the caller is to be put through. */
  over: 'finished' | 'transfer' | undefined;
  /** How many keys answer it. */
  keys: number;
}

/** A webhook must be answered well before Twilio gives up at 15 s. Milliseconds. */
const LONGEST_WORK_MS = 8_000;
const CODE_KEYS = 6;

/** Gives the dialogue an answer (none: the caller arrives here) and collects what it says to it. `now`: epoch ms. */
export async function answerByTwilio(call: Call, answer: Answer | undefined, now: number): Promise<Reply> {
  const { talk } = call;
  const said: string[] = [];
  let over: Reply['over'];
  talk.speakBy({
    say: (text) => said.push(text),
    prepare: () => {},
    end: (outcome) => {
      over = outcome;
    },
    atAnyTime: false,
  });
  if (now - call.startedAt > call.settings.maxMinutes * 60_000) talk.take({ type: 'timeUp' });
  else if (!answer) {
    talk.take({ type: 'started', resumed: call.greeted });
    call.greeted = true;
  } else if (answer.digits !== '') for (const digit of answer.digits) talk.take({ type: 'digit', digit });
  else if (answer.speech.trim() !== '') {
    talk.take({ type: 'words', text: answer.speech, final: true });
    talk.take({ type: 'pause' });
  } else talk.take({ type: 'silence' });

  if (talk.state().stage === 'opening') await talk.ticketOrAfter(LONGEST_WORK_MS);
  if (talk.state().stage === 'opening') talk.take({ type: 'ticketPending' });
  await talk.codeOrAfter(LONGEST_WORK_MS);
  await talk.lookAtProof();
  // What Twilio says is heard to its end before it asks again.
  talk.take({ type: 'spoken', interrupted: false });
  if (talk.state().stage === 'ended') over ??= 'finished';
  return { text: said.join(' '), over, keys: talk.state().stage === 'code' ? CODE_KEYS : 1 };
}
