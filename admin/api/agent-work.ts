import type { Activity } from '../../core/activity/record.js';
import type { Agent } from '../../core/agent/agent.js';
import type { Plan } from '../../core/agent/run.js';
import type { Runs } from '../../core/agent/runs.js';
import type { Approvals } from '../../core/approvals/approval.js';
import { createDecisions, type Decisions } from '../../core/approvals/decide-by-person.js';
import type { ApprovalLinks } from '../../core/approvals/link.js';
import type { Clients } from '../../core/clients/client.js';
import type { SettingsStore } from '../../core/clients/settings.js';
import { FrontdeskError } from '../../core/errors.js';
import type { Connections } from '../../core/integrations/connections.js';
import type { Secrets } from '../../core/integrations/secrets.js';
import type { Verifications } from '../../core/verification/verification.js';

/** What the agent does on tickets, and what people do about it: seen and steered by routes and pages. */
export interface AgentWork {
  runs: Pick<Runs, 'get' | 'list'>;
  agent: Pick<Agent, 'end' | 'wake'>;
  approvals: Approvals;
  decisions: Decisions<Plan>;
  links: Pick<ApprovalLinks, 'read'>;
  verifications: Pick<Verifications, 'allOf'>;
  secrets: Pick<Secrets, 'describe' | 'reveal'>;
  activity: Activity;
  clients: Clients;
}

export interface AgentWorkOptions extends Omit<AgentWork, 'decisions'> {
  settings: Pick<SettingsStore, 'read'>;
  connections: Pick<Connections, 'get'>;
}

/** Adds the decisions of people, who are judged by the PSA, the client and the settings of that moment. */
export function composeAgentWork({ settings, connections, ...parts }: AgentWorkOptions, now: () => Date): AgentWork {
  const { runs, approvals, activity, clients } = parts;
  const decisions = createDecisions<Plan>({
    approvals,
    activity,
    now,
    async situationOf({ clientId, psaKind }) {
      const psa = (await connections.get(psaKind))?.connection.psa;
      if (!psa) throw new FrontdeskError('no_psa', `The PSA ${psaKind} is not connected`, { status: 503 });
      const client = await clients.get(clientId);
      return {
        psa,
        mappedCompanyId: client?.status === 'destroyed' ? undefined : client?.mappings[psaKind],
        settings: (await settings.read()).approvals,
      };
    },
    planOf: async ({ runId }) => (await runs.get(runId))?.plan,
  });
  return { ...parts, decisions };
}
