/**
 * A pretend IT Glue on loopback: its JSON:API over the pretend MSP's clients, and the people who write in it. Written from
 * the vendor's developer page, and from clients where that page is silent (documents); what is unconfirmed is a switch.
 */
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { World } from '../world/world.js';
import { configurationRoutes } from './configurations.js';
import { contactRoutes } from './contacts.js';
import { createItGlueDesk, type ItGlueDesk } from './desk.js';
import { documentRoutes } from './documents.js';
import { flexibleAssetTypeRoutes } from './flexible-asset-types.js';
import { flexibleAssetRoutes } from './flexible-assets.js';
import { createKey, type KeyRights } from './key.js';
import type { PsaLink, RmmLink } from './links.js';
import { organizationRoutes } from './organizations.js';
import { passwordRoutes } from './passwords.js';
import { sectionRoutes } from './sections.js';
import { seedItGlue } from './seed.js';
import { openServer } from './server.js';
import { createStored } from './stored.js';
import { SWITCHES, type Switches } from './switches.js';

export type { ItGlueDesk, NewDocument } from './desk.js';
export type { KeyRights } from './key.js';
export type { PsaLink, RmmLink } from './links.js';
export { DOCUMENTED_LIMIT, type Switches } from './switches.js';

export interface PretendItGlueOptions {
  world: World;
  records: Records;
  faults: Faults;
  /** Any free one when absent or 0. */
  port?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** The PSA that its organisations are synchronised with; none when absent. */
  psa?: PsaLink;
  /** The RMM that its configurations come from; none when absent. */
  rmm?: RmmLink;
  switches?: Partial<Switches>;
}

export interface PretendItGlue extends ItGlueDesk {
  /** http://127.0.0.1:port, in the place of all three regions' hosts. */
  url: string;
  /** What the connect form asks for; follows `rotateKey`. */
  credentials: { region: 'us'; apiKey: string; apiBaseUrl: string };
  /** The old key is refused from now on, as one of another region or one that was not used for 90 days. Returns the new one. */
  rotateKey(): string;
  /** What the key may do. Setting one takes effect at once. */
  rights: KeyRights;
  /** Read at each request: setting one takes effect at once. */
  switches: Switches;
  stop(): Promise<void>;
}

/** Starts it on 127.0.0.1; resolves when it listens. */
export async function createPretendItGlue(options: PretendItGlueOptions): Promise<PretendItGlue> {
  const { world, records, faults, port = 0, now = Date.now, psa, rmm } = options;
  const switches: Switches = { ...SWITCHES, ...options.switches };
  const stored = createStored();
  seedItGlue(stored, { world, psa, rmm, now: now() });
  const key = createKey(switches);
  const routes = [
    ...organizationRoutes(stored),
    ...configurationRoutes(stored),
    ...contactRoutes(stored),
    ...passwordRoutes(stored),
    ...flexibleAssetTypeRoutes(stored),
    ...flexibleAssetRoutes(stored),
    ...documentRoutes(stored),
    ...sectionRoutes(stored),
  ];
  const door = await openServer({ records, faults, port, now, key, switches, routes });
  return {
    ...createItGlueDesk(stored, now),
    url: door.url,
    get credentials() {
      return { region: 'us' as const, apiKey: key.value(), apiBaseUrl: door.url };
    },
    rotateKey: key.rotate,
    rights: key.rights,
    switches,
    stop: door.stop,
  };
}
