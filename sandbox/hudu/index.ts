/**
 * A pretend Hudu on loopback: its API over the pretend MSP's clients, and the people who write in it. Written from the
 * vendor's description (Swagger 2.44.0) and from what was seen of a real one; what is unconfirmed is a switch.
 */
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { World } from '../world/world.js';
import { articleRoutes } from './article-routes.js';
import { assetRoutes } from './asset-routes.js';
import { companyRoutes } from './company-routes.js';
import { createHuduDesk, type HuduDesk } from './desk.js';
import { createKey, type KeyRights } from './key.js';
import { passwordRoutes } from './password-routes.js';
import { procedureRoutes } from './procedure-routes.js';
import { type PsaLink, seedHudu } from './seed.js';
import { openServer } from './server.js';
import { createStored } from './stored.js';
import { SWITCHES, type Switches } from './switches.js';
import { createViews } from './views.js';

export type { HuduDesk, NewArticle } from './desk.js';
export type { KeyRights } from './key.js';
export type { PsaLink } from './seed.js';
export { DOCUMENTED_LIMIT, type Switches } from './switches.js';

export interface PretendHuduOptions {
  world: World;
  records: Records;
  faults: Faults;
  /** Any free one when absent or 0. */
  port?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** The PSA that its companies are synchronised with; none when absent. */
  psa?: PsaLink;
  switches?: Partial<Switches>;
}

export interface PretendHudu extends HuduDesk {
  /** http://127.0.0.1:port, without /api/v1. */
  url: string;
  /** What the connect form asks for; follows `rotateKey`. */
  credentials: { baseUrl: string; apiKey: string };
  /** The old key is refused from now on. Returns the new one. */
  rotateKey(): string;
  /** What the key may do. Setting one takes effect at once. */
  rights: KeyRights;
  /** Read at each request: setting one takes effect at once. */
  switches: Switches;
  stop(): Promise<void>;
}

/** Starts it on 127.0.0.1; resolves when it listens. */
export async function createPretendHudu(options: PretendHuduOptions): Promise<PretendHudu> {
  const { world, records, faults, port = 0, now = Date.now, psa } = options;
  const switches: Switches = { ...SWITCHES, ...options.switches };
  const stored = createStored();
  seedHudu(stored, { world, psa, now: now() });
  const key = createKey(switches);
  const views = createViews(stored, () => door.url);
  const routes = [
    {
      method: 'GET' as const,
      path: '/api_info',
      answer: () => ({ status: 200, body: { version: switches.version, date: '2026-01-01' } }),
    },
    ...companyRoutes(stored, views),
    ...articleRoutes(stored, views),
    ...passwordRoutes(stored, views),
    ...assetRoutes(stored, views),
    ...procedureRoutes(stored, views),
  ];
  const door = await openServer({ records, faults, port, now, key, switches, routes });
  return {
    ...createHuduDesk(stored, now),
    url: door.url,
    get credentials() {
      return { baseUrl: door.url, apiKey: key.value() };
    },
    rotateKey: key.rotate,
    rights: key.rights,
    switches,
    stop: door.stop,
  };
}
