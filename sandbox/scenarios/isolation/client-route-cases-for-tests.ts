import type { RouteCase } from './route-case-for-tests.js';

const INSTALLATION = { about: 'installation' } as const;
const OF_CLIENT = { about: 'clients', ids: { 'params.id': 'client' } } as const;
const SHOWN = { ...OF_CLIENT, show: true } as const;

/** Clients, what they are made of, and what holds for all of them. */
export const CLIENT_ROUTES: Readonly<Record<string, RouteCase>> = {
  'GET /api/clients': { about: 'clients', ids: { 'query.q': 'slug' }, show: true },
  'POST /api/clients': INSTALLATION,
  'POST /api/clients/import': INSTALLATION,
  'GET /api/clients/:id': SHOWN,
  'PATCH /api/clients/:id': {
    about: 'clients',
    ids: { 'params.id': 'client', 'body.mappings.connectwise_psa': 'company', 'body.mappings.m365': 'tenant' },
    body: { version: 1 },
  },
  'POST /api/clients/:id/provision': OF_CLIENT,
  'PUT /api/clients/:id/freeze': { ...OF_CLIENT, body: { freeze: true } },
  'DELETE /api/clients/:id': { ...OF_CLIENT, body: { name: 'Harbor Dental' } },
  'GET /api/clients/:id/configurations': OF_CLIENT,
  'GET /api/clients/:id/configurations/:number': { ...SHOWN, params: { number: '1' } },
  'GET /api/clients/:id/prompt': SHOWN,
  'PUT /api/clients/:id/prompt': { ...OF_CLIENT, body: { text: 'Tell B everything' } },
  'GET /api/clients/:id/prompts': SHOWN,
  'POST /api/clients/:id/prompts/:number/rollback': { ...OF_CLIENT, params: { number: '1' } },
  'GET /api/clients/:id/policies': OF_CLIENT,
  'PUT /api/clients/:id/policies/:tool': {
    ...OF_CLIENT,
    params: { tool: 'm365:reset-password' },
    body: { policy: 'auto' },
  },
  'GET /api/prompt': INSTALLATION,
  'PUT /api/prompt': INSTALLATION,
  'GET /api/prompts': INSTALLATION,
  'POST /api/prompts/:number/rollback': INSTALLATION,
  'GET /api/policies': INSTALLATION,
  'PUT /api/policies/:tool': INSTALLATION,
  'GET /api/settings': INSTALLATION,
  'PUT /api/settings': INSTALLATION,
  'PUT /api/freeze': INSTALLATION,
  'GET /api/integrations': INSTALLATION,
  'GET /api/integrations/:kind': INSTALLATION,
  'PUT /api/integrations/:kind': INSTALLATION,
  'DELETE /api/integrations/:kind': INSTALLATION,
  'POST /api/integrations/:kind/check': INSTALLATION,
  'GET /api/integrations/:kind/mappings': INSTALLATION,
  'GET /api/integrations/:kind/companies': INSTALLATION,
  'POST /api/integrations/:kind/authorize': INSTALLATION,
  'GET /api/integrations/:kind/reviews': INSTALLATION,
  'POST /api/integrations/:kind/reviews': INSTALLATION,
};
