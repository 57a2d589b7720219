import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import { createPretendConnectWise, type PretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { type PsaStage, psaContract } from '../contract.js';
import { connectWise } from './index.js';

/** The whole contract once with ordinary pages, and once with pages so small that every list has many. */
describe.each([
  ['ConnectWise', 1000],
  ['ConnectWise with pages of three', 3],
])('%s', (_name, pageSize) => {
  let vendor: PretendConnectWise;
  let outgoing: ReturnType<typeof createOutgoing>;
  let stage: PsaStage;

  beforeAll(async () => {
    const world = createWorld();
    const faults = createFaults();
    vendor = await createPretendConnectWise({ world, faults, records: createRecords(), routes: createRoutes() });
    outgoing = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
    const { psa } = connectWise.connect(vendor.credentials, {
      http: withPagesOf(pageSize, outgoing),
      now: () => new Date(),
    });
    if (!psa) throw new Error('ConnectWise is a PSA');
    const dana = world.person('harbor-dental/dana-whitfield');
    stage = {
      psa,
      person: {
        ...dana,
        contactId: String(vendor.contactId(dana.key)),
        companyId: String(vendor.companyId(dana.company)),
      },
      contactCount: world.people.length + 1,
      board: { name: 'Monitoring Alerts', openStatus: 'New', closedStatus: 'Closed' },
      priority: 'Priority 2 - High',
      technician: 'mbell',
      formerTechnician: 'hfrost',
      own: vendor.apiMember.identifier,
      loseAnswerTo(what) {
        const path = what === 'openTicket' ? /\/service\/tickets$/ : /\/notes$/;
        faults.add({ vendor: 'connectwise', method: 'POST', path, kind: 'drop-after', times: 1 });
      },
      technicianWrites: (id, text) => void vendor.technicianAddsNote(Number(id), { member: 'mbell', text }),
      contactWrites: (id, text) => void vendor.contactAddsNote(Number(id), { personKey: dana.key, text }),
      stored: { tickets: () => vendor.tickets().length, notes: (id) => vendor.notes(Number(id)).length },
    };
  });
  afterAll(async () => {
    await outgoing.close();
    await vendor.stop();
  });

  for (const promise of psaContract) it(promise.promises, () => promise.run(stage));
});

function withPagesOf(size: number, http: Outgoing): Outgoing {
  return {
    request: (request) => http.request({ ...request, url: request.url.replace(/pageSize=(\d+)/, pageSizeOf) }),
  };
  function pageSizeOf(_whole: string, asked: string): string {
    return `pageSize=${Math.min(size, Number(asked))}`;
  }
}
