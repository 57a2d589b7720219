/** What the pretend HaloPSA keeps. Field names on the wire are in `views.ts` and `ticket-views.ts`. */

export interface Client {
  id: number;
  name: string;
  inactive: boolean;
  mainSiteId: number;
  created: Date;
}

export interface Site {
  id: number;
  name: string;
  clientId: number;
  inactive: boolean;
}

export interface User {
  id: number;
  name: string;
  firstName: string;
  surname: string;
  email: string | null;
  phone: string | null;
  mobile: string | null;
  siteId: number;
  clientId: number;
  inactive: boolean;
  notes: string | null;
  updated: Date;
}

export interface Agent {
  id: number;
  name: string;
  firstName: string;
  surname: string;
  email: string;
  initials: string;
  /** Name of the main team. */
  team: string;
  disabled: boolean;
}

export interface Asset {
  id: number;
  inventoryNumber: string;
  clientId: number;
  siteId: number;
  userId: number | null;
  typeId: number;
  typeName: string;
  serialNumber: string;
  inactive: boolean;
}

export interface Status {
  id: number;
  name: string;
  shortName: string;
  colour: string;
  sequence: number;
  slaAction: string;
  closes: boolean;
  /** Ticket types that may have it; all when absent. */
  ticketTypeIds?: readonly number[];
}

export interface Priority {
  id: string;
  slaId: number;
  priorityId: number;
  name: string;
  fixHours: number;
  responseHours: number;
  hidden: boolean;
}

export interface Team {
  id: number;
  name: string;
  forRequests: boolean;
  forOpportunities: boolean;
  inactive: boolean;
  sequence: number;
}

/** Fields of a ticket that a type can make mandatory. */
export type MandatoryField = 'category_1' | 'impact' | 'urgency' | 'user_id';

export interface TicketType {
  id: number;
  name: string;
  slaId: number;
  defaultTeam: string;
  defaultPriority: number;
  initialStatus: number;
  agentsCanSelect: boolean;
  mandatory: readonly MandatoryField[];
}

export interface Category {
  id: number;
  /** 1 to 4: which of a ticket's categories it is for. */
  typeId: number;
  /** The whole path, e.g. `Software>Outlook`. */
  value: string;
}

export interface Outcome {
  id: number;
  outcome: string;
  buttonName: string;
  sequence: number;
  hidden: boolean;
  hidesFromUser: boolean;
  sendsEmail: boolean;
  /** Status that the action gives the ticket; none when absent. */
  newStatus?: number;
  /** Above zero for what HaloPSA writes by itself. */
  systemId: number;
}

export interface LookupEntry {
  lookupId: number;
  id: number;
  name: string;
}

export interface CustomFieldDefinition {
  id: number;
  name: string;
  label: string;
}

export interface CustomFieldValue {
  fieldId: number;
  value: string;
}

export interface Ticket {
  id: number;
  summary: string;
  details: string;
  detailsHtml: string | null;
  ticketTypeId: number;
  statusId: number;
  slaId: number;
  priorityId: number;
  clientId: number;
  siteId: number;
  /** Null where a ticket is only a client's. */
  userId: number | null;
  agentId: number;
  /** By name. */
  team: string;
  /** Four of them. */
  categories: readonly (string | null)[];
  impact: number;
  urgency: number;
  source: number;
  reportedBy: string | null;
  createdBy: string;
  reference: string | null;
  clientReference: string | null;
  supplierReference: string | null;
  thirdPartyId: string | null;
  customFields: readonly CustomFieldValue[];
  assetIds: readonly number[];
  timeTaken: number;
  occurred: Date;
  created: Date;
  updated: Date;
  lastAction: Date;
  /** Set while the ticket is closed. */
  closed: Date | null;
  closedByAgentId: number | null;
}

export interface Action {
  ticketId: number;
  /** Counted per ticket. */
  id: number;
  guid: string;
  outcome: string;
  outcomeId: number;
  systemId: number;
  who: string;
  /** 0 an end user, 1 an agent. Unconfirmed. */
  whoType: 0 | 1;
  whoAgentId: number | null;
  whoUserId: number | null;
  /** Client id of the application that wrote it. */
  applicationId: string | null;
  at: Date;
  updated: Date;
  note: string;
  noteHtml: string;
  hidden: boolean;
  important: boolean;
  emailDirection: 'I' | 'O' | null;
  emailFrom: string | null;
  emailTo: string | null;
  emailSubject: string | null;
  emailed: Date | null;
  timeTaken: number;
  oldStatus: number;
  newStatus: number;
}

export interface WebhookEventEntry {
  eventno: number;
  type: number;
}

export interface Webhook {
  id: string;
  name: string;
  url: string;
  type: number;
  /** 0 none, 1 basic. */
  authenticationType: 0 | 1;
  username: string;
  password: string;
  active: boolean;
  events: readonly WebhookEventEntry[];
  lastStatus: number;
}

export interface WebhookDelivery {
  id: string;
  webhookId: string;
  at: Date;
  ticketId: number;
  requestBody: string;
  /** 0 when nobody answered. */
  status: number;
  responseBody: string;
  failed: boolean;
}
