import { FRAME_MS } from '../speech/follow.js';
import { newSid } from './account.js';
import { connect } from './connect.js';
import { gather } from './gather.js';
import type { Leg, Next } from './leg.js';
import { play } from './prompt.js';
import { record } from './record.js';
import type { Params } from './sign.js';
import { elementsOf, textOf, type XmlElement } from './xml.js';

const ON: Next = { go: 'on' };
const RINGING_MS = 2000;

type Verb = (leg: Leg, verb: XmlElement) => Promise<Next>;

const said: Verb = async (leg, verb) => {
  await play(leg, [verb]);
  return ON;
};

/** What each TwiML verb does to a call. */
export const VERBS: Readonly<Record<string, Verb>> = {
  Say: said,
  Play: said,
  Pause: said,
  Gather: gather,
  Record: record,
  Connect: connect,
  Dial: dial,
  async Start(leg, verb) {
    for (const { attributes } of elementsOf(verb)) {
      const callback = attributes.recordingStatusCallback;
      leg.record('StartCallRecordingTwiML', callback ? leg.absolute(callback) : undefined);
    }
    return ON;
  },
  async Redirect(leg, verb) {
    return { go: 'fetch', url: leg.absolute(textOf(verb)), method: verb.attributes.method ?? 'POST' };
  },
  async Reject(_leg, verb) {
    return { go: 'end', status: verb.attributes.reason === 'busy' ? 'busy' : 'failed' };
  },
  async Hangup() {
    return { go: 'end', status: 'completed' };
  },
};

/** Dial: rings a number; somebody there answers or does not, as the account was told (`answering`). */
async function dial(leg: Leg, verb: XmlElement): Promise<Next> {
  const { action, method = 'POST', timeout = '30' } = verb.attributes;
  const number = textOf(verb);
  const { status, talkMs } = leg.account.answering.get(number) ?? { status: 'completed', talkMs: 4000 };
  const ringMs = status === 'no-answer' ? Number(timeout) * 1000 : RINGING_MS;
  const total = ringMs + (status === 'completed' ? talkMs : 0);
  let gone = 0;
  const step = () => {
    gone += FRAME_MS;
  };
  await leg.run({ step, until: () => gone >= total });
  if (leg.broken() || !action) return ON;
  const params: Params = {
    DialCallStatus: status,
    DialCallSid: newSid('CA'),
    ...(status === 'completed' ? { DialCallDuration: String(Math.ceil(talkMs / 1000)), DialBridged: 'true' } : {}),
  };
  return { go: 'fetch', url: leg.absolute(action), method, params };
}
