import { FrontdeskError, reasonOf, VendorError } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Client, ProvisioningStep } from './client.js';
import type { ContactDirectory } from './contact-directory.js';
import type { Deployment } from './deployment.js';
import { toolsFor } from './mode.js';
import type { SettingsStore } from './settings.js';
import type { Upkeep } from './upkeep.js';

/** What a step found, besides its name. */
interface Found {
  what: string;
  problem?: string;
  /** Nothing to do or to look at. */
  skipped?: boolean;
  /** Worth trying again later without anybody changing anything. */
  passing?: boolean;
  /** Somebody has to act soon. */
  warning?: string;
  /** These do not work because of the problem; everything else does. */
  tools?: readonly string[];
}

/** `what`: in words, for the case that it fails before it can tell more. */
interface Step {
  name: string;
  what: string;
  /** Rests on everything before it: skipped once something has failed. */
  last?: boolean;
  run(): Promise<Found[]>;
}

export interface StepsDeps {
  connections: Pick<Connections, 'get' | 'all' | 'health'>;
  upkeep: Pick<Upkeep, 'checkClient'>;
  contacts: Pick<ContactDirectory, 'sync' | 'countOf'>;
  settings: Pick<SettingsStore, 'read'>;
  deployment: Pick<Deployment, 'configurationFor'>;
  basePromptVersion: number;
}

/** What it takes to make a client ready, in order. */
export function provisioningSteps(
  client: Client,
  { connections, upkeep, contacts, settings, deployment, basePromptVersion }: StepsDeps,
): Step[] {
  const mappings = Object.entries(client.mappings);
  return [
    {
      name: 'mappings',
      what: 'Mappings lead to connected integrations',
      async run() {
        await connections.health.keepOnly(
          client.id,
          mappings.map(([kind]) => kind),
        );
        if (mappings.length === 0) return [{ what: 'No integration is mapped', skipped: true }];
        return Promise.all(
          mappings.map(async ([kind]) => {
            const what = `Mapped to ${kind}`;
            const connected = await connections.get(kind);
            return connected ? { what } : { what, problem: `mapped to ${kind}, which is not connected` };
          }),
        );
      },
    },
    ...mappings.map(([kind, mappedId]) => ({
      name: kind,
      what: `${kind}: ${mappedId} can be reached`,
      run: () => tryIntegration(client, kind, mappedId, { connections, upkeep }),
    })),
    {
      name: 'contacts',
      what: 'Contacts synced',
      async run() {
        const found: Found[] = [];
        for (const [kind, companyId] of mappings) {
          const psa = (await connections.get(kind))?.connection.psa;
          if (!psa) continue;
          await contacts.sync(kind, psa);
          found.push({ what: `Contacts synced (${contacts.countOf(companyId)})` });
        }
        return found.length > 0 ? found : [{ what: 'Contacts synced', skipped: true }];
      },
    },
    {
      name: 'tools',
      what: 'Tools built',
      last: true,
      async run() {
        const tools = toolsFor(client, await settings.read(), await connections.all());
        return [{ what: `Tools built (${tools.length})` }];
      },
    },
    {
      name: 'prompt',
      what: 'Prompt built',
      last: true,
      run: async () => [{ what: `Prompt built (base ${basePromptVersion}, client ${client.promptVersion.number})` }],
    },
    {
      name: 'configuration',
      what: 'Configuration taken',
      last: true,
      async run() {
        const { number } = await deployment.configurationFor(client.id);
        return [{ what: `Configuration ${number} taken` }];
      },
    },
  ];
}

/** Whether this client can be reached at an integration; one that is not connected has failed before. */
async function tryIntegration(
  client: Client,
  kind: string,
  mappedId: string,
  { connections, upkeep }: Pick<StepsDeps, 'connections' | 'upkeep'>,
): Promise<Found[]> {
  const connected = await connections.get(kind);
  if (!connected) return [{ what: `${kind}: ${mappedId} can be reached`, skipped: true }];
  const { title, connection } = connected;
  const found: Found[] = [];
  if (connection.psa) {
    const what = `${title}: company ${mappedId} exists`;
    const company = (await connection.psa.companies()).find(({ id }) => id === mappedId);
    found.push(company ? { what } : { what, problem: `${title} has no company ${mappedId}` });
  }
  for (const { ok, what, problem, passing, warning, tools } of (await upkeep.checkClient(client, kind)) ?? []) {
    found.push({
      what: `${title}: ${what}`,
      ...(ok ? {} : { problem: problem ?? 'does not work' }),
      ...(passing ? { passing } : {}),
      ...(warning ? { warning } : {}),
      ...(!ok && tools && tools.length > 0 ? { tools } : {}),
    });
  }
  return found.length > 0 ? found : [{ what: `${title}: nothing to try for one client`, skipped: true }];
}

/** Takes one step. Never throws: what goes wrong is its outcome. `passing`: all of it may be well again by itself. */
export async function takeStep(
  { name, what, run }: Step,
  now: () => Date,
): Promise<{ outcomes: ProvisioningStep[]; passing: boolean }> {
  const found = await run().catch((error: unknown): Found[] => [
    {
      what,
      problem: reasonOf(error),
      passing: error instanceof VendorError ? error.passing : !(error instanceof FrontdeskError),
    },
  ]);
  return {
    outcomes: found.map((one) => ({
      name,
      what: one.what,
      state: stateOf(one),
      ...(one.problem === undefined ? {} : { problem: one.problem }),
      ...(one.warning === undefined ? {} : { warning: one.warning }),
      ...(one.tools === undefined ? {} : { tools: [...one.tools] }),
      at: now(),
    })),
    passing: found.every((one) => stateOf(one) !== 'failed' || one.passing === true),
  };
}

/** A client of whom only some tools do not work is looked after with the others. */
function stateOf({ problem, skipped, tools }: Found): ProvisioningStep['state'] {
  if (problem === undefined) return skipped ? 'skipped' : 'ok';
  return tools === undefined ? 'failed' : 'limited';
}
