import type { PretendConnectWise } from './connectwise/index.js';
import { createPretendDeepgram, type PretendDeepgram } from './deepgram/deepgram.js';
import { createFaults, type Faults } from './faults.js';
import { createPretendHudu, type PretendHudu } from './hudu/index.js';
import { createPretendItGlue, type PretendItGlue } from './itglue/index.js';
import { createPretendMcp, type PretendMcp } from './mcp/index.js';
import { createPretendMicrosoft, type PretendMicrosoft } from './microsoft/pretend-microsoft.js';
import { createPretendModel, type PretendModel } from './model/pretend-model.js';
import { createPretendNinjaOne, type PretendNinjaOne } from './ninjaone/index.js';
import type { PretendPsa } from './psa/pretend-psa.js';
import { DEFAULT_PSA, PSA_KINDS, startPsas } from './psas.js';
import { createRecords, type Records } from './records.js';
import { createRoutes, type Routes } from './routes.js';
import { createRecordings } from './speech/recordings.js';
import { createPretendTraceless, type PretendTraceless } from './traceless/index.js';
import { createPretendTwilio, type PretendTwilio } from './twilio/twilio.js';
import { createPretendVerifier, type PretendVerifier } from './verifier/pretend-verifier.js';
import { createWorld, type World } from './world/world.js';

/** A pretend outside world on loopback: one small MSP, its clients and people, and every vendor's API over them. */
export interface Sandbox {
  world: World;
  /** What reached the outside world. */
  records: Records;
  faults: Faults;
  routes: Routes;
  /** The one that the MSP works with. */
  psa: PretendPsa;
  /** All there are, by kind. */
  psas: ReadonlyMap<string, PretendPsa>;
  connectwise: PretendConnectWise;
  microsoft: PretendMicrosoft;
  deepgram: PretendDeepgram;
  twilio: PretendTwilio;
  model: PretendModel;
  verifier: PretendVerifier;
  traceless: PretendTraceless;
  hudu: PretendHudu;
  itglue: PretendItGlue;
  ninjaone: PretendNinjaOne;
  /** The MSP's own server, for every client. */
  mcp: PretendMcp;
  stop(): Promise<void>;
}

/** What Hudu calls the PSAs that it can be synchronised with. Only `cw_manage` is confirmed (Hudu facts, endpoints). */
const HUDU_NAMES: Readonly<Record<string, string>> = {
  connectwise_psa: 'cw_manage',
  autotask: 'autotask',
  halopsa: 'halo',
  superops: 'superops',
};

/** What IT Glue calls them, those that it works with. Source: IT Glue facts, organizations. */
const ITGLUE_NAMES: Readonly<Record<string, string>> = { connectwise_psa: 'manage', autotask: 'autotask' };

/** The PSA whose companies a documentation vendor knows by their ids there; nothing where the two do not work together. */
function linked(names: Readonly<Record<string, string>>, { kind, companyId }: PretendPsa) {
  const integration = names[kind];
  return integration === undefined ? {} : { psa: { integration, companyId } };
}

/** `psa`: the kind of the PSA that the MSP works with; ConnectWise where absent. Throws for one that there is not. */
export async function startSandbox({ psa: kind = DEFAULT_PSA }: { psa?: string } = {}): Promise<Sandbox> {
  if (!PSA_KINDS.includes(kind)) throw new Error(`There is no pretend PSA ${kind}; there are ${PSA_KINDS.join(', ')}`);
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const routes = createRoutes();
  const recordings = createRecordings();
  const [psas, microsoft, deepgram, model, verifier, traceless, ninjaone] = await Promise.all([
    startPsas({ world, records, faults, routes }),
    createPretendMicrosoft({ world, records, faults }),
    createPretendDeepgram({ recordings, records, faults }),
    createPretendModel({ records, faults }),
    createPretendVerifier({ world, records, faults }),
    createPretendTraceless({ world, records, faults }),
    createPretendNinjaOne({ world, records, faults }),
  ]);
  const psa = psas.all.get(kind);
  if (!psa) throw new Error(`The pretend PSA ${kind} did not start`);
  const { spoken } = deepgram;
  const rmm = { integration: 'ninja-rmm', deviceId: ninjaone.deviceId };
  const [twilio, hudu, itglue, mcp] = await Promise.all([
    createPretendTwilio({ world, recordings, spoken, records, faults, routes }),
    createPretendHudu({ world, records, faults, ...linked(HUDU_NAMES, psa) }),
    createPretendItGlue({ world, records, faults, rmm, ...linked(ITGLUE_NAMES, psa) }),
    createPretendMcp({ world, records, faults }),
  ]);
  return {
    world,
    records,
    faults,
    routes,
    psa,
    psas: psas.all,
    connectwise: psas.connectwise,
    microsoft,
    deepgram,
    twilio,
    model,
    verifier,
    traceless,
    hudu,
    itglue,
    ninjaone,
    mcp,
    async stop() {
      await twilio.stop();
      const vendors = [psas, microsoft, deepgram, model, verifier, traceless, hudu, itglue, ninjaone, mcp];
      await Promise.all(vendors.map((vendor) => vendor.stop()));
    },
  };
}
