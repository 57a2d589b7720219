/**
 * A pretend NinjaOne on loopback: tokens, organisations, devices and what can be asked of them, over the computers of the
 * pretend world. Written from the vendor's description (Public API 2.0); what is unconfirmed is a switch.
 */
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { World } from '../world/world.js';
import { actionRoutes } from './action-routes.js';
import { type ApplicationRights, createAuth } from './auth.js';
import { createNinjaOneDesk, type NinjaOneDesk } from './desk.js';
import { deviceRoutes } from './device-routes.js';
import { organizationRoutes } from './organization-routes.js';
import { seedNinjaOne } from './seed.js';
import { openServer } from './server.js';
import { createStored } from './stored.js';
import { SWITCHES, type Switches } from './switches.js';

export type { ApplicationRights, Scope } from './auth.js';
export type { NinjaOneDesk } from './desk.js';
export type { Switches } from './switches.js';

export interface PretendNinjaOneOptions {
  world: World;
  records: Records;
  faults: Faults;
  /** Any free one when absent or 0. */
  port?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  switches?: Partial<Switches>;
}

export interface PretendNinjaOne extends NinjaOneDesk {
  /** http://127.0.0.1:port */
  url: string;
  /** What the connect form asks for; follows `rotateKey`. */
  credentials: { instanceUrl: string; clientId: string; clientSecret: string };
  /** The old secret and all its tokens are refused from now on. Returns the new one. */
  rotateKey(): string;
  /** Every token is refused from now on, before its time; the same credentials buy new ones. */
  revokeTokens(): void;
  /** What the application may ask for. Tokens that were bought keep what they have. */
  rights: ApplicationRights;
  /** Read at each request: setting one takes effect at once. */
  switches: Switches;
  stop(): Promise<void>;
}

/** Starts it on 127.0.0.1; resolves when it listens. */
export async function createPretendNinjaOne(options: PretendNinjaOneOptions): Promise<PretendNinjaOne> {
  const { world, records, faults, port = 0, now = Date.now } = options;
  const switches: Switches = { ...SWITCHES, ...options.switches };
  const stored = createStored();
  seedNinjaOne(stored, world, now());
  const auth = createAuth({ switches, now });
  const routes = [...organizationRoutes(stored), ...deviceRoutes(stored), ...actionRoutes(stored)];
  const door = await openServer({ records, faults, port, now, auth, switches, routes });
  return {
    ...createNinjaOneDesk(stored, now),
    url: door.url,
    get credentials() {
      return { instanceUrl: door.url, ...auth.credentials() };
    },
    rotateKey: auth.rotate,
    revokeTokens: auth.revokeTokens,
    rights: auth.rights,
    switches,
    stop: door.stop,
  };
}
