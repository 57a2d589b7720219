import { VendorError } from '../../../core/errors.js';
import type { NewTicket, Psa, Ticket, TicketChanges } from '../../../core/ports/psa.js';
import { aSecondBefore } from '../a-second-before.js';
import { ignoreMissingRight } from '../ignore-missing-right.js';
import { createOneAtATime } from '../one-at-a-time.js';
import { cutLine } from '../words.js';
import type { ConnectWiseClient, PatchOperation } from './client.js';
import { after, all, equal } from './conditions.js';
import { unreadable, VENDOR } from './failure.js';
import type { Lookups, Named } from './lookups.js';
import { resourcesOf, type TicketRow, ticketShape, toTicket } from './map.js';
import type { Members } from './members.js';
import { everyRow } from './paging.js';
import { recordNumber } from './record-number.js';

const LONGEST_SUMMARY = 100;
const LONGEST_REFERENCE = 100;
const PATH = '/service/tickets';

export type Tickets = Pick<Psa, 'ticket' | 'tickets' | 'openTicket' | 'updateTicket' | 'resolvedTickets'>;

export function createTickets({
  client,
  lookups,
  members,
}: {
  client: ConnectWiseClient;
  lookups: Lookups;
  members: Members;
}): Tickets {
  const once = createOneAtATime<Ticket>();

  async function complete(row: TicketRow): Promise<Ticket> {
    if (resourcesOf(row).length === 0) return toTicket(row, () => undefined);
    const directory = await members.directory().catch(ignoreMissingRight);
    return toTicket(row, (identifier) => {
      const member = directory?.byIdentifier(identifier);
      return member && String(member.id);
    });
  }

  async function withReference(reference: string): Promise<TicketRow | undefined> {
    const { rows } = await client.page('look for a ticket by our reference', PATH, ticketShape, {
      conditions: equal('externalXRef', reference),
      orderBy: 'id asc',
      pageSize: 1,
    });
    return rows[0];
  }

  async function open(ticket: NewTicket): Promise<Ticket> {
    const existing = await withReference(ticket.reference);
    if (existing) return complete(existing);
    const body = await newTicketBody(ticket, lookups);
    try {
      const made = await client.post('open a ticket', PATH, ticketShape, body);
      members.learnFrom({ _info: made._info });
      return await complete(made);
    } catch (error) {
      if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
      // It may still be under way at ConnectWise, so it is never sent a second time here: either it is there, or the
      // caller comes back later and the look-up above finds it then.
      const made = await withReference(ticket.reference).catch(() => undefined);
      if (made) return complete(made);
      throw error;
    }
  }

  return {
    async ticket(id) {
      return complete(await client.get(`read ticket ${id}`, `${PATH}/${recordNumber('ticket', id)}`, ticketShape));
    },

    async tickets({ updatedSince, limit }) {
      const rows: Ticket[] = [];
      for await (const row of everyRow(client, 'list tickets', PATH, ticketShape, {
        conditions: after('lastUpdated', aSecondBefore(updatedSince)),
        orderBy: 'lastUpdated asc',
        pageSize: Math.min(limit, 1000),
      })) {
        rows.push(await complete(row));
        if (rows.length >= limit) break;
      }
      return rows;
    },

    openTicket: (ticket) => once(ticket.reference, () => open(ticket)),

    async updateTicket(id, changes) {
      const path = `${PATH}/${recordNumber('ticket', id)}`;
      const before = await client.get(`read ticket ${id}`, path, ticketShape);
      const wanted = await operationsFor(before, changes, lookups);
      if (wanted.length === 0) return complete(before);
      const row = await client.patch(`change ticket ${id}`, path, ticketShape, wanted);
      const ignored = wanted.filter((operation) => !isIn(row, operation)).map((operation) => operation.path);
      if (ignored.length > 0) {
        throw new VendorError(
          VENDOR,
          'unexpected',
          `ConnectWise accepted the change of ticket ${id} but did not change ${ignored.join(', ')}. Change it by hand, or look for a workflow rule that sets it back.`,
        );
      }
      return complete(row);
    },

    async *resolvedTickets(since) {
      for await (const row of everyRow(client, 'list closed tickets', PATH, ticketShape, {
        conditions: all(equal('closedFlag', true), after('closedDate', aSecondBefore(since))),
        orderBy: 'closedDate asc',
        pageSize: 250,
      })) {
        yield await complete(row);
      }
    },
  };
}

async function newTicketBody(ticket: NewTicket, lookups: Lookups): Promise<Record<string, unknown>> {
  if (ticket.reference.length > LONGEST_REFERENCE) {
    throw new VendorError(VENDOR, 'invalid', `A reference has at most ${LONGEST_REFERENCE} characters`);
  }
  const board = ticket.board === undefined ? undefined : await lookups.board(ticket.board);
  if (ticket.status !== undefined && !board) {
    throw new VendorError(VENDOR, 'invalid', `To open a ticket with status "${ticket.status}", name its board too`);
  }
  const status = board && ticket.status !== undefined ? await lookups.status(board.id, ticket.status) : undefined;
  const priority = ticket.priority === undefined ? undefined : await lookups.priority(ticket.priority);
  const source = ticket.source === undefined ? undefined : await lookups.source(ticket.source);
  if (ticket.category !== undefined && !board) {
    throw new VendorError(VENDOR, 'invalid', `To open a ticket with type "${ticket.category}", name its board too`);
  }
  const type = board && ticket.category !== undefined ? await lookups.type(board.id, ticket.category) : undefined;
  return {
    summary: cutSummary(ticket.summary),
    company: { id: recordNumber('company', ticket.companyId) },
    externalXRef: ticket.reference,
    ...(ticket.contactId ? { contact: { id: recordNumber('contact', ticket.contactId) } } : {}),
    ...(ticket.contactName ? { contactName: ticket.contactName.slice(0, 62) } : {}),
    ...(ticket.contactPhone ? { contactPhoneNumber: ticket.contactPhone.slice(0, 20) } : {}),
    ...(board ? { board: { id: board.id } } : {}),
    ...(status ? { status: { id: status.id } } : {}),
    ...(priority ? { priority: { id: priority.id } } : {}),
    ...(source ? { source: { id: source.id } } : {}),
    ...(type ? { type: { id: type.id } } : {}),
    ...(ticket.description ? { initialDescription: ticket.description } : {}),
  };
}

export const cutSummary = (text: string) => cutLine(text, LONGEST_SUMMARY);

async function operationsFor(ticket: TicketRow, changes: TicketChanges, lookups: Lookups): Promise<PatchOperation[]> {
  const board = changes.board === undefined ? undefined : await lookups.board(changes.board);
  const moves = board !== undefined && board.id !== ticket.board?.id;
  const boardId = board?.id ?? ticket.board?.id;
  const operations: PatchOperation[] = [];
  const replace = (path: string, value: unknown) => operations.push({ op: 'replace', path, value });
  if (changes.summary !== undefined) replace('summary', cutSummary(changes.summary));
  if (board) replace('board', { id: board.id });
  if (changes.status !== undefined) {
    if (boardId === undefined) throw unreadable(`change ticket ${ticket.id}`, 'the ticket has no board');
    replace('status', { id: (await lookups.status(boardId, changes.status)).id });
  } else if (moves) {
    const status = await statusAfterMove(ticket, board, lookups);
    if (status) replace('status', { id: status.id });
  }
  if (changes.category !== undefined) {
    if (boardId === undefined) throw unreadable(`change ticket ${ticket.id}`, 'the ticket has no board');
    replace('type', { id: (await lookups.type(boardId, changes.category)).id });
  } else if (moves && ticket.type) {
    const type = sameName(ticket.type, await lookups.types(board.id));
    replace('type', type ? { id: type.id } : null);
  }
  if (changes.priority !== undefined) replace('priority', { id: (await lookups.priority(changes.priority)).id });
  if (changes.owner !== undefined) replace('owner', { id: recordNumber('member', changes.owner) });
  return operations;
}

const sameName = (record: { name?: string | null | undefined }, rows: readonly Named[]) =>
  rows.find(({ name }) => name.toLowerCase() === record.name?.toLowerCase());

/**
 * Statuses and types belong to a board, so a ticket that moves without a word about them takes those of the same name
 * there; else the board's default status, and no type. Source: ConnectWise facts, update.
 */
async function statusAfterMove(ticket: TicketRow, board: Named, lookups: Lookups): Promise<Named | undefined> {
  const statuses = await lookups.statuses(board.id);
  const same = ticket.status ? sameName(ticket.status, statuses) : undefined;
  return same ?? statuses.find(({ defaultFlag, closedStatus }) => defaultFlag && !closedStatus);
}

/** ConnectWise can answer 200 and change nothing, so what it gives back is compared. */
function isIn(row: TicketRow, { path, value }: PatchOperation): boolean {
  const fields: Record<string, unknown> = {
    summary: row.summary,
    board: row.board?.id,
    status: row.status?.id,
    priority: row.priority?.id,
    owner: row.owner?.id,
    type: row.type?.id,
  };
  const wanted = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  return fields[path] === (wanted ?? undefined);
}
