/** What the served part of the MSP schema takes. Types and fields are the reference's; see schema.test.ts. */
export const INPUTS = /* GraphQL */ `
input ListInfoInput { page: Int pageSize: Int condition: RuleConditionInput sort: [SortInput] }
input RuleConditionInput {
  attribute: String operator: String value: JSON joinOperator: String operands: [RuleConditionInput]
}
input SortInput { attribute: String order: SortOrder }

input ClientIdentifierInput { accountId: ID! }
input ClientSiteIdentifierInput { id: ID! }
input ClientUserIdentifierInput { userId: ID! }
input UserIdentifierInput { userId: ID! }
input TechnicianIdentifierInput { userId: ID! }
input TechnicianGroupIdentifierInput { groupId: ID! }
input TicketIdentifierInput { ticketId: ID! }
input AssetIdentifierInput { assetId: ID! }
input RoleIdentifierInput { roleId: ID! }
input SLAIdentifierInput { id: ID! }
input ServiceItemIdentifierInput { itemId: ID! }
input RecipientIdentifierInput { email: String! }
input GetClientSiteListInput { listInfo: ListInfoInput clientId: ID }
input GetClientUserListInput { listInfo: ListInfoInput clientId: ID }
input CreateAttachmentInput { fileName: String! originalFileName: String! fileSize: String! }

input CreateClientUserInput {
  firstName: String! lastName: String email: String! contactNumber: String
  reportingManager: ClientUserIdentifierInput role: RoleIdentifierInput!
  addAssociations: [CreateClientUserAssociationInput] customFields: JSON
}
input CreateClientUserAssociationInput {
  client: ClientIdentifierInput! site: ClientSiteIdentifierInput! user: ClientUserIdentifierInput
}

input CreateTicketInput {
  subject: String! description: String descriptionAttachments: [CreateAttachmentInput]
  client: ClientIdentifierInput! site: ClientSiteIdentifierInput requester: ClientUserIdentifierInput
  techGroup: TechnicianGroupIdentifierInput technician: TechnicianIdentifierInput
  status: String requestType: String source: TicketSource! priority: String impact: String urgency: String
  category: String subcategory: String cause: String subcause: String sla: SLAIdentifierInput resolutionCode: String
  customFields: JSON addAdditionalRequester: [ClientUserIdentifierInput] addFollowers: [TechnicianIdentifierInput]
  createdTime: String updatedTime: String subSource: String sourceReferenceId: String addAssets: [AssetIdentifierInput]
  suppressCloseNotification: Boolean firstResponseTime: String resolutionTime: String
}
input UpdateTicketInput {
  ticketId: ID! subject: String client: ClientIdentifierInput site: ClientSiteIdentifierInput
  requester: ClientUserIdentifierInput techGroup: TechnicianGroupIdentifierInput technician: TechnicianIdentifierInput
  status: String priority: String impact: String urgency: String category: String subcategory: String
  cause: String subcause: String resolutionCode: String requestType: String source: TicketSource customFields: JSON
  addAdditionalRequester: [ClientUserIdentifierInput] deleteAdditionalRequester: [ClientUserIdentifierInput]
  addFollowers: [TechnicianIdentifierInput] deleteFollowers: [TechnicianIdentifierInput]
  suppressCloseNotification: Boolean firstResponseTime: String resolutionTime: String
}
input CreateTicketNoteInput {
  ticket: TicketIdentifierInput! content: String! attachments: [CreateAttachmentInput]
  addedBy: UserIdentifierInput addedOn: String privacyType: NotePrivacyType
}
input CreateTicketConversationInput {
  content: String user: UserIdentifierInput time: String toUsers: [RecipientIdentifierInput]
  ccUsers: [RecipientIdentifierInput] bccUsers: [RecipientIdentifierInput] attachments: [CreateAttachmentInput]
  ticket: TicketIdentifierInput! sendMail: Boolean
}
input CreateWorklogEntryInput {
  serviceItem: ServiceItemIdentifierInput billable: Boolean afterHours: Boolean qty: String! unitPrice: String
  billDateTime: String! notes: String workItem: WorkItemIdentifierInput! technician: TechnicianIdentifierInput
}
input WorkItemIdentifierInput { workId: ID! module: WorkModule! }
enum WorkModule { TICKET PROJECT }
`;
