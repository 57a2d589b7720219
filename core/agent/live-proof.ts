/** How it stands with the proof of whoever opened a ticket, for a front door at which they are still there. */
import type { Clients } from '../clients/client.js';
import { effectiveMode } from '../clients/mode.js';
import type { SettingsStore } from '../clients/settings.js';
import type { Connections } from '../integrations/connections.js';
import type { Challenges } from '../verification/challenge.js';
import type { LiveProof, ProofNow, TicketOfContact } from '../verification/proof-now.js';
import { anyProvider } from '../verification/provider.js';
import { MOST_TRIES, type Verification, type Verifications } from '../verification/verification.js';
import type { Run } from './run.js';
import type { Runs } from './runs.js';
import { screen } from './screen.js';

export interface LiveProofDeps {
  runs: Pick<Runs, 'latestOn'>;
  clients: Pick<Clients, 'byMapping'>;
  settings: Pick<SettingsStore, 'read'>;
  connections: Pick<Connections, 'all'>;
  verifications: Pick<Verifications, 'get'>;
  challenges: Pick<Challenges, 'answer' | 'askAgain'>;
  /** Something happened that the run waits for. */
  wake(runId: string): Promise<void>;
}

const NONE: ProofNow = { state: 'none' };
const COMING: ProofNow = { state: 'coming' };

export function createLiveProof(deps: LiveProofDeps): LiveProof {
  const { runs, verifications, challenges, wake } = deps;
  /** Before a run has screened the request, the rules that need no model tell what it is about to say. */
  async function foreseen(psaKind: string, companyId: string | undefined, problem: string): Promise<ProofNow> {
    if (companyId === undefined || !screen(problem).yes) return NONE;
    const client = await deps.clients.byMapping(psaKind, companyId);
    return client && effectiveMode(client, await deps.settings.read()) === 'execute' ? COMING : NONE;
  }

  /** The challenge that a ticket's run waits for, or waited for last. */
  async function challengeOn({ psaKind, ticketId, contactId }: TicketOfContact) {
    const run = await runs.latestOn(psaKind, ticketId);
    const isTheirs = run?.requester === undefined || run.requester.contactId === contactId;
    const id = isTheirs ? run?.verification?.id : undefined;
    const verification = run && id ? await verifications.get({ id, clientId: run.clientId }) : undefined;
    return { run, isTheirs, verification };
  }

  async function awaited(ticket: TicketOfContact) {
    const { run, verification } = await challengeOn(ticket);
    const isAwaited = run?.state === 'awaiting_verification' && verification?.state === 'pending';
    return isAwaited ? { run, verification } : undefined;
  }

  return {
    async of({ companyId, problem, ...ticket }) {
      const connected = await deps.connections.all();
      if (!anyProvider(connected)) return NONE;
      const { run, isTheirs, verification } = await challengeOn(ticket);
      if (!isTheirs) return NONE;
      if (!run || isBeforeScreening(run)) return foreseen(ticket.psaKind, companyId, problem);
      const by = connected.find(({ kind }) => kind === verification?.provider)?.title;
      if (verification) return shown(verification, run, by ?? verification.provider);
      const isSensitive = run.state === 'screening' && run.sensitive?.yes === true && run.mode === 'execute';
      return isSensitive || run.state === 'awaiting_verification' ? COMING : NONE;
    },
    async submit(ticket, code) {
      const found = await awaited(ticket);
      if (!found) return { state: 'over' };
      const answer = await challenges.answer(found.verification, code);
      if (answer.state !== 'wrong') await wake(found.run.id);
      return answer;
    },
    async resend(ticket) {
      const found = await awaited(ticket);
      if (!found) return 'over';
      const answer = await challenges.askAgain(found.verification);
      if (answer === 'asked') await wake(found.run.id);
      return answer;
    },
  };
}

function isBeforeScreening({ state, sensitive }: Run): boolean {
  return (state === 'queued' || state === 'screening') && !sensitive;
}

function shown(verification: Verification, { state: runState }: Pick<Run, 'state'>, by: string): ProofNow {
  const { id, state, proof, sends = 0, sentTo = 'the number on file', tries = 0 } = verification;
  const challenge = `${id}/${sends}`;
  switch (state) {
    case 'intended':
      return COMING;
    case 'pending':
      if (runState !== 'awaiting_verification') return NONE;
      if (proof === 'code') return { state: 'code', challenge, sentTo, triesLeft: MOST_TRIES - tries };
      return { state: 'push', challenge, by };
    case 'approved':
    case 'denied':
    case 'expired':
    case 'unavailable':
      return { state, challenge };
  }
}
