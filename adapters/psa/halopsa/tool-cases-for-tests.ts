import {
  type IsolationCase,
  ofClient,
  ofTicket,
  onContact,
  onTicket,
  other,
  searches,
  setUp,
  type ToolCases,
  type ToolRow,
} from '../../tool-cases-for-tests.js';

const SETUP = ['statuses', 'priorities', 'teams', 'categories', 'technicians'];
const auto = (args: Record<string, unknown>, subject: ToolRow['subject']): ToolRow => ({
  policy: 'auto',
  args,
  subject,
});
const asked = (args: Record<string, unknown>): ToolRow => ({
  policy: 'approval_needed',
  args: { ticketId: '4711', ...args },
  subject: ofTicket,
});
const ticket = { ticketId: '4711' };

export const toolCases: ToolCases = {
  credentials: { host: 'https://acme.halopsa.com', clientId: 'client', clientSecret: 'secret' },
  table: {
    'halopsa:halo-get-ticket': auto(ticket, ofTicket),
    'halopsa:halo-list-tickets': auto({ search: 'printer' }, ofClient),
    'halopsa:halo-list-ticket-notes': auto(ticket, ofTicket),
    'halopsa:halo-list-contacts': auto({ query: 'Dana' }, ofClient),
    'halopsa:halo-get-contact': auto({ contactId: '12' }, other('12')),
    'halopsa:halo-list-clients': auto({}, ofClient),
    'halopsa:halo-list-assets': auto({ search: 'WS' }, ofClient),
    'halopsa:halo-get-asset': auto({ assetId: '90' }, other('90')),
    ...Object.fromEntries(SETUP.map((what) => [`halopsa:halo-list-${what}`, auto({}, other(what))])),
    'halopsa:halo-add-internal-note': auto({ ...ticket, text: 'Done' }, ofTicket),
    'halopsa:halo-add-public-reply': asked({ text: 'We are on it.' }),
    'halopsa:halo-update-ticket': asked({ status: 'Closed' }),
    'halopsa:halo-triage-ticket': asked({ team: '1st Line', priority: 'High' }),
    'halopsa:halo-api-get': auto({ path: 'Tickets/4711' }, ofTicket),
  },
  isolation: {
    'halopsa:halo-get-ticket': onTicket(),
    'halopsa:halo-list-ticket-notes': onTicket(),
    'halopsa:halo-list-tickets': {
      ofB: (foreign) => [
        {},
        { includeClosed: true, limit: 50 },
        { contactId: foreign.contactId, includeClosed: true },
        ...searches('search')(foreign),
      ],
    },
    'halopsa:halo-list-contacts': { ofB: (foreign) => [{}, ...searches('query', 2)(foreign)] },
    'halopsa:halo-get-contact': onContact,
    'halopsa:halo-list-clients': { ofB: () => [{}] },
    'halopsa:halo-list-assets': { ofB: (foreign) => [{ limit: 50 }, ...searches('search')(foreign)] },
    'halopsa:halo-get-asset': { refused: ({ deviceId }) => [{ assetId: deviceId }] },
    ...Object.fromEntries(SETUP.map((what): [string, IsolationCase] => [`halopsa:halo-list-${what}`, setUp()])),
    'halopsa:halo-add-internal-note': onTicket({ text: 'A note of B' }),
    'halopsa:halo-add-public-reply': onTicket({ text: 'A reply of B' }),
    'halopsa:halo-update-ticket': onTicket({ summary: 'Changed by B' }),
    'halopsa:halo-triage-ticket': onTicket({ priority: 'High' }),
    'halopsa:halo-api-get': {
      refused: ({ ticketId, contactId, deviceId, companyId }) => [
        { path: `Tickets/${ticketId}` },
        { path: `Users/${contactId}` },
        { path: `Asset/${deviceId}` },
        { path: `Client/${companyId}` },
        { path: 'Actions', query: { ticket_id: ticketId } },
        { path: 'Tickets', query: { client_id: companyId } },
        { path: 'Client' },
        { path: `Tickets/${ticketId}/../../Client` },
        { path: 'Webhook' },
        { path: 'Agent' },
      ],
    },
  },
};
