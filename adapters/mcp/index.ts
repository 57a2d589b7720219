import { setTimeout as wait } from 'node:timers/promises';
import type { Connection, ConnectionDeps, Finding, Integration } from '../../core/integrations/integration.js';
import { checkServer } from './check.js';
import { createInventory } from './inventory.js';
import { createConsent } from './oauth/consent.js';
import { createOAuthFetch, refusalOf } from './oauth/oauth-fetch.js';
import { createTokens } from './oauth/tokens.js';
import { createReviews } from './reviews.js';
import { createServer } from './server.js';
import { createServerFetch, type ServerAuthorization } from './server-fetch.js';
import { createSession } from './session.js';
import { mcpCredentials } from './settings.js';
import type { Stock } from './stock.js';
import { type OfferedTools, offeredTools } from './tools.js';

const HIDDEN = '…';

/** Any MCP server over streamable HTTP, as often as there are servers: `mcp:NAME`, with tools `mcp:NAME:tool`. */
export const mcp: Integration = {
  kind: 'mcp',
  title: 'MCP server',
  category: 'other',
  many: true,
  credentials: mcpCredentials,
  connect: connectServer,
};

function connectServer(
  credentials: unknown,
  { http, now, name: server = 'unnamed', state }: ConnectionDeps,
): Connection {
  const settings = mcpCredentials.parse(credentials);
  const { url, auth, shared } = settings;
  const hide = (text: string) => secrets().reduce((rest, value) => rest.replaceAll(value, HIDDEN), text);
  const secrets = () =>
    [settings.token, settings.clientSecret, ...tokens.secrets()].filter((value) => value !== undefined);
  const name = {
    vendor: `mcp:${server}`,
    title: `the MCP server ${server}`,
    start: `The MCP server ${server}`,
    hide,
  };
  const reach = shared ? 'every_client' : 'one_client';
  const timeoutMs = settings.timeoutSeconds * 1_000;
  const staleness = { listChanged: false };
  const fetch = createOAuthFetch(http, url, name);
  const tokens = createTokens({ state, url, name, fetch, now, wait });
  const way = createServerFetch({
    http,
    server: url,
    name,
    timeoutMs,
    authorization: auth === 'oauth' ? tokens : fixed(settings.token),
    listChanged() {
      staleness.listChanged = true;
    },
  });
  const session = createSession({ server: url, name, timeoutMs, way });
  const inventory = createInventory({ state, session, url, name, hide, now });
  const parts = createServer({ server, name, session, inventory, reach, now, staleness });

  let made: { of: Stock; offered: OfferedTools } | undefined;
  function offered(): OfferedTools {
    const stock = inventory.known();
    if (!stock) return { tools: [], refused: [] };
    if (made?.of !== stock) made = { of: stock, offered: offeredTools(stock, parts) };
    return made.offered;
  }
  const cleaned = (finding: Finding): Finding => ({
    ...finding,
    what: hide(finding.what),
    ...(finding.problem === undefined ? {} : { problem: hide(finding.problem) }),
    ...(finding.warning === undefined ? {} : { warning: hide(finding.warning) }),
  });

  return {
    reach,
    prepare: inventory.read,
    tools: () => offered().tools,
    reviews: createReviews(server, inventory),
    async check() {
      staleness.listChanged = false;
      const { host } = new URL(url);
      return (await checkServer({ name, host, inventory, offered })).map(cleaned);
    },
    ...(shared ? {} : { checkClient: async (mapping: string) => [findingOf(mapping)] }),
    mappings: async () => (shared ? [] : [{ id: 'own', name: 'The one client whose server this is' }]),
    ...(auth === 'oauth'
      ? {
          authorization: createConsent({
            settings,
            name,
            fetch,
            refusal: () => refusalOf(http, url),
            keep: tokens.keep,
          }),
        }
      : {}),
  };
}

function fixed(token: string | undefined): ServerAuthorization {
  return { header: async () => token && `Bearer ${token}`, renewed: async () => false };
}

function findingOf(mapping: string): Finding {
  const what = 'Mapped as the one client whose server this is';
  if (mapping === 'own') return { ok: true, what };
  return { ok: false, what, problem: 'a server that is not shared is mapped to "own", for one client' };
}
