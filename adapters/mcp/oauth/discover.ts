import {
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { checkResourceAllowed } from '@modelcontextprotocol/sdk/shared/auth-utils.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { ServerName } from '../failure.js';
import { maySendTo } from './oauth-fetch.js';
import { type Metadata, metadataShape } from './shapes.js';

export interface AuthorizationServer {
  metadata: Metadata;
  /** The server as the authorization server knows it (RFC 8707). */
  resource: string;
  /** What it wants to be asked for, where it says. */
  scope: string | undefined;
}

const resourceMetadata = z.object({
  resource: z.string(),
  authorization_servers: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
});

/**
 * Which authorization server lets people into this MCP server: by the server's refusal, its protected-resource metadata
 * (RFC 9728) and the authorization server's metadata (RFC 8414, OpenID Connect Discovery); where a server has no such
 * metadata, it is taken for its own authorization server. Throws VendorError.
 */
export async function discoverAuthorizationServer(
  server: string,
  { fetch, refusal, name }: { fetch: FetchLike; refusal(): Promise<Response>; name: ServerName },
): Promise<AuthorizationServer> {
  const wrong = (what: string, cause?: unknown) =>
    new VendorError(name.vendor, 'unexpected', `${name.start} ${what}`, { cause });
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(await refusal());
  const resource = await discoverOAuthProtectedResourceMetadata(
    server,
    resourceMetadataUrl ? { resourceMetadataUrl } : {},
    fetch,
  ).then(
    (found) => resourceMetadata.parse(found),
    (error: unknown) => {
      if (error instanceof VendorError) throw error;
      if (resourceMetadataUrl) throw wrong('names metadata for signing in that cannot be read', error);
      return undefined;
    },
  );
  if (resource && !isResource(server, resource.resource)) {
    throw wrong('has metadata for signing in that is another server’s');
  }
  const issuer = resource?.authorization_servers?.[0] ?? new URL('/', server).href;
  const metadata = await metadataOf(issuer);
  return {
    metadata,
    resource: resource?.resource ?? server,
    scope: scope ?? resource?.scopes_supported?.join(' '),
  };

  async function metadataOf(from: string): Promise<Metadata> {
    if (!URL.canParse(from)) throw wrong('names an authorization server that is no address');
    const found = await discoverAuthorizationServerMetadata(from, { fetchFn: fetch }).catch((error: unknown) => {
      throw error instanceof VendorError
        ? error
        : wrong('names an authorization server whose metadata cannot be read', error);
    });
    if (!found)
      throw wrong('names an authorization server that has no metadata (RFC 8414); it cannot be signed in there');
    const parsed = metadataShape.safeParse(found);
    // The page to agree on is opened by a browser inside: it is held to what our own requests are held to.
    if (!parsed.success || !maySendTo(server, parsed.data.authorization_endpoint))
      throw wrong('names an authorization server whose metadata is not fit to be used');
    // RFC 8414, 3.3: otherwise one server could speak for another.
    if (trimmed(parsed.data.issuer) !== trimmed(from))
      throw wrong('names an authorization server that calls itself another');
    if (!parsed.data.code_challenge_methods_supported?.includes('S256')) {
      throw wrong('names an authorization server without PKCE (S256); signing in there is refused');
    }
    return parsed.data;
  }
}

function isResource(server: string, named: string): boolean {
  return URL.canParse(named) && checkResourceAllowed({ requestedResource: server, configuredResource: named });
}

const trimmed = (url: string) => url.replace(/\/$/, '');
