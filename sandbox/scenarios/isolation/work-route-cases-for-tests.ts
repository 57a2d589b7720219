import type { RouteCase } from './route-case-for-tests.js';

const RUN = { about: 'clients', ids: { 'params.id': 'run' } } as const;
const APPROVAL = { about: 'clients', ids: { 'params.id': 'approval' } } as const;
const SECRET = { about: 'clients', ids: { 'params.id': 'secret' } } as const;
const DECISION = {
  about: 'clients',
  ids: { 'params.id': 'approval', 'body.planHash': 'plan' },
  body: { choice: 'approve' },
} as const;
const LINK = { ids: { 'params.id': 'approval', 'query.t': 'link' }, params: { choice: 'approve' } } as const;
const OF_RECORD = { 'query.clientId': 'client', 'query.runId': 'run', 'query.ticketId': 'ticket' } as const;

/** What the agent does for clients, and what people decide about it. */
export const WORK_ROUTES: Readonly<Record<string, RouteCase>> = {
  'GET /api/runs': {
    about: 'clients',
    ids: { 'query.clientId': 'client', 'query.ticketId': 'ticket' },
    show: true,
  },
  'GET /api/runs/:id': { ...RUN, show: true },
  'POST /api/runs/:id/end': { ...RUN, body: { reason: 'B wants it to end' } },
  'GET /api/verifications': { about: 'clients', ids: { 'query.runId': 'run' } },
  'GET /api/approvals': { about: 'clients', ids: { 'query.clientId': 'client' }, show: true },
  'GET /api/approvals/:id': { ...APPROVAL, show: true },
  'POST /api/approvals/:id/decide': DECISION,
  'GET /approvals/:id': { ...APPROVAL, show: true },
  'POST /approvals/:id': { ...DECISION, form: true },
  // A link that is not for this caller is answered like one that is none.
  'GET /approvals/:id/:choice': { about: 'clients', ...LINK, show: true, refusal: 403 },
  'POST /approvals/:id/:choice': {
    about: 'clients',
    ...LINK,
    ids: { ...LINK.ids, 'body.planHash': 'plan' },
    form: true,
    refusal: 403,
  },
  'GET /api/secrets/:id': { ...SECRET, show: true },
  'POST /api/secrets/:id/reveal': SECRET,
  'GET /secrets/:id': { ...SECRET, show: true },
  'POST /secrets/:id': { ...SECRET, body: {}, form: true },
  'GET /api/activity': { about: 'clients', ids: OF_RECORD, show: true },
  'GET /api/activity/export': { about: 'clients', ids: OF_RECORD, show: true },
  'GET /api/activity/verify': { about: 'clients', ids: { 'query.clientId': 'client' }, show: true },
};
