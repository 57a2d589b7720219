import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { createStage, DANA, HARBOR, SARAH } from './stage-for-tests.js';

const FILE = resolve('../shared/specs/msgraph/openapi.trimmed.json');

const schema = z.looseObject({
  $ref: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
});
const parameter = z.object({ name: z.string().optional(), $ref: z.string().optional() });
const operation = z.object({
  parameters: z.array(parameter).optional(),
  requestBody: z.object({ content: z.object({ 'application/json': z.object({ schema }) }) }).optional(),
});
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    parameters: z.record(z.string(), z.object({ name: z.string() })),
  }),
});
type Document = z.infer<typeof document>;
type Sent = { method: string; path: string; query: URLSearchParams; body: unknown };

/** The description leaves out the registration of applications; Graph does not. */
const BEYOND = ["GET /applications(appId='{}')"];
/** An annotation of OData may stand in any body. */
const ANNOTATION = /^@odata\.|@odata\./;

it('every path, parameter and field that is sent is in the description of Graph, where that is at hand', async () => {
  const sent = await everythingSent();
  expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(['GET', 'POST', 'PATCH', 'DELETE']));
  expect(sent.length).toBeGreaterThan(100);
  if (!existsSync(FILE)) return;
  const described = document.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const complaints = sent.flatMap((each) => complaintsOf(each, described));
  expect([...new Set(complaints)].filter((complaint) => !BEYOND.includes(complaint))).toEqual([]);
});

function complaintsOf({ method, path, query, body }: Sent, described: Document): string[] {
  // A cast narrows a list to one type; the description has the list.
  const plain = path.replace(/\/microsoft\.graph\.\w+$/, '');
  const key = Object.keys(described.paths).find((template) => matches(template, plain));
  const found = key === undefined ? undefined : described.paths[key]?.[method.toLowerCase()];
  if (!found) return [`${method} ${plain.replace(/'[0-9a-f-]{36}'/, "'{}'")}`];
  const { parameters = [], requestBody } = operation.parse(found);
  const known = new Set(
    parameters.map(
      ({ name, $ref }) => name ?? described.components.parameters[$ref?.split('/').at(-1) ?? '']?.name ?? '',
    ),
  );
  const names = [...query.keys()].filter((name) => !known.has(name)).map((name) => `${method} ${key}?${name}`);
  const shape = requestBody?.content['application/json'].schema;
  return [...names, ...(shape ? strangeFields(body, shape, described, `${method} ${key}`) : [])];
}

/** A segment in braces stands for one segment, which has no other meaning in the path. */
function matches(template: string, path: string): boolean {
  const [expected, given] = [template.split('/'), path.split('/')];
  if (expected.length !== given.length) return false;
  return expected.every((segment, index) => segment.startsWith('{') || segment === given[index]);
}

function strangeFields(value: unknown, given: unknown, described: Document, where: string): string[] {
  if (Array.isArray(value)) {
    const { items } = schema.parse(given);
    return value.flatMap((item) => strangeFields(item, items ?? {}, described, where));
  }
  if (typeof value !== 'object' || value === null) return [];
  const properties = propertiesOf(given, described);
  return Object.entries(value).flatMap(([name, inner]) => {
    if (ANNOTATION.test(name)) return [];
    return Object.hasOwn(properties, name)
      ? strangeFields(inner, properties[name], described, where)
      : [`${where}: ${name}`];
  });
}

function propertiesOf(given: unknown, described: Document): Record<string, unknown> {
  const { $ref, properties = {}, allOf = [] } = schema.parse(given);
  const named = $ref ? propertiesOf(described.components.schemas[$ref.split('/').at(-1) ?? ''], described) : {};
  return Object.assign({}, named, properties, ...allOf.map((part) => propertiesOf(part, described)));
}

/** What goes out while each tool does what it can, there and back. */
async function everythingSent(): Promise<Sent[]> {
  const stage = await createStage();
  const sent: Sent[] = [];
  const connection = stage.connect(
    { tenantId: stage.vendor.partnerTenantId },
    {
      request(request) {
        const { pathname, searchParams } = new URL(request.url);
        if (pathname.startsWith('/v1.0')) {
          sent.push({
            method: request.method,
            path: decodeURIComponent(pathname.replace('/v1.0', '')),
            query: searchParams,
            body: typeof request.body === 'string' ? JSON.parse(request.body) : request.body,
          });
        }
        return stage.http.request(request);
      },
    },
  );
  const run = async (name: string, args: Record<string, unknown>) => {
    const tool = stage.tool(name, connection);
    if (tool.effect !== 'read') await tool.preview?.(stage.scope(), args);
    const result = await tool.run(stage.scope(), args);
    if (tool.effect !== 'read') await tool.observe(stage.scope(), args, new Date(0));
    return result.output;
  };
  try {
    const { vendor } = stage;
    const user = stage.emailOf(DANA);
    const device = stage.world.devices.find(({ person }) => person === DANA)?.name ?? '';
    vendor.setSeats(HARBOR, 'SPB', 60);
    vendor.configure(DANA, { usageLocation: null, licences: [], groups: [] });
    for (const kind of [
      'emailMethods',
      'softwareOathMethods',
      'fido2Methods',
      'windowsHelloForBusinessMethods',
    ] as const) {
      vendor.addMethod(SARAH, kind);
    }
    vendor.addMethod(SARAH, 'platformCredentialMethods');
    vendor.addMethod(SARAH, 'externalAuthenticationMethods');
    await connection.check();
    await connection.mappings();
    await connection.checkClient(vendor.tenantId(HARBOR));
    await connection.directory.findUser(vendor.tenantId(HARBOR), user.replace('.', ''));
    await run('find-users', { query: 'Dana' });
    await run('list-groups', { query: 'Fin' });
    await run('list-groups', {});
    await run('list-available-licenses', {});
    await run('list-managed-devices', {});
    await run('list-managed-devices', { name: device });
    for (const name of ['get-user', 'list-user-groups', 'list-user-licenses', 'list-auth-methods', 'list-sign-ins']) {
      await run(name, { user });
    }
    await run('list-managed-devices', { user });
    for (const name of ['reset-password', 'disable-user', 'unlock-account', 'revoke-sessions'])
      await run(name, { user });
    await run('create-temporary-access-pass', { user: stage.emailOf(SARAH) });
    await run('reset-mfa', { user: stage.emailOf(SARAH) });
    await run('create-temporary-access-pass', { user });
    for (const group of ['Finance', vendor.group(HARBOR, 'Projects').id]) {
      await run('add-group-member', { user, group });
      await run('remove-group-member', { user, group });
    }
    const member = { user: stage.emailOf(stage.seat(HARBOR, 9)), team: 'Front Office Chat' };
    await run('add-team-member', member);
    await run('remove-team-member', member);
    await run('assign-license', { user, license: 'SPB', usageLocation: 'US' });
    await run('remove-license', { user, license: 'SPB' });
    for (const name of ['sync-device', 'restart-device']) await run(name, { user, device });
    const full = {
      displayName: 'Robin Okafor',
      userPrincipalName: 'robin.okafor@harbordental.example',
      givenName: 'Robin',
      surname: 'Okafor',
      jobTitle: 'Front Desk',
      department: 'Operations',
      mobilePhone: '+1 2065550100',
      usageLocation: 'US',
    };
    const create = stage.change('create-user', connection);
    await create.preview?.(stage.scope(), full);
    await create.run(stage.scope(), full);
    await create.observe(stage.scope(), full, new Date(0));
    return sent;
  } finally {
    await stage.stop();
  }
}
