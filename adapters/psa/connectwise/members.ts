import { z } from 'zod';
import type { Approvers, Note, Technician, Ticket } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { ignoreMissingRight } from '../ignore-missing-right.js';
import type { ConnectWiseClient } from './client.js';
import { all, equal } from './conditions.js';
import { type Member, memberShape, type NoteRow, resourcesOf, ticketShape, toTechnician, writerOf } from './map.js';
import { everyRow, everyRowForward } from './paging.js';

export interface Members {
  /** Active members, asked now. */
  active(): Promise<Member[]>;
  technicians(): Promise<Technician[]>;
  approversOf(ticket: Ticket): Promise<Approvers>;
  /** Every member by login name, not older than a few minutes. */
  directory(): Promise<MemberDirectory>;
  /** Login name of the member whose keys we use, as far as it can be told. */
  own(): Promise<string | undefined>;
  /** The same without asking anybody. */
  knownOwn(): string | undefined;
  /** A record that we have just written tells who we are. */
  learnFrom(row: { createdBy?: string | null; _info?: NoteRow['_info'] }): void;
  /** The same of a record that we made some time ago, perhaps with another member's keys. */
  recallFrom(row: Pick<NoteRow, '_info'>): void;
  authorOf(note: NoteRow): Promise<Note['author']>;
}

export interface MemberDirectory {
  byIdentifier(identifier: string): Member | undefined;
  all: readonly Member[];
}

/**
 * Licence classes of people: full, subcontractor, streamline; `A` is an API member. The letters beyond F and A are
 * partly unconfirmed, so an unknown letter is not taken for a person.
 * Source: ConnectWise facts, members and assignment.
 */
const HUMAN_LICENCES = new Set(['F', 'C', 'X']);
const API_LICENCE = 'A';
const DIRECTORY_AGE_MS = 5 * 60_000;

const same = (one: string | undefined | null, other: string | undefined | null): boolean =>
  Boolean(one) && one?.toLowerCase() === other?.toLowerCase();

/**
 * Members, and which of them we are. ConnectWise has no confirmed "who am I", so our own login name is, in this order:
 * the setting; what ConnectWise wrote as the author of a record that we made; the only active API member.
 */
export function createMembers({
  client,
  apiMember,
  approvers,
  now,
}: {
  client: ConnectWiseClient;
  apiMember: string | undefined;
  approvers: 'any' | 'assigned';
  now: () => Date;
}): Members {
  let learned: string | undefined;
  let guessed: string | undefined;
  let cached: { at: number; directory: Promise<MemberDirectory> } | undefined;

  const active = () =>
    collect(
      everyRowForward(client, 'list members', '/system/members', memberShape, {
        conditions: equal('inactiveFlag', false),
      }),
    );

  async function load(): Promise<MemberDirectory> {
    const rows = await collect(everyRowForward(client, 'list members', '/system/members', memberShape));
    const names = new Map(rows.map((row) => [row.identifier.toLowerCase(), row]));
    return { all: rows, byIdentifier: (identifier) => names.get(identifier.toLowerCase()) };
  }

  function directory(): Promise<MemberDirectory> {
    const at = now().getTime();
    if (!cached || at - cached.at > DIRECTORY_AGE_MS) {
      const fresh = { at, directory: load() };
      cached = fresh;
      fresh.directory.catch(() => {
        if (cached === fresh) cached = undefined;
      });
    }
    return cached.directory;
  }

  function knownOwn(): string | undefined {
    return apiMember ?? learned ?? guessed;
  }

  async function own(): Promise<string | undefined> {
    if (apiMember ?? learned) return knownOwn();
    const { all: members } = await directory();
    const candidates = members.filter((member) => member.licenseClass === API_LICENCE && !member.inactiveFlag);
    guessed = candidates.length === 1 ? candidates[0]?.identifier : undefined;
    return guessed;
  }

  async function people(): Promise<Member[]> {
    const ourselves = await own();
    return (await active()).filter(
      (member) =>
        !member.inactiveFlag && HUMAN_LICENCES.has(member.licenseClass ?? '') && !same(member.identifier, ourselves),
    );
  }

  return {
    active,
    directory,
    own,
    knownOwn,
    learnFrom(row) {
      learned = writerOf(row) ?? learned;
    },
    recallFrom(row) {
      learned ??= writerOf(row);
    },
    async technicians() {
      return (await people()).map(toTechnician);
    },
    async approversOf(ticket) {
      const candidates = await people();
      if (approvers === 'any') {
        const rule = 'any active ConnectWise member';
        return { technicians: candidates.map(toTechnician), rule, scope: 'any_active' };
      }
      const assigned = await assignedTo(client, ticket.id);
      return {
        technicians: candidates
          .filter((member) => assigned.ids.has(member.id) || assigned.identifiers.has(member.identifier.toLowerCase()))
          .map(toTechnician),
        rule: 'an active ConnectWise member who owns this ticket or is assigned to it',
        scope: 'assigned',
      };
    },
    async authorOf(note) {
      const { contact, member } = note;
      const writer = member?.identifier ?? note.createdBy ?? undefined;
      // A customer's own words are never taken for a technician's, whatever else the record says.
      if (contact && !member) {
        return { kind: 'contact', id: String(contact.id), ...(contact.name ? { name: contact.name } : {}) };
      }
      const ourselves = await own().catch(ignoreMissingRight);
      if (same(member?.identifier, ourselves) || same(note.createdBy, ourselves)) {
        return { kind: 'own', ...(member ? { id: String(member.id) } : {}), ...(ourselves ? { name: ourselves } : {}) };
      }
      const named = { ...(member?.name ? { name: member.name } : {}) };
      // A mail or another program can be made to write in a member's name: that is no technician's word.
      const writtenByOther = note.createdBy && member?.identifier && !same(member.identifier, note.createdBy);
      if (member && (contact || writtenByOther)) return { kind: 'unknown', ...named };
      if (member) return { kind: 'technician', id: String(member.id), ...named };
      if (note.customerUpdatedFlag || !writer) return { kind: 'unknown' };
      const known = (await directory().catch(ignoreMissingRight))?.byIdentifier(writer);
      if (!known || !HUMAN_LICENCES.has(known.licenseClass ?? '')) return { kind: 'unknown', name: writer };
      return { kind: 'technician', id: String(known.id), name: toTechnician(known).name };
    },
  };
}

/** Owner, resources and open schedule entries of a ticket, asked now. */
async function assignedTo(
  client: ConnectWiseClient,
  ticketId: string,
): Promise<{ ids: Set<number>; identifiers: Set<string> }> {
  const ticket = await client.get(`read ticket ${ticketId}`, `/service/tickets/${ticketId}`, ticketShape);
  const entries = await collect(
    everyRow(client, 'list schedule entries', '/schedule/entries', scheduleEntryShape, {
      conditions: all(equal('type/identifier', 'S'), equal('objectId', ticket.id), equal('doneFlag', false)),
    }),
  );
  const ids = new Set(entries.flatMap((entry) => (entry.member ? [entry.member.id] : [])));
  if (ticket.owner) ids.add(ticket.owner.id);
  return { ids, identifiers: new Set(resourcesOf(ticket).map((name) => name.toLowerCase())) };
}

const scheduleEntryShape = z.object({ id: z.number(), member: z.object({ id: z.number() }).nullish() });
