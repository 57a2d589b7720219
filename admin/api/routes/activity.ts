import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Caller } from '../../../core/accounts/caller.js';
import { MSP_CHAIN } from '../../../core/activity/chain.js';
import { ACTIVITY_KINDS } from '../../../core/activity/entry.js';
import { exportActivity } from '../../../core/activity/export.js';
import type { ActivityQuery } from '../../../core/activity/read.js';
import { callerOf, EVERYBODY, noSuchClient } from '../access.js';
import type { AgentWork } from '../agent-work.js';
import type { Routes } from '../api-server.js';
import { clientsInView } from '../in-view.js';
import { pageOf, pageQuery } from '../paging.js';
import { problems } from '../schemas.js';

const TAGS = ['activity'];
const READ = { roles: EVERYBODY };

const entry = z.object({
  id: z.string(),
  at: z.date(),
  clientId: z.string().optional(),
  runId: z.string().optional(),
  ticketId: z.string().optional(),
  conversationId: z.string().optional(),
  kind: z.enum(ACTIVITY_KINDS),
  what: z.string(),
  detail: z.unknown().optional(),
  chain: z.string().optional(),
  seq: z.number().optional(),
  previous: z.string().optional(),
  hash: z.string().optional(),
});

const whose = z.string().min(1).max(100).optional().describe('A client’s id, or `msp` for what no client owns');
const id = z.string().min(1).max(100).optional();
const time = z.iso.datetime({ offset: true }).optional();

const filters = z.object({
  clientId: whose,
  kinds: z
    .string()
    .max(1000)
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(ACTIVITY_KINDS)))
    .optional()
    .describe('Separated by commas'),
  from: time.describe('From this time on'),
  to: time.describe('Before this time'),
  runId: id,
  ticketId: id,
  q: z.string().min(1).max(200).optional().describe('Words that the sentence contains'),
});

const exporting = filters.extend({
  format: z.enum(['json', 'csv']).default('json').describe('json: one object a line'),
  masked: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .default(false)
    .describe('Names, e-mail addresses and telephone numbers become person-1, person-2, ...'),
});

const verdict = z.object({
  ok: z.boolean(),
  chains: z.array(
    z.object({
      chain: z.string(),
      ok: z.boolean(),
      entries: z.number(),
      last: z.object({ seq: z.number(), hash: z.string() }),
      broken: z.object({ fault: z.string(), seq: z.number() }).optional(),
    }),
  ),
  unchained: z.number().describe('Entries from before there were chains'),
});

const TYPES = { json: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const;

export function activityRoutes({ activity, clients }: Pick<AgentWork, 'activity' | 'clients'>): Routes {
  /** What a caller may read of it. Throws NotFound. */
  async function ownersFor(caller: Caller, clientId: string | undefined): Promise<ActivityQuery['of']> {
    if (clientId !== MSP_CHAIN) return clientsInView(caller, clientId, clients);
    if (caller.clients !== 'all') throw noSuchClient(clientId);
    return MSP_CHAIN;
  }

  async function queryOf(caller: Caller, asked: z.infer<typeof filters>): Promise<ActivityQuery> {
    const { clientId, kinds, from, to, runId, ticketId, q } = asked;
    return {
      of: await ownersFor(caller, clientId),
      ...(kinds ? { kinds } : {}),
      ...(from ? { from: new Date(from) } : {}),
      ...(to ? { to: new Date(to) } : {}),
      ...(runId ? { runId } : {}),
      ...(ticketId ? { ticketId } : {}),
      ...(q ? { q } : {}),
    };
  }

  return async (server) => {
    server.get(
      '/api/activity',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'What was done, newest first',
          querystring: pageQuery.extend(filters.shape),
          response: { 200: pageOf(entry), ...problems },
        },
      },
      async (request) => {
        const { limit, cursor, ...asked } = request.query;
        const query = await queryOf(callerOf(request), asked);
        const page = await activity.list({ ...query, limit, ...(cursor ? { cursor } : {}) });
        return { items: page.entries, nextCursor: page.nextCursor ?? null };
      },
    );

    server.get(
      '/api/activity/export',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'The record as a file, oldest first',
          querystring: exporting,
          response: { 200: z.any().describe('Lines of JSON, or CSV'), ...problems },
        },
      },
      async (request, reply) => {
        const { format, masked, ...asked } = request.query;
        const query = await queryOf(callerOf(request), asked);
        const pieces = exportActivity(activity, { ...query, format, personal: masked ? 'masked' : 'kept' });
        const name = format === 'csv' ? 'activity.csv' : 'activity.ndjson';
        reply.type(TYPES[format]).header('content-disposition', `attachment; filename="${name}"`);
        return reply.send(Readable.from(pieces));
      },
    );

    server.get(
      '/api/activity/verify',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'Whether the record is whole, chain by chain',
          querystring: z.object({ clientId: whose }),
          response: { 200: verdict, ...problems },
        },
      },
      async (request) => {
        const owners = await ownersFor(callerOf(request), request.query.clientId);
        if (owners === 'all') return activity.verify();
        const verdicts = [];
        for (const chain of [owners].flat()) verdicts.push(await activity.verify(chain));
        return {
          ok: verdicts.every(({ ok }) => ok),
          chains: verdicts.flatMap(({ chains }) => chains),
          unchained: verdicts.reduce((sum, { unchained }) => sum + unchained, 0),
        };
      },
    );
  };
}
