/** A helpdesk number in the pretend world: Twilio and Deepgram on loopback, the product's voice on a real server. */
import Fastify from 'fastify';
import { voiceSettings } from '../../core/clients/settings.js';
import type { Contactable } from '../../core/matching/contact-index.js';
import { createPretendDeepgram } from '../../sandbox/deepgram/deepgram.js';
import { createFaults } from '../../sandbox/faults.js';
import { createRecords } from '../../sandbox/records.js';
import { createRoutes } from '../../sandbox/routes.js';
import { createRecordings } from '../../sandbox/speech/recordings.js';
import { createSpokenLedger } from '../../sandbox/speech/spoken.js';
import { createPretendTwilio } from '../../sandbox/twilio/twilio.js';
import { createWorld } from '../../sandbox/world/world.js';
import { createVoice, type TurnMetrics, type VoiceCredentials, type VoiceOptions } from '../index.js';
import { createMemoryIntake } from './memory-intake.js';

export const PUBLIC = 'https://frontdesk.example';

export async function openDesk(options: { transferTo?: string; maxMinutes?: number; silenceMs?: number } = {}) {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const routes = createRoutes();
  const spoken = createSpokenLedger();
  const recordings = createRecordings();
  const deepgram = await createPretendDeepgram({ records, faults, recordings, spoken, timeScale: 20 });
  const twilio = await createPretendTwilio({ world, records, faults, recordings, spoken, routes });
  const intake = createMemoryIntake(
    world.people.map(
      (person): Contactable => ({
        id: person.key,
        firstName: person.firstName,
        lastName: person.lastName,
        ...(person.nickname ? { nickname: person.nickname } : {}),
        company: { id: person.company, name: world.company(person.company).name },
        emails: [person.email],
        phones: [person.phone],
      }),
    ),
  );
  const turns: TurnMetrics[] = [];
  const log: unknown[] = [];
  const note = (detail: object, message: string) => log.push({ ...detail, message });
  const credentials: VoiceCredentials = {
    twilio: { ...twilio.credentials },
    deepgram: { apiKey: deepgram.apiKey, baseUrl: deepgram.url },
  };
  const voiceOptions: VoiceOptions = {
    intake,
    settings: async () => ({
      ...voiceSettings.parse({
        ...(options.maxMinutes ? { maxMinutes: options.maxMinutes } : {}),
        ...(options.silenceMs ? { silenceMs: options.silenceMs } : {}),
      }),
      mspName: world.msp.name,
      transferTo: options.transferTo,
    }),
    credentials: async () => credentials,
    publicBaseUrl: PUBLIC,
    log: { info: note, warn: note, error: note },
    onTurn: (metrics) => turns.push(metrics),
  };

  async function start() {
    const voice = createVoice(voiceOptions);
    const server = Fastify();
    await server.register(voice.routes);
    const local = await server.listen({ host: '127.0.0.1', port: 0 });
    routes.add(PUBLIC, local);
    return { voice, server, local };
  }
  let running = await start();
  twilio.setNumber({
    voiceUrl: `${PUBLIC}/voice/incoming`,
    voiceFallbackUrl: `${PUBLIC}/voice/fallback`,
    statusCallback: `${PUBLIC}/voice/status`,
  });
  return {
    world,
    records,
    faults,
    deepgram,
    twilio,
    intake,
    credentials,
    turns,
    log,
    voice: () => running.voice,
    local: () => running.local,
    /** The process dies and another takes its place: nothing in memory is left. */
    async restart() {
      const before = running;
      running = await start();
      for (const client of before.server.websocketServer.clients) client.terminate();
      await before.server.close();
    },
    async close() {
      await twilio.stop();
      await running.server.close();
      await deepgram.stop();
    },
  };
}
export type Desk = Awaited<ReturnType<typeof openDesk>>;
