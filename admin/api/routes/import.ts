import { z } from 'zod';
import { clientSettings } from '../../../core/clients/client.js';
import { EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import { authorOf } from '../author.js';
import type { ApiDeps } from '../deps.js';
import { pageOf, pageQuery } from '../paging.js';
import { problems } from '../schemas.js';
import { tellingWhy } from '../vendor-reason.js';

const TAGS = ['clients'];

const preview = pageOf(
  z.object({
    id: z.string(),
    name: z.string(),
    identifier: z.string().optional(),
    types: z.array(z.string()).readonly(),
    active: z.boolean(),
    suggestedSlug: z.string(),
    preselected: z.boolean(),
    alreadyClient: z.object({ id: z.string(), slug: z.string() }).optional(),
  }),
).extend({
  pick: z.enum(['all', 'by_type', 'one_by_one']).describe('How companies of this PSA are picked'),
  types: z.array(z.string()).describe('Types that companies have, to filter by'),
  total: z.number().describe('How many there are with this filter'),
});

const filters = pageQuery.extend({
  text: z.string().max(200).optional().describe('Part of the name or identifier'),
  type: z.string().max(200).optional(),
  cursor: z.coerce.number().int().min(1).optional().describe('The nextCursor of the page before, with the same limit'),
});

const { slug, name } = clientSettings.shape;
const chosen = z.strictObject({
  kind: z.string().min(1).max(100).describe('The PSA'),
  companies: z
    .array(z.strictObject({ id: z.string().min(1).max(200), slug: slug.optional(), name: name.optional() }))
    .min(1)
    .max(500),
});

const outcomes = z.object({
  outcomes: z.array(
    z.object({
      companyId: z.string(),
      outcome: z.enum(['created', 'exists', 'failed']),
      clientId: z.string().optional(),
      reason: z.string().optional().describe('Why it failed'),
    }),
  ),
});

/** Companies of the PSA that become clients. */
export function importRoutes({ clientele: { importing } }: Pick<ApiDeps, 'clientele'>): Routes {
  return async (server) => {
    server.get(
      '/api/integrations/:kind/companies',
      {
        config: { roles: EVERYBODY, everyClient: true },
        schema: {
          tags: TAGS,
          summary: 'The companies of a PSA by name, to choose from',
          params: z.object({ kind: z.string().min(1).max(100) }),
          querystring: filters,
          response: { 200: preview, ...problems },
        },
      },
      async (request) => {
        const { limit: pageSize, cursor: page = 1, ...filter } = request.query;
        const { companies, total, pick, types } = await tellingWhy(() =>
          importing.preview(request.params.kind, { ...filter, page, pageSize }),
        );
        const nextCursor = page * pageSize < total ? String(page + 1) : null;
        return { items: companies, nextCursor, pick, types, total };
      },
    );

    server.post(
      '/api/clients/import',
      {
        config: { roles: ['admin'], everyClient: true },
        schema: {
          tags: TAGS,
          summary: 'Make clients of companies of the PSA; those that are clients already stay as they are',
          body: chosen,
          response: { 200: outcomes, ...problems },
        },
      },
      async (request) => {
        const companies = request.body.companies.map(({ id: companyId, ...wishes }) => ({ companyId, ...wishes }));
        const made = await tellingWhy(() => importing.import(request.body.kind, companies, authorOf(request)));
        return { outcomes: made };
      },
    );
  };
}
