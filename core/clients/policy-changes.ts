import { Conflict, InvalidInput, NotFound } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Policy } from '../tools/tool.js';
import type { Author } from './author.js';
import { changeSettings } from './change-settings.js';
import type { ClientSettings, Clients } from './client.js';
import type { ClientChanges } from './client-changes.js';
import { policiesOf, type ToolPolicy } from './policy-page.js';
import type { SettingsStore } from './settings.js';

/** Whose policies: the MSP's, or a client's by its id. */
export type PolicyScope = 'msp' | { clientId: string };

type Named = Partial<Pick<ClientSettings, 'policies' | 'rules'>>;

export interface Policies {
  /** Every tool of every connected integration, with what holds and why. Throws NotFound. */
  of(scope: PolicyScope): Promise<ToolPolicy[]>;
  /**
   * Sets the policy of one tool and leaves those of the others alone; null goes back to what is above: the MSP's, the
   * tool's default. Throws NotFound for a tool or a client that is not there, Conflict `client_destroyed`.
   */
  set(scope: PolicyScope, tool: string, policy: Policy | null, by: Author): Promise<ToolPolicy>;
  /**
   * Throws InvalidInput `unknown_tools` with a line for each policy and rule on what no connected integration has; what
   * `before` named already may stay.
   */
  assertKnown(named: Named, before?: Named): Promise<void>;
}

const TRIES = 20;

export function createPolicies({
  clients,
  changes,
  settings,
  connections,
}: {
  clients: Pick<Clients, 'get'>;
  changes: Pick<ClientChanges, 'update'>;
  settings: SettingsStore;
  connections: Pick<Connections, 'all'>;
}): Policies {
  async function clientOf(clientId: string) {
    const client = await clients.get(clientId);
    if (!client) throw new NotFound('client', clientId);
    return client;
  }

  async function setForClient(
    clientId: string,
    table: (before: ClientSettings['policies']) => typeof before,
    by: Author,
  ) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { policies, version } = await clientOf(clientId);
      try {
        return await changes.update(clientId, { policies: table(policies) }, by, { ifVersion: version });
      } catch (error) {
        if (!(error instanceof Conflict) || error.code !== 'client_changed') throw error;
      }
    }
    throw new Conflict('client_changed', `The client ${clientId} is being changed by others; try again`);
  }

  const policies: Policies = {
    async of(scope) {
      const client = scope === 'msp' ? undefined : await clientOf(scope.clientId);
      const [msp, connected] = await Promise.all([settings.read(), connections.all()]);
      return policiesOf(client, msp, connected);
    },
    async set(scope, tool, policy, by) {
      const find = async () => (await policies.of(scope)).find((one) => one.tool === tool);
      if (!(await find())) throw new NotFound('tool of a connected integration', tool);
      const table = (before: ClientSettings['policies']) => {
        const { [tool]: _, ...others } = before;
        return policy === null ? others : { ...others, [tool]: policy };
      };
      if (scope === 'msp') await changeSettings(settings, (msp) => ({ policies: table(msp.policies) }), by);
      else await setForClient(scope.clientId, table, by);
      const shown = await find();
      if (!shown) throw new NotFound('tool of a connected integration', tool);
      return shown;
    },
    async assertKnown(named, before = {}) {
      const kept = new Set(placesOf(before).map(({ tool }) => tool));
      const added = placesOf(named).filter(({ tool }) => !kept.has(tool));
      if (added.length === 0) return;
      const known = new Set(
        (await connections.all()).flatMap(({ kind, connection }) => [
          `${kind}:*`,
          ...connection.tools().map(({ name }) => name),
        ]),
      );
      const problems = added
        .filter(({ tool }) => !known.has(tool))
        .map(({ place, tool }) => `${place}: no connected integration has the tool ${tool}`);
      if (problems.length > 0) throw new InvalidInput('unknown_tools', problems.join('\n'), { details: { problems } });
    },
  };
  return policies;
}

function placesOf({ policies = {}, rules = [] }: Named): { place: string; tool: string }[] {
  return [
    ...Object.keys(policies).map((tool) => ({ place: `policies.${tool}`, tool })),
    ...rules.map(({ tool }, index) => ({ place: `rules.${index}.tool`, tool })),
  ];
}
