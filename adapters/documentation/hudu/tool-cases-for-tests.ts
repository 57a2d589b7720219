import { ofClient, other, searches, type ToolCases } from '../../tool-cases-for-tests.js';

export const toolCases: ToolCases = {
  credentials: { baseUrl: 'https://docs.example', apiKey: 'an-api-key-of-hudu' },
  table: {
    'hudu:search-articles': { policy: 'auto', args: { query: 'VPN' }, subject: ofClient },
    'hudu:get-article': { policy: 'auto', args: { articleId: '26' }, subject: other('26') },
    'hudu:search-assets': { policy: 'auto', args: { query: 'Firewall' }, subject: ofClient },
    'hudu:get-asset': { policy: 'auto', args: { assetId: '332' }, subject: { kind: 'device', ref: '332' } },
    'hudu:search-procedures': { policy: 'auto', args: { query: 'new employee' }, subject: ofClient },
    'hudu:get-procedure': { policy: 'auto', args: { procedureId: '5' }, subject: other('5') },
    'hudu:list-passwords': { policy: 'auto', args: {}, subject: ofClient },
    'hudu:get-password': { policy: 'approval_needed', args: { entry: 'Wi-Fi' }, subject: other('Wi-Fi') },
  },
  sensitive: ['hudu:get-password'],
  isolation: {
    'hudu:search-articles': { ofB: searches('query', 2) },
    'hudu:get-article': { refused: ({ documentId }) => [{ articleId: documentId }] },
    'hudu:search-assets': { ofB: searches('query', 2) },
    'hudu:get-asset': { refused: ({ deviceId }) => [{ assetId: deviceId }] },
    'hudu:search-procedures': { ofB: searches('query', 2) },
    'hudu:get-procedure': { refused: ({ procedureId }) => [{ procedureId }] },
    'hudu:list-passwords': { ofB: searches('search') },
    'hudu:get-password': { refused: ({ passwordId }) => [{ entry: passwordId }] },
  },
};
