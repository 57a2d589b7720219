/** /contacts. */
import { embeddedIn } from './passwords.js';
import { readRoutes } from './paths.js';
import type { Resource, Route } from './resource.js';
import type { Contact } from './shapes.js';
import type { Stored } from './stored.js';

export function contactRoutes(stored: Stored): Route[] {
  const nothing = () => [];
  const resource: Resource<Contact> = {
    type: 'contacts',
    attributes: (one) => ({
      'organization-id': one.organizationId,
      'organization-name': stored.organizations.get(one.organizationId)?.name ?? null,
      name: `${one.firstName} ${one.lastName}`,
      'first-name': one.firstName,
      'last-name': one.lastName,
      title: one.title,
      'contact-type-id': 24,
      'contact-type-name': 'End user',
      'location-id': null,
      'location-name': null,
      important: one.important,
      notes: null,
      'created-at': one.created.toISOString(),
      'updated-at': one.updated.toISOString(),
      'contact-emails': [{ value: one.email, primary: true, 'label-name': 'Work' }],
      'contact-phones': [
        {
          value: one.phone.replace(/^\+1/, ''),
          extension: null,
          primary: true,
          'label-name': 'Work',
          'label-type': 'phone',
          'formatted-value': one.phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3'),
        },
      ],
    }),
    filters: {
      id: ({ id }) => id,
      first_name: ({ firstName }) => firstName,
      last_name: ({ lastName }) => lastName,
      title: ({ title }) => title,
      contact_type_id: () => 24,
      important: ({ important }) => important,
      primary_email: ({ email }) => email,
      organization_id: ({ organizationId }) => organizationId,
      psa_id: () => null,
      psa_integration_type: () => null,
    },
    together: [['psa_id', 'psa_integration_type']],
    sorts: {
      first_name: ({ firstName }) => firstName,
      last_name: ({ lastName }) => lastName,
      id: ({ id }) => id,
      created_at: ({ created }) => created.getTime(),
      updated_at: ({ updated }) => updated.getTime(),
    },
    includes: {
      adapters_resources: nothing,
      location: nothing,
      passwords: (one, call) => embeddedIn(stored, 'Contact', one.id, call),
      attachments: nothing,
      tickets: nothing,
      distinct_remote_contacts: nothing,
      resource_fields: nothing,
      user_resource_accesses: nothing,
      group_resource_accesses: nothing,
    },
  };
  return readRoutes(stored, 'contacts', resource, stored.contacts);
}
