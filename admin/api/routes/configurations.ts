import { z } from 'zod';
import { clientSettings } from '../../../core/clients/client.js';
import type { Because } from '../../../core/clients/configuration.js';
import { mspSettings } from '../../../core/clients/settings.js';
import type { EffectivePolicy } from '../../../core/tools/policy.js';
import { EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import { author } from '../client-schemas.js';
import type { ApiDeps } from '../deps.js';
import { pageAnswer, pageOf } from '../paging.js';
import { idParams, problems } from '../schemas.js';
import { createSeenClient } from '../seen-client.js';
import { numberedPage, numberedQuery } from '../whole-lists.js';

const TAGS = ['clients'];
const CONFIG = { roles: EVERYBODY } as const;

const because = z.enum([
  'created',
  'name',
  'mode',
  'prompt',
  'policies',
  'mapping',
  'vips',
  'msp',
  'tools',
  'base_prompt',
] satisfies Because[]);

export const policySource = z.enum([
  'default',
  'msp',
  'client',
  'tool',
  'msp-rule',
  'client-rule',
  'msp-freeze',
  'client-freeze',
] satisfies EffectivePolicy['source'][]);

const configurationLine = z.object({
  number: z.number(),
  at: z.date(),
  by: author,
  because: z.array(because).readonly().describe('What is different from the one before'),
});

const { slug: _slug, freeze: _freeze, ...ofClient } = clientSettings.shape;
const { mode, prompt, policies, rules, limits } = mspSettings.shape;

const configurationShown = configurationLine.extend({
  client: z.object(ofClient),
  msp: z.object({ mode, prompt, policies, rules, limits }),
  tools: z.array(
    z.object({
      name: z.string(),
      effect: z.enum(['read', 'write', 'message']),
      policy: z.enum(['auto', 'approval_needed', 'disabled']),
      source: policySource,
      schemaHash: z.string().describe('SHA-256 of description and input schema'),
    }),
  ),
  basePromptVersion: z.number(),
});

/** What a client's agent worked with, and since when. */
export function configurationRoutes({ clientele }: Pick<ApiDeps, 'clientele'>): Routes {
  const { clients, configurations } = clientele;
  const seenClient = createSeenClient(clients);

  return async (server) => {
    server.get(
      '/api/clients/:id/configurations',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: "The configurations of a client's agent, newest first",
          params: idParams,
          querystring: numberedQuery,
          response: { 200: pageOf(configurationLine), ...problems },
        },
      },
      async (request) => {
        const { id } = await seenClient(request, request.params.id);
        return pageAnswer(await numberedPage(request.query, (page) => configurations.list(id, page)));
      },
    );

    server.get(
      '/api/clients/:id/configurations/:number',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: 'One configuration with all that it is made of',
          params: idParams.extend({ number: z.coerce.number().int().min(1) }),
          response: { 200: configurationShown, ...problems },
        },
      },
      async (request) => {
        const { id } = await seenClient(request, request.params.id);
        return configurations.get(id, request.params.number);
      },
    );
  };
}
