/** /flexible_assets. A list needs the type; its filters are spelt with dashes. */
import { flagOf, numberOf, sentAttributes } from './body.js';
import { notFound, unprocessable } from './errors.js';
import { list, single } from './listing.js';
import { embeddedIn } from './passwords.js';
import { idOf, organizationIn } from './paths.js';
import { answer, type Call, type Resource, type Route } from './resource.js';
import type { FlexibleAsset } from './shapes.js';
import type { Stored } from './stored.js';
import { checkedTraits, shownTraits, titleOf } from './traits.js';

const WRITABLE = ['id', 'organization-id', 'restricted', 'flexible-asset-type-id', 'archived', 'traits'] as const;

export function flexibleAssetRoutes(stored: Stored): Route[] {
  const nothing = () => [];
  const nameOf = (one: FlexibleAsset) => titleOf(stored.fieldsOf(one.typeId), one.traits);
  const resource: Resource<FlexibleAsset> = {
    type: 'flexible-assets',
    attributes: (one, call) => ({
      'organization-id': one.organizationId,
      'organization-name': stored.organizations.get(one.organizationId)?.name ?? null,
      'resource-url': `${call.base}/${one.organizationId}/assets/${one.typeId}/records/${one.id}`,
      restricted: one.restricted,
      'my-glue': false,
      'flexible-asset-type-id': one.typeId,
      'flexible-asset-type-name': stored.types.get(one.typeId)?.name ?? null,
      name: nameOf(one),
      traits: shownTraits(stored, one, call),
      archived: one.archived,
      'created-at': one.created.toISOString(),
      'updated-at': one.updated.toISOString(),
    }),
    filters: {
      'flexible-asset-type-id': ({ typeId }) => typeId,
      name: nameOf,
      'organization-id': ({ organizationId }) => organizationId,
    },
    required: 'flexible-asset-type-id',
    sorts: {
      name: nameOf,
      created_at: ({ created }) => created.getTime(),
      updated_at: ({ updated }) => updated.getTime(),
    },
    includes: {
      adapters_resources: nothing,
      distinct_remote_assets: nothing,
      attachments: nothing,
      passwords: (one, call) => embeddedIn(stored, 'Flexible Asset', one.id, call),
      user_resource_accesses: nothing,
      group_resource_accesses: nothing,
    },
  };
  const there = (call: Call): FlexibleAsset => {
    const asset = stored.assets.get(idOf(call));
    if (!asset) throw notFound();
    return asset;
  };
  const create: Route['answer'] = (call) => {
    const sent = sentAttributes(call, resource.type, WRITABLE);
    const organizationId = organizationIn(stored, call) ?? numberOf(sent, 'organization-id') ?? 0;
    if (!stored.organizations.get(organizationId))
      throw unprocessable('organization-id is required.', 'organization-id');
    const typeId = numberOf(sent, 'flexible-asset-type-id') ?? 0;
    if (!stored.types.get(typeId)) throw unprocessable('flexible-asset-type-id is required.', 'flexible-asset-type-id');
    const traits = checkedTraits(stored.fieldsOf(typeId), sent.traits);
    const made = stored.assets.add((id) => ({
      id,
      organizationId,
      typeId,
      traits,
      restricted: flagOf(sent, 'restricted', false),
      archived: flagOf(sent, 'archived', false),
      created: call.at,
      updated: call.at,
    }));
    return single(call, resource, made, { status: call.switches.createdStatus, write: true });
  };
  return [
    { method: 'GET', path: '/flexible_assets', answer: (call) => list(call, resource, stored.assets.all()) },
    { method: 'GET', path: '/flexible_assets/:id', answer: (call) => single(call, resource, there(call)) },
    { method: 'POST', path: '/flexible_assets', answer: create },
    { method: 'POST', path: '/organizations/:organization/relationships/flexible_assets', answer: create },
    {
      method: 'PATCH',
      path: '/flexible_assets/:id',
      answer(call) {
        const asset = there(call);
        const sent = sentAttributes(call, resource.type, WRITABLE);
        const fields = stored.fieldsOf(asset.typeId);
        const merged = call.switches.traitsOnPatch === 'merge' ? asset.traits : {};
        const traits =
          sent.traits === undefined
            ? asset.traits
            : checkedTraits(fields, typeof sent.traits === 'object' ? { ...merged, ...sent.traits } : sent.traits);
        const kept = stored.assets.put({
          ...asset,
          traits,
          restricted: flagOf(sent, 'restricted', asset.restricted),
          archived: flagOf(sent, 'archived', asset.archived),
          updated: call.at,
        });
        return single(call, resource, kept, { write: true });
      },
    },
    {
      method: 'DELETE',
      path: '/flexible_assets/:id',
      answer(call) {
        const { id } = there(call);
        stored.assets.remove(id);
        return answer(200, { data: { id: String(id), type: resource.type, attributes: {} } }, true);
      },
    },
  ];
}
