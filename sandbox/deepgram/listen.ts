import { createHash, randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Recordings } from '../speech/recordings.js';
import { Hearing, type Moment } from './hearing.js';
import type { ListenOptions } from './listen-options.js';
import { readJson } from './read-json.js';
import type { Session } from './session.js';
import { Transcriber } from './transcriber.js';

/** Without audio and KeepAlive for this long, a live session is closed. Source: Deepgram facts, Listen v1. */
const IDLE_MS = 10_000;

/** First bytes of the containers that say themselves how they are encoded. */
const CONTAINERS = ['RIFF', 'OggS', 'fLaC', 'ID3', '\x1aE\xdf\xa3'];

const Control = z.object({ type: z.enum(['KeepAlive', 'Finalize', 'CloseStream']) });

/** Serves one live transcription on an open socket. */
export function listen(socket: WebSocket, options: ListenOptions, session: Session, deps: ListenDeps): void {
  const hearing = new Hearing(deps.recordings.index());
  const modelUuid = randomUUID();
  const transcriber = new Transcriber(options, { requestId: session.requestId, modelUuid, model: options.model });
  session.recognised = hearing.recognised;
  session.transcripts = transcriber.transcripts;
  const digest = createHash('sha256');
  const created = new Date().toISOString();
  const understood = options.encoding === 'mulaw' && options.sampleRate === 8000 && options.channels === 1;
  let open = true;

  const idle = () =>
    close(1011, 'NET-0001: Deepgram did not receive audio data or a text message within the timeout window');
  let timer = setTimeout(idle, IDLE_MS / deps.timeScale);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(idle, IDLE_MS / deps.timeScale);
  };
  const close = (code: number, reason = '') => {
    open = false;
    clearTimeout(timer);
    socket.close(code, reason);
  };
  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const hear = (moments: Iterable<Moment>) => {
    for (const moment of moments) for (const message of transcriber.advance(moment)) send(message);
  };
  const finish = () => {
    hear(hearing.rest());
    for (const message of transcriber.close()) send(message);
    send({
      type: 'Metadata',
      transaction_key: 'deprecated',
      request_id: session.requestId,
      sha256: digest.digest('hex'),
      created,
      duration: hearing.received / 8000,
      channels: options.channels,
      models: [modelUuid],
      model_info: { [modelUuid]: { name: `general-${options.model}`, version: '2026-01-01.0', arch: options.model } },
    });
    close(1000);
  };

  socket.on('message', (data: Buffer, binary: boolean) => {
    if (!open) return;
    if (!binary) {
      const control = Control.safeParse(readJson(data.toString('utf8')));
      if (!control.success) return close(1008, 'DATA-0000: The payload cannot be decoded as a control message');
      alive();
      if (control.data.type === 'CloseStream') return finish();
      if (control.data.type === 'Finalize') {
        hear(hearing.rest());
        for (const message of transcriber.finalize()) send(message);
      }
      return;
    }
    if (data.length === 0) return finish();
    alive();
    if (session.audioBytes === 0 && !options.encoding && !CONTAINERS.some((magic) => startsWith(data, magic))) {
      return close(1008, 'DATA-0000: The payload cannot be decoded as audio');
    }
    session.audioBytes += data.length;
    digest.update(data);
    // Sound in another encoding than that of the recordings is noise to this ear, as it would be to Deepgram's.
    hear(hearing.push(understood ? data : Buffer.alloc(data.length, 0xff)));
  });
  socket.on('close', () => {
    open = false;
    clearTimeout(timer);
  });
}

export interface ListenDeps {
  recordings: Recordings;
  /** How much faster than real time the idle timeout runs. */
  timeScale: number;
}

function startsWith(data: Buffer, magic: string): boolean {
  return data.subarray(0, magic.length).toString('latin1') === magic;
}
