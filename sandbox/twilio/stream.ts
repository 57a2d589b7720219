import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Faults } from '../faults.js';
import type { Routes } from '../routes.js';
import { FRAME_BYTES, FRAME_MS } from '../speech/follow.js';
import type { SpokenLedger } from '../speech/spoken.js';
import type { Conversation } from './conversation.js';
import { Earpiece } from './earpiece.js';
import type { Frame } from './line.js';
import { Playback } from './playback.js';
import { sign } from './sign.js';
import { ERROR, TwimlError } from './twiml.js';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const Message = z.discriminatedUnion('event', [
  z.object({ event: z.literal('media'), streamSid: z.string(), media: z.looseObject({ payload: z.string() }) }),
  z.object({ event: z.literal('mark'), streamSid: z.string(), mark: z.looseObject({ name: z.string() }) }),
  z.object({ event: z.literal('clear'), streamSid: z.string() }),
]);

/** More bytes than this waiting in the socket: the product is behind, and the call's clock waits for it. */
const MOST_WAITING = 16 * 1024;
/** A ping goes along with every tenth frame; its pong says that the product has read so far. */
const PING_EVERY = 10;
/** So many frames the product may be behind when the call's clock does not run in real time. */
const MOST_UNREAD = 30;
/** A product that answers no ping is not waited for any longer than this. */
const PATIENCE_MS = 2000;
const HANDSHAKE_MS = 5000;
/** How long a product may take to close its side after `stop`. */
const GOODBYE_MS = 1000;

export interface StreamOptions {
  url: string;
  accountSid: string;
  authToken: string;
  callSid: string;
  customParameters: Readonly<Record<string, string>>;
  routes: Routes;
  faults: Faults;
  spoken: SpokenLedger;
  conversation: Conversation;
  /** Milliseconds of the call. */
  now(): number;
  /** The clock waits for a product that is behind, as it must when it runs faster than real time. */
  patient: boolean;
  /** Called with a Twilio error code for each message that Twilio would complain about. */
  warn(code: number, message: string): void;
}

/** Checks a stream's URL as Twilio does: wss, well formed, no query. Source: Twilio facts, TwiML, `<Stream>`. */
export function checkStreamUrl(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url) throw new TwimlError(ERROR.streamUrl, `"${address}" is no URL`);
  if (url.protocol !== 'wss:')
    throw new TwimlError(ERROR.streamScheme, `a stream's URL begins with wss, not ${url.protocol}`);
  if (url.search) throw new TwimlError(ERROR.streamHandshake, `a stream's URL has no query; use <Parameter>`);
}

/** A bidirectional media stream, from Twilio's side. Source: Twilio facts, Media Streams messages. */
export class MediaStream {
  readonly streamSid = `MZ${randomBytes(16).toString('hex')}`;
  readonly #options: StreamOptions;
  readonly #socket: WebSocket;
  readonly #playback = new Playback();
  readonly #earpiece: Earpiece;
  readonly #path: string;
  readonly #closeFault;
  #sequence = 0;
  #chunk = 0;
  #read = { chunk: 0, at: performance.now() };
  #held: Frame | undefined;
  #ended = false;

  private constructor(options: StreamOptions, socket: WebSocket) {
    this.#options = options;
    this.#socket = socket;
    this.#earpiece = new Earpiece(options.spoken, options.conversation, options.now);
    this.#path = new URL(options.url).pathname;
    this.#closeFault = options.faults.meet({ vendor: 'twilio', method: 'WS', path: this.#path }, ['close']);
    socket.on('message', (data: Buffer, binary: boolean) => this.#receive(data, binary));
    socket.on('pong', (data) => {
      this.#read = { chunk: Number(data.toString()), at: performance.now() };
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#ended = true;
      this.#earpiece.cut();
    });
  }

  /** Dials the product; rejects with TwimlError 31920 when the handshake is not answered with 101. */
  static async open(options: StreamOptions): Promise<MediaStream> {
    const { url, authToken } = options;
    const refused = (why: string) => new TwimlError(ERROR.streamHandshake, `handshake with ${url} failed: ${why}`);
    let target: string;
    try {
      target = options.routes.resolve(url);
    } catch (error) {
      throw refused(String(error));
    }
    const socket = new WebSocket(target, {
      headers: { host: new URL(url).host, 'x-forwarded-proto': 'https', 'x-twilio-signature': sign(authToken, url) },
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
    });
    return new Promise((resolve, reject) => {
      socket.once('error', (error) => reject(refused(error.message)));
      socket.once('open', () => {
        const stream = new MediaStream(options, socket);
        stream.#begin();
        resolve(stream);
      });
    });
  }

  /** True when the socket is gone, whoever closed it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** False while the product has not read what it was sent. */
  get ready(): boolean {
    if (this.#socket.bufferedAmount > MOST_WAITING) return false;
    if (!this.#options.patient || this.#chunk - this.#read.chunk <= MOST_UNREAD) return true;
    return performance.now() - this.#read.at > PATIENCE_MS;
  }

  /** What was sent and played. */
  get summary(): { streamSid: string; frames: number; unknownSoundMs: number } {
    return { streamSid: this.streamSid, frames: this.#chunk, unknownSoundMs: this.#earpiece.unknownMs };
  }

  /** 20 ms of the call: the caller's sound goes out, the product's sound is played. */
  frame(frame: Frame): void {
    const life = this.#chunk * FRAME_MS;
    if (this.#closeFault && life >= (this.#closeFault.delayMs ?? 0)) {
      this.#breakDown(this.#closeFault.status);
      return;
    }
    if (frame.digit) this.#send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit: frame.digit } });
    this.#media(frame);
    const { audio, marks } = this.#playback.take(FRAME_BYTES);
    this.#earpiece.play(audio);
    for (const name of marks) this.#send({ event: 'mark', mark: { name } });
  }

  /** The call is over, or goes on without the stream: `stop`, then the socket is closed. Resolves when it is gone. */
  async stop(): Promise<void> {
    const { accountSid, callSid } = this.#options;
    this.#earpiece.cut();
    if (this.#ended) return;
    this.#send({ event: 'stop', stop: { accountSid, callSid } });
    this.#ended = true;
    const gone = new Promise((resolve) => this.#socket.once('close', resolve));
    const timer = setTimeout(() => this.#socket.terminate(), GOODBYE_MS);
    this.#socket.close(1000);
    await gone;
    clearTimeout(timer);
  }

  /** The connection breaks, without a word. */
  lose(): void {
    this.#breakDown(undefined);
  }

  #begin(): void {
    const { accountSid, callSid, customParameters } = this.#options;
    this.#socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    const start = {
      accountSid,
      streamSid: this.streamSid,
      callSid,
      tracks: ['inbound'],
      mediaFormat,
      customParameters,
    };
    this.#send({ event: 'start', start });
  }

  #send(message: { event: string } & Record<string, unknown>): void {
    if (this.#ended || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#sequence += 1;
    const { event, ...rest } = message;
    this.#socket.send(
      JSON.stringify({ event, sequenceNumber: String(this.#sequence), ...rest, streamSid: this.streamSid }),
    );
  }

  /**
   * Sends one frame, unless a fault hits it. Faults hit only frames with the caller's voice: drop, duplicate, reorder
   * (it changes places with the next), and drop-after: its second half is lost on the way.
   */
  #media(frame: Frame): void {
    const request = { vendor: 'twilio', method: 'WS', path: this.#path };
    const kinds = ['drop', 'drop-after', 'duplicate', 'reorder'] as const;
    const fault = frame.clip ? this.#options.faults.meet(request, kinds) : undefined;
    const held = this.#held;
    this.#held = undefined;
    if (fault?.kind === 'reorder' && !held) this.#held = frame;
    else if (fault?.kind === 'drop-after') {
      this.#emit(Buffer.concat([frame.audio.subarray(0, FRAME_BYTES / 2), Buffer.alloc(FRAME_BYTES / 2, 0x2a)]));
    } else if (fault?.kind !== 'drop') this.#emit(frame.audio);
    if (fault?.kind === 'duplicate') this.#emit(frame.audio);
    if (held) this.#emit(held.audio);
  }

  #emit(audio: Buffer): void {
    const timestamp = String(this.#chunk * FRAME_MS);
    this.#chunk += 1;
    const media = { track: 'inbound', chunk: String(this.#chunk), timestamp, payload: audio.toString('base64') };
    this.#send({ event: 'media', media });
    if (this.#chunk % PING_EVERY === 0 && this.#socket.readyState === WebSocket.OPEN)
      this.#socket.ping(String(this.#chunk));
  }

  #receive(data: Buffer, binary: boolean): void {
    const { warn } = this.#options;
    const message = Message.safeParse(binary ? undefined : readJson(data.toString('utf8')));
    if (this.#ended) return;
    if (binary) warn(ERROR.streamMalformed, 'a binary frame');
    else if (!message.success)
      warn(ERROR.streamProtocol, `a message that Twilio does not know: ${data.subarray(0, 200)}`);
    else if (message.data.streamSid !== this.streamSid) warn(ERROR.streamProtocol, 'a message for another stream');
    else this.#obey(message.data);
  }

  #obey(message: z.infer<typeof Message>): void {
    if (message.event === 'mark') this.#playback.mark(message.mark.name);
    else if (message.event === 'clear') {
      this.#earpiece.cut();
      for (const name of this.#playback.clear()) this.#send({ event: 'mark', mark: { name } });
    } else if (BASE64.test(message.media.payload)) this.#playback.push(Buffer.from(message.media.payload, 'base64'));
    else this.#options.warn(ERROR.streamMalformed, 'a payload that is not base64');
  }

  #breakDown(code: number | undefined): void {
    this.#earpiece.cut();
    this.#ended = true;
    // 1006 is what a peer sees when nobody said why: it cannot be sent.
    if (code === undefined || code === 1006) this.#socket.terminate();
    else this.#socket.close(code);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
