/**
 * What the pretend ConnectWise stores and answers: the fields of the vendor's models that a service desk uses.
 * Type aliases rather than interfaces, so that the query language can read them as plain rows.
 * Source: ConnectWise facts, API model 2025.1.
 */
export type Info = { lastUpdated: string; updatedBy: string; dateEntered: string; enteredBy: string };
export type Reference = { id: number; name: string };
export type IdentifiedReference = { id: number; identifier: string; name: string };
export type SortedReference = { id: number; name: string; sort: number };

export type Ticket = {
  id: number;
  summary: string;
  recordType: string;
  board: Reference;
  status: SortedReference;
  company: IdentifiedReference;
  site: Reference | null;
  contact: Reference | null;
  contactName: string | null;
  contactPhoneNumber: string | null;
  contactPhoneExtension: string | null;
  contactEmailAddress: string | null;
  type: Reference | null;
  subType: Reference | null;
  item: Reference | null;
  team: Reference | null;
  owner: IdentifiedReference | null;
  priority: SortedReference;
  source: Reference | null;
  requiredDate: string | null;
  severity: string;
  impact: string;
  externalXRef: string | null;
  poNumber: string | null;
  customerUpdatedFlag: boolean;
  automaticEmailContactFlag: boolean;
  automaticEmailResourceFlag: boolean;
  automaticEmailCcFlag: boolean;
  automaticEmailCc: string | null;
  closedDate: string | null;
  closedBy: string | null;
  closedFlag: boolean;
  dateResolved: string | null;
  actualHours: number;
  resources: string | null;
  parentTicketId: number | null;
  hasChildTicket: boolean;
  location: Reference;
  department: IdentifiedReference;
  customFields: CustomField[];
  _info: Info;
};

export type CustomField = {
  id: number;
  caption: string;
  type: string;
  entryMethod: string;
  numberOfDecimals: number;
  value: string | null;
};

export type ServiceNote = {
  id: number;
  ticketId: number;
  text: string;
  detailDescriptionFlag: boolean;
  internalAnalysisFlag: boolean;
  resolutionFlag: boolean;
  issueFlag: boolean;
  member: IdentifiedReference | null;
  contact: Reference | null;
  customerUpdatedFlag: boolean;
  processNotifications: boolean;
  dateCreated: string;
  createdBy: string;
  internalFlag: boolean;
  externalFlag: boolean;
  _info: Info;
};

export type Company = {
  id: number;
  identifier: string;
  name: string;
  status: Reference;
  types: Reference[];
  addressLine1: string | null;
  city: string;
  state: string | null;
  phoneNumber: string;
  website: string;
  territory: Reference;
  defaultContact: Reference | null;
  site: Reference;
  deletedFlag: boolean;
  customFields: CustomField[];
  _info: Info;
};

export type CommunicationItem = {
  id: number;
  type: Reference;
  value: string;
  extension: string | null;
  defaultFlag: boolean;
  communicationType: string;
  domain: string | null;
};

export type Contact = {
  id: number;
  firstName: string;
  lastName: string;
  nickName: string | null;
  company: IdentifiedReference;
  site: Reference | null;
  inactiveFlag: boolean;
  title: string | null;
  defaultPhoneType: string | null;
  defaultPhoneNbr: string | null;
  defaultPhoneExtension: string | null;
  defaultFlag: boolean;
  communicationItems: CommunicationItem[];
  types: Reference[];
  customFields: CustomField[];
  _info: Info;
};

export type Member = {
  id: number;
  identifier: string;
  licenseClass: string;
  inactiveFlag: boolean;
  firstName: string;
  lastName: string;
  hireDate: string;
  officeEmail: string;
  primaryEmail: string;
  defaultEmail: string;
  defaultPhone: string;
  securityRole: Reference;
  _info: Info;
};

export type Board = {
  id: number;
  name: string;
  location: Reference;
  department: IdentifiedReference;
  inactiveFlag: boolean;
  projectFlag: boolean;
  _info: Info;
};

export type BoardStatus = {
  id: number;
  name: string;
  board: Reference;
  sortOrder: number;
  displayOnBoard: boolean;
  inactive: boolean;
  closedStatus: boolean;
  timeEntryNotAllowed: boolean;
  defaultFlag: boolean;
  escalationStatus: string;
  _info: Info;
};

/** A type, subtype or item of one board. */
export type BoardChoice = {
  id: number;
  name: string;
  board: Reference;
  inactiveFlag: boolean;
  _info: Info;
};

export type BoardTeam = {
  id: number;
  name: string;
  teamLeader: IdentifiedReference;
  members: number[];
  defaultFlag: boolean;
  notifyOnTicketDelete: boolean;
  boardId: number;
  _info: Info;
};

export type Priority = {
  id: number;
  name: string;
  color: string;
  sortOrder: number;
  defaultFlag: boolean;
  _info: Info;
};

/** A lookup that is little more than its name. */
export type Lookup = { id: number; name: string; defaultFlag: boolean; _info: Info };
export type CompanyStatus = Lookup & { inactiveFlag: boolean };
export type CompanyType = Lookup & { vendorFlag: boolean };

export type Callback = {
  id: number;
  description: string | null;
  url: string;
  objectId: number;
  type: string;
  level: string;
  memberId: number;
  inactiveFlag: boolean;
  isSoapCallbackFlag: boolean;
  isSelfSuppressedFlag: boolean;
  _info: Info;
};

export type ScheduleEntry = {
  id: number;
  objectId: number;
  name: string;
  member: IdentifiedReference;
  type: { id: number; identifier: string };
  status: Reference;
  dateStart: string | null;
  dateEnd: string | null;
  doneFlag: boolean;
  acknowledgedFlag: boolean;
  ownerFlag: boolean;
  _info: Info;
};

export type TimeEntry = {
  id: number;
  company: IdentifiedReference;
  chargeToId: number;
  chargeToType: string;
  member: IdentifiedReference;
  timeStart: string;
  timeEnd: string | null;
  actualHours: number;
  billableOption: string;
  notes: string | null;
  internalNotes: string | null;
  addToDetailDescriptionFlag: boolean;
  addToInternalAnalysisFlag: boolean;
  addToResolutionFlag: boolean;
  emailContactFlag: boolean;
  emailResourceFlag: boolean;
  emailCcFlag: boolean;
  ticket: { id: number; summary: string };
  _info: Info;
};

export type Configuration = {
  id: number;
  name: string;
  type: Reference;
  status: Reference;
  company: IdentifiedReference;
  contact: Reference | null;
  serialNumber: string;
  tagNumber: string;
  osType: string;
  lastLoginName: string | null;
  activeFlag: boolean;
  _info: Info;
};
