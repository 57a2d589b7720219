import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createWorld } from '../world/world.js';
import { createActions, SENT_ACTION } from './actions.js';
import { createChanges } from './changes.js';
import { type Bench, startBench } from './client-for-tests.js';
import { deskRoutes } from './desk-routes.js';
import { directoryRoutes, SENT_CLIENT } from './directory-routes.js';
import { isObject, type Json, type JsonObject } from './json.js';
import { createMails } from './mails.js';
import type { Query } from './query.js';
import { seedWorld } from './seed.js';
import type { Route } from './server.js';
import { createStored } from './stored.js';
import { SWITCHES } from './switches.js';
import { SENT_TICKET } from './ticket-fields.js';
import { ticketRoutes } from './ticket-routes.js';
import { createTickets } from './tickets.js';
import { createUsers, SENT_USER } from './users.js';
import { createWebhooks, SENT_WEBHOOK, webhookRoutes } from './webhooks.js';

const FOLDER = resolve('../shared/specs/halopsa');
const MODEL_FILE = resolve(FOLDER, 'halopsa-swagger-trimmed.json');

const property = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  $ref: z.string().optional(),
  items: z.object({ type: z.string().optional(), $ref: z.string().optional() }).optional(),
});
type Property = z.infer<typeof property>;
const operation = z.object({ parameters: z.array(z.object({ name: z.string() })).optional() });
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.object({ properties: z.record(z.string(), property).optional() })),
  }),
});
type Model = z.infer<typeof document>;

const model = (): Model => document.parse(JSON.parse(readFileSync(MODEL_FILE, 'utf8')));

/** The HaloAPI template of an entity: one object with every field and a value of its type. */
function template(name: string): JsonObject {
  const file = resolve(FOLDER, 'templates', `${name}.json`);
  const json = z.json().parse(JSON.parse(readFileSync(file, 'utf8')));
  const first = Array.isArray(json) ? json[0] : json;
  return isObject(first) ? first : {};
}

/** What description and templates say against a row: fields that neither knows and values of another type. */
function complaints(
  { components }: Model,
  schemas: readonly string[],
  row: JsonObject,
  more: JsonObject = {},
): string[] {
  const properties = Object.assign({}, ...schemas.map((name) => components.schemas[name]?.properties ?? {}));
  const known = z.record(z.string(), property).parse(properties);
  return Object.entries(row).flatMap(([field, value]) => {
    const where = `${schemas[0]}.${field}`;
    const declared = known[field];
    const sample = more[field];
    if (!declared && sample === undefined) return [`${where} is unknown`];
    if (value === null) return [];
    if (declared ? fits(declared, value) : kind(sample ?? null) === kind(value)) {
      const inner = declared?.items?.$ref ?? declared?.$ref;
      const rows = Array.isArray(value) ? value : [value];
      if (!inner) return [];
      const name = inner.split('/').at(-1) ?? '';
      return rows.flatMap((one) => (isObject(one) ? complaints({ components, paths: {} }, [name], one) : []));
    }
    return [`${where} is a ${kind(value)}, not a ${declared?.type ?? kind(sample ?? null)}`];
  });
}

function fits({ type, $ref, items }: Property, value: Json): boolean {
  if ($ref) return isObject(value);
  if (type === 'array') return Array.isArray(value) && items !== undefined;
  if (type === 'integer') return Number.isInteger(value);
  return type === undefined || kind(value) === type;
}

const kind = (value: Json): string => (Array.isArray(value) ? 'array' : typeof value);

/** A value of the declared type. */
function sampleOf({ type, format }: Property): Json {
  if (type === 'integer') return 1;
  if (type === 'number') return 1.5;
  if (type === 'boolean') return true;
  if (type === 'array') return [];
  return format === 'date-time' ? '2026-01-05T09:00:00' : 'a';
}

const describeWithModel = existsSync(MODEL_FILE) ? describe : describe.skip;

describeWithModel('the pretend HaloPSA and the vendor’s description', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench({ switches: { actionsOrder: 'oldest_first' } });
  });
  afterEach(() => bench.halo.stop());

  it('agree in every field that is served, and its type', async () => {
    const known = model();
    const { id = 0 } = await bench.save('Tickets', {
      summary: 'A',
      tickettype_id: 1,
      user_id: Number(bench.halo.contactId('harbor-dental/dana-whitfield')),
      customfields: [{ name: 'CFenv', value: 'Prod' }],
      assets: [{ id: (await bench.get('Asset', { search: 'HAR-WS-01' })).rows('assets')[0]?.id ?? 0 }],
    });
    await bench.save('Actions', { ticket_id: id, outcome: 'Email User', note: 'A', timetaken: 0.25, new_status: 9 });
    const webhook = await bench.save('Webhook', {
      name: 'A',
      url: 'https://desk.tallowmere.example/a',
      events: [{ eventno: 1 }],
    });
    await bench.save('Tickets', { id, status_id: 2 });
    await bench.halo.eventsIdle();
    const all = new Set<string>();
    const check = (rows: readonly JsonObject[], schemas: readonly string[], more: JsonObject = {}) => {
      expect([schemas[0], rows.length > 0]).toEqual([schemas[0], true]);
      for (const row of rows) for (const found of complaints(known, schemas, row, more)) all.add(found);
    };
    const list = async (path: string, key?: string) => (await bench.get(path)).rows(key);
    const one = async (path: string) => [
      (await bench.get(`${path}?includedetails=true&includelastaction=true`)).object(),
    ];
    const columns = 'includestatus=true&includetickettype=true&includeagent=true';
    check(await list(`Tickets?${columns}`, 'tickets'), ['Faults_List']);
    check(await one(`Tickets/${id}`), ['Faults'], template('Ticket'));
    const actions = await list(`Actions?ticket_id=${id}&includehtmlnote=true`, 'actions');
    check(actions, ['Actions'], template('Action'));
    const client = bench.halo.companyId('harbor-dental');
    check(await list('Client', 'clients'), ['Area'], template('Client'));
    check(await one(`Client/${client}`), ['Area'], template('Client'));
    check(await list('Site', 'sites'), ['Site_List', 'Site']);
    check(await list('Users', 'users'), ['Users_List']);
    check(await one(`Users/${bench.halo.contactId('harbor-dental/dana-whitfield')}`), ['Users'], template('User'));
    check(await list('Agent'), ['Uname'], template('Agent'));
    const assets = await list('Asset?search=HAR-WS-01', 'assets');
    check(assets, ['Device_List', 'Device']);
    check(await one(`Asset/${assets[0]?.id}`), ['Device_List', 'Device'], template('Asset'));
    check(await list('Status'), ['TStatus'], template('Status'));
    check(await list('Priority'), ['Policy']);
    check(await list('Team'), ['SectionDetail'], template('Team'));
    check(await list('TicketType'), ['RequestType_List', 'RequestType'], template('TicketType'));
    check(await one('TicketType/4'), ['RequestType'], template('TicketType'));
    check(await list('Category'), ['CategoryDetail']);
    check(await list('Outcome?showsystemactions=true'), ['TOutcome'], template('Outcome'));
    check(await list('Lookup'), ['Lookup']);
    check(await list('FieldInfo'), ['FieldInfo']);
    check(await list('Webhook'), ['Webhook']);
    check(await one(`Webhook/${webhook.id}`), ['Webhook']);
    check(await list('WebhookEvent'), ['WebhookEvent']);
    expect([...all]).toEqual([]);
  });

  it('agree in every field that is read, and its type', () => {
    const { components } = model();
    const read: readonly (readonly [schema: string, shape: z.ZodObject])[] = [
      ['Faults', SENT_TICKET],
      ['Actions', SENT_ACTION],
      ['Users', SENT_USER],
      ['Area', SENT_CLIENT],
      ['Webhook', SENT_WEBHOOK],
    ];
    const wrong = read.flatMap(([name, schema]) =>
      Object.keys(schema.shape)
        .filter((field) => {
          const declared = components.schemas[name]?.properties?.[field];
          return !declared || !schema.safeParse({ [field]: sampleOf(declared) }).success;
        })
        .map((field) => `${name}.${field}`),
    );
    expect(wrong).toEqual([]);
  });

  it('agree in every query parameter that is honoured', () => {
    const { paths } = model();
    const strange = new Set<string>();
    for (const { route, id, key, ticketId } of routes())
      for (const flags of [false, true])
        for (const name of parametersOf(route, { id, key, ticketId, flags })) {
          const path = `/${route.path.replace(/:\w+/, '{id}')}`;
          const declared = operation.parse(paths[path]?.get ?? {}).parameters ?? [];
          if (!declared.some((one) => one.name.toLowerCase() === name.toLowerCase())) strange.add(`${path} ${name}`);
        }
    expect([...strange]).toEqual([]);
  });
});

/** The GET routes over a world of their own, each with a record that is there. */
function routes(): { route: Route; id: number; key: string; ticketId: number }[] {
  const clock = () => new Date();
  const stored = createStored();
  const { defaults, apiAgent } = seedWorld(stored, createWorld(), clock());
  const [changes, mails, switches] = [createChanges(), createMails(), SWITCHES];
  const actions = createActions({ stored, changes, mails, clock });
  const tickets = createTickets({ stored, changes, actions, mails, clock, defaults });
  const users = createUsers({ stored, changes, switches, clock });
  const webhooks = createWebhooks(stored);
  const ticket = tickets.save(
    { kind: 'agent', agent: apiAgent, applicationId: null },
    { summary: 'A', tickettype_id: 1 },
  );
  const webhook = webhooks.save({ name: 'A', url: 'https://desk.tallowmere.example', events: [{ eventno: 1 }] });
  const ids: Readonly<Record<string, number | undefined>> = {
    'Client/:id': defaults.clientId,
    'Site/:id': defaults.siteId,
    'Users/:id': defaults.userId,
    'Agent/:id': apiAgent.id,
    'Asset/:id': stored.assets.all()[0]?.id,
    'Tickets/:id': ticket.id,
    'Actions/:id': 1,
    'TicketType/:id': 1,
  };
  return [
    ...directoryRoutes({ stored, users, switches, clock }),
    ...ticketRoutes({ stored, tickets, actions, switches }),
    ...deskRoutes(stored),
    ...webhookRoutes(stored, webhooks),
  ]
    .filter(({ method, path }) => method === 'GET' && path !== 'WebhookEvent/:key')
    .map((route) => ({ route, id: ids[route.path] ?? 0, key: webhook.id, ticketId: ticket.id }));
}

/** Names that a route asks its query for while it answers. */
function parametersOf(
  route: Route,
  { id, key, ticketId, flags }: { id: number; key: string; ticketId: number; flags: boolean },
): Set<string> {
  const names = new Set<string>();
  const seen = <T>(name: string, value: T): T => {
    names.add(name);
    return value;
  };
  const query: Query = {
    text: (name) => seen(name, undefined),
    integer: (name) => seen(name, name === 'ticket_id' ? ticketId : undefined),
    time: (name) => seen(name, undefined),
    flag: (name) => seen(name, flags),
    given: (name) => seen(name, flags),
  };
  const agent = { id: 1, name: 'A', firstName: 'A', surname: '', email: '', initials: 'A', team: '', disabled: false };
  route.answer({ query, id, key, actor: { kind: 'agent', agent, applicationId: null } }, {});
  return names;
}
