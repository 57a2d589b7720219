/** The TwiML that Frontdesk answers with. Source: Twilio facts, TwiML produced by the builder. */
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';

/** Twilio's own voice, for where the live speech service cannot be had. */
export interface SpokenBy {
  voice: string;
  language: string;
}

type SayAttributes = Parameters<VoiceResponse['say']>[0];
type GatherAttributes = NonNullable<Parameters<VoiceResponse['gather']>[0]>;

/** Longest text of one Say verb. Source: Twilio facts (unconfirmed). Characters. */
const LONGEST_SAY = 4_000;

function say(on: { say(attributes: SayAttributes, message: string): unknown }, by: SpokenBy, text: string): void {
  if (text === '') return;
  // The settings' voice and language are free text; Twilio's list of them grows.
  const attributes: Record<string, string> = { voice: by.voice, language: by.language };
  on.say(attributes as SayAttributes, text.slice(0, LONGEST_SAY));
}

/** Connects the call's audio to our WebSocket. What follows runs when the stream is over, however it ended. */
export function connectStream(stream: {
  url: string;
  after: string;
  parameters: Readonly<Record<string, string>>;
}): string {
  const response = new VoiceResponse();
  const media = response.connect({ action: stream.after, method: 'POST' }).stream({ url: stream.url });
  for (const [name, value] of Object.entries(stream.parameters)) media.parameter({ name, value });
  response.redirect({ method: 'POST' }, stream.after);
  return response.toString();
}

export function hangUp(by?: SpokenBy, text = ''): string {
  const response = new VoiceResponse();
  if (by) say(response, by, text);
  response.hangup();
  return response.toString();
}

/** Says something and takes the answer by Twilio's own speech recognition or so many keys. */
export function gather(by: SpokenBy, text: string, action: string, keys = 1): string {
  const response = new VoiceResponse();
  const attributes = {
    input: ['dtmf', 'speech'],
    numDigits: keys,
    // A code has to be looked up and typed.
    timeout: keys > 1 ? 15 : 6,
    speechTimeout: 'auto',
    language: by.language,
    action,
    method: 'POST',
    actionOnEmptyResult: true,
  };
  say(response.gather(attributes as GatherAttributes), by, text);
  response.redirect({ method: 'POST' }, action);
  return response.toString();
}

/** Says something and records what the caller leaves. */
export function record(by: SpokenBy, text: string, action: string): string {
  const response = new VoiceResponse();
  say(response, by, text);
  response.record({ action, method: 'POST', maxLength: 180, timeout: 5, playBeep: true, trim: 'trim-silence' });
  response.redirect({ method: 'POST' }, action);
  return response.toString();
}

/** Puts the caller through to a person's number (E.164). */
export function dial(number: string, action: string): string {
  const response = new VoiceResponse();
  response.dial({ action, method: 'POST', timeout: 25, answerOnBridge: true }, number);
  return response.toString();
}

/** Comes again in a moment: this process is stopping, the next one is about to answer. */
export function comeAgain(action: string): string {
  const response = new VoiceResponse();
  response.pause({ length: 2 });
  response.redirect({ method: 'POST' }, action);
  return response.toString();
}
