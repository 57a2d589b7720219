import { type Caller, type ClientAccess, maySee } from '../../core/accounts/caller.js';
import type { Run } from '../../core/agent/run.js';
import type { Runs } from '../../core/agent/runs.js';
import type { Approval, Approvals } from '../../core/approvals/approval.js';
import type { Clients } from '../../core/clients/client.js';
import { NotFound } from '../../core/errors.js';
import type { SecretDescription } from '../../core/integrations/reveal-secret.js';
import type { Secrets } from '../../core/integrations/secrets.js';
import { assertMaySee, noSuchClient } from './access.js';

/** Things of a client that a caller may not know of are answered like things that never were. */

/** Whose things a list shows: those of the client that was asked for, or all that the caller may see. Throws NotFound. */
export async function clientsInView(
  caller: Caller,
  asked: string | undefined,
  clients: Pick<Clients, 'get'>,
): Promise<ClientAccess> {
  if (asked === undefined) return caller.clients;
  assertMaySee(caller, asked);
  if (!(await clients.get(asked))) throw noSuchClient(asked);
  return [asked];
}

/** Throws NotFound. */
export async function runInView(caller: Caller, id: string, runs: Pick<Runs, 'get'>): Promise<Run> {
  return inView(caller, await runs.get(id), 'run', id);
}

/** Throws NotFound. */
export async function approvalInView(caller: Caller, id: string, approvals: Pick<Approvals, 'get'>): Promise<Approval> {
  return inView(caller, await approvals.get(id), 'approval', id);
}

/** Throws NotFound. */
export async function secretInView(
  caller: Caller,
  id: string,
  secrets: Pick<Secrets, 'describe'>,
): Promise<SecretDescription> {
  return inView(caller, await secrets.describe(id), 'secret', id);
}

function inView<T extends { clientId: string }>(caller: Caller, found: T | undefined, what: string, id: string): T {
  if (!found || !maySee(caller, found.clientId)) throw new NotFound(what, id);
  return found;
}
