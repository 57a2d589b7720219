import { createPretendConnectWise, type PretendConnectWise } from './connectwise/index.js';
import { createPretendDeepgram, type PretendDeepgram } from './deepgram/deepgram.js';
import { createFaults, type Faults } from './faults.js';
import { createPretendMicrosoft, type PretendMicrosoft } from './microsoft/pretend-microsoft.js';
import { createPretendModel, type PretendModel } from './model/pretend-model.js';
import { createRecords, type Records } from './records.js';
import { createRoutes, type Routes } from './routes.js';
import { createRecordings } from './speech/recordings.js';
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
  connectwise: PretendConnectWise;
  microsoft: PretendMicrosoft;
  deepgram: PretendDeepgram;
  twilio: PretendTwilio;
  model: PretendModel;
  verifier: PretendVerifier;
  stop(): Promise<void>;
}

export async function startSandbox(): Promise<Sandbox> {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const routes = createRoutes();
  const recordings = createRecordings();
  const [connectwise, microsoft, deepgram, model, verifier] = await Promise.all([
    createPretendConnectWise({ world, records, faults, routes }),
    createPretendMicrosoft({ world, records, faults }),
    createPretendDeepgram({ recordings, records, faults }),
    createPretendModel({ records, faults }),
    createPretendVerifier({ world, records, faults }),
  ]);
  const { spoken } = deepgram;
  const twilio = await createPretendTwilio({ world, recordings, spoken, records, faults, routes });
  return {
    world,
    records,
    faults,
    routes,
    connectwise,
    microsoft,
    deepgram,
    twilio,
    model,
    verifier,
    async stop() {
      await twilio.stop();
      await Promise.all([connectwise.stop(), microsoft.stop(), deepgram.stop(), model.stop(), verifier.stop()]);
    },
  };
}
