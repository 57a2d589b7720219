/** The fields of what stands on a ticket: notes, time, history, its category. Source: Autotask facts, 5.5, 5.8 and entity lists. */
import { date, decimal, type Fields, flag, integer, long, text } from '../fields.js';

export const TICKET_NOTE_FIELDS = {
  createDateTime: date({ readOnly: true }),
  createdByContactID: integer({ readOnly: true, to: 'Contacts' }),
  creatorResourceID: integer({ readOnly: true, to: 'Resources' }),
  description: text(32000, { required: true, webhook: true }),
  impersonatorCreatorResourceID: integer({ readOnly: true, to: 'Resources' }),
  impersonatorUpdaterResourceID: integer({ readOnly: true, to: 'Resources' }),
  lastActivityDate: date({ readOnly: true }),
  noteType: integer({ required: true, picklist: true, webhook: true }),
  publish: integer({ required: true, picklist: true, webhook: true }),
  ticketID: integer({ required: true, to: 'Tickets', webhook: true }),
  title: text(250, { webhook: true }),
} satisfies Fields;

export const SECONDARY_RESOURCE_FIELDS = {
  resourceID: long({ to: 'Resources' }),
  roleID: long({ to: 'Roles' }),
  ticketID: long({ to: 'Tickets' }),
} satisfies Fields;

export const TICKET_HISTORY_FIELDS = {
  action: text(100, { required: true, queryable: false }),
  date: date({ required: true, queryable: false }),
  detail: text(8000, { required: true, queryable: false }),
  resourceID: integer({ required: true, queryable: false, to: 'Resources' }),
  ticketID: integer({ required: true, to: 'Tickets' }),
} satisfies Fields;

export const TICKET_CATEGORY_FIELDS = {
  displayColorRgb: integer({ required: true }),
  isActive: flag({ required: true }),
  isApiOnly: flag(),
  isGlobalDefault: flag(),
  name: text(30, { required: true }),
  nickname: text(3),
} satisfies Fields;

export const TIME_ENTRY_FIELDS = {
  billingApprovalDateTime: date({ readOnly: true }),
  billingApprovalLevelMostRecent: integer({ readOnly: true }),
  billingApprovalResourceID: integer({ readOnly: true }),
  billingCodeID: integer({ to: 'BillingCodes' }),
  contractID: integer(),
  contractServiceBundleID: long(),
  contractServiceID: long(),
  createDateTime: date({ readOnly: true }),
  creatorUserID: integer({ readOnly: true, to: 'Resources' }),
  dateWorked: date(),
  endDateTime: date(),
  hoursToBill: decimal({ readOnly: true }),
  hoursWorked: decimal(),
  impersonatorCreatorResourceID: integer({ readOnly: true, to: 'Resources' }),
  impersonatorUpdaterResourceID: integer({ readOnly: true, to: 'Resources' }),
  internalBillingCodeID: integer(),
  internalNotes: text(32000),
  isInternalNotesVisibleToComanaged: flag(),
  isNonBillable: flag(),
  lastModifiedDateTime: date({ readOnly: true }),
  lastModifiedUserID: integer({ readOnly: true, to: 'Resources' }),
  offsetHours: decimal(),
  resourceID: integer({ required: true, to: 'Resources' }),
  roleID: integer({ to: 'Roles' }),
  showOnInvoice: flag(),
  startDateTime: date(),
  summaryNotes: text(32000),
  taskID: integer(),
  ticketID: integer({ to: 'Tickets' }),
  timeEntryType: integer({ readOnly: true, picklist: true }),
} satisfies Fields;

export const BILLING_CODE_FIELDS = {
  afterHoursWorkType: integer(),
  billingCodeType: integer(),
  department: integer(),
  description: text(100),
  externalNumber: text(100),
  generalLedgerAccount: integer(),
  isActive: flag({ required: true }),
  isExcludedFromNewContracts: flag(),
  markupRate: decimal(),
  name: text(200),
  taxCategoryID: integer(),
  unitCost: decimal({ required: true }),
  unitPrice: decimal({ required: true }),
  useType: integer({ picklist: true }),
} satisfies Fields;
