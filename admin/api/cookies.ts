import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

const DAY_S = 24 * 3600;

/** What is kept in browsers. Each is out of reach for scripts and for what other sites embed. */
export interface Cookies {
  session: Cookie;
  /** Says that this browser has signed in before; see `LoginLimits`. */
  knownBrowser: Cookie;
  /** Binds a sign-in at the OpenID provider to the browser that began it. */
  oidc: Cookie;
}

export interface Cookie {
  read(request: FastifyRequest): string | undefined;
  set(reply: FastifyReply, value: string): void;
  clear(reply: FastifyReply): void;
}

/** Over https the names say `__Host-`: no neighbouring site can then put a cookie of its own in their place. */
export function createCookies(publicBaseUrl: string): Cookies {
  const secure = publicBaseUrl.startsWith('https:');
  const cookie = (plainName: string, maxAge: number): Cookie => {
    const name = secure ? `__Host-${plainName}` : plainName;
    const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
    return {
      read: (request) => request.cookies[name] || undefined,
      set: (reply, value) => void reply.setCookie(name, value, { ...options, maxAge }),
      clear: (reply) => void reply.clearCookie(name, options),
    };
  };
  return {
    session: cookie('frontdesk', 7 * DAY_S),
    knownBrowser: cookie('frontdesk-browser', 180 * DAY_S),
    oidc: cookie('frontdesk-oidc', 600),
  };
}
