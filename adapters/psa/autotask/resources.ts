import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Approvers, Note, Technician, Ticket } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { ignoreMissingRight } from '../ignore-missing-right.js';
import { createRemembered } from '../remembered.js';
import type { AutotaskClient } from './client.js';
import { VENDOR } from './failure.js';
import { all, EVERY, either, equal, type Filter } from './filters.js';
import { isOn, type NoteRow, nameOf, type ResourceRow, resourceShape, ticketShape, toTechnician } from './map.js';
import type { Picklists } from './picklists.js';
import { recordNumber } from './record-number.js';

export interface Resources {
  technicians(): Promise<Technician[]>;
  approversOf(ticket: Ticket): Promise<Approvers>;
  /** Id of the API user whose keys we use, as far as it can be told. */
  own(): Promise<number | undefined>;
  /** The same without asking anybody. */
  knownOwn(): number | undefined;
  /** A record that we have just made tells who we are. */
  learn(creatorResourceId: number | null | undefined): void;
  authorOf(note: NoteRow): Promise<Note['author']>;
  /** Of anybody, also former staff and API users; undefined without the right to read resources. */
  nameOf(resourceId: number | null | undefined): Promise<string | undefined>;
  /** A role that this resource may work in on tickets. Throws VendorError invalid when it has none. */
  roleOf(resourceId: number): Promise<number>;
}

/** API users and what they are called in the picklists. The number is unconfirmed. Source: Autotask facts, resources. */
const API_LICENCE = 7;
const API_USER = /\bAPI\b/i;
/**
 * Notes that nobody who was signed in wrote, whoever stands for their author: of workflow rules (13, 91), the client portal
 * (18), RMM (99) and e-mail (101), whose sender is easily forged. Source: Autotask facts, notes.
 */
const NOBODYS_NOTES = new Set([13, 18, 91, 99, 101]);

const roleShape = z.object({
  id: z.number(),
  roleID: z.number(),
  isActive: z.boolean().nullish(),
  isDefault: z.boolean().nullish(),
});

/** Resources: the MSP's people and API users, and which of them we are. */
export function createResources({
  client,
  picklists,
  username,
  now,
}: {
  client: AutotaskClient;
  picklists: Picklists;
  username: string;
  now: () => Date;
}): Resources {
  let known: number | undefined;
  const search = createRemembered<number | undefined>(now);
  const directory = createRemembered<ReadonlyMap<number, ResourceRow>>(now);
  const list = (filter: Filter) => collect(client.rows('list resources', 'Resources', resourceShape, { filter }));

  /**
   * By the user name, else by the part before the @, else by the e-mail address: how the name that an API user signs in with
   * stands among the resources is unconfirmed. What may also be a person's only counts for an API user.
   */
  async function find(): Promise<number | undefined> {
    const wanted = username.toLowerCase();
    const short = wanted.split('@')[0] ?? wanted;
    const found = await list(either(equal('userName', username), equal('userName', short), equal('email', username)));
    const called = found.filter((row) => row.userName?.toLowerCase() === wanted);
    const isMachine = await Promise.all(found.map(isApiUser));
    const machines = found.filter((_row, index) => isMachine[index]);
    return theOnly(called)?.id ?? theOnly(machines)?.id;
  }

  async function own(): Promise<number | undefined> {
    known ??= await search('own', find);
    return known;
  }

  async function everybody(): Promise<ReadonlyMap<number, ResourceRow> | undefined> {
    const asked = directory('all', async () => new Map((await list(EVERY)).map((row) => [row.id, row])));
    return asked.catch(ignoreMissingRight);
  }

  async function isApiUser(row: ResourceRow): Promise<boolean> {
    const licence = await picklists.label('Resources', 'licenseType', row.licenseType);
    const level = await picklists.label('Resources', 'userType', row.userType);
    if (licence === undefined && row.licenseType === API_LICENCE) return true;
    return API_USER.test(licence ?? '') || API_USER.test(level ?? '');
  }

  async function isPerson(row: ResourceRow): Promise<boolean> {
    return row.id !== (await own()) && !(await isApiUser(row));
  }

  async function people(rows: readonly ResourceRow[]): Promise<ResourceRow[]> {
    const human = await Promise.all(rows.map(isPerson));
    return rows.filter((row, index) => isOn(row.isActive) && human[index]);
  }

  return {
    own,
    knownOwn: () => known,
    learn(creator) {
      known ??= creator ?? undefined;
    },
    async technicians() {
      return (await people(await list(equal('isActive', true)))).map(toTechnician);
    },
    async approversOf(ticket) {
      // Both are asked now: who is assigned, and whether that person still works here.
      const path = `Tickets/${recordNumber('ticket', ticket.id)}`;
      const { assignedResourceID } = await client.item(`read ticket ${ticket.id}`, path, ticketShape);
      const rule = 'the active Autotask resource that this ticket is assigned to';
      if (!assignedResourceID) return { technicians: [], rule, scope: 'assigned' };
      const row = await client.find('read the assigned resource', `Resources/${assignedResourceID}`, resourceShape);
      return { technicians: (await people(row ? [row] : [])).map(toTechnician), rule, scope: 'assigned' };
    },
    async authorOf(note) {
      // A customer's own words are never taken for a technician's, whatever else the record says.
      if (note.createdByContactID) return { kind: 'contact', id: String(note.createdByContactID) };
      const writer = note.creatorResourceID;
      if (!writer) return { kind: 'unknown' };
      const ourselves = await own().catch(ignoreMissingRight);
      const impersonator = note.impersonatorCreatorResourceID;
      if (ourselves !== undefined && (impersonator ?? writer) === ourselves)
        return { kind: 'own', id: String(ourselves) };
      const row = (await everybody())?.get(writer);
      const name = row && nameOf(row);
      // What another integration wrote in somebody's name, or came in by a way of that kind, is not that person's word.
      const theirs = !impersonator && !NOBODYS_NOTES.has(note.noteType ?? 0);
      if (!row || !theirs || !(await isPerson(row)))
        return { kind: 'unknown', id: String(writer), ...(name ? { name } : {}) };
      return { kind: 'technician', id: String(writer), name: nameOf(row) };
    },
    async nameOf(resourceId) {
      const row = resourceId ? (await everybody())?.get(resourceId) : undefined;
      return row && nameOf(row);
    },
    async roleOf(resourceId) {
      const filter = all(equal('resourceID', resourceId), equal('isActive', true));
      const doing = `list the roles of resource ${resourceId}`;
      const roles = await collect(client.rows(doing, 'ResourceServiceDeskRoles', roleShape, { filter }));
      const role = roles.find(({ isDefault }) => isDefault) ?? roles[0];
      if (role) return role.roleID;
      throw new VendorError(
        VENDOR,
        'invalid',
        `Resource ${resourceId} has no active service desk role in Autotask, so it can have no ticket and no time. Give it one, or name somebody else.`,
      );
    },
  };
}

const theOnly = <T>(rows: readonly T[]): T | undefined => (rows.length === 1 ? rows[0] : undefined);
