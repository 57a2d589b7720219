import { exchangeAuthorization, registerClient, startAuthorization } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { VendorError } from '../../../core/errors.js';
import type { ConnectionAuthorization } from '../../../core/integrations/integration.js';
import { quoted, type ServerName } from '../failure.js';
import type { McpSettings } from '../settings.js';
import { discoverAuthorizationServer } from './discover.js';
import { clientShape, type Grant, type Metadata, type OAuthClient, pendingShape, present } from './shapes.js';

/** OAuth's authorization code flow with PKCE and a resource indicator. Source: MCP specification 2025-06-18, Authorization. */
export function createConsent({
  settings,
  name,
  fetch,
  refusal,
  keep,
}: {
  settings: McpSettings;
  name: ServerName;
  fetch: FetchLike;
  refusal(): Promise<Response>;
  keep(grant: Grant, tokens: OAuthTokens): Promise<void>;
}): ConnectionAuthorization {
  const fail = (what: string, cause?: unknown) =>
    new VendorError(name.vendor, 'unauthorized', `${name.start}: ${what}`, { cause });

  async function clientAt(metadata: Metadata, redirectUri: string, scope: string | undefined): Promise<OAuthClient> {
    const { clientId, clientSecret } = settings;
    if (clientId) return { client_id: clientId, ...(clientSecret ? { client_secret: clientSecret } : {}) };
    if (!metadata.registration_endpoint) {
      throw fail(
        'its authorization server registers no clients by itself; register Frontdesk there and enter the client id',
      );
    }
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const method = ['none', 'client_secret_basic', 'client_secret_post'].find((one) => methods.includes(one));
    if (!method) throw fail('its authorization server wants a proof of who we are that Frontdesk cannot give');
    try {
      const registered = await registerClient(metadata.issuer, {
        metadata: present(metadata),
        clientMetadata: {
          client_name: 'Frontdesk',
          redirect_uris: [redirectUri],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: method,
        },
        ...(scope ? { scope } : {}),
        fetchFn: fetch,
      });
      return clientShape.parse(registered);
    } catch (error) {
      // The SDK's message may quote the whole answer.
      throw error instanceof VendorError ? error : fail('its authorization server did not register Frontdesk', error);
    }
  }

  return {
    async begin({ redirectUri, state }) {
      const {
        metadata,
        resource,
        scope: wanted,
      } = await discoverAuthorizationServer(settings.url, { fetch, refusal, name });
      const scope = wanted ?? settings.scope;
      const client = await clientAt(metadata, redirectUri, scope);
      const { authorizationUrl, codeVerifier } = await startAuthorization(metadata.issuer, {
        metadata: present(metadata),
        clientInformation: present(client),
        redirectUrl: redirectUri,
        state,
        resource: new URL(resource),
        ...(scope ? { scope } : {}),
      });
      authorizationUrl.searchParams.set('resource', resource); // As it is written there, without a slash of URL's own.
      const pending = { metadata, client, codeVerifier, redirectUri, resource };
      return { url: authorizationUrl.href, pending: JSON.stringify(pending) };
    },
    async finish({ code, error, iss }, kept) {
      const { metadata, client, codeVerifier, redirectUri, resource } = pendingShape.parse(JSON.parse(kept));
      // RFC 9207: an answer of another authorization server is not ours to use.
      if (
        iss === undefined ? metadata.authorization_response_iss_parameter_supported === true : iss !== metadata.issuer
      ) {
        throw fail('the answer comes from another authorization server; begin again');
      }
      if (error !== undefined) throw fail(`it was not agreed to there (${quoted(error)}); begin again to try anew`);
      if (!code) throw fail('the answer has no code; begin again');
      const tokens = await exchangeAuthorization(metadata.issuer, {
        metadata: present(metadata),
        clientInformation: present(client),
        authorizationCode: code,
        codeVerifier,
        redirectUri,
        resource,
        fetchFn: fetch,
      }).catch((cause: unknown) => {
        throw cause instanceof VendorError
          ? cause
          : fail('its authorization server did not take the code; begin again', cause);
      });
      const { access_token: accessToken, refresh_token: refreshToken } = tokens;
      await keep({ metadata, client, resource, accessToken, ...(refreshToken ? { refreshToken } : {}) }, tokens);
    },
  };
}
