/**
 * The entities that are served: their fields, where they are written, and which rights that needs.
 * Source: Autotask facts, 5 and 6, and entity lists.
 */
import type { Fields, UserDefinedField } from '../fields.js';
import type { RightsFor } from '../rights.js';
import { COMPANY_FIELDS } from './company-fields.js';
import { CONFIGURATION_ITEM_FIELDS } from './configuration-item-fields.js';
import { CONTACT_FIELDS } from './contact-fields.js';
import { RESOURCE_FIELDS, ROLE_FIELDS, ROLE_QUEUE_FIELDS, SERVICE_DESK_ROLE_FIELDS } from './resource-fields.js';
import { TICKET_FIELDS } from './ticket-fields.js';
import { ERROR_LOG_FIELDS, EXCLUDED_RESOURCE_FIELDS, WEBHOOK_FIELD_FIELDS, WEBHOOK_FIELDS } from './webhook-fields.js';
import {
  BILLING_CODE_FIELDS,
  SECONDARY_RESOURCE_FIELDS,
  TICKET_CATEGORY_FIELDS,
  TICKET_HISTORY_FIELDS,
  TICKET_NOTE_FIELDS,
  TIME_ENTRY_FIELDS,
} from './work-fields.js';

export type Write = 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface Entity {
  name: EntityName;
  /** As error texts and webhooks call one of them. */
  singular: string;
  fields: Fields;
  userDefinedFields: readonly UserDefinedField[];
  rights: RightsFor;
  /** Which verbs change it, at `/{Entity}`, or below its parent where it has one. */
  writes: readonly Write[];
  /** `/Tickets/{id}/Notes`: the parent's name, the path below it, the field that holds the parent's id. */
  parent?: { entity: EntityName; path: string; field: string };
  /** Whether webhooks tell of its changes. */
  webhooks: boolean;
}

type Definition = Pick<Entity, 'singular' | 'fields' | 'rights'> &
  Partial<Pick<Entity, 'userDefinedFields' | 'writes' | 'webhooks'>> & {
    parent?: { entity: string; path: string; field: string };
  };

const TICKET_RIGHTS: RightsFor = { query: 'Read tickets', create: 'Edit tickets', delete: 'Edit tickets' };
const WEBHOOK_RIGHTS: RightsFor = {
  query: 'Create webhooks',
  create: 'Create webhooks',
  update: 'Create webhooks',
  delete: 'Create webhooks',
};
const ALL: readonly Write[] = ['POST', 'PATCH', 'PUT', 'DELETE'];
const webhook = (singular: string): Definition => ({
  singular,
  fields: WEBHOOK_FIELDS,
  rights: WEBHOOK_RIGHTS,
  writes: ALL,
});
const webhookChild = (singular: string, entity: string, path: string, fields: Fields, writes = ALL): Definition => ({
  singular,
  fields,
  rights: WEBHOOK_RIGHTS,
  writes,
  parent: { entity, path, field: 'webhookID' },
});

const DEFINITIONS = {
  Companies: {
    singular: 'Company',
    fields: COMPANY_FIELDS,
    userDefinedFields: [{ name: 'Service Tier', type: 'string', length: 50 }],
    rights: { query: 'Read companies', create: 'Add companies', update: 'Edit companies' },
    writes: ['POST', 'PATCH', 'PUT'],
  },
  Contacts: {
    singular: 'Contact',
    fields: CONTACT_FIELDS,
    userDefinedFields: [{ name: 'Preferred Name', type: 'string', length: 50 }],
    rights: {
      query: 'Read contacts',
      create: 'Add contacts',
      update: 'Edit contacts',
      delete: 'Delete contacts',
    },
    writes: ALL,
    parent: { entity: 'Companies', path: 'Contacts', field: 'companyID' },
  },
  Tickets: {
    singular: 'Ticket',
    fields: TICKET_FIELDS,
    userDefinedFields: [{ name: 'Environment', type: 'string', length: 100 }],
    rights: { query: 'Read tickets', create: 'Add tickets', update: 'Edit tickets' },
    writes: ['POST', 'PATCH', 'PUT'],
    webhooks: true,
  },
  TicketNotes: {
    singular: 'TicketNote',
    fields: TICKET_NOTE_FIELDS,
    rights: { query: 'Read ticket notes', create: 'Add ticket notes', update: 'Edit ticket notes' },
    writes: ['POST', 'PATCH', 'PUT'],
    parent: { entity: 'Tickets', path: 'Notes', field: 'ticketID' },
    webhooks: true,
  },
  TicketSecondaryResources: {
    singular: 'TicketSecondaryResource',
    fields: SECONDARY_RESOURCE_FIELDS,
    rights: TICKET_RIGHTS,
    writes: ['POST', 'DELETE'],
    parent: { entity: 'Tickets', path: 'SecondaryResources', field: 'ticketID' },
  },
  TicketCategories: { singular: 'TicketCategory', fields: TICKET_CATEGORY_FIELDS, rights: {} },
  TicketHistory: { singular: 'TicketHistory', fields: TICKET_HISTORY_FIELDS, rights: { query: 'Read tickets' } },
  Resources: { singular: 'Resource', fields: RESOURCE_FIELDS, rights: { query: 'Read resources' } },
  Roles: { singular: 'Role', fields: ROLE_FIELDS, rights: { query: 'Read resources' } },
  ResourceServiceDeskRoles: {
    singular: 'ResourceServiceDeskRole',
    fields: SERVICE_DESK_ROLE_FIELDS,
    rights: { query: 'Read resources' },
  },
  ResourceRoleQueues: {
    singular: 'ResourceRoleQueue',
    fields: ROLE_QUEUE_FIELDS,
    rights: { query: 'Read resources' },
  },
  ConfigurationItems: {
    singular: 'ConfigurationItem',
    fields: CONFIGURATION_ITEM_FIELDS,
    userDefinedFields: [{ name: 'Asset Tag', type: 'string', length: 50 }],
    rights: {
      query: 'Read configuration items',
      create: 'Add configuration items',
      update: 'Edit configuration items',
    },
    writes: ['POST', 'PATCH', 'PUT'],
  },
  TimeEntries: {
    singular: 'TimeEntry',
    fields: TIME_ENTRY_FIELDS,
    rights: {
      query: 'Read time entries',
      create: 'Add time entries',
      update: 'Edit time entries',
      delete: 'Delete time entries',
    },
    writes: ALL,
  },
  BillingCodes: { singular: 'BillingCode', fields: BILLING_CODE_FIELDS, rights: {} },
  TicketWebhooks: webhook('TicketWebhook'),
  TicketWebhookFields: webhookChild('TicketWebhookField', 'TicketWebhooks', 'Fields', WEBHOOK_FIELD_FIELDS),
  TicketWebhookExcludedResources: webhookChild(
    'TicketWebhookExcludedResource',
    'TicketWebhooks',
    'ExcludedResources',
    EXCLUDED_RESOURCE_FIELDS,
    ['POST', 'DELETE'],
  ),
  TicketNoteWebhooks: webhook('TicketNoteWebhook'),
  TicketNoteWebhookFields: webhookChild('TicketNoteWebhookField', 'TicketNoteWebhooks', 'Fields', WEBHOOK_FIELD_FIELDS),
  TicketNoteWebhookExcludedResources: webhookChild(
    'TicketNoteWebhookExcludedResource',
    'TicketNoteWebhooks',
    'ExcludedResources',
    EXCLUDED_RESOURCE_FIELDS,
    ['POST', 'DELETE'],
  ),
  WebhookEventErrorLogs: { singular: 'WebhookEventErrorLog', fields: ERROR_LOG_FIELDS, rights: WEBHOOK_RIGHTS },
} satisfies Record<string, Definition>;

export type EntityName = keyof typeof DEFINITIONS;

const isName = (name: string): name is EntityName => Object.hasOwn(DEFINITIONS, name);

function entityOf(name: EntityName): Entity {
  const { parent, ...definition }: Definition = DEFINITIONS[name];
  const above = parent && isName(parent.entity) ? { parent: { ...parent, entity: parent.entity } } : {};
  return { userDefinedFields: [], writes: [], webhooks: false, ...definition, ...above, name };
}

export const ENTITIES: readonly Entity[] = Object.keys(DEFINITIONS).filter(isName).map(entityOf);

/** Of a name in any case; undefined when there is no such entity. */
export const entityNamed = (name: string): Entity | undefined =>
  ENTITIES.find((entity) => entity.name.toLowerCase() === name.toLowerCase());

/** `/{parent}/{id}/{path}`, in any case. */
export const childNamed = (parent: EntityName, path: string): Entity | undefined =>
  ENTITIES.find(
    (entity) => entity.parent?.entity === parent && entity.parent.path.toLowerCase() === path.toLowerCase(),
  );

/** An entity that exists by the type of its name. */
export const entity = (name: EntityName): Entity => entityOf(name);
