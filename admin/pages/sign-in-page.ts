import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sentenceOf } from '../../core/accounts/oidc.js';
import { FrontdeskError, InvalidInput } from '../../core/errors.js';
import { explainError } from '../../core/http/server.js';
import type { Routes } from '../api/api-server.js';
import type { ApiDeps } from '../api/deps.js';
import { endSignIn, keepSignIn, localPath, originOf } from '../api/sign-in-of.js';
import { html } from './html.js';
import { failure, sendPage } from './layout.js';

const nextField = z.string().max(2000).optional();
const filled = z.object({ email: z.string().max(254), password: z.string().max(1000), next: nextField });
const UNKNOWN_PROBLEM = 'The OpenID provider cannot be reached; try again, or sign in with your password';

export function signInPages(deps: Pick<ApiDeps, 'signIn' | 'sessions' | 'oidc' | 'cookies'>): Routes {
  const { signIn, oidc, cookies } = deps;

  interface Shown {
    status?: number;
    problem?: string | undefined;
    email?: string;
    next: string;
  }

  async function show(reply: FastifyReply, { status = 200, problem, email, next }: Shown): Promise<FastifyReply> {
    const provider = await oidc.settings.read();
    const start = `/api/oidc/start?next=${encodeURIComponent(next)}`;
    const body = html`<div class="card">
${failure(problem)}
<form method="post" action="/sign-in">
<input type="hidden" name="next" value="${next}">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${email}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="wide">Sign in</button>
</form>
${provider && html`<p class="or">or</p><a class="button quiet wide" href="${start}">Sign in with ${provider.label}</a>`}
</div>`;
    return sendPage(reply, { title: 'Sign in', body, narrow: true }, status);
  }

  function failed(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    if (!(error instanceof FrontdeskError) || error.status >= 500) throw error;
    const { status, message, details } = explainError(error, request);
    if (details?.retryAfter !== undefined) reply.header('retry-after', String(details.retryAfter));
    return { status, problem: message };
  }

  return async (server) => {
    server.get(
      '/sign-in',
      {
        config: { public: true },
        schema: { querystring: z.object({ next: nextField, problem: z.string().max(100).optional() }) },
      },
      async (request, reply) => {
        const { problem } = request.query;
        const next = localPath(request.query.next);
        if (request.caller && !problem) return reply.redirect(next, 303);
        return show(reply, { next, problem: problem && (sentenceOf(problem) ?? UNKNOWN_PROBLEM) });
      },
    );

    server.post('/sign-in', { config: { public: true } }, async (request, reply) => {
      const { data: form } = filled.safeParse(request.body);
      if (!form) throw new InvalidInput('invalid_input', 'The form was not filled in; go back and try again');
      const next = localPath(form.next);
      try {
        const signedIn = await signIn.withPassword(form, originOf(request, cookies));
        keepSignIn(reply, cookies, signedIn);
        return reply.redirect(next, 303);
      } catch (error) {
        return show(reply, { ...failed(error, request, reply), email: form.email, next });
      }
    });

    server.post('/sign-out', { config: { public: true } }, async (request, reply) => {
      await endSignIn(request, reply, deps);
      return reply.redirect('/sign-in', 303);
    });
  };
}
