/** What the served part of the MSP schema answers with. Types and fields are the reference's; see schema.test.ts. */
export const OUTPUTS = /* GraphQL */ `
scalar JSON

type ListInfo { page: Int pageSize: Int sort: [Sort] condition: JSON hasMore: Boolean totalCount: Int }
type Sort { attribute: String order: SortOrder }
enum SortOrder { ASC DESC }

type Client {
  accountId: ID! name: String! stage: String! status: String emailDomains: [String]
  accountManager: JSON primaryContact: JSON secondaryContact: JSON hqSite: JSON technicianGroups: JSON customFields: JSON
}
type ClientList { clients: [Client] listInfo: ListInfo }
type ClientStage { stageId: ID! name: String! constant: String statuses: [ClientStatus] }
type ClientStatus { statusId: ID! name: String constant: String }
type ClientSite {
  id: ID! name: String! timezoneCode: String! working24x7: Boolean!
  line1: String line2: String line3: String city: String postalCode: String countryCode: String stateCode: String
  contactNumber: String client: JSON! hq: Boolean
}
type ClientSiteList { sites: [ClientSite] listInfo: ListInfo }

type ClientUser {
  userId: ID! firstName: String! lastName: String name: String! email: String! contactNumber: String
  reportingManager: JSON site: JSON role: JSON! client: JSON customFields: JSON
}
type ClientUserList { userList: [ClientUser] listInfo: ListInfo }
type ClientUserAssociation { id: ID! client: Client! site: ClientSite! user: ClientUser! }
type ClientUserAssociationList { associations: [ClientUserAssociation] listInfo: ListInfo }
type Role { roleId: ID! name: String! description: String roleType: RoleType roleUserList: JSON }
type RoleType { roleTypeId: ID! name: String! }

type Technician {
  userId: ID! firstName: String! lastName: String name: String! email: String! contactNumber: String
  emailSignature: String designation: JSON businessFunction: JSON team: JSON reportingManager: JSON role: JSON groups: JSON
}
type TechnicianList { userList: [Technician] listInfo: ListInfo }
type TechnicianGroup { groupId: ID! name: String! }

type Ticket {
  ticketId: ID! displayId: String! subject: String! ticketType: TicketType requestType: String source: TicketSource!
  client: JSON site: JSON requester: JSON additionalRequester: JSON followers: JSON techGroup: JSON technician: JSON
  status: String priority: String impact: String urgency: String category: String subcategory: String
  cause: String subcause: String resolutionCode: String sla: JSON createdTime: String updatedTime: String
  firstResponseDueTime: String firstResponseTime: String firstResponseViolated: Boolean
  resolutionDueTime: String resolutionTime: String resolutionViolated: Boolean
  customFields: JSON worklogTimespent: String
}
type TicketList { tickets: [Ticket] listInfo: ListInfo }
enum TicketType { INCIDENT SERVICE_REQUEST }
enum TicketSource { FORM AGENT EMAIL AI PHONE INTEGRATION }

type Attachment { fileName: String! originalFileName: String! fileSize: String! }
type RecipientInfo { user: JSON! }
type TicketConversation {
  conversationId: ID! content: String time: String! user: JSON
  toUsers: [RecipientInfo] ccUsers: [RecipientInfo] bccUsers: [RecipientInfo]
  attachments: [Attachment] type: TicketConversationType!
}
enum TicketConversationType { DESCRIPTION REQ_REPLY REQ_NOTIFICATION TECH_REPLY TECH_NOTIFICATION }
type Note {
  noteId: ID! addedBy: JSON addedOn: String! content: String! attachments: [Attachment] privacyType: NotePrivacyType
}
enum NotePrivacyType { PUBLIC PRIVATE }

type Status { id: ID! name: String! description: String }
type Priority { id: ID! name: String! colorCode: String }
type Impact { id: ID! name: String! }
type Urgency { id: ID! name: String! }
type Category { id: ID! name: String! subCategories: [SubCategory] }
type SubCategory { id: ID! name: String! }
type Cause { id: ID! name: String! subCauses: [SubCause] }
type SubCause { id: ID! name: String! description: String }
type ResolutionCode { id: ID! name: String! description: String }
type SLA { id: ID! name: String! }

type Asset {
  assetId: ID name: String! assetClass: JSON! client: JSON! site: JSON! requester: JSON! primaryMac: String
  loggedInUser: String serialNumber: String manufacturer: String model: String hostName: String publicIp: String
  gateway: String platform: String domain: String status: String sysUptime: String lastCommunicatedTime: String
  agentVersion: String platformFamily: String platformCategory: String platformVersion: String patchStatus: String
  warrantyExpiryDate: String purchasedDate: String customFields: JSON lastReportedTime: String deviceCategory: JSON
}
type AssetList { assets: [Asset] listInfo: ListInfo }

type WorklogEntry {
  itemId: ID! status: OfferedItemAuditStatus! serviceItem: JSON! billable: Boolean! afterHours: Boolean! qty: String!
  unitPrice: String billDateTime: String! technician: JSON! notes: String workItem: JSON!
}
enum OfferedItemAuditStatus { PENDING APPROVED IGNORED INVOICED UNDER_CONTRACT }
type ServiceItem {
  itemId: ID! name: String! description: String quantityType: ServiceItemQuantityType! useAsWorklogItem: Boolean
  unitPrice: String
}
type ServiceItemList { items: [ServiceItem] listInfo: ListInfo }
enum ServiceItemQuantityType { UNITS HOURS BLOCK_HOURS BLOCK_MONEY }
`;
