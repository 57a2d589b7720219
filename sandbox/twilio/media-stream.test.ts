import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { z } from 'zod';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { createRoutes } from '../routes.js';
import { Follower } from '../speech/follow.js';
import { createRecordings } from '../speech/recordings.js';
import { createSpokenLedger } from '../speech/spoken.js';
import { wavOf } from '../speech/wav.js';
import { createWorld } from '../world/world.js';
import { createScriptedDesk, type DeskStream, type ScriptedDesk } from './scripted-desk.js';
import { createPretendTwilio, type PretendTwilio } from './twilio.js';

const PUBLIC = 'https://desk.example';
const recordings = createRecordings();
const spoken = createSpokenLedger();
const world = createWorld();
const STREAM =
  '<Connect><Stream url="wss://desk.example/media"><Parameter name="token" value="t-1"/></Stream></Connect>';

let desk: ScriptedDesk;
let network: PretendTwilio;
let faults: ReturnType<typeof createFaults>;
let records: ReturnType<typeof createRecords>;

beforeEach(async () => {
  desk = await createScriptedDesk();
  faults = createFaults();
  records = createRecords();
  const routes = createRoutes();
  routes.add(PUBLIC, desk.url);
  network = await createPretendTwilio({ world, recordings, spoken, records, faults, routes });
  network.setNumber({ voiceUrl: `${PUBLIC}/voice` });
  desk.answer('/voice', twiml(STREAM));
});
afterEach(async () => {
  await network.stop();
  await desk.stop();
});

const twiml = (inside: string) => `<Response>${inside}</Response>`;
const dial = (speed = 50) => network.call({ from: '+12065550110', speed });

const Media = z.object({
  event: z.literal('media'),
  media: z.object({ payload: z.string(), chunk: z.string(), timestamp: z.string(), track: z.literal('inbound') }),
});
const soundOf = (stream: DeskStream | undefined) =>
  Buffer.concat(
    (stream?.messages ?? []).flatMap((message) => {
      const media = Media.safeParse(message);
      return media.success ? [Buffer.from(media.data.media.payload, 'base64')] : [];
    }),
  );
const heardIn = (sound: Buffer) =>
  new Follower(recordings.index())
    .push(sound)
    .filter((event) => event.kind === 'ended')
    .map((event) => event.clip.name);
const others = (stream: DeskStream | undefined) =>
  (stream?.messages ?? []).filter((message) => message.event !== 'media');

function send(stream: DeskStream, message: object): void {
  const streamSid = stream.messages[1]?.streamSid;
  stream.socket.send(JSON.stringify({ streamSid, ...message }));
}
/** Sends a sentence in pieces of `size` bytes, then a mark of the same name. */
function say(stream: DeskStream, text: string, size = 160): void {
  const sound = spoken.say(text);
  for (let at = 0; at < sound.length; at += size) {
    send(stream, { event: 'media', media: { payload: sound.subarray(at, at + size).toString('base64') } });
  }
  send(stream, { event: 'mark', mark: { name: text } });
}
/** Greets each stream when it starts, and does more for the other messages. */
function script(
  greeting: string,
  more: (stream: DeskStream, message: Record<string, unknown>) => void = () => undefined,
) {
  desk.onMessage((stream, message) => {
    if (message.event === 'start') say(stream, greeting);
    else more(stream, message);
  });
}

describe('a media stream', () => {
  it('opens with a signature over its wss URL, and the messages Twilio sends', async () => {
    script('Hello, how can I help?');
    const call = await dial();
    await call.hears(/how can I help/);
    await call.hangsUp();
    const [stream] = desk.streams;
    const signature = String(stream?.headers['x-twilio-signature']);
    const { authToken, accountSid } = network.credentials;
    expect(twilio.validateRequest(authToken, signature, 'wss://desk.example/media', {})).toBe(true);
    expect(stream?.messages[0]).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    expect(stream?.messages[1]).toMatchObject({
      event: 'start',
      sequenceNumber: '1',
      start: {
        accountSid,
        callSid: call.callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { token: 't-1' },
      },
    });
    expect(stream?.messages[2]).toMatchObject({ event: 'media', media: { chunk: '1', timestamp: '0' } });
    expect(others(stream).at(-1)).toMatchObject({ event: 'stop', stop: { callSid: call.callSid } });
    const numbers = stream?.messages.slice(1).map((message) => Number(message.sequenceNumber)) ?? [];
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('carries what the caller says, byte for byte, with silence around it', async () => {
    script('Who is calling?');
    const call = await dial();
    await call.hears(/Who/);
    await call.says('dana-hello');
    await call.staysSilent(300);
    await call.says('dana-yes');
    await call.hangsUp();
    const sound = soundOf(desk.streams[0]);
    expect(heardIn(sound)).toEqual(['dana-hello', 'dana-yes']);
    expect(sound.length % 160).toBe(0);
    expect(call.transcript().map(({ who, text }) => [who, text])).toEqual([
      ['assistant', 'Who is calling?'],
      ['caller', 'Hi, this is Dana Whitfield.'],
      ['caller', "Yes, that's right."],
    ]);
  });

  it('echoes a mark when the sound before it has been played, not before', async () => {
    const text = 'This sentence takes some seconds to say, and its mark comes after it.';
    script(text);
    const call = await dial();
    await call.hears(/after it/);
    await call.staysSilent(100);
    await call.hangsUp();
    const messages = desk.streams[0]?.messages ?? [];
    const mark = messages.findIndex((message) => message.event === 'mark');
    const before = soundOf({ ...(desk.streams[0] as DeskStream), messages: messages.slice(0, mark) });
    expect(messages[mark]).toMatchObject({ mark: { name: text } });
    expect(before.length).toBeGreaterThanOrEqual(spoken.say(text).length);
  });

  it('falls silent at clear, echoes the marks that waited, and knows what was heard', async () => {
    const text = 'I am going to talk for quite a long while unless somebody stops me.';
    script(text, (stream, message) => {
      if (message.event === 'dtmf') send(stream, { event: 'clear' });
    });
    const call = await dial();
    await call.hearsStart(/going to talk/);
    await call.staysSilent(1500);
    await call.presses('0');
    await call.staysSilent(200);
    await call.hangsUp();
    const [told] = call.transcript();
    expect(told).toMatchObject({ who: 'assistant', interrupted: true });
    expect(told?.text).toMatch(/^I am going/);
    expect(text.length).toBeGreaterThan((told?.text.length ?? 0) + 10);
    expect(others(desk.streams[0]).map((message) => message.event)).toEqual([
      'connected',
      'start',
      'dtmf',
      'mark',
      'stop',
    ]);
    expect(others(desk.streams[0])[2]).toMatchObject({ dtmf: { track: 'inbound_track', digit: '0' } });
  });

  it('plays sound in pieces of any size', async () => {
    desk.onMessage((stream, message) => {
      if (message.event !== 'start') return;
      say(stream, 'First, in crumbs.', 33);
      say(stream, 'Then all at once.', 100_000);
    });
    const call = await dial();
    expect(await call.hears(/crumbs/)).toBe('First, in crumbs.');
    expect(await call.hears(/at once/)).toBe('Then all at once.');
  });

  it('knows sound that is no speech, such as the header of a WAV file', async () => {
    desk.onMessage((stream, message) => {
      if (message.event !== 'start') return;
      const wav = wavOf(spoken.say('With a click in front.'));
      send(stream, { event: 'media', media: { payload: wav.toString('base64') } });
    });
    const call = await dial();
    await call.hears(/click/);
    await call.hangsUp();
    const closed = z.object({ detail: z.object({ event: z.literal('stream-closed'), unknownSoundMs: z.number() }) });
    const sounds = records.of('twilio').flatMap((record) => closed.safeParse(record).data?.detail.unknownSoundMs ?? []);
    expect(sounds).toEqual([expect.closeTo(7, 0)]);
  });

  it('never runs ahead of a desk that is slow to read', async () => {
    let read = 0;
    desk.onMessage((_stream, message) => {
      if (message.event !== 'media') return;
      read += 1;
      const until = performance.now() + 3;
      while (performance.now() < until);
    });
    const call = await dial(0);
    await call.staysSilent(4000);
    expect(200 - read).toBeLessThanOrEqual(40);
    await call.hangsUp();
  });

  it('hands the call on to the TwiML after it when the desk closes it', async () => {
    desk.answer('/voice', twiml(`${STREAM}<Redirect>/after</Redirect>`));
    desk.answer('/after', twiml('<Say>Putting you through.</Say>'));
    script('One moment.', (stream, message) => {
      if (message.event === 'mark') stream.socket.close(1000);
    });
    const call = await dial();
    await call.hears(/moment/);
    await call.hears(/through/);
    expect(await call.ended).toMatchObject({ by: 'callee', status: 'completed', errors: [] });
    expect(others(desk.streams[0]).map((message) => message.event)).not.toContain('stop');
  });

  it('may open again on the same call after its connection was lost', async () => {
    desk.answer('/voice', twiml(`${STREAM}<Redirect>/again</Redirect>`));
    desk.answer('/again', twiml(STREAM));
    script('How can I help?');
    const call = await dial();
    await call.hears(/help/);
    await call.losesMedia();
    await call.hears(/help/);
    await call.says('dana-locked-out');
    await call.hangsUp();
    expect(desk.streams).toHaveLength(2);
    expect(heardIn(soundOf(desk.streams[1]))).toEqual(['dana-locked-out']);
  });

  it('reports its life to the status callback', async () => {
    const stream = '<Stream url="wss://desk.example/media" name="s1" statusCallback="/stream"/>';
    desk.answer('/voice', twiml(`<Connect action="/done">${stream}</Connect>`));
    desk.answer('/stream', { status: 204, body: '' });
    desk.answer('/done', twiml('<Hangup/>'));
    script('Bye.', (each, message) => {
      if (message.event === 'mark') each.socket.close(1000);
    });
    await (await dial()).ended;
    const events = desk.requests.map(({ path, params }) => [path, params.StreamEvent]);
    expect(events.slice(1)).toEqual([
      ['/stream', 'stream-started'],
      ['/stream', 'stream-stopped'],
      ['/done', undefined],
    ]);
  });
});

describe('a stream that Twilio would not open', () => {
  it.each([
    ['ws', 'ws://desk.example/media', 31922],
    ['https', 'https://desk.example/media', 31922],
    ['a query', 'wss://desk.example/media?token=1', 31920],
    ['no URL', 'media', 31923],
  ])('with %s is refused, and the call goes on after it', async (_what, url, code) => {
    desk.answer('/voice', twiml(`<Connect><Stream url="${url}"/></Connect><Say>Sorry.</Say>`));
    const call = await dial();
    await call.hears(/Sorry/);
    expect((await call.ended).errors).toEqual([code]);
    expect(desk.streams).toHaveLength(0);
  });

  it('notes messages that it cannot read, and plays the others', async () => {
    desk.onMessage((stream, message) => {
      if (message.event !== 'start') return;
      stream.socket.send(Buffer.from([1, 2, 3]));
      stream.socket.send('nonsense');
      send(stream, { event: 'sing' });
      send(stream, { event: 'media', media: { payload: '***' } });
      send(stream, { event: 'media', streamSid: 'MZ0', media: { payload: 'AAAA' } });
      say(stream, 'Still here.');
    });
    const call = await dial();
    await call.hears(/Still/);
    await call.hangsUp();
    expect((await call.ended).errors).toEqual([31950, 31924, 31924, 31950, 31924]);
  });
});

describe('a bad connection', () => {
  it.each([
    ['lost', 'drop'],
    ['damaged', 'drop-after'],
    ['repeated', 'duplicate'],
    ['out of order', 'reorder'],
  ] as const)('delivers a frame %s, and what is said then cannot be found again', async (_what, kind) => {
    let voiced = 0;
    script('Who is calling?', (_stream, message) => {
      const media = Media.safeParse(message);
      if (!media.success || !Buffer.from(media.data.media.payload, 'base64').some((byte) => byte !== 0xff)) return;
      voiced += 1;
      if (voiced === 20) faults.add({ vendor: 'twilio', method: 'WS', path: /media/, kind, times: 1 });
    });
    const call = await dial();
    await call.hears(/Who/);
    await call.says('dana-one-breath');
    await call.says('dana-yes');
    await call.hangsUp();
    expect(heardIn(soundOf(desk.streams[0]))).toEqual(['dana-yes']);
  });

  it('breaks after a while when told to', async () => {
    faults.add({ vendor: 'twilio', method: 'WS', kind: 'close', delayMs: 500, times: 1 });
    expect(await (await dial()).ended).toMatchObject({ by: 'callee', durationMs: 520 });
    expect(soundOf(desk.streams[0]).length).toBeLessThanOrEqual(4000);
  });
});

it('a dialogue of 40 seconds is played in about 2, the same way each time', async () => {
  const QUESTIONS = [
    'Who is calling?',
    'Which company are you with?',
    'What is the problem today?',
    'Thank you. Goodbye.',
  ];
  const ANSWERS = ['dana-fillers', 'dana-company', 'dana-printer'];
  const play = async () => {
    let next = 0;
    let follower = new Follower(recordings.index());
    desk.onMessage((stream, message) => {
      if (message.event === 'start') {
        next = 0;
        follower = new Follower(recordings.index());
        say(stream, QUESTIONS[next++] ?? '');
      }
      const media = Media.safeParse(message);
      const events = media.success ? follower.push(Buffer.from(media.data.media.payload, 'base64')) : [];
      if (events.some((event) => event.kind === 'ended')) say(stream, QUESTIONS[next++] ?? '');
    });
    const started = performance.now();
    const call = await network.call({ from: 'anonymous' });
    for (const [index, answer] of ANSWERS.entries()) {
      await call.hears(new RegExp(QUESTIONS[index] ?? '-'));
      await call.staysSilent(5000);
      await call.says(answer);
    }
    await call.hears(/Goodbye/);
    await call.hangsUp();
    return {
      call: await call.ended,
      took: performance.now() - started,
      said: call.transcript().map(({ text }) => text),
    };
  };
  const [first, second] = [await play(), await play()];
  expect(second.said).toEqual(first.said);
  expect(first.said).toHaveLength(7);
  expect(first.call.durationMs).toBeGreaterThan(30_000);
  expect(Math.abs(first.call.durationMs - second.call.durationMs)).toBeLessThan(2000);
  expect(first.took).toBeLessThan(8000);
});
