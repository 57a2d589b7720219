import { OWN } from '../integrations/instances.js';
import type { Connection } from '../integrations/integration.js';
import { type EffectivePolicy, policyOf } from '../tools/policy.js';
import type { Tool } from '../tools/tool.js';
import type { Client } from './client.js';
import type { MspSettings } from './settings.js';

/** Plan looks and writes one note; execute lets policies decide. */
export type Mode = 'plan' | 'execute';

type ClientMode = Pick<Client, 'mode' | 'freeze'>;
type MspMode = Pick<MspSettings, 'mode' | 'freeze'>;

/** The mode a client's agent works in, and why, as one plain sentence without a full stop. Who is frozen plans. */
export function modeWithReason(client: ClientMode, msp: MspMode): { mode: Mode; reason: string } {
  if (msp.freeze) return { mode: 'plan', reason: 'The MSP has frozen everything, so the agent only plans' };
  if (client.freeze) return { mode: 'plan', reason: 'This client is frozen, so the agent only plans' };
  if (client.mode === 'inherit') return { mode: msp.mode, reason: `The MSP's mode is ${msp.mode}` };
  return { mode: client.mode, reason: `This client is set to ${client.mode} mode` };
}

export function effectiveMode(client: ClientMode, msp: MspMode): Mode {
  return modeWithReason(client, msp).mode;
}

export interface ToolForClient {
  /** The integration's. */
  kind: string;
  tool: Tool;
  effective: EffectivePolicy;
  /** What this client is called at the tool's integration. */
  mapping: string;
}

/** What a client is called at an integration that every client may use. */
export const SHARED = 'shared';

/** An integration as far as it decides which clients have its tools. */
export interface Reachable {
  kind: string;
  connection: Pick<Connection, 'tools' | 'reach'>;
}

/** What this client is called at an integration; undefined where it has nothing to do with it. */
export function mappingOf(
  { mappings }: Pick<Client, 'mappings'>,
  { kind, connection: { reach } }: { kind: string; connection: Pick<Connection, 'reach'> },
): string | undefined {
  const own = mappings[kind] || undefined;
  if (reach === 'every_client') return SHARED;
  return reach === 'one_client' && own !== OWN ? undefined : own;
}

/**
 * The tools that this client's agent may use: of connected integrations the client is mapped to, not disabled.
 * Everything else does not exist for the model. Rules speak of calls, so none counts here; a freeze does not either,
 * because a frozen client's agent still plans.
 */
export function toolsFor(
  client: Pick<Client, 'mappings' | 'policies'>,
  msp: Pick<MspSettings, 'policies'>,
  connected: readonly Reachable[],
): ToolForClient[] {
  const settings = {
    msp: { policies: msp.policies, rules: [], freeze: false },
    client: { policies: client.policies, rules: [], freeze: false, vips: [] },
  };
  return connected.flatMap((entry) => {
    const mapping = mappingOf(client, entry);
    if (!mapping) return [];
    return entry.connection
      .tools()
      .map((tool) => ({ kind: entry.kind, tool, mapping, effective: policyOf(tool, settings) }))
      .filter(({ effective }) => effective.policy !== 'disabled');
  });
}
