/** Tickets and notes in the words that every pretend PSA has for them. */
import type { SeenNote, SeenTicket } from '../psa/pretend-psa.js';
import { numberIn, type Row, textIn } from './json.js';
import { type Picklists, PUBLISH, STATUS } from './picklists.js';
import type { Stored } from './stored.js';

export interface Seen {
  ticket(row: Row): SeenTicket;
  note(row: Row): SeenNote;
}

export function createSeen(options: { stored: Stored; picklists: Picklists; apiUserId: number }): Seen {
  const { stored, picklists, apiUserId } = options;
  return {
    ticket(row) {
      const label = (field: string) => picklists.labelOf('Tickets', field, row);
      const company = stored.table('Companies').get(Number(row.companyID));
      const secondary = stored
        .table('TicketSecondaryResources')
        .all()
        .filter((one) => one.ticketID === row.id);
      const resources = [row.assignedResourceID, ...secondary.map((one) => one.resourceID)];
      const queue = label('queueID');
      const priority = label('priority');
      const contactId = numberIn(row, 'contactID');
      return {
        id: String(row.id),
        number: textIn(row, 'ticketNumber'),
        summary: textIn(row, 'title'),
        description: textIn(row, 'description'),
        companyId: String(row.companyID),
        companyName: company ? textIn(company, 'companyName') : '',
        ...(contactId === null ? {} : { contactId: String(contactId) }),
        ...(queue === undefined ? {} : { queue }),
        status: label('status') ?? '',
        closed: row.status === STATUS.complete,
        ...(priority === undefined ? {} : { priority }),
        assignedTo: resources.flatMap((id) => (typeof id === 'number' ? [String(id)] : [])),
      };
    },
    note(row) {
      // HTML is not rendered: a person reads what is stored. Source: Autotask facts, 5.5.
      const text = textIn(row, 'description');
      return {
        id: String(row.id),
        ticketId: String(row.ticketID),
        text,
        stored: text,
        internal: row.publish !== PUBLISH.everybody,
        author: authorOf(row),
        createdAt: new Date(textIn(row, 'createDateTime')),
      };
    },
  };

  function authorOf(row: Row): SeenNote['author'] {
    const resource = numberIn(row, 'creatorResourceID');
    const contact = numberIn(row, 'createdByContactID');
    if (resource === apiUserId) return { kind: 'own', id: String(resource) };
    if (resource !== null) return { kind: 'technician', id: String(resource) };
    return contact === null ? { kind: 'unknown' } : { kind: 'contact', id: String(contact) };
  }
}
