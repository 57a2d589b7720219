/** What each operation of the schema does. Root fields that the schema lacks are never called. */
import { z } from 'zod';
import type { ClientUsers } from './client-users.js';
import type { ConditionOptions } from './conditions.js';
import { createFieldQueries } from './fields.js';
import { pageOf } from './list.js';
import { createListRules } from './list-rules.js';
import type { Lookups } from './lookups.js';
import { InternalError } from './refusal.js';
import type { Remarks } from './remarks.js';
import type { Show } from './show.js';
import type { Stored } from './stored.js';
import type { Switches } from './switches.js';
import type { Tickets } from './tickets.js';
import type { createWorklogs } from './worklogs.js';

export interface OperationsOptions extends ConditionOptions {
  stored: Stored;
  lookups: Lookups;
  switches: Switches;
  show: Show;
  tickets: Tickets;
  remarks: Remarks;
  users: ClientUsers;
  worklogs: ReturnType<typeof createWorklogs>;
  /** Id of the token's technician. */
  own: string;
}

/** Arguments of a root field, already coerced by the schema. */
export interface Args {
  input?: unknown;
}
export type Operation = (args: Args) => unknown;

const ofClient = z.object({ listInfo: z.unknown().optional(), clientId: z.string().nullish() });
const ticketIds = z.array(z.object({ ticketId: z.string() }).nullable());

export function createOperations(options: OperationsOptions): Record<string, Operation> {
  const { stored, lookups, switches, show, tickets, remarks, users, worklogs, own } = options;
  const rules = createListRules(options);

  /** The id in an identifier input. One that is no number is an error inside; one that leads nowhere is a switch. */
  const idOf = (input: unknown, name: string) => numbered(z.record(z.string(), z.unknown()).parse(input)[name]);
  function numbered(id: unknown): string {
    if (typeof id !== 'string' || !/^\d{1,19}$/.test(id)) throw new InternalError(`${String(id)} is no id`);
    return id;
  }
  function one<T>(row: T | undefined, shown: (row: T) => unknown): unknown {
    if (row !== undefined) return shown(row);
    if (switches.unknownIds === 'null') return null;
    throw new InternalError('No such record');
  }
  const living = () => stored.tickets.all().filter(({ trashed }) => !trashed);

  return {
    ...createFieldQueries(lookups, () => switches.mandatoryOnClosure),
    getClientList({ input }) {
      const { rows, listInfo } = pageOf(stored.clients.all(), input, rules.clients, options);
      return { clients: rows.map(show.client), listInfo };
    },
    getClient: ({ input }) => one(stored.clients.get(idOf(input, 'accountId')), show.client),
    getClientStageList: () =>
      lookups.stages.map(({ id, statuses, ...stage }) => ({
        ...stage,
        stageId: id,
        statuses: statuses.map(({ id: statusId, ...status }) => ({ ...status, statusId })),
      })),
    getClientSiteList({ input }) {
      const { listInfo: asked, clientId } = ofClient.parse(input);
      const client = clientId ? numbered(clientId) : undefined;
      const all = stored.sites.all().filter((site) => client === undefined || site.client === client);
      const { rows, listInfo } = pageOf(all, asked, rules.sites, options);
      return { sites: rows.map(show.site), listInfo };
    },
    getClientUserList({ input }) {
      const { listInfo: asked, clientId } = ofClient.parse(input);
      const all = clientId ? users.ofClient(numbered(clientId)) : users.all();
      const { rows, listInfo } = pageOf(all, asked, rules.users, options);
      return { userList: rows.map(show.clientUser), listInfo };
    },
    getClientUser: ({ input }) => one(users.find(idOf(input, 'userId')), show.clientUser),
    getClientUserAssociationList({ input }) {
      const all = stored.associations.all().filter(({ user }) => users.find(user));
      const { rows, listInfo } = pageOf(all, input, rules.associations, options);
      return { associations: rows.map(show.association), listInfo };
    },
    getRequesterRoleList: () =>
      lookups.requesterRoles.map((role) => ({
        roleId: role.id,
        name: role.name,
        description: role.description,
        roleType: { roleTypeId: '2', name: 'REQUESTER' },
        roleUserList: [],
      })),
    getTechnicianList({ input }) {
      const active = stored.technicians.all().filter((technician) => technician.active);
      const { rows, listInfo } = pageOf(active, input, rules.technicians, options);
      return { userList: rows.map(show.technician), listInfo };
    },
    getTechnicianGroupList: () => lookups.groups.map(({ id, name }) => ({ groupId: id, name })),
    getTicket: ({ input }) => one(tickets.find(idOf(input, 'ticketId')), show.ticket),
    getTicketList({ input }) {
      const { rows, listInfo } = pageOf(living(), input, rules.tickets, options);
      return { tickets: rows.map(show.ticket), listInfo };
    },
    getTicketConversationList: ({ input }) =>
      one(tickets.find(idOf(input, 'ticketId')), ({ id }) => remarks.conversations(id).map(show.conversation)),
    getTicketNoteList: ({ input }) =>
      one(tickets.find(idOf(input, 'ticketId')), ({ id }) => remarks.notes(id).map(show.note)),
    getAsset: ({ input }) => one(stored.assets.get(idOf(input, 'assetId')), show.asset),
    getAssetList({ input }) {
      const { rows, listInfo } = pageOf(stored.assets.all(), input, rules.assets, options);
      return { assets: rows.map(show.asset), listInfo };
    },
    getServiceItemList({ input }) {
      const { rows, listInfo } = pageOf([...lookups.serviceItems], input, rules.serviceItems, options);
      const shown = rows.map(({ id, name }) => ({ itemId: id, name, quantityType: 'HOURS', useAsWorklogItem: true }));
      return { items: shown, listInfo };
    },
    createClientUser: ({ input }) => show.clientUser(users.create(input)),
    createTicket: ({ input }) => show.ticket(tickets.create(own, input)),
    updateTicket: ({ input }) => show.ticket(tickets.update(input)),
    softDeleteTickets({ input }) {
      tickets.trash(ticketIds.parse(input ?? []).flatMap((row) => (row ? [row.ticketId] : [])));
      return true;
    },
    createTicketConversation: ({ input }) => show.conversation(remarks.addConversation(own, input)),
    createTicketNote: ({ input }) => show.note(remarks.addNote(own, input)),
    createWorklogEntries: ({ input }) => worklogs.create(own, input).map(show.worklog),
  };
}
