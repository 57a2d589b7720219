import { VendorError } from '../../../core/errors.js';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Psa } from '../../../core/ports/psa.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createPretendSuperOps, type PretendSuperOps, type Switches } from '../../../sandbox/superops/index.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { superOps } from './index.js';

export const DANA = 'harbor-dental/dana-whitfield';
export const HARBOR = 'harbor-dental';
export const world = createWorld();

/** A pretend SuperOps and ways to work with it. */
export interface Bench {
  vendor: PretendSuperOps;
  records: Records;
  faults: Faults;
  now(): Date;
  advance(ms: number): void;
  connect(more?: Record<string, unknown>): Connection & { psa: Psa };
  /** Opens a ticket of Dana's, each under a reference of its own. */
  open(psa: Psa, more?: Partial<Parameters<Psa['openTicket']>[0]>): ReturnType<Psa['openTicket']>;
  /** What SuperOps was asked under this name. */
  requests(name: string): number;
  stop(): Promise<void>;
}

export async function startBench(switches: Partial<Switches> = {}): Promise<Bench> {
  let offset = 0;
  let references = 0;
  const now = () => new Date(Date.now() + offset);
  const records = createRecords();
  const faults = createFaults();
  const outgoing = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
  const vendor = await createPretendSuperOps({ world, records, faults, routes: createRoutes(), clock: now, switches });
  return {
    vendor,
    records,
    faults,
    now,
    advance(ms) {
      offset += ms;
    },
    connect(more = {}) {
      const connection = superOps.connect({ ...vendor.credentials, ...more }, { http: outgoing, now });
      if (!connection.psa) throw new Error('SuperOps is a PSA');
      return { ...connection, psa: connection.psa };
    },
    open(psa, more = {}) {
      references += 1;
      return psa.openTicket({
        companyId: vendor.companyId(HARBOR),
        contactId: vendor.contactId(DANA),
        summary: 'Printer does not print',
        reference: `test-${references}`,
        ...more,
      });
    },
    requests: (name) => records.of('superops').filter(({ path }) => path.endsWith(`/${name}`)).length,
    async stop() {
      await outgoing.close();
      await vendor.stop();
    },
  };
}

export async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof VendorError) return error;
  throw new Error(`It was not refused as it should be: ${String(error)}`);
}
