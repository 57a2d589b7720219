/** The fields of resources and of the roles they may work in. Source: Autotask facts, 5.6 and entity lists. */
import { date, decimal, type Fields, flag, integer, long, text } from '../fields.js';

export const RESOURCE_FIELDS = {
  accountingReferenceID: text(100),
  dateFormat: text(100),
  defaultServiceDeskRoleID: long({ to: 'Roles' }),
  email: text(254, { required: true }),
  email2: text(100),
  email3: text(100),
  emailTypeCode: text(100, { required: true }),
  emailTypeCode2: text(100),
  emailTypeCode3: text(100),
  firstName: text(50, { required: true }),
  gender: text(100),
  greeting: integer(),
  hireDate: date({ required: true }),
  homePhone: text(25),
  initials: text(100),
  internalCost: decimal(),
  isActive: flag({ required: true }),
  lastName: text(50, { required: true }),
  licenseType: integer({ required: true, picklist: true }),
  locationID: integer({ required: true }),
  middleName: text(100),
  mobilePhone: text(25),
  numberFormat: text(100, { required: true }),
  officeExtension: text(100),
  officePhone: text(25),
  payrollType: integer({ required: true }),
  resourceType: text(100, { required: true, picklist: true }),
  suffix: integer(),
  surveyResourceRating: decimal(),
  timeFormat: text(100),
  title: text(50),
  travelAvailabilityPct: text(100),
  userName: text(32, { required: true }),
  userType: integer({ required: true }),
} satisfies Fields;

export const SERVICE_DESK_ROLE_FIELDS = {
  isActive: flag(),
  isDefault: flag(),
  resourceID: integer({ required: true, to: 'Resources' }),
  roleID: integer({ required: true, to: 'Roles' }),
} satisfies Fields;

export const ROLE_QUEUE_FIELDS = {
  queueID: integer({ required: true, picklist: true }),
  resourceID: integer({ required: true, to: 'Resources' }),
} satisfies Fields;

export const ROLE_FIELDS = {
  description: text(100),
  hourlyFactor: decimal({ required: true }),
  hourlyRate: decimal({ required: true }),
  isActive: flag({ required: true }),
  isExcludedFromNewContracts: flag(),
  isSystemRole: flag(),
  name: text(200, { required: true }),
  quoteItemDefaultTaxCategoryId: integer(),
  roleType: integer(),
} satisfies Fields;
