/** /configurations: devices. There is no filter for a hostname. */
import { embeddedIn } from './passwords.js';
import { readRoutes } from './paths.js';
import type { Resource, Route } from './resource.js';
import type { Configuration } from './shapes.js';
import type { Stored } from './stored.js';

const TYPE_IDS = { workstation: 61, laptop: 62, server: 65, firewall: 41, printer: 44 } as const;
const STATUS_IDS = { Active: 29, Inactive: 30 } as const;

export function configurationRoutes(stored: Stored): Route[] {
  const nothing = () => [];
  const resource: Resource<Configuration> = {
    type: 'configurations',
    attributes(one, { base }) {
      const organization = stored.organizations.get(one.organizationId);
      const contact = one.contactId === null ? undefined : stored.contacts.get(one.contactId);
      return {
        'organization-id': one.organizationId,
        'organization-name': organization?.name ?? null,
        'resource-url': `${base}/${one.organizationId}/configurations/${one.id}`,
        name: one.name,
        hostname: one.hostname,
        'primary-ip': one.primaryIp,
        'mac-address': one.macAddress,
        'serial-number': one.serialNumber,
        'asset-tag': one.assetTag,
        position: null,
        'installed-by': null,
        'purchased-by': null,
        notes: one.notes,
        'operating-system-notes': null,
        'warranty-expires-at': one.warrantyExpires,
        'installed-at': one.installed,
        'purchased-at': null,
        'created-at': one.created.toISOString(),
        'updated-at': one.updated.toISOString(),
        'organization-short-name': organization?.shortName ?? null,
        'configuration-type-id': TYPE_IDS[one.typeKind],
        'configuration-type-name': one.typeName,
        'configuration-type-kind': one.typeKind,
        'configuration-status-id': STATUS_IDS[one.statusName],
        'configuration-status-name': one.statusName,
        'manufacturer-id': null,
        'manufacturer-name': one.manufacturerName,
        'model-id': null,
        'model-name': one.modelName,
        'operating-system-id': null,
        'operating-system-name': one.operatingSystemName,
        'location-id': null,
        'location-name': null,
        'contact-id': one.contactId,
        'contact-name': contact ? `${contact.firstName} ${contact.lastName}` : null,
        archived: one.archived,
      };
    },
    relationships: () => ({ 'configuration-interfaces': { data: [] } }),
    filters: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      organization_id: ({ organizationId }) => organizationId,
      configuration_type_id: ({ typeKind }) => TYPE_IDS[typeKind],
      configuration_status_id: ({ statusName }) => STATUS_IDS[statusName],
      contact_id: ({ contactId }) => contactId,
      serial_number: ({ serialNumber }) => serialNumber,
      mac_address: ({ macAddress }) => macAddress,
      asset_tag: ({ assetTag }) => assetTag,
      psa_id: () => null,
      psa_integration_type: () => null,
      rmm_id: ({ rmm }) => rmm?.id ?? null,
      rmm_integration_type: ({ rmm }) => rmm?.integration ?? null,
      archived: ({ archived }) => archived,
    },
    together: [
      ['psa_id', 'psa_integration_type'],
      ['rmm_id', 'rmm_integration_type'],
    ],
    sorts: {
      name: ({ name }) => name,
      id: ({ id }) => id,
      created_at: ({ created }) => created.getTime(),
      updated_at: ({ updated }) => updated.getTime(),
    },
    includes: {
      adapters_resources: nothing,
      configuration_interfaces: nothing,
      rmm_records: nothing,
      passwords: (one, call) => embeddedIn(stored, 'Configuration', one.id, call),
      attachments: nothing,
      tickets: nothing,
      dnet_fa_remote_assets: nothing,
      user_resource_accesses: nothing,
      group_resource_accesses: nothing,
    },
  };
  return readRoutes(stored, 'configurations', resource, stored.configurations);
}
