import { ofClient, other, searches, type ToolCases, type ToolRow } from '../../tool-cases-for-tests.js';

const ID = '4711';
const search = (what: string): ToolRow => ({ policy: 'auto', args: { query: what }, subject: ofClient });

export const toolCases: ToolCases = {
  credentials: { region: 'eu', apiKey: 'ITG.key' },
  table: {
    'itglue:search-documents': search('VPN'),
    'itglue:get-document': { policy: 'auto', args: { documentId: ID }, subject: other(ID) },
    'itglue:search-configurations': search('WS'),
    'itglue:get-configuration': {
      policy: 'auto',
      args: { configurationId: ID },
      subject: { kind: 'device', ref: ID },
    },
    'itglue:search-flexible-assets': search('Wireless'),
    'itglue:get-flexible-asset': { policy: 'auto', args: { assetId: ID }, subject: other(ID) },
    'itglue:search-contacts': search('Dana'),
    'itglue:get-contact': { policy: 'auto', args: { contactId: ID }, subject: other(ID) },
    'itglue:get-password': { policy: 'approval_needed', args: { password: 'Wi-Fi' }, subject: other('Wi-Fi') },
    'itglue:create-document': {
      policy: 'approval_needed',
      args: { name: 'Restart the scanner', content: 'Switch it off and on.' },
      subject: other('Restart the scanner'),
    },
    'itglue:update-document': {
      policy: 'approval_needed',
      args: { documentId: ID, content: 'Since May in colour.' },
      subject: other(ID),
    },
  },
  sensitive: ['itglue:get-password'],
  isolation: {
    'itglue:search-documents': { ofB: (foreign) => [{}, ...searches('query')(foreign)] },
    'itglue:get-document': { refused: ({ documentId }) => [{ documentId }] },
    'itglue:search-configurations': { ofB: (foreign) => [{}, ...searches('query')(foreign)] },
    'itglue:get-configuration': { refused: ({ deviceId }) => [{ configurationId: deviceId }] },
    'itglue:search-flexible-assets': { ofB: (foreign) => [{}, ...searches('query')(foreign)] },
    'itglue:get-flexible-asset': { refused: ({ assetId }) => [{ assetId }] },
    'itglue:search-contacts': { ofB: (foreign) => [{}, ...searches('query')(foreign)] },
    'itglue:get-contact': { refused: ({ contactId }) => [{ contactId }] },
    'itglue:get-password': { refused: ({ passwordId }) => [{ password: passwordId }] },
    'itglue:create-document': {
      makesOfB: ({ companyId, documentId }) =>
        [companyId, documentId, `../${companyId}/relationships/documents`].map((name) => ({ name, content: 'Of B' })),
    },
    'itglue:update-document': {
      refused: ({ documentId }) => [
        { documentId, content: 'Changed by B' },
        { documentId, name: 'Changed by B' },
      ],
    },
  },
};
