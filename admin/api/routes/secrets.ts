import { z } from 'zod';
import { callerOf, EVERYBODY } from '../access.js';
import type { AgentWork } from '../agent-work.js';
import type { Routes } from '../api-server.js';
import { secretInView } from '../in-view.js';
import { openSecret } from '../open-secret.js';
import { idParams, problems } from '../schemas.js';

const TAGS = ['secrets'];

const secretShown = z.object({
  secretId: z.string(),
  label: z.string(),
  subject: z.string(),
  clientId: z.string(),
  runId: z.string(),
  ticketId: z.string(),
  state: z.enum(['proposed', 'waiting', 'opened', 'expired']),
  readBack: z.boolean(),
  expiresAt: z.date(),
  opened: z.object({ accountId: z.string(), name: z.string(), at: z.date() }).optional(),
});

export function secretRoutes(work: AgentWork): Routes {
  const { secrets } = work;
  return async (server) => {
    server.get(
      '/api/secrets/:id',
      {
        config: { roles: EVERYBODY },
        schema: {
          tags: TAGS,
          summary: 'What a secret is, and who opened it; never its value',
          params: idParams,
          response: { 200: secretShown, ...problems },
        },
      },
      async (request) => secretInView(callerOf(request), request.params.id, secrets),
    );

    server.post(
      '/api/secrets/:id/reveal',
      {
        config: { roles: ['admin', 'technician'] },
        schema: {
          tags: TAGS,
          summary: 'The value, exactly once: it is erased with this answer',
          params: idParams,
          response: { 200: z.object({ value: z.string() }), ...problems },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const secret = await secretInView(caller, request.params.id, secrets);
        return { value: await openSecret(work, secret, caller, request.log) };
      },
    );
  };
}
