/** Notes on tickets: who wrote them and when. Source: Autotask facts, 5.5. */
import type { Rules } from './collection.js';
import type { Row } from './json.js';
import { PUBLISH } from './picklists.js';
import { isMissing, missing } from './sent-values.js';
import type { Stored } from './stored.js';

export interface NoteRulesOptions {
  stored: Stored;
  clock: () => Date;
  /** A setting of ticket categories: whether notes must have a title. Source: Autotask developer help, TicketNotes. */
  titlesRequired: boolean;
}

export function createNoteRules({ stored, clock, titlesRequired }: NoteRulesOptions): Rules {
  return {
    problems: (row) => (titlesRequired && isMissing(row.title) ? [missing('title')] : []),
    patchNeeds: ['noteType', 'publish'],
    complete(row, before, actor) {
      const now = clock().toISOString();
      const written: Partial<Row> = before
        ? { impersonatorUpdaterResourceID: actor.impersonatorId }
        : {
            createDateTime: now,
            creatorResourceID: actor.resourceId,
            createdByContactID: actor.contactId,
            impersonatorCreatorResourceID: actor.impersonatorId,
          };
      return { ...row, ...written, id: row.id, lastActivityDate: now };
    },
    stored(row, _before, actor) {
      const tickets = stored.table('Tickets');
      const ticket = tickets.get(Number(row.ticketID));
      if (!ticket) return;
      const now = String(row.lastActivityDate);
      tickets.put({
        ...ticket,
        lastActivityDate: now,
        lastActivityResourceID: actor.resourceId,
        lastActivityPersonType: actor.resourceId === null ? 2 : 1,
        ...(row.publish === PUBLISH.everybody ? { lastCustomerVisibleActivityDateTime: now } : {}),
      });
    },
  };
}
