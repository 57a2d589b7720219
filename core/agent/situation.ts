import type { Client, Clients } from '../clients/client.js';
import type { Configuration, Configurations } from '../clients/configuration.js';
import { type ToolForClient, toolsFor } from '../clients/mode.js';
import type { MspSettings, SettingsStore } from '../clients/settings.js';
import { NotFound } from '../errors.js';
import type { ConnectedIntegration, Connections } from '../integrations/connections.js';
import type { Directory } from '../ports/directory.js';
import type { Note, Psa, Ticket } from '../ports/psa.js';
import { type PolicySettings, stricter, thawed } from '../tools/policy.js';
import type { Run } from './run.js';
import { watchedPort, watchedTool, watchOf } from './watched-calls.js';

/** Everything a run needs to know of the present, read afresh each time it goes on. */
export interface Situation {
  client: Client;
  msp: MspSettings;
  psa: Psa;
  ticket: Ticket;
  connected: readonly ConnectedIntegration[];
  /** Those of the run's configuration that the client still has, under the stricter of the policy then and now. */
  tools: readonly ToolForClient[];
  /** What the run works with, from when it began; undefined before it has. */
  configuration: Configuration | undefined;
  /** What the MSP and the client decided, as if nothing were frozen: who is frozen still plans. */
  settings: PolicySettings;
  directory: { port: Directory; tenantId: string } | undefined;
}

export interface SituationDeps {
  clients: Clients;
  settings: SettingsStore;
  connections: Connections;
  configurations: Pick<Configurations, 'get'>;
}

/** Throws NotFound when the client is gone, VendorError when the PSA cannot be read. */
export async function readSituation(
  run: Run,
  { clients, settings, connections, configurations }: SituationDeps,
): Promise<Situation> {
  const client = await clients.get(run.clientId);
  if (!client || client.status === 'destroyed') throw new NotFound('client', run.clientId);
  const msp = await settings.read();
  const connected = await connections.all();
  const watches = new Map(
    connected.map(({ kind }) => [kind, watchOf({ kind, clientId: client.id }, connections.health)] as const),
  );
  const watched = <Port extends object>(kind: string, port: Port): Port => {
    const watch = watches.get(kind);
    return watch ? watchedPort(port, watch) : port;
  };
  const unwatched = connected.find(({ kind }) => kind === run.psaKind)?.connection.psa;
  if (!unwatched) throw new NotFound('connected PSA', run.psaKind);
  const psa = watched(run.psaKind, unwatched);
  const configuration = run.state === 'queued' ? undefined : await configurationOf(run, configurations);
  const identity = connected.find(({ kind, connection }) => connection.directory && client.mappings[kind]);
  const tenantId = identity ? client.mappings[identity.kind] : undefined;
  return {
    client,
    msp,
    psa,
    ticket: await psa.ticket(run.ticketId),
    connected,
    tools: configuredTools(toolsFor(client, msp, connected), configuration).map((offered) => {
      const watch = watches.get(offered.kind);
      return watch ? watchedTool(offered, watch) : offered;
    }),
    configuration,
    settings: thawed({ msp, client }),
    directory:
      identity?.connection.directory && tenantId
        ? { port: watched(identity.kind, identity.connection.directory), tenantId }
        : undefined,
  };
}

async function configurationOf({ clientId, configuration }: Run, configurations: SituationDeps['configurations']) {
  try {
    return await configurations.get(clientId, configuration);
  } catch (error) {
    if (error instanceof NotFound) return undefined; // Begun by a release that kept none.
    throw error;
  }
}

/** A change of policies counts for the next run; one that allows less counts at once. */
function configuredTools(tools: readonly ToolForClient[], configuration: Configuration | undefined): ToolForClient[] {
  if (!configuration) return [...tools];
  return tools.flatMap((offered) => {
    const then = configuration.tools.find(({ name }) => name === offered.tool.name);
    if (!then) return [];
    if (stricter(then.policy, offered.effective.policy) === offered.effective.policy) return offered;
    const reason = `It was ${then.policy} in configuration ${configuration.number}, which this run began with`;
    return { ...offered, effective: { policy: then.policy, source: then.source, reason } };
  });
}

/** Everything people and front doors wrote on the ticket, without the agent's own notes. */
export function ticketText(ticket: Ticket, notes: readonly Note[]): string {
  return [ticket.summary, ticket.contactName ?? '', ...notes.map((note) => note.text)].join('\n');
}
