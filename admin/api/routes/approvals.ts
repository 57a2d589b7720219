import { z } from 'zod';
import { callerOf, EVERYBODY } from '../access.js';
import type { AgentWork } from '../agent-work.js';
import type { Routes } from '../api-server.js';
import { decideApproval, showApproval } from '../decide-approval.js';
import { approvalInView, clientsInView } from '../in-view.js';
import { pageAnswer, pageOf, pageQuery } from '../paging.js';
import { approvalShown, approvalState, planShown } from '../run-schemas.js';
import { idParams, problems } from '../schemas.js';

const TAGS = ['approvals'];
const READ = { roles: EVERYBODY };

const filters = pageQuery.extend({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('How many at most'),
  clientId: z.string().min(1).max(100).optional(),
  state: approvalState.optional(),
});

const wholeApproval = approvalShown.extend({
  plan: planShown.nullable().describe('null when the run has another plan by now'),
  decision: z
    .object({
      may: z.boolean(),
      rule: z.string().optional().describe('Who may decide'),
      code: z.string().optional(),
      why: z.string().optional().describe('Why not'),
    })
    .describe('Whether the caller could decide now'),
});

const choice = z.strictObject({
  choice: z.enum(['approve', 'deny']),
  planHash: z.string().min(1).max(200).describe('Of the plan that the person saw'),
});

export function approvalRoutes(work: AgentWork): Routes {
  const { approvals, clients } = work;
  return async (server) => {
    server.get(
      '/api/approvals',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'The requests for approval, newest first',
          querystring: filters,
          response: { 200: pageOf(approvalShown), ...problems },
        },
      },
      async (request) => {
        const { clientId, state, limit, cursor } = request.query;
        const { approvals: items, ...rest } = await approvals.list({
          clientIds: await clientsInView(callerOf(request), clientId, clients),
          limit,
          ...(state ? { states: [state] } : {}),
          ...(cursor ? { cursor } : {}),
        });
        return pageAnswer({ items, ...rest });
      },
    );

    server.get(
      '/api/approvals/:id',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'One request with its plan, and whether the caller could decide',
          params: idParams,
          response: { 200: wholeApproval, ...problems },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const found = await approvalInView(caller, request.params.id, approvals);
        const { approval, plan, decision } = await showApproval(work, found, caller);
        return { ...approval, plan: plan ?? null, decision };
      },
    );

    server.post(
      '/api/approvals/:id/decide',
      {
        config: { roles: ['admin', 'technician'] },
        schema: {
          tags: TAGS,
          summary: 'Approve or deny a plan, as the technician of the PSA who has the same e-mail address',
          params: idParams,
          body: choice,
          response: { 200: approvalShown, ...problems },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { id } = await approvalInView(caller, request.params.id, approvals);
        return decideApproval(work, { ...request.body, approvalId: id, via: 'page', caller }, request.log);
      },
    );
  };
}
