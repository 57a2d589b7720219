import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { displayName } from '../../core/accounts/account.js';
import { emailAddress } from '../../core/accounts/email.js';
import { PASSWORD_LENGTH } from '../../core/accounts/password.js';
import { FrontdeskError } from '../../core/errors.js';
import { explainError } from '../../core/http/server.js';
import type { Routes } from '../api/api-server.js';
import type { ApiDeps } from '../api/deps.js';
import { keepSignIn, originOf } from '../api/sign-in-of.js';
import { html } from './html.js';
import { failure, sendPage } from './layout.js';

const filled = z.object({
  token: z.string().max(200),
  email: z.string().max(1000),
  name: z.string().max(1000),
  password: z.string().max(1000),
});
type Filled = z.infer<typeof filled>;

const admin = z.object({ email: emailAddress, name: displayName });

/** Where the link on the console leads: the first admin gives a name and a password. */
export function setupPages({
  firstAdmin,
  signIn,
  cookies,
}: Pick<ApiDeps, 'firstAdmin' | 'signIn' | 'cookies'>): Routes {
  function show(reply: FastifyReply, form: Partial<Filled>, problem?: string, status = 200): FastifyReply {
    const body = html`<div class="card">
${failure(problem)}
<p>You are the first here. Make your account; you can invite others afterwards.</p>
<form method="post" action="/setup">
<input type="hidden" name="token" value="${form.token}">
<label for="name">Your name</label>
<input id="name" name="name" autocomplete="name" maxlength="200" required value="${form.name}">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${form.email}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required aria-describedby="rule"
 minlength="${PASSWORD_LENGTH.min}" maxlength="${PASSWORD_LENGTH.max}">
<p class="hint" id="rule">At least ${PASSWORD_LENGTH.min} characters; a few words in a row are good.</p>
<button class="wide">Make the account</button>
</form>
</div>`;
    return sendPage(reply, { title: 'Welcome to Frontdesk', body, narrow: true }, status);
  }

  return async (server) => {
    server.get(
      '/setup',
      { config: { public: true }, schema: { querystring: z.object({ token: z.string().max(200).default('') }) } },
      async (request, reply) => {
        const { token } = request.query;
        if (await firstAdmin.isOpen(token)) return show(reply, { token });
        const body = html`<p>This link has been used or is too old. While there is no admin, each start of Frontdesk prints
a new one on its console.</p><p><a href="/sign-in">Sign in</a></p>`;
        return sendPage(reply, { title: 'This link leads nowhere', body, narrow: true }, 403);
      },
    );

    server.post('/setup', { config: { public: true } }, async (request, reply) => {
      const { data: form = { token: '', email: '', name: '', password: '' } } = filled.safeParse(request.body);
      const person = admin.safeParse(form);
      if (!person.success) {
        const problems = person.error.issues.map(({ path, message }) => `The ${path.join('.')} ${message}.`);
        return show(reply, form, problems.join(' '), 400);
      }
      try {
        const account = await firstAdmin.claim(form.token, { ...person.data, password: form.password });
        keepSignIn(reply, cookies, await signIn.as(account, originOf(request, cookies)));
        return reply.redirect('/', 303);
      } catch (error) {
        if (!(error instanceof FrontdeskError) || error.status >= 500) throw error;
        const { message, status } = explainError(error, request);
        return show(reply, form, message, status);
      }
    });
  };
}
