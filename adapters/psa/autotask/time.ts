import { VendorError } from '../../../core/errors.js';
import type { Psa } from '../../../core/ports/psa.js';
import type { AutotaskClient } from './client.js';
import { VENDOR } from './failure.js';
import { recordNumber } from './record-number.js';
import type { Resources } from './resources.js';

const MINUTE_MS = 60_000;

/**
 * Records working time that ends now, with internal notes. A role goes with it, and start and end do, which service tickets
 * ask for in some tenants (unconfirmed). Source: Autotask facts, time.
 */
export function createTime({
  client,
  resources,
  now,
}: {
  client: AutotaskClient;
  resources: Resources;
  now: () => Date;
}): NonNullable<Psa['addTime']> {
  return async (ticketId, { minutes, notes, technicianId }) => {
    const ticketID = recordNumber('ticket', ticketId);
    const resourceID = technicianId === undefined ? await resources.own() : recordNumber('resource', technicianId);
    if (resourceID === undefined) {
      const problem = 'Frontdesk does not know its own resource in Autotask, so say whose time it is';
      throw new VendorError(VENDOR, 'invalid', problem);
    }
    const roleID = await resources.roleOf(resourceID);
    const end = now();
    const start = new Date(end.getTime() - minutes * MINUTE_MS);
    const id = await client.create(`record time on ticket ${ticketId}`, 'TimeEntries', {
      ticketID,
      resourceID,
      roleID,
      dateWorked: `${start.toISOString().slice(0, 10)}T00:00:00Z`,
      startDateTime: start.toISOString(),
      endDateTime: end.toISOString(),
      hoursWorked: Math.round((minutes / 60) * 10_000) / 10_000,
      internalNotes: notes,
    });
    return { id: String(id) };
  };
}
