/** /organizations. */
import { flagOf, requiredText, sentAttributes, textOf } from './body.js';
import { notFound, unprocessable } from './errors.js';
import { list, single } from './listing.js';
import { idOf } from './paths.js';
import type { Resource, Route } from './resource.js';
import type { Organization } from './shapes.js';
import type { Stored } from './stored.js';

const TYPE_IDS = { Customer: 86, Owner: 15 } as const;
const STATUS_IDS = { Active: 68, Inactive: 69 } as const;
/** Lists cut quick notes. Source: IT Glue facts, organizations. */
const NOTES_IN_LISTS = 250;

const ORGANIZATIONS: Resource<Organization> = {
  type: 'organizations',
  attributes: (one, _call, shown) => ({
    name: one.name,
    alert: one.alert,
    description: one.description,
    'organization-type-id': TYPE_IDS[one.typeName],
    'organization-type-name': one.typeName,
    'organization-status-id': STATUS_IDS[one.statusName],
    'organization-status-name': one.statusName,
    primary: one.typeName === 'Owner',
    logo: '',
    'quick-notes': shown === 'list' ? (one.quickNotes?.slice(0, NOTES_IN_LISTS) ?? null) : one.quickNotes,
    'short-name': one.shortName,
    'created-at': one.created.toISOString(),
    'updated-at': one.updated.toISOString(),
    'parent-id': null,
    'ancestor-ids': null,
  }),
  filters: {
    id: ({ id }) => id,
    name: ({ name }) => name,
    organization_type_id: ({ typeName }) => TYPE_IDS[typeName],
    organization_status_id: ({ statusName }) => STATUS_IDS[statusName],
    my_glue_account_id: () => null,
    psa_id: ({ psa }) => psa?.companyId ?? null,
    psa_integration_type: ({ psa }) => psa?.integration ?? null,
    group_id: () => null,
    primary: ({ typeName }) => typeName === 'Owner',
  },
  excludable: ['id', 'name', 'organization_type_id', 'organization_status_id'],
  together: [['psa_id', 'psa_integration_type']],
  times: { created_at: ({ created }) => created, updated_at: ({ updated }) => updated },
  sorts: {
    name: ({ name }) => name,
    id: ({ id }) => id,
    updated_at: ({ updated }) => updated.getTime(),
    organization_status_name: ({ statusName }) => statusName,
    organization_type_name: ({ typeName }) => typeName,
    created_at: ({ created }) => created.getTime(),
    short_name: ({ shortName }) => shortName,
  },
  includes: { adapters_resources: () => [], attachments: () => [], rmm_companies: () => [] },
};

const WRITABLE = ['name', 'alert', 'description', 'short-name', 'quick-notes', 'primary'] as const;

export function organizationRoutes(stored: Stored): Route[] {
  return [
    {
      method: 'GET',
      path: '/organizations',
      answer: (call) => list(call, ORGANIZATIONS, stored.organizations.all()),
    },
    {
      method: 'GET',
      path: '/organizations/:id',
      answer: (call) => single(call, ORGANIZATIONS, stored.organizations.get(idOf(call))),
    },
    {
      method: 'PATCH',
      path: '/organizations/:id',
      answer(call) {
        const organization = stored.organizations.get(idOf(call));
        if (!organization) throw notFound();
        const sent = sentAttributes(call, ORGANIZATIONS.type, WRITABLE);
        // Source: IT Glue facts, organizations.
        if (organization.psa) throw unprocessable('Organizations that are synced with a PSA cannot be updated.');
        flagOf(sent, 'primary', false);
        const kept = stored.organizations.put({
          ...organization,
          name: requiredText(sent, 'name', organization.name),
          alert: textOf(sent, 'alert') ?? organization.alert,
          description: textOf(sent, 'description') ?? organization.description,
          quickNotes: textOf(sent, 'quick-notes') ?? organization.quickNotes,
          updated: call.at,
        });
        return single(call, ORGANIZATIONS, kept, { write: true });
      },
    },
  ];
}
