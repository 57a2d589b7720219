import { FRAME_BYTES, FRAME_MS } from '../speech/follow.js';
import type { Leg, Next } from './leg.js';
import type { Frame } from './line.js';
import { PromptPlayer, readPrompts } from './prompt.js';
import { elementsOf, type XmlElement } from './xml.js';

/** With speechTimeout="auto" the caller has finished after a pause like this. */
const AUTO_PAUSE_MS = 1000;
const CONFIDENCE = '0.9226';

/**
 * Gather: keys, or speech that the vendor itself recognises (it knows which recording the caller plays). Input stops the
 * prompts. Source: Twilio facts, TwiML; timing defaults are Twilio's documented ones.
 */
export async function gather(leg: Leg, verb: XmlElement): Promise<Next> {
  const { attributes } = verb;
  const input = attributes.input ?? 'dtmf';
  const timeoutMs = Number(attributes.timeout ?? 5) * 1000;
  const pauseMs =
    attributes.speechTimeout === 'auto'
      ? AUTO_PAUSE_MS
      : Number(attributes.speechTimeout ?? attributes.timeout ?? 5) * 1000;
  const finishOn = attributes.finishOnKey ?? '#';
  const most = Number(attributes.numDigits ?? Number.POSITIVE_INFINITY);
  const player = new PromptPlayer(leg, await readPrompts(leg, elementsOf(verb)));
  const ear = new SpeechEar();
  let digits = '';
  let finished = false;
  let quietMs = 0;

  const step = (frame: Frame) => {
    player.frame();
    if (player.done) quietMs += FRAME_MS;
    if (frame.digit && input.includes('dtmf')) {
      player.stop();
      quietMs = 0;
      if (finishOn.includes(frame.digit)) finished = true;
      else digits += frame.digit;
      finished ||= digits.length >= most;
    }
    if (input.includes('speech') && !digits) {
      ear.hear(frame);
      if (ear.speaking && attributes.bargeIn !== 'false') player.stop();
      if (ear.speaking) quietMs = 0;
      if (ear.text && !ear.speaking && ear.quietMs >= pauseMs) finished = true;
    }
  };
  await leg.run({ step, until: () => finished || (quietMs >= timeoutMs && !ear.text) });
  player.stop();
  if (leg.broken()) return { go: 'on' };
  const keyed = digits !== '' || (finished && !ear.text);
  const spoken = ear.text ? { SpeechResult: ear.text, Confidence: CONFIDENCE } : undefined;
  const params = keyed ? { Digits: digits } : spoken;
  if (!params && attributes.actionOnEmptyResult !== 'true') return { go: 'on' };
  return {
    go: 'fetch',
    url: leg.absolute(attributes.action ?? ''),
    method: attributes.method ?? 'POST',
    params: params ?? { Digits: '' },
  };
}

/** Understands the recordings that the caller plays, from where it began to listen. */
class SpeechEar {
  text = '';
  speaking = false;
  quietMs = 0;

  hear({ clip }: Frame): void {
    const end = clip ? clip.offset + FRAME_BYTES : 0;
    const words = clip?.recording.words ?? [];
    this.speaking = words.some((word) => word.start * 8000 < end && word.end * 8000 >= end);
    for (const word of words) {
      const at = word.end * 8000;
      if (clip && at > clip.offset && at <= end) this.text += `${this.text ? ' ' : ''}${word.punctuated_word}`;
    }
    this.quietMs = this.speaking ? 0 : this.quietMs + FRAME_MS;
  }
}
