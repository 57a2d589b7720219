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
 * application is not known, so time of somebody else is refused.
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
  return async (ticketId, { minutes, notes, technicianId }) => {
    if (technicianId !== undefined && technicianId !== String(await agents.own())) {
      throw new VendorError(
        VENDOR,
        'invalid',
        'HaloPSA records time for the agent that Frontdesk works as only. Leave the technician out, or ask them to enter the time themselves.',
      );
    }
    const row = await tickets.row(ticketId);
    const made = await client.save(`record time on ticket ${ticketId}`, '/Actions', actionShape, {
      ticket_id: row.id,
      ...(await outcomes.internal(row.tickettype_id)),
      note_html: noteToHtml(notes),
      hiddenfromuser: true,
      sendemail: false,
      timetaken: Math.round((minutes / 60) * 10_000) / 10_000,
    });
    return { id: `${ticketId}-${made.id}` };
  };
}
