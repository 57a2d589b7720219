import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { createFaults } from '../../../sandbox/faults.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createPretendSuperOps, type PretendSuperOps } from '../../../sandbox/superops/index.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { type PsaStage, psaContract } from '../contract.js';
import { superOps } from './index.js';

describe.each([['SuperOps', 100]])('%s', (_name, _pageSize) => {
  let vendor: PretendSuperOps;
  let outgoing: ReturnType<typeof createOutgoing>;
  let stage: PsaStage;

  beforeAll(async () => {
    const world = createWorld();
    const faults = createFaults();
    vendor = await createPretendSuperOps({ world, faults, records: createRecords(), routes: createRoutes() });
    outgoing = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
    const { psa } = superOps.connect(
      { ...vendor.credentials, requestsPerMinute: 100_000 },
      {
        http: outgoing,
        now: () => new Date(),
      },
    );
    if (!psa) throw new Error('SuperOps is a PSA');
    const dana = world.person('harbor-dental/dana-whitfield');
    stage = {
      psa,
      person: {
        ...dana,
        contactId: String(vendor.contactId(dana.key)),
        companyId: String(vendor.companyId(dana.company)),
      },
      contactCount: world.people.length + 1,
      board: { name: vendor.names.queue, openStatus: vendor.names.openStatus, closedStatus: vendor.names.closedStatus },
      priority: vendor.names.priority,
      technician: 'mbell',
      formerTechnician: 'hfrost',
      own: vendor.own.identifier,
      loseAnswerTo(what) {
        faults.add({ vendor: 'superops', ...vendor.requests[what], kind: 'drop-after', times: 1 });
      },
      technicianWrites: (id, text) => void vendor.technicianAddsNote(id, { technician: 'mbell', text }),
      contactWrites: (id, text) => void vendor.contactAddsNote(id, { personKey: dana.key, text }),
      stored: { tickets: () => vendor.tickets().length, notes: (id) => vendor.notes(id).length },
    };
  });
  afterAll(async () => {
    await outgoing.close();
    await vendor.stop();
  });

  for (const promise of psaContract) it(promise.promises, () => promise.run(stage));
});
