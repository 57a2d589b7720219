/** The served part of the MSP GraphQL schema: the reference's operations, and the newer ones that look up fields. */
import { buildSchema, type GraphQLSchema } from 'graphql';
import { INPUTS } from './schema-inputs.js';
import { OUTPUTS } from './schema-outputs.js';
import type { Switches } from './switches.js';

const QUERIES = /* GraphQL */ `
type Query {
  getClientList(input: ListInfoInput!): ClientList
  getClient(input: ClientIdentifierInput!): Client
  getClientStageList: [ClientStage]
  getClientSiteList(input: GetClientSiteListInput!): ClientSiteList
  getClientUserList(input: GetClientUserListInput!): ClientUserList
  getClientUser(input: ClientUserIdentifierInput!): ClientUser
  getClientUserAssociationList(input: ListInfoInput!): ClientUserAssociationList
  getRequesterRoleList: [Role]
  getTechnicianList(input: ListInfoInput!): TechnicianList
  getTechnicianGroupList: [TechnicianGroup]
  getTicket(input: TicketIdentifierInput!): Ticket
  getTicketList(input: ListInfoInput!): TicketList
  getTicketConversationList(input: TicketIdentifierInput!): [TicketConversation]
  getTicketNoteList(input: TicketIdentifierInput!): [Note]
  getSLAList: [SLA]
  getAsset(input: AssetIdentifierInput!): Asset
  getAssetList(input: ListInfoInput!): AssetList
  getServiceItemList(input: ListInfoInput!): ServiceItemList
}
`;

const MUTATIONS = /* GraphQL */ `
type Mutation {
  createClientUser(input: CreateClientUserInput!): ClientUser
  createTicket(input: CreateTicketInput!): Ticket
  updateTicket(input: UpdateTicketInput!): Ticket
  softDeleteTickets(input: [TicketIdentifierInput]): Boolean
  createTicketConversation(input: CreateTicketConversationInput!): TicketConversation
  createTicketNote(input: CreateTicketNoteInput!): Note
  createWorklogEntries(input: [CreateWorklogEntryInput!]!): [WorklogEntry]
}
`;

/** Deprecated in favour of the fields below, and gone from some tenants' schemas. */
const LISTS = /* GraphQL */ `
extend type Query {
  getStatusList: [Status]
  getPriorityList: [Priority]
  getImpactList: [Impact]
  getUrgencyList: [Urgency]
  getCategoryList: [Category]
  getCauseList: [Cause]
  getResolutionCodeList: [ResolutionCode]
}
`;

/** Not in the dump of the reference that the rest is from: as rpmc-superops-mcp asks for them (2026-08). */
const FIELDS = /* GraphQL */ `
type Field {
  id: ID! module: String columnName: String label: String description: String fieldType: String
  showToRequester: Boolean fieldCategory: String mandatoryOnCreate: Boolean mandatoryOnClosure: Boolean
  options: [FieldOption] parentField: Field
}
type FieldOption { id: ID! value: String description: String order: Int parentOption: FieldOption }
input FieldIdentifierInput { module: String! columnName: String! }
extend type Query {
  getField(input: FieldIdentifierInput!): Field
  getFields(input: [FieldIdentifierInput!]!): [Field]
  getAllFields(input: String!): [Field]
}
`;

export function createSchema(lookups: Switches['lookups']): GraphQLSchema {
  const more = { both: [LISTS, FIELDS], lists: [LISTS], fields: [FIELDS] }[lookups];
  return buildSchema([OUTPUTS, INPUTS, QUERIES, MUTATIONS, ...more].join('\n'));
}
