import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { maySee } from '../../core/accounts/caller.js';
import type { Approval } from '../../core/approvals/approval.js';
import { badLink, type Choice } from '../../core/approvals/link.js';
import { callerOf } from '../api/access.js';
import type { AgentWork } from '../api/agent-work.js';
import type { Routes } from '../api/api-server.js';
import { decideApproval, showApproval } from '../api/decide-approval.js';
import { approvalInView } from '../api/in-view.js';
import { idParams } from '../api/schemas.js';
import { refuseDecision } from './approval-refusal.js';
import { approvalView } from './approval-view.js';
import { html } from './html.js';
import { sendPage } from './layout.js';
import { requireSignIn } from './require-sign-in.js';

const choice = z.enum(['approve', 'deny']);
const linkParams = idParams.extend({ choice });
const token = z.object({ t: z.string().max(2000).default('') });
const pressed = z.object({ planHash: z.string().min(1).max(200) });

const CHOICES: readonly Choice[] = ['approve', 'deny'];
const QUESTIONS: Readonly<Record<Choice, string>> = { approve: 'Approve this plan?', deny: 'Deny this plan?' };

/**
 * Where the links of a plan note lead, and the inbox. Looking changes nothing, however often a mail scanner looks; only a
 * press of the button does.
 */
export function approvalPages(work: AgentWork): Routes {
  const { approvals, clients, links, runs } = work;

  /** What a link is for. Throws AccessDenied `bad_link`, also for what the caller may not know of. */
  async function linked(request: FastifyRequest, { id, choice: of }: z.infer<typeof linkParams>, t: string) {
    const approval = await links.read(id, of, t);
    if (!maySee(callerOf(request), approval.clientId)) throw badLink();
    return approval;
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    found: Approval,
    form: { action: string; choices: readonly Choice[]; title: string },
  ): Promise<FastifyReply> {
    const caller = callerOf(request);
    const { approval, plan, decision } = await showApproval(work, found, caller);
    const [run, client] = await Promise.all([runs.get(approval.runId), clients.get(approval.clientId)]);
    const title = decision.may ? form.title : `Plan for ticket ${approval.ticketNumber ?? approval.ticketId}`;
    const body = approvalView({
      approval,
      plan,
      decision,
      run,
      clientName: client?.name ?? approval.clientId,
      ...form,
    });
    return sendPage(withoutAddress(reply), { title, body, caller });
  }

  async function decide(
    request: FastifyRequest,
    reply: FastifyReply,
    decision: { approvalId: string; choice: Choice; planHash: string; via: 'link' | 'page' },
  ): Promise<FastifyReply> {
    const caller = callerOf(request);
    const {
      decided,
      ticketId,
      ticketNumber = ticketId,
    } = await decideApproval(work, { ...decision, caller }, request.log);
    const isApproved = decision.choice === 'approve';
    const body = html`<div class="card">
<p class="notice good" role="status">${decided?.technicianName ?? caller.name} ${isApproved ? 'approved' : 'denied'} this plan.</p>
<p>${
      isApproved
        ? html`Frontdesk carries it out now and writes on ticket ${ticketNumber} what was done. Until then, "denied" in an
internal note stops what is not done yet.`
        : html`Nothing will be done. Ticket ${ticketNumber} says so, too.`
    }</p>
</div>`;
    return sendPage(withoutAddress(reply), { title: isApproved ? 'Approved' : 'Denied', body, caller });
  }

  return async (server) => {
    server.setErrorHandler(refuseDecision);

    server.get('/approvals/:id', { config: requireSignIn(), schema: { params: idParams } }, async (request, reply) => {
      const found = await approvalInView(callerOf(request), request.params.id, approvals);
      const title = `Plan for ticket ${found.ticketNumber ?? found.ticketId}`;
      return show(request, reply, found, { action: `/approvals/${found.id}`, choices: CHOICES, title });
    });

    server.post(
      '/approvals/:id',
      { config: requireSignIn(DECIDERS), schema: { params: idParams, body: pressed.extend({ choice }) } },
      async (request, reply) => {
        const { id } = await approvalInView(callerOf(request), request.params.id, approvals);
        return decide(request, reply, { ...request.body, approvalId: id, via: 'page' });
      },
    );

    server.get(
      '/approvals/:id/:choice',
      { config: requireSignIn(), schema: { params: linkParams, querystring: token } },
      async (request, reply) => {
        const { params, query } = request;
        const found = await linked(request, params, query.t);
        // With its token, so that who has to sign in again before pressing comes back to this page.
        const action = `/approvals/${found.id}/${params.choice}?t=${encodeURIComponent(query.t)}`;
        return show(request, reply, found, { action, choices: [params.choice], title: QUESTIONS[params.choice] });
      },
    );

    server.post(
      '/approvals/:id/:choice',
      { config: requireSignIn(DECIDERS), schema: { params: linkParams, querystring: token, body: pressed } },
      async (request, reply) => {
        const { params, query, body } = request;
        const { id } = await linked(request, params, query.t);
        return decide(request, reply, { ...body, approvalId: id, choice: params.choice, via: 'link' });
      },
    );
  };
}

const DECIDERS = ['admin', 'technician'] as const;

/**
 * The address carries a token: browsers tell it to nobody, not even to us. Not `no-referrer`, with which they would keep
 * the form's origin to themselves as well.
 */
function withoutAddress(reply: FastifyReply): FastifyReply {
  return reply.header('referrer-policy', 'strict-origin');
}
