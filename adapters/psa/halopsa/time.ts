import { VendorError } from '../../../core/errors.js';
import type { Psa } from '../../../core/ports/psa.js';
import { noteToHtml } from '../note-html.js';
import type { Agents } from './agents.js';
import type { HaloClient } from './client.js';
import { VENDOR } from './failure.js';
import type { Lookups } from './lookups.js';
import { createOutcomes } from './outcomes.js';
import { actionShape } from './shapes.js';
import type { Tickets } from './tickets.js';

/**
 * Working time is an internal action with hours. An action is its writer's, and that HaloPSA takes another agent's from an
 * application is not known, so time of a technician is recorded as ours with the technician named in it.
 * Source: HaloPSA facts, time.
 */
export function createTime({
  client,
  lookups,
  agents,
  tickets,
}: {
  client: HaloClient;
  lookups: Lookups;
  agents: Agents;
  tickets: Tickets;
}): NonNullable<Psa['addTime']> {
  const outcomes = createOutcomes(lookups);

  async function nameOf(technicianId: string): Promise<string | undefined> {
    if (technicianId === String(await agents.own())) return undefined;
    const found = (await agents.technicians()).find(({ id, active }) => active && id === technicianId);
    if (found) return found.name;
    throw new VendorError(VENDOR, 'invalid', `HaloPSA has no active technician ${technicianId}`);
  }

  return async (ticketId, { minutes, notes, technicianId }) => {
    const row = await tickets.row(ticketId);
    const whose = technicianId === undefined ? undefined : await nameOf(technicianId);
    const made = await client.save(`record time on ticket ${ticketId}`, '/Actions', actionShape, {
      ticket_id: row.id,
      ...(await outcomes.internal(row.tickettype_id)),
      note_html: noteToHtml(whose ? `Time of ${whose}: ${notes}` : notes),
      hiddenfromuser: true,
      sendemail: false,
      timetaken: Math.round((minutes / 60) * 10_000) / 10_000,
    });
    return { id: `${ticketId}-${made.id}` };
  };
}
