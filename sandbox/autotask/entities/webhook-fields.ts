/** The fields of webhook registrations; the same for tickets and for ticket notes. Source: Autotask facts, 6 and entity lists. */
import { date, type Fields, flag, integer, text } from '../fields.js';

export const WEBHOOK_FIELDS = {
  deactivationUrl: text(500, { required: true }),
  isActive: flag({ required: true }),
  isReady: flag({ readOnly: true }),
  isSubscribedToCreateEvents: flag(),
  isSubscribedToDeleteEvents: flag(),
  isSubscribedToUpdateEvents: flag(),
  name: text(50, { required: true }),
  notificationEmailAddress: text(500),
  ownerResourceID: integer({ readOnly: true, to: 'Resources' }),
  secretKey: text(64, { required: true, queryable: false }),
  sendThresholdExceededNotification: flag({ required: true }),
  webhookGuid: text(36, { readOnly: true }),
  webhookUrl: text(500, { required: true }),
} satisfies Fields;

export const WEBHOOK_FIELD_FIELDS = {
  fieldID: integer({ required: true, picklist: true }),
  isDisplayAlwaysField: flag({ required: true }),
  isSubscribedField: flag({ required: true }),
  webhookID: integer({ required: true }),
} satisfies Fields;

export const EXCLUDED_RESOURCE_FIELDS = {
  resourceID: integer({ required: true, to: 'Resources' }),
  webhookID: integer({ required: true }),
} satisfies Fields;

export const ERROR_LOG_FIELDS = {
  accountWebhookID: integer(),
  contactWebhookID: integer(),
  createDateTime: date(),
  errorMessage: text(100),
  payload: text(100),
  sequenceNumber: integer(),
} satisfies Fields;
