import {
  ofClient,
  ofTicket,
  onContact,
  onTicket,
  other,
  searches,
  setUp,
  type ToolCases,
  WIDE,
} from '../../tool-cases-for-tests.js';

export const toolCases: ToolCases = {
  credentials: {
    site: 'https://na.myconnectwise.net',
    companyId: 'tallowmere',
    publicKey: 'public',
    privateKey: 'private',
    clientId: 'client',
  },
  table: {
    'connectwise_psa:cw-get-ticket': { policy: 'auto', args: { ticketId: '4711' }, subject: ofTicket },
    'connectwise_psa:cw-list-tickets': { policy: 'auto', args: { search: 'printer' }, subject: ofClient },
    'connectwise_psa:cw-list-ticket-notes': { policy: 'auto', args: { ticketId: '4711' }, subject: ofTicket },
    'connectwise_psa:cw-search-contacts': { policy: 'auto', args: { query: 'Dana' }, subject: ofClient },
    'connectwise_psa:cw-get-contact': { policy: 'auto', args: { contactId: '12' }, subject: other('12') },
    'connectwise_psa:cw-list-companies': { policy: 'auto', args: {}, subject: ofClient },
    'connectwise_psa:cw-list-members': { policy: 'auto', args: {}, subject: other('members') },
    'connectwise_psa:cw-list-boards': { policy: 'auto', args: {}, subject: other('boards') },
    'connectwise_psa:cw-list-statuses': { policy: 'auto', args: { board: 'Help Desk' }, subject: other('Help Desk') },
    'connectwise_psa:cw-list-types': { policy: 'auto', args: { board: 'Help Desk' }, subject: other('Help Desk') },
    'connectwise_psa:cw-list-priorities': { policy: 'auto', args: {}, subject: other('priorities') },
    'connectwise_psa:cw-list-configurations': { policy: 'auto', args: {}, subject: ofClient },
    'connectwise_psa:cw-add-ticket-note': {
      policy: 'auto',
      args: { ticketId: '4711', text: 'Done', visibility: 'internal' },
      subject: ofTicket,
    },
    'connectwise_psa:cw-update-ticket': {
      policy: 'approval_needed',
      args: { ticketId: '4711', status: 'Closed' },
      subject: ofTicket,
    },
    'connectwise_psa:cw-add-time-entry': {
      policy: 'approval_needed',
      args: { ticketId: '4711', minutes: 5, notes: 'Reset' },
      subject: ofTicket,
    },
  },
  isolation: {
    'connectwise_psa:cw-get-ticket': onTicket(),
    'connectwise_psa:cw-list-ticket-notes': onTicket(),
    'connectwise_psa:cw-list-tickets': {
      ofB: (foreign) => [
        {},
        { includeClosed: true, limit: 50 },
        { contactId: foreign.contactId, includeClosed: true },
        ...searches('search')(foreign),
        ...WIDE.filter((words) => !words.includes('"')).map((status) => ({ status })),
      ],
    },
    'connectwise_psa:cw-add-ticket-note': {
      refused: ({ ticketId }) =>
        ['internal', 'public'].map((visibility) => ({ ticketId, text: 'A note of B', visibility })),
    },
    'connectwise_psa:cw-update-ticket': onTicket({ summary: 'Changed by B' }),
    'connectwise_psa:cw-add-time-entry': onTicket({ minutes: 5, notes: 'Time of B' }),
    'connectwise_psa:cw-search-contacts': { ofB: searches('query', 2) },
    'connectwise_psa:cw-get-contact': onContact,
    'connectwise_psa:cw-list-configurations': {
      ofB: (foreign) => [{ limit: 50 }, { contactId: foreign.contactId }, ...searches('search')(foreign)],
    },
    'connectwise_psa:cw-list-companies': { ofB: () => [{}] },
    'connectwise_psa:cw-list-members': setUp(),
    'connectwise_psa:cw-list-boards': setUp(),
    'connectwise_psa:cw-list-statuses': setUp({ board: 'Help Desk' }),
    'connectwise_psa:cw-list-types': setUp({ board: 'Help Desk' }),
    'connectwise_psa:cw-list-priorities': setUp(),
  },
};
