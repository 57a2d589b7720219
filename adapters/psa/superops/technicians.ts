import type { Psa, Technician } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { createRemembered } from '../remembered.js';
import type { SuperOpsClient } from './client.js';
import { is } from './conditions.js';
import { documents } from './documents.js';
import { missing, refused } from './failure.js';
import { idOf } from './ids.js';
import { type TechnicianRow, ticketShape } from './shapes.js';

export interface Technicians extends Pick<Psa, 'technicians' | 'approversOf'> {
  /** The id of the technician whose token we use. Throws VendorError invalid that says what to do. */
  own(): Promise<string>;
  /** Active technicians but ourselves, not older than a few minutes. */
  remembered(): Promise<Technician[]>;
}

const plain = (text: string | null | undefined): string => (text ?? '').trim().toLowerCase();

/**
 * Technicians, and which of them we are: SuperOps has no "who am I", so the setting says it. It lists those who work for the
 * MSP now; there is no flag for others. Source: SuperOps facts, endpoint and technicians.
 */
export function createTechnicians({
  client,
  technicianEmail,
  now,
}: {
  client: SuperOpsClient;
  technicianEmail: string;
  now: () => Date;
}): Technicians {
  const lists = createRemembered<Technician[]>(now);
  let ourselves: string | undefined;

  async function findOurselves(): Promise<string> {
    const doing = 'find the technician whose token this is';
    const isUs = (row: TechnicianRow) => plain(row.email) === plain(technicianEmail);
    const narrowed = await client.firstPage(doing, documents.technicians, {
      condition: is('email', technicianEmail.trim()),
    });
    const found = narrowed.find(isUs) ?? (await collect(client.everyRow(doing, documents.technicians))).find(isUs);
    if (found) return found.userId;
    throw refused(
      `SuperOps has no technician with the address "${technicianEmail}", so Frontdesk cannot tell its own notes from those of others. Enter the address of the technician whose API token this is; it stands in SuperOps under Settings > My Profile.`,
    );
  }

  async function own(): Promise<string> {
    ourselves ??= await findOurselves();
    return ourselves;
  }

  async function technicians(): Promise<Technician[]> {
    const us = await own();
    const rows = await collect(client.everyRow('list technicians', documents.technicians));
    return rows.filter(({ userId }) => userId !== us).map(toTechnician);
  }

  return {
    own,
    technicians,
    remembered: () => lists('technicians', technicians),
    async approversOf({ id }) {
      const doing = `read ticket ${id}`;
      const ticket = await client.ask(doing, documents.ticket, ticketShape, { ticketId: idOf('ticket', id) });
      if (!ticket) throw missing(doing, `ticket ${id}`);
      const assigned = ticket.technician?.userId;
      return {
        technicians: assigned ? (await technicians()).filter((technician) => technician.id === assigned) : [],
        rule: 'the technician whom this ticket is assigned to in SuperOps',
        scope: 'assigned',
      };
    },
  };
}

function toTechnician(row: TechnicianRow): Technician {
  const name = row.name || [row.firstName, row.lastName].filter(Boolean).join(' ');
  return {
    id: row.userId,
    // People sign in with their address.
    identifier: row.email || row.userId,
    name: name || row.email || row.userId,
    ...(row.email ? { email: row.email } : {}),
    active: true,
  };
}
