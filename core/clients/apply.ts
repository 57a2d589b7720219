import { z } from 'zod';
import { InvalidInput } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import { integrationOfTool } from '../integrations/instances.js';
import type { Connection } from '../integrations/integration.js';
import { CONFIGURATION_FILE } from './author.js';
import { type ClientSettings, type Clients, clientSettings, settingsOf } from './client.js';
import type { ClientChanges } from './client-changes.js';
import { mspSettings, type SettingsStore } from './settings.js';

/** The whole configuration of an installation as one file. Without `msp`, the MSP's settings stay as they are. */
const configurationFile = z.strictObject({
  msp: mspSettings.optional(),
  integrations: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  clients: z.array(clientSettings).default([]),
});
type ConfigurationFile = z.infer<typeof configurationFile>;

export interface ApplyDeps {
  settings: SettingsStore;
  connections: Connections;
  clients: Clients;
  /** Takes each client; what is new or changed goes into its agent. */
  changes: Pick<ClientChanges, 'save'>;
}

/**
 * Makes the installation what the file says. `${NAME}` in the place of a value is taken from the environment. Nothing is
 * written unless the whole file is valid; applying it again changes nothing; clients, integrations and MSP settings that
 * the file does not name stay as they are.
 * Throws InvalidInput with one problem a line, each with the path of what is wrong.
 */
export async function applyConfiguration(
  file: unknown,
  env: Readonly<Record<string, string | undefined>>,
  deps: ApplyDeps,
): Promise<{ changed: string[] }> {
  const { settings, connections, changes } = deps;
  const missing = new Map<string, string>();
  const filled = fillFromEnvironment(file, env, missing);
  const problems = [...missing].map(
    ([path, name]) => `${name}: ${path} names it, but it is not set in the environment`,
  );
  const parsed = configurationFile.safeParse(filled);
  problems.push(
    ...(parsed.success
      ? await problemsWith(parsed.data, deps)
      : parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
    ).filter((line) => !missing.has(line.slice(0, line.indexOf(': ')))),
  );
  if (!parsed.success || problems.length > 0) {
    throw new InvalidInput('invalid_configuration', problems.join('\n'), { details: { problems } });
  }

  const { msp, integrations, clients: given } = parsed.data;
  const changed: string[] = [];
  for (const [kind, credentials] of Object.entries(integrations)) {
    if (!(await connections.save(kind, credentials))) continue;
    changed.push(`integrations.${kind}`);
    // Nobody knows its tools before it was asked, and clients are about to get theirs.
    if ((await connections.get(kind))?.connection.prepare) await connections.check(kind);
  }
  if (msp && (await settings.write(msp, CONFIGURATION_FILE))) changed.push('msp');
  const slugs = given.map(({ slug }) => slug);
  const saved = await Promise.all(given.map((client) => changes.save(client, slugs, CONFIGURATION_FILE)));
  changed.push(...saved.filter((client) => client.changed).map(({ client }) => `clients.${client.slug}`));
  return { changed };
}

/** The installation as a file that `applyConfiguration` takes; secrets as the names of environment variables. */
export async function exportConfiguration({
  settings,
  connections,
  clients,
}: Omit<ApplyDeps, 'changes'>): Promise<z.input<typeof configurationFile>> {
  const kept = (await clients.list()).filter((client) => client.status !== 'destroyed');
  return {
    msp: await settings.read(),
    integrations: await connections.exported(),
    clients: kept.map(settingsOf),
  };
}

/** What a well-formed file says that cannot be. Looks at the store, writes nothing. */
async function problemsWith(
  { msp, integrations, clients: given }: ConfigurationFile,
  { connections, clients }: Pick<ApplyDeps, 'connections' | 'clients'>,
): Promise<string[]> {
  const slugs = given.map((client) => client.slug);
  const repeated = slugs.filter((slug, index) => slugs.indexOf(slug) !== index);
  const others = (await clients.list()).filter(({ slug, status }) => status !== 'destroyed' && !slugs.includes(slug));
  const { tools, problems } = await toolsToBe(connections, integrations);
  return [
    ...problems,
    ...(msp ? unknownTools(tools, 'msp', msp) : []),
    ...[...new Set(repeated)].map((slug) => `clients: the slug ${slug} is used twice`),
    ...given.flatMap((client) => unknownTools(tools, `clients.${client.slug}`, client)),
    ...sharedMappings([...others, ...given]),
  ];
}

/** One company or tenant belongs to one client. */
function sharedMappings(clients: readonly ClientSettings[]): string[] {
  const owners = new Map<string, string>();
  return clients.flatMap(({ slug, mappings }) =>
    Object.entries(mappings).flatMap(([kind, id]) => {
      const owner = owners.get(`${kind}/${id}`) ?? slug;
      owners.set(`${kind}/${id}`, slug);
      return owner === slug ? [] : [`clients.${slug}.mappings.${kind}: ${id} already belongs to the client ${owner}`];
    }),
  );
}

/**
 * The tools there will be, by integration, and a line for each field of credentials that is wrong. Integrations whose
 * credentials are wrong have tools nobody knows yet.
 */
async function toolsToBe(connections: Connections, integrations: ConfigurationFile['integrations']) {
  const tools = new Map<string, readonly string[] | 'unknown'>();
  const problems: string[] = [];
  for (const [kind, credentials] of Object.entries(integrations)) {
    try {
      tools.set(kind, await toolsOf(kind, connections.validate(kind, credentials)));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      tools.set(kind, 'unknown');
      problems.push(...error.message.split('\n'));
    }
  }
  for (const { kind, connection } of await connections.others(Object.keys(integrations))) {
    tools.set(kind, namesOf(connection));
  }
  return { tools, problems };

  /** What a vendor decides is known from when it was asked, if it was. */
  async function toolsOf(kind: string, tried: Connection): Promise<readonly string[] | 'unknown'> {
    if (!tried.prepare) return namesOf(tried);
    const known = await connections.get(kind);
    return known ? namesOf(known.connection) : 'unknown';
  }
}

function namesOf(connection: Pick<Connection, 'tools'>): string[] {
  return connection.tools().map((tool) => tool.name);
}

/** A line for each policy and rule that names what there is not; a rule for all of an integration names no tool. */
function unknownTools(
  byKind: ReadonlyMap<string, readonly string[] | 'unknown'>,
  where: string,
  { policies, rules }: Pick<ClientSettings, 'policies' | 'rules'>,
): string[] {
  const named = [
    ...Object.keys(policies).map((tool) => ({ tool, path: `${where}.policies.${tool}` })),
    ...rules.map(({ tool }, index) => ({ tool, path: `${where}.rules.${index}.tool` })),
  ];
  return named.flatMap(({ tool, path }) => {
    const kind = integrationOfTool(tool, byKind.keys()) ?? tool.slice(0, tool.lastIndexOf(':'));
    const known = byKind.get(kind);
    if (!known) return [`${path}: the integration ${kind} is not connected`];
    if (known === 'unknown' || tool === `${kind}:*` || known.includes(tool)) return [];
    return [`${path}: ${kind} has no such tool${path.endsWith(tool) ? '' : ` (${tool})`}`];
  });
}

function fillFromEnvironment(
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
  /** By path, the names that the environment does not have. */
  missing: Map<string, string>,
  path = '',
): unknown {
  if (typeof value === 'string') {
    const name = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value)?.[1];
    if (!name) return value;
    const given = env[name];
    if (given === undefined || given === '') missing.set(path, name);
    return given ?? '';
  }
  if (Array.isArray(value))
    return value.map((item, index) => fillFromEnvironment(item, env, missing, below(path, index)));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, fillFromEnvironment(inner, env, missing, below(path, key))]),
    );
  }
  return value;
}

function below(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}
