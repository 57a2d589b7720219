import type { z } from 'zod';
import { assetShape, associationShape, clientShape, technicianShape, ticketShape, userShape } from './shapes.js';

/** One GraphQL document with one root field and at most one variable, `$input`. What people type never becomes part of it. */
export interface Document {
  kind: 'query' | 'mutation';
  /** Of the root field. */
  name: string;
  text: string;
}

/** A query that is paged. */
export interface List<T> extends Document {
  /** The field with the rows. */
  rows: string;
  shape: z.ZodType<T>;
  /** `listInfo` stands beside a `clientId` in the input. */
  takesClient?: boolean;
}

function document(kind: Document['kind'], name: string, inputType: string | undefined, selection: string): Document {
  const text = inputType
    ? `${kind} ${name}($input: ${inputType}) { ${name}(input: $input) { ${selection} } }`
    : `${kind} ${name} { ${name} { ${selection} } }`;
  return { kind, name, text };
}

function list<T>(
  name: string,
  rows: string,
  selection: string,
  shape: z.ZodType<T>,
  inputType = 'ListInfoInput!',
): List<T> {
  const paged = `${rows} { ${selection} } listInfo { page pageSize hasMore totalCount }`;
  return {
    ...document('query', name, inputType, paged),
    rows,
    shape,
    takesClient: inputType !== 'ListInfoInput!',
  };
}

// Fields of type JSON (client, requester, technician, techGroup, ...) take no selection of their own.
const CLIENT = 'accountId name stage status';
const USER = 'userId firstName lastName name email contactNumber client';
const TECHNICIAN = 'userId firstName lastName name email';
const TICKET = [
  'ticketId displayId subject source client requester techGroup technician status priority impact urgency',
  'category subcategory createdTime updatedTime resolutionTime',
].join(' ');
const CONVERSATION = 'conversationId content time user type';
const NOTE = 'noteId addedBy addedOn content privacyType';
const ASSET = [
  'assetId name assetClass client requester hostName serialNumber manufacturer model platform publicIp status',
  'loggedInUser patchStatus lastCommunicatedTime',
].join(' ');

const query = (name: string, inputType: string | undefined, selection: string) =>
  document('query', name, inputType, selection);
const mutation = (name: string, inputType: string, selection: string) =>
  document('mutation', name, inputType, selection);

/** Every document that is ever sent. Source: SuperOps facts, operations. */
export const documents = {
  clients: list('getClientList', 'clients', CLIENT, clientShape),
  client: query('getClient', 'ClientIdentifierInput!', CLIENT),
  stages: query('getClientStageList', undefined, 'stageId name constant'),
  users: list('getClientUserList', 'userList', USER, userShape, 'GetClientUserListInput!'),
  user: query('getClientUser', 'ClientUserIdentifierInput!', USER),
  associations: list(
    'getClientUserAssociationList',
    'associations',
    'id client { accountId name } user { userId }',
    associationShape,
  ),
  technicians: list('getTechnicianList', 'userList', TECHNICIAN, technicianShape),
  groups: query('getTechnicianGroupList', undefined, 'groupId name'),
  tickets: list('getTicketList', 'tickets', TICKET, ticketShape),
  ticket: query('getTicket', 'TicketIdentifierInput!', TICKET),
  createTicket: mutation('createTicket', 'CreateTicketInput!', TICKET),
  updateTicket: mutation('updateTicket', 'UpdateTicketInput!', TICKET),
  conversations: query('getTicketConversationList', 'TicketIdentifierInput!', CONVERSATION),
  createConversation: mutation('createTicketConversation', 'CreateTicketConversationInput!', CONVERSATION),
  notes: query('getTicketNoteList', 'TicketIdentifierInput!', NOTE),
  createNote: mutation('createTicketNote', 'CreateTicketNoteInput!', NOTE),
  statuses: query('getStatusList', undefined, 'id name'),
  priorities: query('getPriorityList', undefined, 'id name'),
  impacts: query('getImpactList', undefined, 'id name'),
  urgencies: query('getUrgencyList', undefined, 'id name'),
  categories: query('getCategoryList', undefined, 'id name subCategories { id name }'),
  fields: query(
    'getFields',
    '[FieldIdentifierInput!]!',
    'id module columnName label options { id value parentOption { id value } }',
  ),
  assets: list('getAssetList', 'assets', ASSET, assetShape),
  asset: query('getAsset', 'AssetIdentifierInput!', ASSET),
};
