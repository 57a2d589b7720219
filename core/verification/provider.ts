import type { ConnectedIntegration } from '../integrations/connections.js';
import type { Provider } from './challenge.js';

/**
 * The provider for a client among what is connected: one that the client is mapped in, else the first, without a mapping.
 * Undefined when no provider is connected at all.
 */
export function providerAmong(
  connected: readonly ConnectedIntegration[],
  mappings: Readonly<Record<string, string>>,
): Provider | undefined {
  const providers = connected.flatMap(({ kind, title, connection: { verifier } }) =>
    verifier ? [{ kind, title, verifier, mapping: mappings[kind] }] : [],
  );
  return providers.find(({ mapping }) => mapping) ?? providers[0];
}
