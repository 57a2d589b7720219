import {
  type Foreign,
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

const TICKET = '4711';
const byCompany = ({ companyId }: Foreign) => [{ companyId }];
const equal = (field: string, value: string) => ({ op: 'eq', field, value: Number(value) });
const everything = { op: 'gte', field: 'id', value: 0 };
const anything = [{ op: 'or', items: [everything, { op: 'exist', field: 'title' }] }];

export const toolCases: ToolCases = {
  credentials: { username: 'api@tallowmere.example', secret: 'secret', trackingIdentifier: 'TRACKINGIDENTIFIER' },
  table: {
    'autotask:autotask-list-tickets': { policy: 'auto', args: { search: 'printer' }, subject: ofClient },
    'autotask:autotask-get-ticket': { policy: 'auto', args: { ticketId: TICKET }, subject: ofTicket },
    'autotask:autotask-list-notes': { policy: 'auto', args: { ticketId: TICKET }, subject: ofTicket },
    'autotask:autotask-triage-ticket': {
      policy: 'auto',
      args: { ticketId: TICKET, priority: 'High', queue: 'Help Desk' },
      subject: ofTicket,
    },
    'autotask:autotask-update-ticket': {
      policy: 'approval_needed',
      args: { ticketId: TICKET, status: 'Complete', resolution: 'Restarted' },
      subject: ofTicket,
    },
    'autotask:autotask-internal-note': { policy: 'auto', args: { ticketId: TICKET, text: 'Done' }, subject: ofTicket },
    'autotask:autotask-public-note': {
      policy: 'disabled',
      args: { ticketId: TICKET, text: 'Done' },
      subject: ofTicket,
    },
    'autotask:autotask-get-ticket-statuses': { policy: 'auto', args: {}, subject: other('statuses') },
    'autotask:autotask-get-ticket-priorities': { policy: 'auto', args: {}, subject: other('priorities') },
    'autotask:autotask-list-queues': { policy: 'auto', args: {}, subject: other('queues') },
    'autotask:autotask-list-resources': { policy: 'auto', args: {}, subject: other('resources') },
    'autotask:autotask-list-companies': { policy: 'auto', args: {}, subject: ofClient },
    'autotask:autotask-get-company': {
      policy: 'auto',
      args: { companyId: '174' },
      subject: { kind: 'company', ref: '174' },
    },
    'autotask:autotask-list-contacts': { policy: 'auto', args: { search: 'Dana' }, subject: ofClient },
    'autotask:autotask-get-contact': { policy: 'auto', args: { contactId: '12' }, subject: other('12') },
    'autotask:autotask-list-assets': { policy: 'auto', args: {}, subject: ofClient },
    'autotask:autotask-get-asset': { policy: 'auto', args: { assetId: '55' }, subject: { kind: 'device', ref: '55' } },
    'autotask:autotask-api-get': {
      policy: 'auto',
      args: { path: 'Tickets/4711/Notes' },
      subject: other('Tickets/4711/Notes'),
    },
    'autotask:autotask-api-post': {
      policy: 'approval_needed',
      args: { path: 'Tickets/4711/SecondaryResources', body: { resourceID: 10, roleID: 8 } },
      subject: ofTicket,
    },
    'autotask:autotask-api-patch': {
      policy: 'approval_needed',
      args: { path: 'Tickets', id: TICKET, body: { dueDateTime: '2026-12-01T17:00:00Z' } },
      subject: ofTicket,
    },
  },
  isolation: {
    'autotask:autotask-list-tickets': {
      ofB: (foreign) => [
        {},
        { includeClosed: true, limit: 50 },
        { companyId: foreign.companyId },
        { filter: [equal('companyID', foreign.companyId)] },
        { filter: [equal('id', foreign.ticketId)] },
        { filter: anything, limit: 50 },
        { search: foreign.ticketNumber, includeClosed: true },
        ...searches('search')(foreign),
        ...WIDE.map((status) => ({ status })),
      ],
    },
    'autotask:autotask-get-ticket': onTicket(),
    'autotask:autotask-list-notes': onTicket(),
    'autotask:autotask-triage-ticket': onTicket({ priority: 'High' }),
    'autotask:autotask-update-ticket': onTicket({ title: 'Changed by B' }),
    'autotask:autotask-internal-note': onTicket({ text: 'A note of B' }),
    'autotask:autotask-public-note': onTicket({ text: 'A note of B' }),
    'autotask:autotask-get-ticket-statuses': setUp(),
    'autotask:autotask-get-ticket-priorities': setUp(),
    'autotask:autotask-list-queues': setUp(),
    'autotask:autotask-list-resources': setUp(),
    'autotask:autotask-list-companies': { ofB: (foreign) => [{}, ...searches('search')(foreign)] },
    'autotask:autotask-get-company': { refused: byCompany },
    'autotask:autotask-list-contacts': {
      ofB: (foreign) => [
        {},
        { email: foreign.email },
        ...byCompany(foreign),
        ...searches('search')(foreign).filter(({ search }) => search !== ''),
      ],
    },
    'autotask:autotask-get-contact': onContact,
    'autotask:autotask-list-assets': {
      ofB: (foreign) => [
        { limit: 50 },
        { contactId: foreign.contactId },
        ...byCompany(foreign),
        ...searches('search')(foreign),
      ],
    },
    'autotask:autotask-get-asset': { refused: ({ deviceId }) => [{ assetId: deviceId }] },
    'autotask:autotask-api-get': {
      refused: ({ companyId, ticketId, noteId, contactId, deviceId }) => [
        { path: `Tickets/${ticketId}` },
        { path: `/v1.0/tickets/${ticketId}/notes` },
        { path: `TicketNotes/${noteId}` },
        { path: 'TicketNotes/query', filter: [equal('ticketID', ticketId)] },
        { path: 'TicketNotes/query', filter: [everything] },
        { path: `Contacts/${contactId}` },
        { path: `Companies/${companyId}` },
        { path: `Companies/${companyId}/Contacts` },
        { path: `ConfigurationItems/${deviceId}` },
        { path: `Tickets/${ticketId}/TimeEntries` },
        { path: 'Resources/query', filter: [everything] },
        { path: 'Contracts/query', filter: [everything] },
        { path: 'ThresholdInformation' },
      ],
    },
    'autotask:autotask-api-post': {
      refused: ({ companyId, ticketId, contactId, deviceId }) => [
        { path: `Tickets/${ticketId}/Notes`, body: { description: 'A note of B', noteType: 3, publish: 2 } },
        { path: 'Tickets', body: { title: 'By B', companyID: Number(companyId) } },
        { path: 'Tickets', body: { title: 'By B', COMPANYID: companyId } },
        { path: 'Tickets', body: { title: 'By B', contactID: Number(contactId) } },
        { path: 'Tickets', body: { title: 'By B', configurationItemID: Number(deviceId) } },
        { path: `Companies/${companyId}/Contacts`, body: { firstName: 'By', lastName: 'B', isActive: 1 } },
        { path: 'TimeEntries', body: { ticketID: Number(ticketId), resourceID: 10 } },
        { path: 'Companies', body: { companyName: 'By B' } },
      ],
    },
    'autotask:autotask-api-patch': {
      refused: ({ companyId, ticketId, noteId, contactId, deviceId }) => [
        { path: 'Tickets', id: ticketId, body: { title: 'Changed by B' } },
        { path: 'Contacts', id: contactId, body: { firstName: 'Changed' } },
        { path: 'ConfigurationItems', id: deviceId, body: { referenceTitle: 'Changed' } },
        { path: 'TicketNotes', id: noteId, body: { description: 'Changed by B' } },
        { path: 'Companies', id: companyId, body: { companyName: 'Changed' } },
        { path: 'Resources', id: '1', body: { firstName: 'Changed' } },
      ],
    },
  },
};
