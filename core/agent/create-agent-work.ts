import type { Connection } from 'mongoose';
import { createApprovals } from '../approvals/approval.js';
import { createApprovalLinks } from '../approvals/link.js';
import type { Clientele } from '../clients/clientele.js';
import { createWriteCounter } from '../clients/write-counter.js';
import type { KeySource } from '../integrations/key-source.js';
import { createSecretLinks } from '../integrations/secret-links.js';
import { createSecrets } from '../integrations/secrets.js';
import { createSigner } from '../integrations/signer.js';
import type { Vault } from '../integrations/vault.js';
import { createChallenges } from '../verification/challenge.js';
import { createCodes } from '../verification/codes.js';
import { providersAmong } from '../verification/provider.js';
import { createVerifications } from '../verification/verification.js';
import { type AgentOptions, createAgent } from './agent.js';
import { DIAGNOSIS_LIMITS, type DiagnosisLimits } from './diagnose.js';
import { createLiveProof } from './live-proof.js';
import { recordHandOn } from './record-hand-on.js';
import type { Run } from './run.js';
import { createRuns } from './runs.js';

/** What tests shorten. Milliseconds, but for the limits. */
export interface AgentTuning {
  diagnosis?: Partial<DiagnosisLimits>;
  patienceMs?: number;
  pauseMs?: number;
  settlingMs?: number;
  recoverEveryMs?: number;
  leaseMs?: number;
  /** How long a verification challenge lives at most. */
  challengeMs?: number;
}

export interface AgentWorkOptions
  extends Pick<AgentOptions, 'queue' | 'connections' | 'activity' | 'log' | 'now' | 'alone' | 'canTellCode'> {
  connection: Connection;
  clientele: Clientele;
  masterKeys: KeySource;
  vault: Vault;
  publicBaseUrl: string;
  /** A run is over: its ticket may hold words that no run has answered. */
  ended(run: Run): Promise<void>;
  tuning?: AgentTuning;
}

/** The agent, and what it works on: runs, approvals, verifications and secrets, composed on one database. */
export function createAgentWork({
  connection,
  clientele,
  masterKeys,
  vault,
  publicBaseUrl,
  tuning = {},
  ...rest
}: AgentWorkOptions) {
  const { connections, now } = rest;
  const { clients, settings, configurations, deployment } = clientele;
  const { diagnosis, leaseMs, challengeMs, ...timings } = tuning;
  const approvals = createApprovals({ connection, now });
  const runs = createRuns({ connection, now, ...(leaseMs ? { leaseMs } : {}) });
  const secrets = createSecrets({ connection, vault, now, handedOn: recordHandOn(rest.activity) });
  const verifications = createVerifications({ connection, now });
  const challenges = createChallenges({
    verifications,
    providers: async (clientId) =>
      providersAmong(
        await connections.all(),
        (await clients.get(clientId))?.mappings ?? {},
        (await settings.read()).verification.providers,
      ),
    codes: createCodes(createSigner(masterKeys, 'verification-code')),
    now,
    lifeMs: challengeMs,
  });
  const signer = createSigner(masterKeys, 'approval-link');
  const links = createApprovalLinks({ signer, publicBaseUrl, approvals, now });
  const agent = createAgent({
    ...rest,
    ...timings,
    runs,
    clients,
    settings,
    configurations,
    configurationFor: deployment.configurationFor,
    approvals,
    secrets,
    verifications,
    challenges,
    contactChangedAt: clientele.contacts.changedAt,
    writes: createWriteCounter({ connection, now }),
    links,
    secretUrl: createSecretLinks({ publicBaseUrl }).urlOf,
    model: async () => (await connections.ofCategory('model'))?.connection.model,
    limits: { ...DIAGNOSIS_LIMITS, ...diagnosis },
  });
  const proof = createLiveProof({
    runs,
    clients,
    settings,
    connections,
    verifications,
    challenges,
    wake: (runId) => agent.wake(runId),
  });
  return { agent, runs, approvals, links, secrets, verifications, proof };
}
