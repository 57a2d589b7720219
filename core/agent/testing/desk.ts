import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { createActivity } from '../../activity/record.js';
import { createApprovals } from '../../approvals/approval.js';
import { createApprovalLinks } from '../../approvals/link.js';
import { type ClientSettings, clientSettings, createClients } from '../../clients/client.js';
import { createConfigurations } from '../../clients/configuration.js';
import { createDeployment } from '../../clients/deployment.js';
import { createSettings, mspSettings } from '../../clients/settings.js';
import { createWriteCounter } from '../../clients/write-counter.js';
import { createConnections } from '../../integrations/connections.js';
import type { IntegrationEvents } from '../../integrations/integration.js';
import { createSecretLinks } from '../../integrations/secret-links.js';
import { createSecrets } from '../../integrations/secrets.js';
import { createSigner } from '../../integrations/signer.js';
import { createVault } from '../../integrations/vault.js';
import type { Verifier } from '../../ports/verifier.js';
import type { Tool } from '../../tools/tool.js';
import { createChallenges } from '../../verification/challenge.js';
import { createCodes } from '../../verification/codes.js';
import { providersAmong } from '../../verification/provider.js';
import { createVerifications } from '../../verification/verification.js';
import { DIAGNOSIS_LIMITS } from '../diagnose.js';
import type { AdvanceDeps } from '../moves.js';
import { BASE_PROMPT_VERSION } from '../prompt.js';
import { recordHandOn } from '../record-hand-on.js';
import { createRuns } from '../runs.js';
import { closeTicket, createFakeCatalogue, http, SECRET_KEY } from './catalogue.js';
import { type Clock, createClock } from './clock.js';
import { createFakeDirectory, DANA } from './directory.js';
import { createScriptedModel, withoutSideQuestions } from './model.js';
import { createFakePsa } from './psa.js';
import { createHandQueue } from './queue.js';

export const HARBOR: ClientSettings = clientSettings.parse({
  slug: 'harbor',
  name: 'Harbor Dental',
  mode: 'execute',
  mappings: { pretend_psa: '2', pretend_directory: 'tenant-harbor' },
});

/** What is outside, and what outlives a process: the vendors, the time, the keys. */
export interface Outside {
  clock: Clock;
  psa: ReturnType<typeof createFakePsa>;
  identity: ReturnType<typeof createFakeDirectory>;
  script: ReturnType<typeof createScriptedModel>;
  keys: ReadonlyMap<number, Buffer>;
  events?: IntegrationEvents;
  verifier?: Verifier;
  /** Beside the directory's own. */
  tools: readonly Tool[];
}

export interface DeskOptions {
  connection: Connection;
  clock?: Clock;
  events?: IntegrationEvents;
  /** A verification provider, connected and mapped. */
  verifier?: Verifier;
  /** Further tools of the directory. */
  tools?: readonly Tool[];
  /** The world of a desk before this one on the same data, whose process has ended: nothing is set up again. */
  outside?: Outside;
}

/** The core on a real store, with one mapped client in execute mode and everything connected. */
export async function createDesk({ connection, outside: earlier, ...options }: DeskOptions) {
  const outside = earlier ?? newOutside(options);
  const { clock, psa, identity, script, keys, events, verifier } = outside;
  const { now } = clock;
  const vault = createVault(keys);
  const connections = createConnections({
    connection,
    vault,
    deps: { http, now },
    catalogue: createFakeCatalogue({
      psa: psa.psa,
      directory: identity.directory,
      directoryTools: [...identity.tools, ...outside.tools],
      psaTools: [closeTicket],
      model: script.model,
      ...(events ? { events } : {}),
      ...(verifier ? { verifier } : {}),
    }),
  });
  const settings = createSettings({ connection });
  const clients = createClients({ connection });
  if (!earlier) {
    for (const kind of [
      'pretend_psa',
      'pretend_directory',
      'pretend_model',
      ...(verifier ? ['pretend_verifier'] : []),
    ]) {
      await connections.save(kind, { site: 'https://vendor.example', key: SECRET_KEY });
    }
    await settings.write(mspSettings.parse({ name: 'Lakeside IT', mode: 'execute' }));
    const mappings = { ...HARBOR.mappings, ...(verifier ? { pretend_verifier: 'org-harbor' } : {}) };
    await clients.save({ ...HARBOR, mappings });
  }
  const client = await clients.bySlug(HARBOR.slug);
  if (!client) throw new Error('There is no client on this desk');
  const approvals = createApprovals({ connection, now });
  const activity = createActivity({ connection, now });
  const runs = createRuns({ connection, now });
  const secrets = createSecrets({ connection, vault, now, handedOn: recordHandOn(activity) });
  const verifications = createVerifications({ connection, now });
  const challenges = createChallenges({
    verifications,
    providers: async (clientId) =>
      providersAmong(
        await connections.all(),
        (await clients.get(clientId))?.mappings ?? {},
        (await settings.read()).verification.providers,
      ),
    codes: createCodes(createSigner(keys, 'verification-code')),
    now,
  });
  const signer = createSigner(keys, 'approval-link');
  const wakeUps: { runId: string; when: Date }[] = [];
  const configurations = createConfigurations({ connection });
  const { configurationFor } = createDeployment({
    clients,
    settings,
    connections,
    configurations,
    basePromptVersion: BASE_PROMPT_VERSION,
    queue: createHandQueue().queue,
    activity,
    now,
    log: { warn() {} },
  });
  const deps: AdvanceDeps = {
    clients,
    settings,
    connections,
    configurations,
    configurationFor,
    approvals,
    activity,
    secrets,
    verifications,
    challenges,
    writes: createWriteCounter({ connection, now }),
    links: createApprovalLinks({ signer, publicBaseUrl: 'https://frontdesk.example', approvals, now }),
    secretUrl: createSecretLinks({ publicBaseUrl: 'https://frontdesk.example' }).urlOf,
    runs,
    model: async () => withoutSideQuestions(script.model),
    ended: async () => {},
    wakeAt: async (runId, when) => void wakeUps.push({ runId, when }),
    now,
    limits: DIAGNOSIS_LIMITS,
  };
  return {
    outside,
    clock,
    psa,
    identity,
    script,
    vault,
    connections,
    settings,
    clients,
    client,
    approvals,
    activity,
    runs,
    secrets,
    verifications,
    wakeUps,
    deps,
    /** A ticket of Dana's, and a run on it that is leased. */
    async leasedRun(ticketId = psa.addTicket({ summary: 'I am locked out', contactId: '41' })) {
      const { run } = await runs.open({
        clientId: client.id,
        psaKind: 'pretend_psa',
        ticketId,
        configuration: client.configuration,
        seenNotes: [],
      });
      const leased = await runs.lease(run.id);
      if (!leased) throw new Error(`Run ${run.id} is leased already`);
      return { ticketId, runId: run.id, leased };
    },
  };
}
function newOutside({ clock = createClock(), events, verifier, tools = [] }: Omit<DeskOptions, 'connection'>): Outside {
  const psa = createFakePsa(clock.now);
  psa.contacts.set('41', {
    id: '41',
    companyId: '2',
    companyName: 'Harbor Dental',
    firstName: 'Dana',
    lastName: 'Reyes',
    emails: [DANA.userPrincipalName],
    phones: ['+14155550101'],
    active: true,
  });
  return {
    clock,
    psa,
    identity: createFakeDirectory(),
    script: createScriptedModel(),
    keys: new Map([[1, randomBytes(32)]]),
    tools,
    ...(events ? { events } : {}),
    ...(verifier ? { verifier } : {}),
  };
}

export type Desk = Awaited<ReturnType<typeof createDesk>>;
