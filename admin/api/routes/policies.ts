import { z } from 'zod';
import type { PolicyScope } from '../../../core/clients/policy-changes.js';
import type { ToolPolicy } from '../../../core/clients/policy-page.js';
import { EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import { authorOf } from '../author.js';
import type { ApiDeps } from '../deps.js';
import { pageAnswer, pageOf, pageQuery } from '../paging.js';
import { idParams, problems } from '../schemas.js';
import { createSeenClient } from '../seen-client.js';
import { containsText, pageOfWhole } from '../whole-lists.js';
import { policySource } from './configurations.js';

const TAGS = ['policies'];
const READ = { roles: EVERYBODY } as const;
const WRITE = { roles: ['admin'] } as const;

const policy = z.enum(['auto', 'approval_needed', 'disabled']);
const effect = z.enum(['read', 'write', 'message']);
const flag = z.stringbool({ truthy: ['true'], falsy: ['false'] });

const toolParams = z.object({
  tool: z
    .string()
    .max(200)
    .regex(/^[a-z0-9_]+:[A-Za-z0-9:_-]+$/, 'must be integration:tool-name')
    .describe('As in m365:reset-password'),
});

const toolPolicy = z.object({
  tool: z.string(),
  integration: z.object({ kind: z.string(), title: z.string() }),
  description: z.string(),
  effect,
  sensitive: z.boolean().describe('A step with it demands that the requester is verified'),
  default: policy,
  msp: policy.optional().describe('What the MSP set, if anything'),
  client: policy.optional().describe('What is set for this client, if anything'),
  effective: z.object({ policy, source: policySource, reason: z.string() }).describe('What holds, and why'),
  rules: z
    .array(
      z.object({
        of: z.enum(['msp', 'client']),
        condition: z.string(),
        policy: z.enum(['approval_needed', 'disabled']),
        reason: z.string(),
      }),
    )
    .describe('Rules that may make single calls stricter'),
  mapped: z.boolean().describe("Whether the client is mapped to the tool's integration; only then its agent has it"),
});

const filters = pageQuery.extend({
  q: z.string().max(200).optional().describe("Part of the tool's name or description"),
  integration: z.string().max(100).optional(),
  effect: effect.optional(),
  policy: policy.optional().describe('The one that holds'),
  mapped: flag.optional(),
});

const setting = z.strictObject({ policy: policy.nullable().describe('null: what is above holds again') });

export function policyRoutes({ clientele }: Pick<ApiDeps, 'clientele'>): Routes {
  const { clients, policies } = clientele;
  const seenClient = createSeenClient(clients);

  async function page(scope: PolicyScope, query: z.infer<typeof filters>) {
    const all = await policies.of(scope);
    const found = all.filter((tool) => fits(tool, query));
    return pageAnswer(pageOfWhole(found, query, ({ tool }) => tool));
  }

  return async (server) => {
    server.get(
      '/api/policies',
      {
        config: { ...READ, everyClient: true },
        schema: {
          tags: TAGS,
          summary: 'Every tool, with what holds for clients that have no policy of their own',
          querystring: filters,
          response: { 200: pageOf(toolPolicy), ...problems },
        },
      },
      async (request) => page('msp', request.query),
    );

    server.put(
      '/api/policies/:tool',
      {
        config: { ...WRITE, everyClient: true },
        schema: {
          tags: TAGS,
          summary: "Set the MSP's policy of a tool, or go back to its default",
          params: toolParams,
          body: setting,
          response: { 200: toolPolicy, ...problems },
        },
      },
      async (request) => policies.set('msp', request.params.tool, request.body.policy, authorOf(request)),
    );

    server.get(
      '/api/clients/:id/policies',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'Every tool, with what holds for this client and why',
          params: idParams,
          querystring: filters,
          response: { 200: pageOf(toolPolicy), ...problems },
        },
      },
      async (request) => {
        const { id: clientId } = await seenClient(request, request.params.id);
        return page({ clientId }, request.query);
      },
    );

    server.put(
      '/api/clients/:id/policies/:tool',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: "Set a client's policy of a tool, or go back to the MSP's",
          params: idParams.extend(toolParams.shape),
          body: setting,
          response: { 200: toolPolicy, ...problems },
        },
      },
      async (request) => {
        const { id: clientId } = await seenClient(request, request.params.id);
        return policies.set({ clientId }, request.params.tool, request.body.policy, authorOf(request));
      },
    );
  };
}

function fits(tool: ToolPolicy, asked: z.infer<typeof filters>): boolean {
  return (
    containsText(asked.q, tool.tool, tool.description) &&
    (asked.integration === undefined || tool.integration.kind === asked.integration) &&
    (asked.effect === undefined || tool.effect === asked.effect) &&
    (asked.policy === undefined || tool.effective.policy === asked.policy) &&
    (asked.mapped === undefined || tool.mapped === asked.mapped)
  );
}
