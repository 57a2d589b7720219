import { CLIENT_ROUTES } from './client-route-cases-for-tests.js';
import type { RouteCase } from './route-case-for-tests.js';
import { WORK_ROUTES } from './work-route-cases-for-tests.js';

const SIGN_IN = { about: 'nobody', why: 'who signs in is nobody yet' } as const;
const WEBHOOK = { about: 'nobody', why: 'proven by the vendor’s signature; see webhooks.test.ts' } as const;
const SHELL = { about: 'nobody', why: 'tells how the process does, of no client' } as const;
const FILE = { about: 'nobody', why: 'a file of the program' } as const;
const SIGNED_IN_AT_VENDOR = {
  about: 'nobody',
  why: 'a page for admins of every client, for what their own session began; see integration-consent.test.ts',
} as const;
const INSTALLATION = { about: 'installation' } as const;
const ONESELF = { about: 'oneself' } as const;

/** Every route. One that is not here fails the suite. */
export const ROUTE_CASES: Readonly<Record<string, RouteCase>> = {
  'GET /healthz': SHELL,
  'GET /readyz': SHELL,
  'GET /metrics': SHELL,
  'POST /hooks/:kind/:token': WEBHOOK,
  'GET /hooks/:kind/:token': WEBHOOK,
  'POST /voice/incoming': WEBHOOK,
  'POST /voice/after': WEBHOOK,
  'POST /voice/gather': WEBHOOK,
  'POST /voice/fallback': WEBHOOK,
  'POST /voice/recorded': WEBHOOK,
  'POST /voice/status': WEBHOOK,
  'GET /voice/media': WEBHOOK,

  'POST /api/session': SIGN_IN,
  'POST /api/setup': SIGN_IN,
  'GET /api/oidc/start': SIGN_IN,
  'GET /api/oidc/callback': SIGN_IN,
  'GET /sign-in': SIGN_IN,
  'POST /sign-in': SIGN_IN,
  'POST /sign-out': SIGN_IN,
  'GET /setup': SIGN_IN,
  'POST /setup': SIGN_IN,
  'GET /api/docs': FILE,
  'GET /api/docs/json': FILE,
  'GET /api/docs/*': FILE,
  'GET /pages/*': FILE,

  'GET /integrations/authorized': SIGNED_IN_AT_VENDOR,

  'GET /': ONESELF,
  'GET /api/me': ONESELF,
  'PUT /api/me/password': ONESELF,
  'DELETE /api/session': ONESELF,
  'GET /api/me/sessions': ONESELF,
  'DELETE /api/me/sessions/:id': { about: 'oneself', ids: { 'params.id': 'session' } },

  'GET /api/accounts': INSTALLATION,
  'POST /api/accounts': INSTALLATION,
  'GET /api/accounts/:id': INSTALLATION,
  'PATCH /api/accounts/:id': INSTALLATION,
  'PUT /api/accounts/:id/password': INSTALLATION,
  'DELETE /api/accounts/:id': INSTALLATION,
  'GET /api/tokens': INSTALLATION,
  'POST /api/tokens': INSTALLATION,
  'DELETE /api/tokens/:id': INSTALLATION,
  'GET /api/oidc': INSTALLATION,
  'PUT /api/oidc': INSTALLATION,
  'DELETE /api/oidc': INSTALLATION,

  ...CLIENT_ROUTES,
  ...WORK_ROUTES,
};
