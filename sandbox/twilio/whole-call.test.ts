import { DeepgramClient } from '@deepgram/sdk';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createPretendDeepgram, type PretendDeepgram } from '../deepgram/deepgram.js';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { createRoutes } from '../routes.js';
import { createRecordings } from '../speech/recordings.js';
import { createWorld } from '../world/world.js';
import { createScriptedDesk, type DeskStream, type ScriptedDesk } from './scripted-desk.js';
import { createPretendTwilio, type PretendTwilio } from './twilio.js';

const recordings = createRecordings();
const records = createRecords();
const Media = z.object({ event: z.literal('media'), media: z.object({ payload: z.string() }) });

let deepgram: PretendDeepgram;
let network: PretendTwilio;
let desk: ScriptedDesk;

beforeAll(async () => {
  const shared = { recordings, records, faults: createFaults() };
  const routes = createRoutes();
  deepgram = await createPretendDeepgram(shared);
  desk = await createScriptedDesk();
  routes.add('https://desk.example', desk.url);
  network = await createPretendTwilio({ ...shared, world: createWorld(), spoken: deepgram.spoken, routes });
  network.setNumber({ voiceUrl: 'https://desk.example/voice' });
  desk.answer('/voice', '<Response><Connect><Stream url="wss://desk.example/media"/></Connect></Response>');
});
afterAll(async () => {
  await network.stop();
  await desk.stop();
  await deepgram.stop();
});

/** A desk that repeats what it understood, by the real Deepgram client, and falls silent when somebody speaks. */
function repeatWhatIsSaid(): void {
  const socketUrl = deepgram.url.replace('http', 'ws');
  const client = new DeepgramClient({
    apiKey: deepgram.apiKey,
    environment: { base: deepgram.url, production: socketUrl, agent: socketUrl, agentRest: deepgram.url },
  });
  const lines = new Map<DeskStream, (audio: Buffer) => void>();
  const send = (stream: DeskStream, message: object) =>
    stream.socket.send(JSON.stringify({ streamSid: stream.messages[1]?.streamSid, ...message }));
  const say = async (stream: DeskStream, text: string) => {
    const answer = await client.speak.v1.audio.generate({
      text,
      model: 'aura-2-thalia-en',
      encoding: 'mulaw',
      sample_rate: 8000,
      container: 'none',
    });
    const payload = Buffer.from(await answer.arrayBuffer()).toString('base64');
    send(stream, { event: 'media', media: { payload } });
  };
  const listen = async (stream: DeskStream) => {
    const socket = await client.listen.v1.connect({
      model: 'nova-3',
      encoding: 'mulaw',
      sample_rate: 8000,
      interim_results: 'true',
      endpointing: 500,
      vad_events: 'true',
      smart_format: 'true',
      reconnectAttempts: 0,
    });
    const turn: string[] = [];
    socket.on('error', () => undefined);
    socket.on('message', (message) => {
      if (message.type === 'SpeechStarted') send(stream, { event: 'clear' });
      if (message.type !== 'Results' || !message.is_final) return;
      turn.push(message.channel.alternatives[0]?.transcript ?? '');
      if (message.speech_final)
        say(stream, `You said: ${turn.splice(0).filter(Boolean).join(' ')}`).catch(() => undefined);
    });
    const waiting: Buffer[] = [];
    lines.set(stream, (audio) => waiting.push(audio));
    socket.connect();
    await socket.waitForOpen();
    for (const audio of waiting) socket.sendMedia(audio);
    lines.set(stream, (audio) => socket.sendMedia(audio));
    stream.socket.on('close', () => socket.close());
    await say(stream, 'Hello. This is a parrot, and it repeats whatever you have to say to it.');
  };
  desk.onMessage((stream, message) => {
    const media = Media.safeParse(message);
    if (message.event === 'start') listen(stream).catch(() => stream.socket.close());
    else if (media.success) lines.get(stream)?.(Buffer.from(media.data.media.payload, 'base64'));
  });
}

it('a voice goes all the way: caller, Twilio, desk, Deepgram, desk, Twilio, caller', async () => {
  repeatWhatIsSaid();
  const call = await network.call({ from: '+12065550110' });
  await call.hearsStart(/parrot/);
  await call.staysSilent(1500);
  await call.says('dana-wait');
  expect(await call.hears(/You said/)).toBe('You said: Wait.');
  for (const name of ['dana-hello', 'dana-printer', 'dana-thanks']) {
    await call.says(name);
    expect(await call.hears(/You said/)).toBe(`You said: ${recordings.get(name).text}`);
  }
  await call.hangsUp();
  expect(await call.ended).toMatchObject({ by: 'caller', errors: [] });
  expect(call.transcript()[0]).toMatchObject({ who: 'assistant', interrupted: true });
  expect(deepgram.sessions()[0]?.recognised).toEqual(['dana-wait', 'dana-hello', 'dana-printer', 'dana-thanks']);
  const said = records.of('twilio').filter((record) => record.method === 'CALL' && record.detail);
  expect(said.length).toBeGreaterThan(9);
});

it('is the same at every speed', async () => {
  repeatWhatIsSaid();
  for (const speed of [5, 0]) {
    const call = await network.call({ from: 'anonymous', speed });
    await call.hears(/parrot/);
    await call.says('person-please');
    expect(await call.hears(/You said/)).toBe('You said: Can I speak to a person please?');
    await call.hangsUp();
  }
});
