import { z } from 'zod';
import type { Psa } from '../../../core/ports/psa.js';
import type { ConnectWiseClient } from './client.js';
import { recordNumber } from './record-number.js';

/** How time is billed. Source: ConnectWise facts, time. */
export const BILLABLE = ['Billable', 'DoNotBill', 'NoCharge', 'NoDefault'] as const;

export type ConnectWiseTime = (
  ticketId: string,
  entry: Parameters<NonNullable<Psa['addTime']>>[1] & { billable?: (typeof BILLABLE)[number] },
) => Promise<{ id: string }>;

/** Records working time that ends now, with internal notes. */
export function createTime(client: ConnectWiseClient, now: () => Date): ConnectWiseTime {
  return async (ticketId, { minutes, notes, technicianId, billable }) => {
    const end = now();
    const doing = `record time on ticket ${ticketId}`;
    const { id } = await client.post(doing, '/time/entries', z.object({ id: z.number() }), {
      chargeToId: recordNumber('ticket', ticketId),
      chargeToType: 'ServiceTicket',
      timeStart: instant(new Date(end.getTime() - minutes * 60_000)),
      timeEnd: instant(end),
      notes,
      addToDetailDescriptionFlag: false,
      addToInternalAnalysisFlag: true,
      addToResolutionFlag: false,
      emailContactFlag: false,
      ...(billable ? { billableOption: billable } : {}),
      ...(technicianId ? { member: { id: recordNumber('member', technicianId) } } : {}),
    });
    return { id: String(id) };
  };
}

/** ConnectWise takes times without fractions of a second. */
function instant(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
