import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../../core/accounts/caller.js';
import { html, type Markup, type Shown } from './html.js';
import { STYLE } from './style.js';

export const STYLE_PATH = `/pages/${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}.css`;

export interface Page {
  title: string;
  body: Shown;
  /** Who is signed in, for the bar at the top. */
  caller?: Caller | undefined;
  /** For a single form. */
  narrow?: boolean;
}

/** A whole page. `body` stands in the main part, below the title. */
export function layout({ title, body, caller, narrow = false }: Page): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Frontdesk</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<header>
<a class="brand" href="/">Frontdesk</a>
${
  caller &&
  html`<form method="post" action="/sign-out"><span>${caller.name}, ${caller.role}</span><button class="quiet">Sign out</button></form>`
}
</header>
<main class="${narrow ? 'narrow' : 'page'}">
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

/** Answers with a page. */
export function sendPage(reply: FastifyReply, page: Page, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(String(layout(page)));
}

/** What went wrong, read out by screen readers as soon as the page is there. */
export function failure(message: Shown): Markup | undefined {
  return message ? html`<p class="notice bad" role="alert">${message}</p>` : undefined;
}
