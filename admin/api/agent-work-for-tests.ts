import type { Connection } from 'mongoose';
import type { Plan, Run } from '../../core/agent/run.js';
import { createRuns } from '../../core/agent/runs.js';
import { type Approval, createApprovals } from '../../core/approvals/approval.js';
import { createApprovalLinks } from '../../core/approvals/link.js';
import { clientSettings } from '../../core/clients/client.js';
import { createSecrets } from '../../core/integrations/secrets.js';
import { createSigner } from '../../core/integrations/signer.js';
import type { Vault } from '../../core/integrations/vault.js';
import type { Technician } from '../../core/ports/psa.js';
import { createVerifications } from '../../core/verification/verification.js';
import type { AgentWorkOptions } from './agent-work.js';
import { type ClienteleForTests, KEYS } from './clientele-for-tests.js';

export const SECRET_VALUE = 'Sunny-Harbor-4711';

const PSA_KIND = 'pretend_psa';

/** Technicians of the pretend PSA by the e-mail addresses of a desk's accounts. */
const technician = (id: string, name: string): Technician => ({
  id,
  identifier: name.toLowerCase(),
  name: `The ${name}`,
  email: `${name}@desk.example`,
  active: true,
});

export type AgentWorkForTests = ReturnType<typeof agentWorkForTests>;

/** Runs, approvals and secrets on a real store, with a PSA in memory; the agent only takes note of who it is woken for. */
export function agentWorkForTests(parts: {
  connection: Connection;
  vault: Vault;
  publicBaseUrl: string;
  now: () => Date;
  clientele: ClienteleForTests;
}) {
  const { connection, vault, publicBaseUrl, now, clientele } = parts;
  const { psa: fake, activity } = clientele;
  const { connections } = clientele.deps;
  const { clients, settings } = clientele.deps.clientele;
  fake.technicians.splice(0, 1, technician('7', 'technician'), technician('8', 'admin'), technician('9', 'auditor'));
  const runs = createRuns({ connection, now });
  const approvals = createApprovals({ connection, now });
  const secrets = createSecrets({ connection, vault, now });
  const links = createApprovalLinks({ signer: createSigner(KEYS, 'approval-link'), publicBaseUrl, approvals, now });
  const verifications = createVerifications({ connection, now });
  const woken: string[] = [];
  const options: AgentWorkOptions = {
    runs,
    approvals,
    links,
    secrets,
    verifications,
    activity,
    clients,
    settings,
    connections,
    agent: {
      end: (id, asked) => runs.askToEnd(id, { ...asked, at: now() }),
      wake: async (id) => void woken.push(id),
    },
  };
  return {
    options,
    runs,
    verifications,
    fake,
    woken,
    async connectPsa() {
      await connections.save(PSA_KIND, { site: 'https://vendor.example', key: 'psa-key' });
    },
    /** A client that is mapped to a company of the pretend PSA. */
    async client(slug: string, companyId: string): Promise<string> {
      const settings = clientSettings.parse({ slug, name: slug, mappings: { [PSA_KIND]: companyId } });
      return (await options.clients.create(settings)).id;
    },
    /** A run that waits for an answer to its plan. */
    async asks(clientId: string, { companyId = '2', plan = PLAN }: { companyId?: string; plan?: Plan } = {}) {
      const ticketId = fake.addTicket({ summary: 'Locked out', companyId });
      const start = { clientId, psaKind: PSA_KIND, ticketId, configuration: 1, seenNotes: [] };
      const { run } = await runs.open(start);
      const approval = await approvals.request({
        ...{ clientId, runId: run.id, psaKind: PSA_KIND, ticketId, planHash: plan.hash },
        expiresAt: new Date(now().getTime() + 3_600_000),
      });
      const leased = await runs.lease(run.id);
      if (!leased) throw new Error('The run cannot be leased');
      const requester = { name: 'Dana Reyes', email: 'dana@harbor.example' };
      const changes = { state: 'awaiting_approval' as const, mode: 'execute' as const, approvalId: approval.id };
      const waiting: Run = await leased.change({ ...changes, plan, requester });
      await leased.release();
      return { run: waiting, approval, ticketId, paths: pathsOf(approval) };
    },
    /** A secret that a run of this client keeps, in force. */
    async secret(clientId: string): Promise<string> {
      const step = { clientId, runId: 'run-1', step: 0 };
      const { secretId } = await secrets
        .keeper({ ...step, ticketId: '41' })
        .keep({ label: 'new password', value: SECRET_VALUE, subject: 'dana@harbor.example' });
      await secrets.confirm(step, [secretId]);
      return secretId;
    },
  };

  /** Where the links of the note lead. */
  function pathsOf(approval: Approval): Record<'approve' | 'deny', string> {
    const { approve, deny } = links.linksFor(approval);
    return { approve: approve.slice(publicBaseUrl.length), deny: deny.slice(publicBaseUrl.length) };
  }
}

export const PLAN: Plan = {
  number: 1,
  hash: 'a'.repeat(64),
  diagnosis: 'Dana forgot her <b>password</b>.',
  steps: [
    {
      tool: 'pretend_directory:reset-password',
      arguments: { user: 'dana@harbor.example', force: true },
      why: 'She cannot sign in',
      policy: 'approval_needed',
      mapping: 'tenant-harbor',
      sentence: 'Reset the password of dana@harbor.example',
    },
    {
      tool: 'pretend_directory:unlock',
      arguments: { user: 'omar@harbor.example' },
      why: '',
      policy: 'approval_needed',
      mapping: 'tenant-harbor',
      sentence: 'Unlock <script>alert(1)</script>',
      otherThanRequester: 'Omar Haddad',
    },
  ],
  expectedOutcome: 'She can sign in again.',
};
