import type { Client, Clients } from '../clients/client.js';
import { type ToolForClient, toolsFor } from '../clients/mode.js';
import type { MspSettings, SettingsStore } from '../clients/settings.js';
import { NotFound } from '../errors.js';
import type { ConnectedIntegration, Connections } from '../integrations/connections.js';
import type { Directory } from '../ports/directory.js';
import type { Note, Psa, Ticket } from '../ports/psa.js';
import { type PolicySettings, thawed } from '../tools/policy.js';
import type { Run } from './run.js';

/** Everything a run needs to know of the present, read afresh each time it goes on. */
export interface Situation {
  client: Client;
  msp: MspSettings;
  psa: Psa;
  ticket: Ticket;
  connected: readonly ConnectedIntegration[];
  tools: readonly ToolForClient[];
  /** What the MSP and the client decided, as if nothing were frozen: who is frozen still plans. */
  settings: PolicySettings;
  directory: { port: Directory; tenantId: string } | undefined;
}

export interface SituationDeps {
  clients: Clients;
  settings: SettingsStore;
  connections: Connections;
}

/** Throws NotFound when the client is gone, VendorError when the PSA cannot be read. */
export async function readSituation(run: Run, { clients, settings, connections }: SituationDeps): Promise<Situation> {
  const client = await clients.get(run.clientId);
  if (!client || client.status === 'destroyed') throw new NotFound('client', run.clientId);
  const msp = await settings.read();
  const connected = await connections.all();
  const psa = connected.find(({ kind }) => kind === run.psaKind)?.connection.psa;
  if (!psa) throw new NotFound('connected PSA', run.psaKind);
  const identity = connected.find(({ kind, connection }) => connection.directory && client.mappings[kind]);
  const tenantId = identity ? client.mappings[identity.kind] : undefined;
  return {
    client,
    msp,
    psa,
    ticket: await psa.ticket(run.ticketId),
    connected,
    tools: toolsFor(client, msp, connected),
    settings: thawed({ msp, client }),
    directory:
      identity?.connection.directory && tenantId ? { port: identity.connection.directory, tenantId } : undefined,
  };
}

/** Everything people and front doors wrote on the ticket, without the agent's own notes. */
export function ticketText(ticket: Ticket, notes: readonly Note[]): string {
  return [ticket.summary, ticket.contactName ?? '', ...notes.map((note) => note.text)].join('\n');
}
