import { z } from 'zod';
import { AccessDenied } from '../../../core/errors.js';
import { EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import { authorOf } from '../author.js';
import type { ApiDeps } from '../deps.js';
import { problems } from '../schemas.js';
import { tellingWhy } from '../vendor-reason.js';

const TAGS = ['integrations'];
const READ = { roles: EVERYBODY, everyClient: true } as const;
const WRITE = { roles: ['admin'], everyClient: true } as const;

const kindParams = z.object({ kind: z.string().min(1).max(100) });

const wording = z.object({
  description: z.string(),
  schema: z.unknown().describe('JSON Schema of its arguments'),
  annotations: z.unknown().describe('What the vendor says of its effects'),
});

const toReview = z.object({
  tool: z.string(),
  state: z.enum(['new', 'changed']),
  since: z.date(),
  hash: z.string().describe('Of what it says now; send it back to confirm that you saw this'),
  is: wording,
  was: wording.optional(),
});

/** What vendors want a person for: to sign in there for Frontdesk, and to look at tools that they changed. */
export function integrationConsentRoutes({ integrations }: Pick<ApiDeps, 'integrations'>): Routes {
  return async (server) => {
    server.post(
      '/api/integrations/:kind/authorize',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Begin to sign in at the vendor for Frontdesk: open the address in this browser within ten minutes',
          params: kindParams,
          response: { 200: z.object({ url: z.string() }), ...problems },
        },
      },
      async ({ params, sessionId }) => {
        if (!sessionId) {
          throw new AccessDenied(
            'needs_browser',
            'This takes a person with a browser: sign in, API tokens cannot',
            403,
          );
        }
        return tellingWhy(() => integrations.authorize(params.kind, sessionId));
      },
    );

    server.get(
      '/api/integrations/:kind/reviews',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary:
            'Tools that are new or changed at the vendor; they need an approval until an admin has looked at them',
          params: kindParams,
          response: { 200: z.object({ items: z.array(toReview) }), ...problems },
        },
      },
      async ({ params }) => ({ items: await integrations.reviews(params.kind) }),
    );

    server.post(
      '/api/integrations/:kind/reviews',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Say that you looked at a tool as it is now; refused when it is not what you saw',
          params: kindParams,
          body: z.strictObject({ tool: z.string().min(1).max(200), hash: z.string().min(1).max(100) }),
          response: { 200: z.object({ items: z.array(toReview).describe('What is left to look at') }), ...problems },
        },
      },
      async (request) => {
        const { kind } = request.params;
        await integrations.review(kind, request.body, authorOf(request));
        return { items: await integrations.reviews(kind) };
      },
    );
  };
}
