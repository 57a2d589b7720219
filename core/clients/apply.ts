import { z } from 'zod';
import { InvalidInput } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import { type ClientSettings, type Clients, clientSettings } from './client.js';
import { mspSettings, type SettingsStore } from './settings.js';

/** The whole configuration of an installation as one file. */
const configurationFile = z.strictObject({
  msp: mspSettings.prefault({}),
  integrations: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  clients: z.array(clientSettings).default([]),
});

export interface ApplyDeps {
  settings: SettingsStore;
  connections: Connections;
  clients: Clients;
  /** Asked for each client that is new or changed. */
  provision(clientId: string): Promise<void>;
}

/**
 * Makes the installation what the file says. `${NAME}` in the place of a value is taken from the environment. Nothing is
 * written unless the whole file is valid; applying it again changes nothing; clients and integrations that the file does
 * not name stay as they are.
 * Throws InvalidInput with one problem a line.
 */
export async function applyConfiguration(
  file: unknown,
  env: Readonly<Record<string, string | undefined>>,
  { settings, connections, clients, provision }: ApplyDeps,
): Promise<{ changed: string[] }> {
  const missing: string[] = [];
  const filled = fillFromEnvironment(file, env, missing);
  if (missing.length > 0) {
    throw invalid(missing.map((name) => `${name}: named in the file as \${${name}} but not set in the environment`));
  }
  const parsed = configurationFile.safeParse(filled);
  if (!parsed.success) {
    throw invalid(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`));
  }
  const slugs = parsed.data.clients.map((client) => client.slug);
  const repeated = slugs.filter((slug, index) => slugs.indexOf(slug) !== index);
  if (repeated.length > 0) throw invalid(repeated.map((slug) => `clients: the slug ${slug} is used twice`));
  const others = (await clients.list()).filter(({ slug, status }) => status !== 'destroyed' && !slugs.includes(slug));
  const shared = sharedMappings([...others, ...parsed.data.clients]);
  if (shared.length > 0) throw invalid(shared);
  refuseUnknownTools(await toolsToBe(connections, parsed.data.integrations), [
    ['msp.policies', Object.keys(parsed.data.msp.policies)],
    ...parsed.data.clients.map(policiesOf),
  ]);

  const changed: string[] = [];
  for (const [kind, credentials] of Object.entries(parsed.data.integrations)) {
    if (await connections.save(kind, credentials)) changed.push(`integrations.${kind}`);
  }
  if (await settings.write(parsed.data.msp)) changed.push('msp');
  const saved = await Promise.all(parsed.data.clients.map((client) => clients.save(client, slugs)));
  await Promise.all(
    saved.map(({ client, changed: isNew }) => (isNew || client.status !== 'active' ? provision(client.id) : undefined)),
  );
  changed.push(...saved.filter((client) => client.changed).map(({ client }) => `clients.${client.slug}`));
  return { changed };
}

/** The installation as a file that `applyConfiguration` takes; secrets as the names of environment variables. */
export async function exportConfiguration({
  settings,
  connections,
  clients,
}: Omit<ApplyDeps, 'provision'>): Promise<z.input<typeof configurationFile>> {
  const kept = (await clients.list()).filter((client) => client.status !== 'destroyed');
  return {
    msp: await settings.read(),
    integrations: await connections.exported(),
    clients: kept.map(({ slug, name, mode, prompt, mappings, policies }) => ({
      slug,
      name,
      mode,
      prompt,
      mappings,
      policies,
    })),
  };
}

/** One company or tenant belongs to one client. */
function sharedMappings(clients: readonly ClientSettings[]): string[] {
  const owners = new Map<string, string>();
  return clients.flatMap(({ slug, mappings }) =>
    Object.entries(mappings).flatMap(([kind, id]) => {
      const owner = owners.get(`${kind}/${id}`);
      owners.set(`${kind}/${id}`, slug);
      return owner ? [`clients.${slug}.mappings.${kind}: ${id} is also given to ${owner}`] : [];
    }),
  );
}

function policiesOf(client: ClientSettings): [string, string[]] {
  return [`clients.${client.slug}.policies`, Object.keys(client.policies)];
}

/** The tools there will be, by integration. Throws InvalidInput with a line for each field of credentials that is wrong. */
async function toolsToBe(
  connections: Connections,
  integrations: Readonly<Record<string, Record<string, unknown>>>,
): Promise<Map<string, string[]>> {
  const tools = new Map<string, string[]>();
  const problems: string[] = [];
  for (const [kind, credentials] of Object.entries(integrations)) {
    try {
      tools.set(kind, namesOf(connections.validate(kind, credentials)));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      problems.push(...error.message.split('\n'));
    }
  }
  if (problems.length > 0) throw invalid(problems);
  for (const { kind, connection } of await connections.others(Object.keys(integrations))) {
    tools.set(kind, namesOf(connection));
  }
  return tools;
}

function namesOf(connection: { tools(): readonly { name: string }[] }): string[] {
  return connection.tools().map((tool) => tool.name);
}

function refuseUnknownTools(
  byKind: ReadonlyMap<string, readonly string[]>,
  tables: [where: string, tools: string[]][],
): void {
  const known = new Set([...byKind.values()].flat());
  const problems = tables.flatMap(([where, tools]) =>
    tools
      .filter((tool) => !known.has(tool))
      .map((tool) => {
        const kind = tool.slice(0, tool.indexOf(':'));
        return byKind.has(kind)
          ? `${where}.${tool}: ${kind} has no such tool`
          : `${where}.${tool}: the integration ${kind} is not connected`;
      }),
  );
  if (problems.length > 0) throw invalid(problems);
}

function fillFromEnvironment(
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
  missing: string[],
): unknown {
  if (typeof value === 'string') {
    const name = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value)?.[1];
    if (!name) return value;
    const given = env[name];
    if (given === undefined || given === '') missing.push(name);
    return given ?? '';
  }
  if (Array.isArray(value)) return value.map((item) => fillFromEnvironment(item, env, missing));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, fillFromEnvironment(inner, env, missing)]),
    );
  }
  return value;
}

function invalid(problems: readonly string[]): InvalidInput {
  return new InvalidInput('invalid_configuration', problems.join('\n'), { details: { problems } });
}
