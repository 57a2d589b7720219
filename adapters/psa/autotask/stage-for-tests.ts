import type { Connection } from '../../../core/integrations/integration.js';
import type { OutgoingRequest } from '../../../core/ports/outgoing.js';
import type { Psa } from '../../../core/ports/psa.js';
import { createPretendAutotask, type PretendAutotask } from '../../../sandbox/autotask/index.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createRoutes, type Routes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { autotask } from './index.js';

export const DANA = 'harbor-dental/dana-whitfield';
export const HARBOR = 'harbor-dental';
export const LARKMERE = 'larkmere-logistics';
export const SECRET = 'a-secret-that-only-autotask-and-frontdesk-know';

/** A pretend Autotask, a connection to it, and every request that was sent. */
export interface Stage {
  vendor: PretendAutotask;
  faults: Faults;
  records: Records;
  routes: Routes;
  psa: Required<Psa>;
  connect(credentials?: Readonly<Record<string, string>>, hookSecret?: string): Connection;
  sent: OutgoingRequest[];
  stop(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const faults = createFaults();
  const records = createRecords();
  const routes = createRoutes();
  const vendor = await createPretendAutotask({ world: createWorld(), faults, records, routes });
  const outgoing = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {}, concurrency: 8 });
  const sent: OutgoingRequest[] = [];
  const http = {
    request(request: OutgoingRequest) {
      sent.push(request);
      return outgoing.request(request);
    },
  };
  const connect: Stage['connect'] = (credentials = {}, hookSecret = SECRET) =>
    autotask.connect({ ...vendor.credentials, ...credentials }, { http, now: () => new Date(), hookSecret });
  return {
    vendor,
    faults,
    records,
    routes,
    psa: complete(connect().psa),
    connect,
    sent,
    async stop() {
      await outgoing.close();
      await vendor.stop();
    },
  };
}

function complete(psa: Psa | undefined): Required<Psa> {
  const { importBy, ticketOfNote, editNote, addTime } = psa ?? {};
  if (!psa || !importBy || !ticketOfNote || !editNote || !addTime) throw new Error('Autotask can do all of it');
  return { ...psa, importBy, ticketOfNote, editNote, addTime };
}

let references = 0;

/** A ticket of Dana's, opened by Frontdesk. */
export function openTicket({ psa, vendor }: Stage, more: Partial<Parameters<Psa['openTicket']>[0]> = {}) {
  return psa.openTicket({
    companyId: vendor.companyId(HARBOR),
    contactId: vendor.contactId(DANA),
    summary: 'Printer does not print',
    reference: `autotask-${process.pid}-${++references}`,
    ...more,
  });
}
