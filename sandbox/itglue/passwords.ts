/** /passwords. A show has the password unless it is told not to; a list has none, as most examples. */
import type { JsonObject } from '../json.js';
import { flagOf, numberOf, requiredText, sentAttributes, textOf } from './body.js';
import { forbidden, notFound, unprocessable } from './errors.js';
import { list, single } from './listing.js';
import { bothRoads, organizationIn, rowIn } from './paths.js';
import { answer, type Call, type Included, type Resource, type Route } from './resource.js';
import type { Password } from './shapes.js';
import type { Stored } from './stored.js';

const RESOURCE_TYPES = [
  'Configuration',
  'Contact',
  'Document',
  'Domain',
  'Location',
  'SSL Certificate',
  'Flexible Asset',
  'Ticket',
];
const WRITABLE = [
  'id',
  'organization-id',
  'password-category-id',
  'password-category-name',
  'name',
  'username',
  'password',
  'otp-secret',
  'otpSecret',
  'resource-id',
  'resource-type',
  'url',
  'notes',
  'password-updated-at',
  'restricted',
  'autofill-selectors',
  'archived',
  'is-live',
  'generated-password-type',
  'shareable',
] as const;

function attributes(stored: Stored, one: Password, base: string): JsonObject {
  return {
    'organization-id': one.organizationId,
    'organization-name': stored.organizations.get(one.organizationId)?.name ?? null,
    'resource-url': `${base}/${one.organizationId}/passwords/${one.id}`,
    restricted: one.restricted,
    'my-glue': false,
    name: one.name,
    'autofill-selectors': null,
    username: one.username,
    url: one.url,
    notes: one.notes,
    'password-updated-at': one.passwordUpdated.toISOString(),
    'updated-by': null,
    'resource-id': one.resource?.id ?? null,
    'resource-type': one.resource?.type ?? null,
    'cached-resource-type-name': one.resource?.type ?? null,
    'cached-resource-name': one.resource ? resourceName(stored, one.resource) : null,
    'password-category-id': one.categoryId,
    'password-category-name': null,
    'created-at': one.created.toISOString(),
    'updated-at': one.updated.toISOString(),
  };
}

function resourceName(stored: Stored, { type, id }: { type: string; id: number }): string | null {
  if (type === 'Configuration') return stored.configurations.get(id)?.name ?? null;
  if (type === 'Document') return stored.documents.get(id)?.name ?? null;
  return null;
}

/** Passwords that are embedded in another record, without their values. */
export function embeddedIn(stored: Stored, type: string, id: number, { base }: Call): Included[] {
  return stored.passwords
    .all()
    .filter(({ resource }) => resource?.type === type && resource.id === id)
    .map((one) => ({ type: 'passwords', id: one.id, attributes: attributes(stored, one, base) }));
}

export function passwordRoutes(stored: Stored): Route[] {
  const nothing = () => [];
  const resource: Resource<Password> = {
    type: 'passwords',
    attributes(one, call, shown) {
      const asked =
        shown === 'single'
          ? (call.search.get('show_password') ?? (call.sent === undefined ? 'true' : 'false')) === 'true'
          : call.switches.passwordsInLists;
      if (asked && !call.key.rights.passwords && call.switches.withoutPasswordAccess === 'refused')
        throw forbidden('This API key does not have password access.');
      return {
        ...attributes(stored, one, call.base),
        ...(asked && call.key.rights.passwords ? { password: one.password } : {}),
        ...(shown === 'single' ? { 'is-live': true } : {}),
      };
    },
    filters: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      organization_id: ({ organizationId }) => organizationId,
      password_category_id: ({ categoryId }) => categoryId,
      url: ({ url }) => url,
      cached_resource_name: (one) => (one.resource ? resourceName(stored, one.resource) : null),
      archived: ({ archived }) => archived,
    },
    sorts: {
      name: ({ name }) => name,
      username: ({ username }) => username ?? '',
      url: ({ url }) => url ?? '',
      id: ({ id }) => id,
      created_at: ({ created }) => created.getTime(),
      updated_at: ({ updated }) => updated.getTime(),
    },
    includes: {
      network_glue_networks: nothing,
      attachments: nothing,
      rotatable_password: nothing,
      updater: nothing,
      shared_links: nothing,
      active_shared_links: nothing,
      user_resource_accesses: nothing,
      group_resource_accesses: nothing,
      recent_versions: nothing,
      related_items: nothing,
      authorized_users: nothing,
    },
  };
  const routes = (method: Route['method'], tail: string, run: Route['answer']) =>
    bothRoads('passwords', tail).map((path): Route => ({ method, path, answer: run }));

  return [
    ...routes('GET', '', (call) => {
      const organizationId = organizationIn(stored, call);
      const rows = stored.passwords.all();
      return list(
        call,
        resource,
        organizationId === undefined ? rows : rows.filter((row) => row.organizationId === organizationId),
      );
    }),
    ...routes('GET', '/:id', (call) => single(call, resource, rowIn(stored, call, stored.passwords))),
    ...routes('POST', '', (call) => {
      const sent = sentAttributes(call, resource.type, WRITABLE);
      const organizationId = organizationIn(stored, call) ?? numberOf(sent, 'organization-id') ?? 0;
      if (!stored.organizations.get(organizationId))
        throw unprocessable('organization-id is required.', 'organization-id');
      const made = stored.passwords.add((id) => ({
        id,
        organizationId,
        name: requiredText(sent, 'name'),
        username: textOf(sent, 'username') ?? null,
        password: requiredText(sent, 'password'),
        otpSecret: textOf(sent, call.switches.otpSpelling) ?? null,
        url: textOf(sent, 'url') ?? null,
        notes: textOf(sent, 'notes') ?? null,
        categoryId: numberOf(sent, 'password-category-id') ?? null,
        restricted: flagOf(sent, 'restricted', false),
        archived: flagOf(sent, 'archived', false),
        resource: embedding(sent),
        created: call.at,
        updated: call.at,
        passwordUpdated: call.at,
      }));
      return single(call, resource, made, { status: call.switches.createdStatus, write: true });
    }),
    ...routes('PATCH', '/:id', (call) => {
      const one = rowIn(stored, call, stored.passwords);
      const sent = sentAttributes(call, resource.type, WRITABLE);
      const password = requiredText(sent, 'password', one.password);
      const kept = stored.passwords.put({
        ...one,
        name: requiredText(sent, 'name', one.name),
        password,
        username: textOf(sent, 'username') ?? one.username,
        otpSecret: textOf(sent, call.switches.otpSpelling) ?? one.otpSecret,
        url: textOf(sent, 'url') ?? one.url,
        notes: textOf(sent, 'notes') ?? one.notes,
        restricted: flagOf(sent, 'restricted', one.restricted),
        archived: flagOf(sent, 'archived', one.archived),
        updated: call.at,
        passwordUpdated: password === one.password ? one.passwordUpdated : call.at,
      });
      return single(call, resource, kept, { write: true });
    }),
    ...routes('DELETE', '/:id', (call) => {
      const one = rowIn(stored, call, stored.passwords);
      if (!stored.passwords.remove(one.id)) throw notFound();
      return answer(200, { data: { id: String(one.id), type: resource.type, attributes: {} } }, true);
    }),
  ];
}

function embedding(sent: JsonObject): Password['resource'] {
  const [id, type] = [numberOf(sent, 'resource-id'), textOf(sent, 'resource-type')];
  if (!id && !type) return null;
  if (!id || !type) throw unprocessable('resource-id and resource-type must be used together.', 'resource-id');
  if (!RESOURCE_TYPES.includes(type)) throw unprocessable(`${type} is not a valid resource type.`, 'resource-type');
  return { id, type };
}
