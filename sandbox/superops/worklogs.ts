/** Working time on tickets. A list goes in as a whole or not at all; what is wrong carries its index. */
import { z } from 'zod';
import type { Lookups } from './lookups.js';
import { InternalError, mandatory } from './refusal.js';
import type { Stored, StoredWorklog } from './stored.js';
import { must } from './ticket-input.js';
import type { Tickets } from './tickets.js';
import type { Times } from './times.js';

const entries = z.array(
  z.object({
    serviceItem: z.object({ itemId: z.string() }).nullish(),
    billable: z.boolean().nullish(),
    afterHours: z.boolean().nullish(),
    qty: z.string(),
    unitPrice: z.string().nullish(),
    billDateTime: z.string(),
    notes: z.string().nullish(),
    workItem: z.object({ workId: z.string(), module: z.enum(['TICKET', 'PROJECT']) }),
    technician: z.object({ userId: z.string() }).nullish(),
  }),
);

export interface WorklogOptions {
  stored: Stored;
  lookups: Lookups;
  tickets: Tickets;
  times: Times;
}

export function createWorklogs({ stored, lookups, tickets, times }: WorklogOptions) {
  return {
    create(by: string, sent: unknown): StoredWorklog[] {
      const read = entries.parse(sent).map((entry, index): Omit<StoredWorklog, 'id'> => {
        const blank = (['qty', 'billDateTime'] as const).filter((field) => entry[field].trim() === '');
        // A WorklogEntry cannot be shown without its service item, so an entry cannot be made without one.
        const absent = [...blank, ...(entry.serviceItem ? [] : ['serviceItem'])];
        if (absent.length > 0 || !entry.serviceItem) throw mandatory(absent, index);
        if (!/^\d+(\.\d+)?$/.test(entry.qty) || Number(entry.qty) <= 0) throw new InternalError('No quantity');
        must(times.read(entry.billDateTime), 'time');
        if (entry.workItem.module !== 'TICKET') throw new InternalError('No such project');
        const { itemId } = entry.serviceItem;
        const item = must(
          lookups.serviceItems.find(({ id }) => id === itemId),
          'service item',
        );
        return {
          ticket: must(tickets.find(entry.workItem.workId), 'ticket').id,
          serviceItem: item.id,
          billable: entry.billable ?? true,
          afterHours: entry.afterHours ?? false,
          qty: entry.qty,
          unitPrice: entry.unitPrice ?? null,
          billed: entry.billDateTime,
          technician: entry.technician ? must(stored.technicians.get(entry.technician.userId), 'technician').id : by,
          notes: entry.notes ?? null,
        };
      });
      return read.map((entry) => stored.worklogs.put({ id: stored.worklogs.nextId(), ...entry }));
    },
  };
}
