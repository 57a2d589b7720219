import type { ConnectionState } from '../../core/integrations/integration.js';
import { createAssetDesk } from '../../sandbox/mcp/tools.js';
import { createWorld } from '../../sandbox/world/world.js';
import { type IsolationCase, other, type ToolCases, type ToolRow } from '../tool-cases-for-tests.js';
import { hashOf } from './json.js';
import { takeStock } from './stock.js';

const URL = 'https://mcp.desk.example/mcp';
const NAME = 'asset-desk';
const row = (tool: string, policy: ToolRow['policy'], args: ToolRow['args'] = {}): [string, ToolRow] => [
  `mcp:${NAME}:${tool.replaceAll('.', ':')}`,
  { policy, args, subject: other(`${NAME}:${tool}`) },
];
const isolated = (tool: string, given: IsolationCase): [string, IsolationCase] => [`mcp:${NAME}:${tool}`, given];

/** What a server's tools are is known from when it was asked: here it was asked before, as `asset-desk`, for every client. */
const state: ConnectionState = {
  async read(key) {
    if (key !== 'tools') return undefined;
    const tools = createAssetDesk(createWorld()).tools.map(
      ({ name, title, description, inputSchema, annotations = {} }) => {
        const wording = {
          description: [title, description].filter(Boolean).join(': '),
          schema: inputSchema,
          annotations,
        };
        return { name, wording, hash: hashOf({ name, ...wording }) };
      },
    );
    const at = new Date(0).toISOString();
    return { data: takeStock(undefined, { tools, refused: [] }, { url: URL, at }), version: 1 };
  },
  write: async () => true,
};

export const toolCases: ToolCases = {
  credentials: { url: URL, auth: 'none', shared: true },
  one: { name: NAME, state },
  table: Object.fromEntries([
    row('find_asset', 'auto', { query: 'loaner' }),
    row('list_rooms', 'auto'),
    row('rooms.status', 'auto', { room: 'Beacon', day: '2026-03-04' }),
    row('book_room', 'approval_needed', { room: 'Beacon', day: '2026-03-04', for: 'Morgan Bell' }),
    row('label_asset', 'approval_needed', { asset: 'LOANER-01', label: 'Spare' }),
    row('get_wifi_card', 'auto'),
  ]),
  // A shared server is told nothing of whose call it is, and nothing in it is one client's.
  isolation: Object.fromEntries([
    isolated('find_asset', { ofNobody: ({ email, device }) => [{ query: email.slice(0, 80) }, { query: device }] }),
    isolated('list_rooms', { ofNobody: () => [{}] }),
    isolated('rooms:status', { ofNobody: () => [{ room: 'Beacon', day: '2026-03-04' }] }),
    isolated('book_room', { refused: ({ name }) => [{ room: name, day: '2026-03-04', for: name }] }),
    isolated('label_asset', {
      refused: ({ device, email }) => [device, email].map((asset) => ({ asset, label: 'Mine' })),
    }),
    isolated('get_wifi_card', { ofNobody: () => [{}] }),
  ]),
};
