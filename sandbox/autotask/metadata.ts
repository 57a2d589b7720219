/** `entityInformation`, `…/fields` and `…/userDefinedFields`. Source: Autotask facts, 5.4. */
import type { Entity } from './entities/index.js';
import { type Field, long } from './fields.js';
import type { JsonObject } from './json.js';
import type { Picklists } from './picklists.js';
import type { Doing, Rights } from './rights.js';

/** Also the fields that every record has. */
export const fieldsOf = (entity: Entity): [name: string, field: Field][] => [
  ['id', long({ required: true, readOnly: true })],
  ...Object.entries(entity.fields),
];

export function fieldInformation(entity: Entity, picklists: Picklists): JsonObject {
  return {
    fields: fieldsOf(entity).map(([name, field]) => ({
      name,
      dataType: field.type,
      length: field.length,
      isRequired: field.required,
      isReadOnly: field.readOnly,
      isQueryable: field.queryable,
      isReference: field.to !== '',
      referenceEntityType: field.to,
      isPickList: field.picklist,
      picklistValues: field.picklist ? picklists.of(entity.name, name).map((value) => ({ ...value })) : null,
      picklistParentValueField: field.parent,
      isSupportedWebhookField: field.webhook,
    })),
  };
}

export function userDefinedFieldInformation(entity: Entity): JsonObject {
  return {
    fields: entity.userDefinedFields.map(({ name, type, length }, index) => ({
      name,
      label: name,
      type,
      length,
      description: '',
      isRequired: false,
      defaultValue: null,
      isFieldMapping: false,
      isProtected: false,
      isEncrypted: false,
      numberOfDecimalPlaces: 0,
      sortOrder: index + 1,
      isPickList: false,
      picklistValues: null,
    })),
  };
}

/** What can be done with an entity at all, and what this user may do: its names follow the vendor's published answers. */
export function entityInformation(entity: Entity, rights: Rights): JsonObject {
  const can = {
    query: true,
    create: entity.writes.includes('POST'),
    update: entity.writes.includes('PATCH'),
    delete: entity.writes.includes('DELETE'),
  };
  const access = (doing: Doing) => (can[doing] && rights.may(entity.rights, doing) ? 'All' : 'None');
  return {
    info: {
      name: entity.singular,
      canCreate: can.create,
      canDelete: can.delete,
      canQuery: can.query,
      canUpdate: can.update,
      userAccessForCreate: access('create'),
      userAccessForDelete: access('delete'),
      userAccessForQuery: access('query'),
      userAccessForUpdate: access('update'),
      hasUserDefinedFields: entity.userDefinedFields.length > 0,
      supportsWebhookCallouts: entity.webhooks,
    },
  };
}
