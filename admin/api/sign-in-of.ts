import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../../core/accounts/account.js';
import type { Origin, SignedIn } from '../../core/accounts/sign-in.js';
import type { Cookies } from './cookies.js';

/** Where a request to sign in comes from. */
export function originOf(request: FastifyRequest, cookies: Cookies): Origin {
  return {
    address: request.ip,
    userAgent: request.headers['user-agent'],
    knownBrowser: cookies.knownBrowser.read(request),
  };
}

/** Gives the browser what it is recognised by from now on. */
export function keepSignIn(
  reply: FastifyReply,
  cookies: Cookies,
  signedIn: SignedIn & { knownBrowser?: string },
): Account {
  cookies.session.set(reply, signedIn.token);
  if (signedIn.knownBrowser) cookies.knownBrowser.set(reply, signedIn.knownBrowser);
  return signedIn.account;
}

/** Ends the sign-in that the request came with, at the store and in the browser. */
export async function endSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { cookies, sessions }: { cookies: Cookies; sessions: { end(token: string): Promise<void> } },
): Promise<void> {
  const token = cookies.session.read(request);
  if (token) await sessions.end(token);
  cookies.session.clear(reply);
}

/** A path of our own to go on to, or the start page: never another site, however the address is dressed up. */
export function localPath(next: string | undefined): string {
  if (!next?.startsWith('/')) return '/';
  const base = 'http://frontdesk.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  // Browsers read a backslash as a slash and skip tabs and line breaks: what comes out of the parser is what counts.
  if (!url || url.origin !== base || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}`;
}
