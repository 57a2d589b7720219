import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { BYTES_PER_SECOND } from '../speech/follow.js';
import type { SpokenLedger } from '../speech/spoken.js';
import { readJson } from './read-json.js';
import type { Session } from './session.js';
import type { SpeakOptions } from './speak-options.js';

/** Longest text of one request or message. Source: Deepgram facts, Text to speech (unconfirmed for the socket). */
export const LONGEST_TEXT = 2000;
/** More Flush messages than this in a minute are answered with a warning and ignored. Source: the same. */
const FLUSHES_A_MINUTE = 20;
/** Sound leaves in pieces of 200 ms. */
const PIECE = 1600;

const Control = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Speak'), text: z.string() }),
  z.object({ type: z.literal('Flush') }),
  z.object({ type: z.literal('Clear') }),
  z.object({ type: z.literal('Close') }),
]);

/** Serves one speaking WebSocket: nothing is said before Flush; Clear drops what has not left yet. */
export function speak(socket: WebSocket, options: SpeakOptions, session: Session, deps: SpeakDeps): void {
  const said: string[] = [];
  session.transcripts = said;
  let text = '';
  let sequence = 0;
  /** Pieces of sound under way; Clear makes a new generation and thereby stops the old. */
  let generation = 0;
  let sending: Promise<void> = Promise.resolve();
  const flushes: number[] = [];
  // A minute of a call that is played faster than real time is still a minute: sound made counts as time gone by.
  const clock = () => performance.now() / 1000 + session.audioBytes / BYTES_PER_SECOND;
  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };

  const flush = () => {
    const words = text.trim();
    text = '';
    const mine = generation;
    const number = sequence++;
    if (words) said.push(words);
    const sound = words ? deps.spoken.say(words) : Buffer.alloc(0);
    session.audioBytes += sound.length;
    sending = sending.then(async () => {
      for (let at = 0; at < sound.length && mine === generation; at += PIECE) {
        if (socket.readyState !== socket.OPEN) return;
        socket.send(sound.subarray(at, at + PIECE));
        await nextTurn();
      }
      if (mine === generation) send({ type: 'Flushed', sequence_id: number });
    });
  };

  send({
    type: 'Metadata',
    request_id: session.requestId,
    model_name: options.model,
    model_version: '2026-01-01.0',
    model_uuid: randomUUID(),
    additional_model_uuids: [],
  });
  socket.on('message', (data: Buffer, binary: boolean) => {
    const control = Control.safeParse(binary ? undefined : readJson(data.toString('utf8')));
    if (!control.success) return socket.close(1008, 'DATA-0000: The message cannot be read');
    switch (control.data.type) {
      case 'Speak':
        if (control.data.text.length > LONGEST_TEXT) return socket.close(1009, 'BIG-0000: The text is too long');
        text += control.data.text;
        return;
      case 'Flush': {
        const now = clock();
        while (flushes[0] !== undefined && now - flushes[0] >= 60) flushes.shift();
        if (flushes.length >= FLUSHES_A_MINUTE) {
          const description = `More than ${FLUSHES_A_MINUTE} Flush messages in 60 seconds: ignored`;
          return send({ type: 'Warning', code: 'EXCESSIVE_FLUSH', description });
        }
        flushes.push(now);
        return flush();
      }
      case 'Clear':
        generation += 1;
        text = '';
        return send({ type: 'Cleared', sequence_id: sequence++ });
      case 'Close':
        flush();
        sending.then(() => socket.close(1000)).catch(() => socket.terminate());
    }
  });
}

export interface SpeakDeps {
  spoken: SpokenLedger;
}
