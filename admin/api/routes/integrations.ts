import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NotFound } from '../../../core/errors.js';
import type { IntegrationCategory } from '../../../core/integrations/integration.js';
import type { IntegrationOverview } from '../../../core/integrations/overview.js';
import { callerOf, EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import { authorOf } from '../author.js';
import type { ApiDeps } from '../deps.js';
import { clientHealth, finding, lastError } from '../health-schemas.js';
import { pageAnswer, pageOf, pageQuery } from '../paging.js';
import { problems } from '../schemas.js';
import { tellingWhy } from '../vendor-reason.js';
import { containsText, pageOfWhole } from '../whole-lists.js';

const TAGS = ['integrations'];
const READ = { roles: EVERYBODY, everyClient: true } as const;
const WRITE = { roles: ['admin'], everyClient: true } as const;

const category = z.enum([
  'psa',
  'identity',
  'documentation',
  'verification',
  'rmm',
  'voice',
  'chat',
  'model',
  'other',
] satisfies IntegrationCategory[]);

const field = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  type: z.enum(['text', 'number', 'boolean', 'choice']),
  required: z.boolean(),
  secret: z.boolean().describe('Stored encrypted'),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  options: z.array(z.string()).optional(),
  filled: z.boolean().describe('Whether it has a value; values are never shown'),
});

const integrationShown = z.object({
  kind: z
    .string()
    .describe('Of one that can be connected many times: mcp for a further one, mcp:docs for one there is'),
  many: z.literal(true).optional().describe('Connect it as often as you like, each under a name: PUT mcp:docs'),
  title: z.string(),
  category,
  connected: z.boolean(),
  since: z.date().optional(),
  version: z.number().optional().describe('Counts changes of the credentials'),
  health: z
    .object({ ok: z.boolean(), findings: z.array(finding), at: z.date() })
    .nullable()
    .optional()
    .describe('What the last check found; null before the first'),
  lastError: lastError.optional(),
  clients: z.array(clientHealth).optional().describe('The clients in which something is wrong, or will be soon'),
  webhook: z
    .object({
      state: z
        .enum(['registered', 'by_hand', 'failed', 'none'])
        .describe(
          'by_hand: not yet; a person sets it up at the vendor, and it counts when the vendor has asked for it',
        ),
      problem: z.string().optional(),
      instructions: z
        .string()
        .optional()
        .describe('What a person sets up at the vendor; its secret address and its secret are shown to admins only'),
      at: z.date(),
    })
    .nullable()
    .optional(),
  authorizes: z.boolean().optional().describe('A person signs in at the vendor for it: POST authorize'),
  tools: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      effect: z.enum(['read', 'write', 'message']),
      approvalBecause: z.string().optional().describe('Why it needs an approval, whatever policies say'),
    }),
  ),
  fields: z.array(field).describe('The form that it is connected with'),
});

const filters = pageQuery.extend({
  category: category.optional(),
  connected: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
});

const kindParams = z.object({ kind: z.string().min(1).max(100) });

/** Outside systems. Their credentials come in and never go out again. */
export function integrationRoutes({
  connections,
  integrations,
}: Pick<ApiDeps, 'connections' | 'integrations'>): Routes {
  return async (server) => {
    server.get(
      '/api/integrations',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'Every integration there is, connected or not',
          querystring: filters,
          response: { 200: pageOf(integrationShown), ...problems },
        },
      },
      async (request) => {
        const { category: asked, connected } = request.query;
        const found = (await connections.overview())
          .filter((one) => asked === undefined || one.category === asked)
          .filter((one) => connected === undefined || connected === (one.connected !== undefined));
        const page = pageOfWhole(found, request.query, ({ kind }) => kind);
        return pageAnswer({ ...page, items: await Promise.all(page.items.map((one) => shown(one, request))) });
      },
    );

    server.get(
      '/api/integrations/:kind',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'One integration',
          params: kindParams,
          response: { 200: integrationShown, ...problems },
        },
      },
      async (request) => shown(await connections.overviewOf(request.params.kind), request),
    );

    server.put(
      '/api/integrations/:kind',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Connect an integration, or give it other credentials; they are tried at once, see its health',
          params: kindParams,
          body: z.record(z.string().max(100), z.unknown()).describe('The fields of its form'),
          response: { 200: integrationShown, ...problems },
        },
      },
      async (request) => {
        const { kind } = request.params;
        await integrations.connect(kind, request.body, authorOf(request));
        return shown(await connections.overviewOf(kind), request);
      },
    );

    server.delete(
      '/api/integrations/:kind',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Disconnect an integration and erase its credentials; mappings of clients stay',
          params: kindParams,
          response: {
            200: z.object({
              problems: z.array(z.string()).describe('What could not be taken back at the vendor, or only by hand'),
            }),
            ...problems,
          },
        },
      },
      async (request) => ({ problems: await integrations.disconnect(request.params.kind, authorOf(request)) }),
    );

    server.post(
      '/api/integrations/:kind/check',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Try an integration now; each finding names what is wrong',
          params: kindParams,
          response: { 200: z.object({ ok: z.boolean(), findings: z.array(finding) }), ...problems },
        },
      },
      async (request) => {
        const findings = await integrations.check(request.params.kind);
        return { ok: findings.every(({ ok }) => ok), findings };
      },
    );

    server.get(
      '/api/integrations/:kind/mappings',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'What clients can be mapped to: companies, tenants, organisations',
          params: kindParams,
          querystring: pageQuery.extend({ q: z.string().max(200).optional().describe('Part of the name or id') }),
          response: { 200: pageOf(z.object({ id: z.string(), name: z.string() })), ...problems },
        },
      },
      async (request) => {
        const { kind } = request.params;
        const connected = await connections.get(kind);
        if (!connected) throw new NotFound('connected integration', kind);
        const candidates = await tellingWhy(() => connected.connection.mappings());
        const found = candidates.filter(({ id, name }) => containsText(request.query.q, name, id));
        return pageAnswer(pageOfWhole(found, request.query, ({ id }) => id));
      },
    );
  };

  async function shown({ connected, fields, ...rest }: IntegrationOverview, request: FastifyRequest) {
    const filled = new Set(connected?.filled);
    const form = fields.map((one) => ({ ...one, filled: filled.has(one.name) }));
    if (!connected) return { ...rest, connected: false, tools: [], fields: form };
    const { since, version, health, lastError, clients, webhook, authorizes } = connected;
    const isAdmin = callerOf(request).role === 'admin';
    const instructions =
      isAdmin && webhook?.instructions ? await connections.webhookInstructions(rest.kind) : undefined;
    const tools = connected.tools.map(({ name, description, effect, approvalBecause }) => ({
      name,
      description,
      effect,
      approvalBecause,
    }));
    return {
      ...rest,
      connected: true,
      since,
      version,
      health,
      lastError,
      clients,
      webhook: webhook && { ...webhook, ...(instructions ? { instructions } : {}) },
      ...(authorizes ? { authorizes } : {}),
      tools,
      fields: form,
    };
  }
}
