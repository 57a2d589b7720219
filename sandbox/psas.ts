/** The PSAs of the pretend world. Each is one line in `STARTERS`; nothing else here or in the stories knows a vendor. */

import { createPretendAutotask } from './autotask/index.js';
import { asPsa } from './connectwise/as-psa.js';
import { createPretendConnectWise, type PretendConnectWise } from './connectwise/index.js';
import type { Faults } from './faults.js';
import { createPretendHaloPsa } from './halopsa/index.js';
import type { PretendPsa } from './psa/pretend-psa.js';
import type { Records } from './records.js';
import type { Routes } from './routes.js';
import { createPretendSuperOps } from './superops/index.js';
import type { World } from './world/world.js';

export interface PsaParts {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
}

type Starter = (parts: PsaParts) => Promise<PretendPsa>;

/** By kind, beside ConnectWise. */
const STARTERS: Readonly<Record<string, Starter>> = {
  autotask: async (parts) => {
    const autotask = await createPretendAutotask(parts);
    const pasteWebhook: PretendPsa['pasteWebhook'] = async ({ url, secret }) =>
      void (await autotask.configureWebhook({ url, secretKey: secret }));
    return Object.assign(autotask, { pasteWebhook });
  },
  halopsa: createPretendHaloPsa,
  superops: createPretendSuperOps,
};

/** What people call them on a command line, by kind. */
export const PSA_NAMES: Readonly<Record<string, string>> = {
  connectwise_psa: 'connectwise',
  autotask: 'autotask',
  halopsa: 'halopsa',
  superops: 'superops',
};

/** The kind of the PSA that the MSP works with where nothing else is said. */
export const DEFAULT_PSA = 'connectwise_psa';

/** Kinds of the PSAs that this pretend world has. */
export const PSA_KINDS: readonly string[] = [DEFAULT_PSA, ...Object.keys(STARTERS)];

/** The kind that is meant by a kind or a name; undefined when this pretend world has no such PSA. */
export function psaKindOf(word: string): string | undefined {
  return PSA_KINDS.find((kind) => kind === word || PSA_NAMES[kind] === word);
}

export interface PretendPsas {
  connectwise: PretendConnectWise;
  /** By kind. */
  all: ReadonlyMap<string, PretendPsa>;
  stop(): Promise<void>;
}

/** Starts them all; the MSP of a story works with one. */
export async function startPsas(parts: PsaParts): Promise<PretendPsas> {
  const [connectwise, ...others] = await Promise.all([
    createPretendConnectWise(parts),
    ...Object.values(STARTERS).map((start) => start(parts)),
  ]);
  const all = new Map([asPsa(connectwise), ...others].map((psa) => [psa.kind, psa]));
  return {
    connectwise,
    all,
    stop: async () => void (await Promise.all([...all.values()].map((psa) => psa.stop()))),
  };
}
