import type { Connection } from 'mongoose';
import { createActivity } from '../../core/activity/record.js';
import {
  closeTicket,
  createFakeCatalogue,
  createFakeDirectory,
  createFakePsa,
  createHandQueue,
  createScriptedModel,
} from '../../core/agent/fakes-for-tests.js';
import { createClientele } from '../../core/clients/clientele.js';
import { createIntegrationChanges } from '../../core/clients/integration-changes.js';
import { createRemoving } from '../../core/clients/removing.js';
import { createAuthorizations } from '../../core/integrations/authorizations.js';
import { createConnections } from '../../core/integrations/connections.js';
import type { Finding, Integration, IntegrationEvents } from '../../core/integrations/integration.js';
import { createSigner } from '../../core/integrations/signer.js';
import type { Vault } from '../../core/integrations/vault.js';
import { createWebhooks } from '../../core/integrations/webhooks.js';
import type { Outgoing } from '../../core/ports/outgoing.js';
import type { Company } from '../../core/ports/psa.js';
import type { ClienteleDeps } from './deps.js';

/** The master keys of a desk. */
export const KEYS = new Map([[1, Buffer.alloc(32, 7)]]);

/** The part of the core behind clients, settings and integrations, with pretend vendors; queued work waits for `drain`. */
export function createClienteleForTests({
  connection,
  vault,
  http,
  publicBaseUrl,
  integrations = [],
  now,
}: {
  connection: Connection;
  vault: Vault;
  http: Outgoing;
  publicBaseUrl: string;
  /** Beside the pretend ones. */
  integrations?: readonly Integration[];
  now: () => Date;
}) {
  const psa = createFakePsa(now);
  const companies: Company[] = [];
  /** What vendors find when they are asked, and the addresses that they send events to. */
  const vendor = {
    companies,
    /** Looks at credentials before anything is connected with them. */
    accept: (_credentials: unknown): void => undefined,
    check: async (): Promise<Finding[]> => [{ ok: true, what: 'Read something' }],
    checkClient: async (): Promise<Finding[]> => [{ ok: true, what: 'Sign in' }],
    mappings: async (): Promise<{ id: string; name: string }[]> => [],
    byHand: false,
    unregister: async (): Promise<void> => undefined,
    addresses: new Set<string>(),
  };
  psa.psa.companies = async () => [...companies];
  const identity = createFakeDirectory();
  const catalogue = createFakeCatalogue({
    psa: psa.psa,
    directory: identity.directory,
    directoryTools: identity.tools,
    psaTools: [closeTicket],
    model: createScriptedModel().model,
    events: {
      async register(url) {
        vendor.addresses.add(url);
        return { state: 'registered' };
      },
      async unregister(url) {
        await vendor.unregister();
        vendor.addresses.delete(url);
      },
      verify: async () => false,
      parse: () => [],
      deliveryKey: () => 'key',
    },
  }).map((entry) => ({
    ...entry,
    connect(...args: Parameters<typeof entry.connect>) {
      vendor.accept(args[0]);
      const connected = entry.connect(...args);
      const { hookSecret } = args[1];
      const byHand: IntegrationEvents['register'] = async (url) => ({
        state: 'by_hand',
        instructions: `Send events to ${url}?secret=${hookSecret}`,
      });
      return {
        ...connected,
        ...(connected.events && vendor.byHand ? { events: { ...connected.events, register: byHand } } : {}),
        check: () => vendor.check(),
        mappings: () => vendor.mappings(),
        ...(entry.kind === 'pretend_directory' ? { checkClient: () => vendor.checkClient() } : {}),
      };
    },
  }));
  const hands = createHandQueue();
  const { queue } = hands;
  const log = { warn: () => undefined };
  const activity = createActivity({ connection, now, signer: createSigner(KEYS, 'activity') });
  const connections = createConnections({
    connection,
    catalogue: [...catalogue, ...integrations],
    vault,
    deps: { http, now },
  });
  const clientele = createClientele({
    connection,
    connections,
    queue,
    activity,
    basePrompt: { version: 1, text: 'You work at a service desk.' },
    now,
    log,
  });
  const { clients, configurations, deployment } = clientele;
  const webhooks = createWebhooks({ connections, queue, publicBaseUrl, now, log });
  const authorizations = createAuthorizations({ connection, connections, vault, publicBaseUrl, now });
  const deps: ClienteleDeps = {
    clientele,
    connections,
    removing: createRemoving({ clients, configurations, erasers: [], queue, activity, now, log }),
    integrations: createIntegrationChanges({
      connections,
      upkeep: clientele.upkeep,
      authorizations,
      webhooks,
      deployment,
      activity,
    }),
  };
  return {
    deps,
    psa,
    activity,
    vendor,
    /** Does the queued work. */
    drain: hands.drain,
    /** Kind and author of all that is recorded, oldest first. */
    async recorded() {
      const entries = await connection.collection('activity').find().sort({ _id: 1 }).toArray();
      return entries.map(({ kind, detail, what }) => ({ kind: String(kind), by: detail?.by, what: String(what) }));
    },
  };
}
export type ClienteleForTests = ReturnType<typeof createClienteleForTests>;
