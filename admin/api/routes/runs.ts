import { z } from 'zod';
import { Conflict, InvalidInput } from '../../../core/errors.js';
import { callerOf, EVERYBODY } from '../access.js';
import type { AgentWork } from '../agent-work.js';
import type { Routes } from '../api-server.js';
import { clientsInView, runInView } from '../in-view.js';
import { pageAnswer, pageOf, pageQuery } from '../paging.js';
import { runShown, runState, verificationShown, wholeRun } from '../run-schemas.js';
import { idParams, problems } from '../schemas.js';

const TAGS = ['runs'];
const READ = { roles: EVERYBODY };

const filters = pageQuery.extend({
  clientId: z.string().min(1).max(100).optional(),
  state: runState.optional(),
  ticketId: z.string().min(1).max(100).optional(),
});

const end = z.strictObject({ reason: z.string().trim().min(1).max(500).describe('Stands in the note on the ticket') });

export function runRoutes({ runs, agent, approvals, verifications, activity, clients }: AgentWork): Routes {
  return async (server) => {
    server.get(
      '/api/runs',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'The runs, newest first',
          querystring: filters,
          response: { 200: pageOf(runShown), ...problems },
        },
      },
      async (request) => {
        const { clientId, state, ticketId, limit, cursor } = request.query;
        const found = await runs.list({
          clientIds: await clientsInView(callerOf(request), clientId, clients),
          limit: limit + 1,
          ...(state ? { states: [state] } : {}),
          ...(ticketId ? { ticketId } : {}),
          ...(cursor ? { before: placeOf(cursor) } : {}),
        });
        const items = found.slice(0, limit);
        const last = found.length > limit ? items.at(-1) : undefined;
        return pageAnswer({ items, ...(last ? { next: `${last.startedAt.getTime()}.${last.id}` } : {}) });
      },
    );

    server.get(
      '/api/runs/:id',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'One run: plan, steps, notes, verifications and approval',
          params: idParams,
          response: { 200: wholeRun, ...problems },
        },
      },
      async (request) => {
        const run = await runInView(callerOf(request), request.params.id, runs);
        const approval = run.approvalId ? await approvals.get(run.approvalId) : undefined;
        return { ...run, approval: approval ?? null, verifications: await verifications.allOf(run) };
      },
    );

    server.post(
      '/api/runs/:id/end',
      {
        config: { roles: ['admin', 'technician'] },
        schema: {
          tags: TAGS,
          summary: 'End a run that is not over; where a step is under way, before the next one',
          params: idParams,
          body: end,
          response: { 202: runShown, ...problems },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request);
        const { id, clientId, ticketId } = await runInView(caller, request.params.id, runs);
        const { reason } = request.body;
        const by = caller.kind === 'token' ? `the API token ${caller.name}` : caller.name;
        if (!(await agent.end(id, { by, reason }))) {
          throw new Conflict('run_over', `Run ${id} is over already; nothing was ended`);
        }
        const what = `${caller.name} asked that the run ends`;
        const detail = { reason, by: caller.name, [`${caller.kind}Id`]: caller.id };
        await activity.add({ clientId, runId: id, ticketId, kind: 'run.end_asked', what, detail });
        return reply.code(202).send(await runInView(caller, id, runs));
      },
    );

    server.get(
      '/api/verifications',
      {
        config: READ,
        schema: {
          tags: ['verifications'],
          summary: 'The verifications of a run, oldest first',
          querystring: z.object({ runId: z.string().min(1).max(100) }),
          response: { 200: pageOf(verificationShown), ...problems },
        },
      },
      async (request) => {
        const run = await runInView(callerOf(request), request.query.runId, runs);
        return pageAnswer({ items: await verifications.allOf(run) });
      },
    );
  };
}

function placeOf(cursor: string): { startedAt: Date; id: string } {
  const [, time, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(cursor) ?? [];
  if (time && id) return { startedAt: new Date(Number(time)), id };
  throw new InvalidInput('bad_cursor', 'The cursor is none of this list; begin again without one', {
    details: { problems: ['cursor: is none of this list'] },
  });
}
