import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SpokenLedger } from '../speech/spoken.js';
import { wavOf } from '../speech/wav.js';
import { readJson } from './read-json.js';
import { sendJson } from './refusal.js';
import { LONGEST_TEXT } from './speak.js';
import { readSpeakOptions } from './speak-options.js';

const Body = z.strictObject({ text: z.string() });

export interface SpeakRequest {
  url: URL;
  request: IncomingMessage;
  body: Buffer;
  response: ServerResponse;
  spoken: SpokenLedger;
}

/** Answers `POST /v1/speak`: the whole sound at once. Source: Deepgram facts, Text to speech. */
export function answerSpeak({ url, request, body, response, spoken }: SpeakRequest): {
  status: number;
  detail: unknown;
} {
  const refuse = (status: number, code: string, message: string) => {
    sendJson(response, { status, code, message });
    return { status, detail: message };
  };
  const options = readSpeakOptions(url.searchParams, { raw: false });
  if (typeof options === 'string') return refuse(400, 'UNSUPPORTED_AUDIO_FORMAT', options);
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return refuse(415, 'UNSUPPORTED_MEDIA_TYPE', 'Content-Type must be application/json');
  }
  const parsed = Body.safeParse(readJson(body.toString('utf8')));
  if (!parsed.success) return refuse(400, 'PAYLOAD_ERROR', 'Failed to deserialize JSON payload: a text is required');
  const text = parsed.data.text.trim();
  if (!text) return refuse(400, 'EMPTY_TEXT', 'Input text is empty');
  if (parsed.data.text.length > LONGEST_TEXT) {
    return refuse(413, 'INPUT_TEXT_TOO_LONG', `Input text exceeds maximum character limit of ${LONGEST_TEXT}`);
  }
  const sound = spoken.say(text);
  const whole = options.wav ? wavOf(sound) : sound;
  response.writeHead(200, {
    'content-type': options.wav ? 'audio/wav' : 'audio/mulaw',
    'content-length': whole.length,
    'dg-request-id': randomUUID(),
    'dg-model-name': options.model,
    'dg-char-count': text.length,
  });
  response.end(whole);
  return { status: 200, detail: { text, query: [...url.searchParams] } };
}
