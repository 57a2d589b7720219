/** The product's side of a helpdesk number on a real server, for tests that bring their own outside world. */
import { voiceSettings } from '../../core/clients/settings.js';
import { createServer } from '../../core/http/server.js';
import { createLog } from '../../core/log.js';
import { createVoice, type TurnMetrics, type VoiceCredentials, type VoiceOptions } from '../index.js';
import type { MemoryIntake } from './memory-intake.js';

/** Where the outside world thinks the product is. */
export const PUBLIC = 'https://frontdesk.example';

export interface DeskOptions {
  intake: MemoryIntake;
  credentials: VoiceCredentials;
  /** Tells the outside world where PUBLIC really listens. */
  route(publicOrigin: string, localOrigin: string): void;
  settings?: { transferTo?: string; maxMinutes?: number; silenceMs?: number };
}

export async function openDesk({ intake, credentials, route, settings = {} }: DeskOptions) {
  const turns: TurnMetrics[] = [];
  const logged: string[] = [];
  const note = (detail: object, message: string) => logged.push(`${message} ${JSON.stringify(detail)}`);
  const { transferTo, ...voiceChanges } = settings;
  const outage = { store: false };
  const options: VoiceOptions = {
    intake,
    settings: async () => {
      if (outage.store) throw new Error('The store is away');
      return { ...voiceSettings.parse(voiceChanges), mspName: 'Tallowmere IT', transferTo };
    },
    credentials: async () => {
      if (outage.store) throw new Error('The store is away');
      return credentials;
    },
    publicBaseUrl: PUBLIC,
    log: { info: note, warn: note, error: note },
    proofEveryMs: 20,
    onTurn: (metrics) => turns.push(metrics),
  };
  async function start() {
    const voice = createVoice(options);
    const server = createServer({
      log: createLog('warn', { write: (line) => void logged.push(line) }),
      readiness: async () => [],
      metrics: async () => '',
    });
    await server.register(voice.routes);
    const local = await server.listen({ host: '127.0.0.1', port: 0 });
    route(PUBLIC, local);
    return { voice, server, local };
  }
  let running = await start();
  return {
    /** Change them and the next call uses them. */
    credentials,
    /** What the product depends on and cannot reach. */
    outage,
    turns,
    /** Everything that was logged. */
    logged,
    voice: () => running.voice,
    local: () => running.local,
    /** The process is gone and another has taken its place: nothing in memory is left. */
    async restart() {
      const before = running;
      running = await start();
      await before.voice.drain(0);
      await before.server.close();
    },
    async close() {
      await running.voice.drain(0);
      await running.server.close();
    },
  };
}
export type Desk = Awaited<ReturnType<typeof openDesk>>;
