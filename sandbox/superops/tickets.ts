/** Tickets: made, changed, put into the trash. */
import { CLOSING, DEFAULT_GROUP, type Lookups } from './lookups.js';
import { mandatory } from './refusal.js';
import type { Stored, StoredTicket } from './stored.js';
import type { Switches } from './switches.js';
import { createTicketInput, must, readWritten, updateTicketInput } from './ticket-input.js';
import type { Times } from './times.js';

export interface Tickets {
  /** `by`: the technician who makes it. Throws Refusal or InternalError. */
  create(by: string, input: unknown): StoredTicket;
  /** Only what was sent changes; null empties a field. */
  update(input: unknown): StoredTicket;
  /** Into the trash: nothing finds them any more. */
  trash(ids: readonly string[]): void;
  /** The ticket unless it is in the trash. */
  find(id: string): StoredTicket | undefined;
  touch(id: string): void;
}

export interface TicketsOptions {
  stored: Stored;
  lookups: Lookups;
  switches: Switches;
  times: Times;
  clock: () => Date;
}

export function createTickets(options: TicketsOptions): Tickets {
  const { stored, lookups, switches, times, clock } = options;
  const defaultGroup = lookups.groups.find(({ name }) => name === DEFAULT_GROUP)?.id ?? null;
  const find: Tickets['find'] = (id) => {
    const ticket = stored.tickets.get(id);
    return ticket?.trashed ? undefined : ticket;
  };
  const known = (
    rows: readonly ({ userId: string } | null)[] | null | undefined,
    table: { get(id: string): unknown },
  ) =>
    (rows ?? []).flatMap((row) => {
      if (!row) return [];
      must(table.get(row.userId), 'user');
      return [row.userId];
    });

  return {
    find,
    create(by, sent) {
      const input = createTicketInput.parse(sent);
      const absent = switches.statusMandatory && input.status === undefined ? ['status'] : [];
      if (absent.length > 0) throw mandatory(absent);
      const written = readWritten(input, undefined, options);
      const now = clock();
      const at = (text: string | null | undefined) => (text ? must(times.read(text), 'time') : now);
      const created = at(input.createdTime);
      const assets = (input.addAssets ?? []).flatMap((asset) => (asset ? [asset.assetId] : []));
      for (const id of assets) must(stored.assets.get(id), 'asset');
      const sla = input.sla?.id ?? null;
      if (sla !== null)
        must(
          lookups.sla.find(({ id }) => id === sla),
          'sla',
        );
      const ticket: StoredTicket = stored.tickets.put({
        id: stored.tickets.nextId(),
        displayId: nextNumber(created),
        subject: '',
        requestType: 'Incident',
        source: 'FORM',
        client: '',
        site: '',
        requester: null,
        techGroup: defaultGroup,
        technician: null,
        status: 'New',
        priority: null,
        impact: null,
        urgency: null,
        category: null,
        subcategory: null,
        cause: null,
        subcause: null,
        resolutionCode: null,
        firstResponse: null,
        customFields: {},
        ...written,
        resolution: written.resolution ?? (CLOSING.has(written.status ?? 'New') ? now : null),
        sla,
        additionalRequesters: known(input.addAdditionalRequester, stored.users),
        followers: known(input.addFollowers, stored.technicians),
        created,
        updated: at(input.updatedTime),
        assets,
        subSource: input.subSource ?? null,
        sourceReferenceId: input.sourceReferenceId ?? null,
        trashed: false,
      });
      const author = switches.descriptionBy === 'requester' ? (ticket.requester ?? by) : by;
      stored.conversations.put({
        id: stored.conversations.nextId(),
        ticket: ticket.id,
        type: 'DESCRIPTION',
        content: input.description ?? '',
        time: created,
        user: author,
        to: [],
        cc: [],
        bcc: [],
        mailed: false,
      });
      return ticket;
    },
    update(sent) {
      const input = updateTicketInput.parse(sent);
      const before = must(find(input.ticketId), 'ticket');
      const written = readWritten(input, before, options);
      const now = clock();
      const after: StoredTicket = { ...before, ...written, updated: now };
      const closes = CLOSING.has(after.status);
      if (closes && !CLOSING.has(before.status)) {
        const missing = switches.mandatoryOnClosure.filter((field) => isEmpty(after, field));
        if (missing.length > 0) throw mandatory(missing);
        after.resolution = written.resolution ?? now;
        after.firstResponse ??= now;
      }
      if (!closes && CLOSING.has(before.status)) after.resolution = written.resolution ?? null;
      const drop = (rows: typeof input.deleteFollowers) => new Set((rows ?? []).flatMap((row) => row?.userId ?? []));
      const [lessRequesters, lessFollowers] = [drop(input.deleteAdditionalRequester), drop(input.deleteFollowers)];
      after.additionalRequesters = [
        ...new Set([...before.additionalRequesters, ...known(input.addAdditionalRequester, stored.users)]),
      ].filter((id) => !lessRequesters.has(id));
      after.followers = [...new Set([...before.followers, ...known(input.addFollowers, stored.technicians)])].filter(
        (id) => !lessFollowers.has(id),
      );
      return stored.tickets.put(after);
    },
    trash(ids) {
      const found = ids.map((id) => must(find(id), 'ticket'));
      for (const ticket of found) stored.tickets.put({ ...ticket, trashed: true, updated: clock() });
    },
    touch(id) {
      const ticket = must(find(id), 'ticket');
      stored.tickets.put({ ...ticket, updated: clock() });
    },
  };

  /** `112526-0001`: the day, then a count that begins anew each day. */
  function nextNumber(created: Date): string {
    const day = times.number(created);
    const taken = stored.tickets.all().filter(({ displayId }) => displayId.startsWith(day)).length;
    return `${day}-${String(taken + 1).padStart(4, '0')}`;
  }
}

const isEmpty = (ticket: StoredTicket, field: string) =>
  Object.entries(ticket).some(([name, value]) => name === field && (value === null || value === ''));
