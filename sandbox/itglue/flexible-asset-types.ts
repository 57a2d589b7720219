/** /flexible_asset_types and their fields. */
import { notFound } from './errors.js';
import { list, single } from './listing.js';
import { idOf } from './paths.js';
import type { Resource, Route } from './resource.js';
import type { FlexibleAssetField, FlexibleAssetType } from './shapes.js';
import type { Stored } from './stored.js';

const fieldAttributes = (field: FlexibleAssetField) => ({
  'flexible-asset-type-id': field.typeId,
  order: field.order,
  name: field.name,
  kind: field.kind,
  hint: null,
  decimals: null,
  'default-value': null,
  'tag-type': field.tagType,
  required: field.required,
  'use-for-title': field.useForTitle,
  expiration: false,
  'show-in-list': field.order <= 4,
  'name-key': field.nameKey,
  'created-at': field.created.toISOString(),
  'updated-at': field.updated.toISOString(),
});

export function flexibleAssetTypeRoutes(stored: Stored): Route[] {
  const types: Resource<FlexibleAssetType> = {
    type: 'flexible-asset-types',
    attributes: (type) => ({
      name: type.name,
      description: type.description,
      'created-at': type.created.toISOString(),
      'updated-at': type.updated.toISOString(),
      icon: type.icon,
      'show-in-menu': true,
      enabled: type.enabled,
    }),
    relationships: ({ id }) => ({
      'flexible-asset-fields': {
        data: stored.fieldsOf(id).map((field) => ({ id: String(field.id), type: 'flexible-asset-fields' })),
      },
    }),
    filters: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      icon: ({ icon }) => icon,
      enabled: ({ enabled }) => enabled,
    },
    sorts: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      created_at: ({ created }) => created.getTime(),
      updated_at: ({ updated }) => updated.getTime(),
    },
    includes: {
      flexible_asset_fields: ({ id }) =>
        stored.fieldsOf(id).map((field) => ({
          type: 'flexible-asset-fields',
          id: field.id,
          attributes: fieldAttributes(field),
        })),
    },
  };
  const fields: Resource<FlexibleAssetField> = {
    type: 'flexible-asset-fields',
    attributes: fieldAttributes,
    relationships: ({ typeId }) => ({
      'flexible-asset-type': { data: { id: String(typeId), type: 'flexible-asset-types' } },
    }),
    filters: { id: ({ id }) => id },
    sorts: {
      created_at: ({ created }) => created.getTime(),
      updated_at: ({ updated }) => updated.getTime(),
    },
    includes: { remote_asset_field: () => [] },
  };
  return [
    { method: 'GET', path: '/flexible_asset_types', answer: (call) => list(call, types, stored.types.all()) },
    {
      method: 'GET',
      path: '/flexible_asset_types/:id',
      answer: (call) => single(call, types, stored.types.get(idOf(call))),
    },
    {
      method: 'GET',
      path: '/flexible_asset_types/:id/relationships/flexible_asset_fields',
      answer(call) {
        const type = stored.types.get(idOf(call));
        if (!type) throw notFound();
        return list(call, fields, stored.fieldsOf(type.id));
      },
    },
    {
      method: 'GET',
      path: '/flexible_asset_fields/:id',
      answer: (call) => single(call, fields, stored.fields.get(idOf(call))),
    },
  ];
}
