import type { EffectivePolicy } from '../tools/policy.js';
import { effectivePolicy } from '../tools/policy.js';
import type { Tool } from '../tools/tool.js';
import type { Client } from './client.js';
import type { MspSettings } from './settings.js';

/** Plan looks and writes one note; execute lets policies decide. */
export type Mode = 'plan' | 'execute';

export function effectiveMode(client: Pick<Client, 'mode'>, msp: Pick<MspSettings, 'mode'>): Mode {
  return client.mode === 'inherit' ? msp.mode : client.mode;
}

export interface ToolForClient {
  tool: Tool;
  effective: EffectivePolicy;
  /** What this client is called at the tool's integration. */
  mapping: string;
}

/**
 * The tools that this client's agent may use: of connected integrations the client is mapped to, not disabled.
 * Everything else does not exist for the model.
 */
export function toolsFor(
  client: Pick<Client, 'mappings' | 'policies'>,
  msp: Pick<MspSettings, 'policies'>,
  connected: readonly { kind: string; connection: { tools(): readonly Tool[] } }[],
): ToolForClient[] {
  return connected.flatMap(({ kind, connection }) => {
    const mapping = client.mappings[kind];
    if (!mapping) return [];
    return connection
      .tools()
      .map((tool) => ({
        tool,
        mapping,
        effective: effectivePolicy(tool, { msp: msp.policies, client: client.policies }),
      }))
      .filter(({ effective }) => effective.policy !== 'disabled');
  });
}
