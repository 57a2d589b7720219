import type { FastifyBaseLogger } from 'fastify';
import type { Caller } from '../../core/accounts/caller.js';
import { AccessDenied } from '../../core/errors.js';
import type { SecretDescription } from '../../core/integrations/reveal-secret.js';
import type { AgentWork } from './agent-work.js';

/**
 * The value of a secret, once, for the person who asks. Throws AccessDenied 403 `not_allowed` for API tokens, Conflict
 * `secret_gone` and `secret_not_in_force`, NotFound.
 */
export async function openSecret(
  { secrets, activity }: Pick<AgentWork, 'secrets' | 'activity'>,
  secret: SecretDescription,
  { kind, id, name }: Caller,
  log: FastifyBaseLogger,
): Promise<string> {
  if (kind === 'token') {
    throw new AccessDenied('not_allowed', 'Secrets are opened by people with an account, not by API tokens', 403);
  }
  const { secretId, clientId, runId, ticketId, label, subject } = secret;
  const { value } = await secrets.reveal(secretId, { accountId: id, name });
  // Erased by now: were the record out of reach, the value would be lost on top. The secret itself keeps who opened it.
  await activity
    .add({
      clientId,
      runId,
      ticketId,
      kind: 'secret.opened',
      what: `${name} opened the ${label} for ${subject}`,
      detail: { opened: secretId, by: name, accountId: id },
    })
    .catch((error: unknown) => log.error({ err: error, secretId }, 'the opening of a secret could not be recorded'));
  return value;
}
