import { DeepgramClient } from '@deepgram/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { createRecordings } from '../speech/recordings.js';
import { createPretendDeepgram, type PretendDeepgram } from './deepgram.js';

const recordings = createRecordings();
const records = createRecords();
const faults = createFaults();
const quiet = (ms: number) => Buffer.alloc(ms * 8, 0xff);
const say = (name: string) => recordings.get(name).audio;

const Message = z.looseObject({
  type: z.string(),
  is_final: z.boolean().optional(),
  speech_final: z.boolean().optional(),
  from_finalize: z.boolean().optional(),
  start: z.number().optional(),
  duration: z.number().optional(),
  timestamp: z.number().optional(),
  last_word_end: z.number().optional(),
  channel: z
    .union([
      z.array(z.number()),
      z.object({
        alternatives: z.array(
          z.object({
            transcript: z.string(),
            confidence: z.number(),
            words: z.array(z.looseObject({ word: z.string(), start: z.number(), end: z.number() })),
          }),
        ),
      }),
    ])
    .optional(),
});
type Message = z.infer<typeof Message>;

const best = (message: Message) =>
  message.channel && !Array.isArray(message.channel) ? message.channel.alternatives[0] : undefined;
const transcript = (message: Message) => best(message)?.transcript ?? '';
const finals = (messages: Message[]) =>
  messages
    .filter((message) => message.is_final)
    .map(transcript)
    .filter(Boolean);

const ALL = {
  model: 'nova-3',
  encoding: 'mulaw',
  sample_rate: '8000',
  interim_results: 'true',
  endpointing: '300',
  utterance_end_ms: '1000',
  vad_events: 'true',
  smart_format: 'true',
};

let deepgram: PretendDeepgram;
beforeAll(async () => {
  deepgram = await createPretendDeepgram({ recordings, records, faults });
});
afterAll(() => deepgram.stop());
afterEach(() => faults.clear());

function dial(query: Record<string, string>, key = deepgram.apiKey, at = deepgram): WebSocket {
  const url = `${at.url.replace('http', 'ws')}/v1/listen?${new URLSearchParams(query)}`;
  return new WebSocket(url, { headers: { authorization: `Token ${key}` } });
}

interface Heard {
  messages: Message[];
  code: number;
  reason: string;
}

/** Opens a live session, sends each piece, and collects everything until the socket closes. */
function hear(query: Record<string, string>, pieces: (Buffer | string)[]): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const socket = dial(query);
    const messages: Message[] = [];
    socket.on('open', () => {
      for (const piece of pieces) socket.send(piece);
    });
    socket.on('message', (data) => messages.push(Message.parse(JSON.parse(String(data)))));
    socket.on('close', (code, reason) => resolve({ messages, code, reason: String(reason) }));
    socket.on('error', reject);
  });
}

function refusal(query: Record<string, string>, key?: string): Promise<{ status: number; error: string }> {
  return new Promise((resolve, reject) => {
    const socket = dial(query, key);
    socket.on('unexpected-response', (_request, response) => {
      resolve({ status: response.statusCode ?? 0, error: String(response.headers['dg-error']) });
      socket.terminate();
    });
    socket.on('open', () => reject(new Error('The socket opened')));
    socket.on('error', () => undefined);
  });
}

const cut = (audio: Buffer, size: number) =>
  Array.from({ length: Math.ceil(audio.length / size) }, (_, index) =>
    audio.subarray(index * size, (index + 1) * size),
  );

const CLOSE = JSON.stringify({ type: 'CloseStream' });

describe('live transcription', () => {
  it('hears a sentence word by word and settles it when the speaker pauses', async () => {
    const line = Buffer.concat([quiet(400), say('dana-hello'), quiet(2000)]);
    const { messages, code } = await hear(ALL, [...cut(line, 160), CLOSE]);
    const interim = messages.filter((message) => message.is_final === false).map(transcript);
    expect(interim.length).toBeGreaterThanOrEqual(2);
    for (const text of interim) expect('Hi, this is Dana Whitfield.'.startsWith(text)).toBe(true);
    expect(finals(messages).join(' ')).toBe('Hi, this is Dana Whitfield.');
    expect(messages.filter((message) => message.speech_final).map(transcript)).toContain('Hi, this is Dana Whitfield.');
    const kinds = messages.map((message) => message.type);
    expect(kinds.indexOf('SpeechStarted')).toBe(0);
    expect(kinds.indexOf('UtteranceEnd')).toBeGreaterThan(messages.findIndex((message) => message.speech_final));
    expect(kinds.at(-1)).toBe('Metadata');
    expect(code).toBe(1000);
  });

  it('puts each word where the sound is', async () => {
    const { messages } = await hear(ALL, [Buffer.concat([quiet(1000), say('dana-hello'), quiet(1000)]), CLOSE]);
    const final = messages.find((message) => message.is_final && transcript(message));
    const words = final ? (best(final)?.words ?? []) : [];
    expect(words.map((word) => word.word)).toEqual(['hi', 'this', 'is', 'dana', 'whitfield']);
    for (const [index, word] of recordings.get('dana-hello').words.entries()) {
      expect(words[index]?.start).toBeCloseTo(word.start + 1, 3);
      expect(words[index]?.end).toBeCloseTo(word.end + 1, 3);
    }
    const lastEnd = words.at(-1)?.end ?? 0;
    expect((final?.start ?? 0) + (final?.duration ?? 0) - lastEnd).toBeGreaterThanOrEqual(0.3);
    expect(messages.find((message) => message.type === 'SpeechStarted')?.timestamp).toBe(words[0]?.start);
  });

  it.each([20, 333, 8000, 1_000_000])('says the same for audio in pieces of %i bytes', async (size) => {
    const line = Buffer.concat([quiet(333), say('dana-one-breath'), quiet(1500), say('dana-yes'), quiet(1501)]);
    const whole = await hear(ALL, [...cut(line, 160), CLOSE]);
    const other = await hear(ALL, [...cut(line, size), CLOSE]);
    const comparable = (messages: Message[]) =>
      messages.filter((message) => message.type !== 'Metadata').map(({ metadata, ...message }) => message);
    expect(comparable(other.messages)).toEqual(comparable(whole.messages));
    expect(finals(whole.messages).join(' ')).toBe(
      "Hi this is Dana Whitfield from Harbor Dental, I'm locked out, I forgot my password. Yes, that's right.",
    );
  });

  it('hears nothing from a missing frame, a damaged byte or a moved frame on, until the next recording', async () => {
    const line = Buffer.concat([quiet(200), say('dana-hello'), quiet(700), say('dana-yes'), quiet(700)]);
    const frames = cut(line, 160);
    const missing = frames.filter((_, index) => index !== 60);
    const damaged = frames.map((frame, index) => (index === 60 ? Buffer.from(frame).fill(0x55, 40, 41) : frame));
    const moved = [...frames.slice(0, 60), ...frames.slice(61, 62), ...frames.slice(60, 61), ...frames.slice(62)];
    for (const pieces of [missing, damaged, moved]) {
      const { messages } = await hear(ALL, [...pieces, CLOSE]);
      expect(finals(messages)).toEqual(['Hi,', "Yes, that's right."]);
    }
  });

  it('gives plain lower-case words without formatting, and only final ones unless asked', async () => {
    const line = Buffer.concat([say('dana-yes'), quiet(500)]);
    const { messages } = await hear({ model: 'nova-3', encoding: 'mulaw', sample_rate: '8000', endpointing: '400' }, [
      line,
      CLOSE,
    ]);
    expect(messages.map((message) => [message.type, transcript(message)])).toEqual([
      ['Results', "yes that's right"],
      ['Metadata', ''],
    ]);
  });

  it('settles what it has on Finalize, and says nothing when there is nothing', async () => {
    const { messages } = await hear({ ...ALL, endpointing: 'false' }, [
      JSON.stringify({ type: 'Finalize' }),
      say('yes').subarray(0, say('yes').length - 160),
      JSON.stringify({ type: 'Finalize' }),
      CLOSE,
    ]);
    const settled = messages.filter((message) => message.is_final);
    expect(settled.map((message) => [transcript(message), message.from_finalize])).toEqual([['Yes.', true]]);
  });

  it('understands no other encoding than that of a telephone', async () => {
    const { messages } = await hear({ ...ALL, encoding: 'linear16' }, [say('yes'), quiet(900), CLOSE]);
    expect(finals(messages)).toEqual([]);
  });

  it('keeps what it was asked and what it heard', async () => {
    const query = new URLSearchParams([...Object.entries(ALL), ['keyterm', 'Harbor Dental'], ['keyterm', 'Whitfield']]);
    const logged = new Promise<void>((resolve) => {
      const stop = records.watch(() => {
        const last = deepgram.sessions().at(-1);
        if (!last || last.open || last.keyterms.length === 0) return;
        stop();
        resolve();
      });
    });
    await new Promise((resolve) => {
      const socket = new WebSocket(`${deepgram.url.replace('http', 'ws')}/v1/listen?${query}`, {
        headers: { authorization: `Token ${deepgram.apiKey}` },
      });
      socket.on('open', () => {
        socket.send(say('dana-company'));
        socket.send(CLOSE);
      });
      socket.on('close', resolve);
    });
    await logged;
    const session = deepgram.sessions().at(-1);
    expect(session).toMatchObject({
      keyterms: ['Harbor Dental', 'Whitfield'],
      recognised: ['dana-company'],
      open: false,
    });
    expect(records.of('deepgram').at(-1)).toMatchObject({ method: 'WS', detail: { event: 'closed', code: 1000 } });
  });
});

describe('a live session that Deepgram would not serve', () => {
  it.each([
    ['no model', { encoding: 'mulaw', sample_rate: '8000' }],
    ['an unknown model', { ...ALL, model: 'nova-99' }],
    ['raw audio of unknown rate', { model: 'nova-3', encoding: 'mulaw' }],
    ['keywords with nova-3', { ...ALL, keywords: 'Okta' }],
    ['utterance ends without interim results', { ...ALL, interim_results: 'false' }],
    ['utterance ends under a second', { ...ALL, utterance_end_ms: '500' }],
    ['a flag that is no flag', { ...ALL, punctuate: 'yes' }],
  ])('is refused with 400 for %s', async (_what, query) => {
    expect(await refusal(query)).toMatchObject({ status: 400 });
  });

  it('is refused with 401 and the reason for a wrong key', async () => {
    expect(await refusal(ALL, 'wrong')).toEqual({ status: 401, error: 'INVALID_AUTH: Invalid credentials.' });
  });

  it('tolerates parameters it does not know', async () => {
    expect((await hear({ ...ALL, flavour: 'vanilla' }, [CLOSE])).code).toBe(1000);
  });

  it('closes after ten seconds without audio, and stays while KeepAlive comes', async () => {
    const fast = await createPretendDeepgram({ recordings, records, faults, timeScale: 100 });
    const life = (keepAlive: boolean) =>
      new Promise<{ code: number; reason: string; lived: number }>((resolve) => {
        const socket = dial(ALL, fast.apiKey, fast);
        const started = performance.now();
        let left = 8;
        const timer = setInterval(() => {
          left -= 1;
          if (keepAlive && left > 0) socket.send(JSON.stringify({ type: 'KeepAlive' }));
        }, 40);
        socket.on('close', (code, reason) => {
          clearInterval(timer);
          resolve({ code, reason: String(reason), lived: performance.now() - started });
        });
      });
    const [idle, kept] = await Promise.all([life(false), life(true)]);
    await fast.stop();
    expect(idle).toMatchObject({ code: 1011, reason: expect.stringContaining('NET-0001') });
    expect(kept.lived).toBeGreaterThan(idle.lived + 100);
  });

  it('closes on text that is no control message, and finishes on an empty frame', async () => {
    expect(await hear(ALL, ['hello?'])).toMatchObject({ code: 1008, reason: expect.stringContaining('DATA-0000') });
    const { code, messages } = await hear(ALL, [Buffer.alloc(0)]);
    expect([code, messages.at(-1)?.type]).toEqual([1000, 'Metadata']);
  });

  it('misbehaves when told to', async () => {
    faults.add({ vendor: 'deepgram', method: 'WS', path: /listen/, kind: 'status', status: 429, times: 1 });
    expect((await refusal(ALL)).status).toBe(429);
    faults.add({ vendor: 'deepgram', method: 'WS', kind: 'close', status: 1011, delayMs: 20, times: 1 });
    expect((await hear(ALL, [say('yes')])).code).toBe(1011);
  });
});

describe('the real Deepgram SDK', () => {
  const client = () =>
    new DeepgramClient({
      apiKey: deepgram.apiKey,
      environment: {
        base: deepgram.url,
        production: deepgram.url.replace('http', 'ws'),
        agent: deepgram.url.replace('http', 'ws'),
        agentRest: deepgram.url,
      },
    });

  it('transcribes a call', async () => {
    const socket = await client().listen.v1.connect({
      model: 'nova-3',
      encoding: 'mulaw',
      sample_rate: 8000,
      interim_results: 'true',
      endpointing: 300,
      utterance_end_ms: 1000,
      vad_events: 'true',
      smart_format: 'true',
      keyterm: ['Harbor Dental'],
      reconnectAttempts: 0,
    });
    const texts: string[] = [];
    socket.on('message', (message) => {
      if (message.type === 'Results' && message.is_final) texts.push(message.channel.alternatives[0]?.transcript ?? '');
    });
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.connect();
    await socket.waitForOpen();
    for (const piece of cut(Buffer.concat([say('dana-locked-out'), quiet(500)]), 800)) socket.sendMedia(piece);
    socket.sendCloseStream({ type: 'CloseStream' });
    await closed;
    expect(texts.filter(Boolean).join(' ')).toBe("I'm locked out. I forgot my password.");
  });

  it('says a sentence over REST, raw or with a WAV header', async () => {
    const text = 'Thank you for calling Tallowmere IT.';
    const generate = async (container: 'none' | 'wav') => {
      const answer = await client().speak.v1.audio.generate({
        text,
        model: 'aura-2-thalia-en',
        encoding: 'mulaw',
        sample_rate: 8000,
        container,
      });
      return Buffer.from(await answer.arrayBuffer());
    };
    const raw = await generate('none');
    expect(deepgram.spoken.find(raw)).toEqual([{ text, from: 0, to: raw.length, complete: true, heard: text }]);
    const wav = await generate('wav');
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.subarray(58)).toEqual(raw);
  });

  it('says sentences over its socket when flushed, and drops what is cleared', async () => {
    const socket = await client().speak.v1.connect({
      model: 'aura-2-thalia-en',
      encoding: 'mulaw',
      sample_rate: '8000',
      reconnectAttempts: 0,
    });
    const parts: Promise<ArrayBuffer>[] = [];
    const kinds: string[] = [];
    socket.on('message', (message: unknown) => {
      if (message instanceof Blob) parts.push(message.arrayBuffer());
      else kinds.push(z.looseObject({ type: z.string() }).parse(message).type);
    });
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.connect();
    await socket.waitForOpen();
    socket.sendText({ type: 'Speak', text: 'This is never said.' });
    socket.sendClear({ type: 'Clear' });
    socket.sendText({ type: 'Speak', text: 'Which company ' });
    socket.sendText({ type: 'Speak', text: 'are you with?' });
    socket.sendFlush({ type: 'Flush' });
    socket.sendClose({ type: 'Close' });
    await closed;
    const sound = Buffer.concat((await Promise.all(parts)).map((part) => Buffer.from(part)));
    expect(deepgram.spoken.find(sound).map((found) => found.text)).toEqual(['Which company are you with?']);
    expect(kinds).toEqual(['Metadata', 'Cleared', 'Flushed', 'Flushed']);
  });
});
