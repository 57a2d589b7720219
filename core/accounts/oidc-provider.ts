import type { ClientAuth, Configuration } from 'openid-client';
import { InvalidInput, reasonOf, VendorError } from '../errors.js';
import type { Outgoing } from '../ports/outgoing.js';
import { createOidcFetch, isLoopback } from './oidc-fetch.js';
import type { OidcSettings } from './oidc-settings.js';

type Client = typeof import('openid-client');
export type ProviderSettings = Pick<OidcSettings, 'issuer' | 'clientId'> & { clientSecret: string };

export interface Provider {
  client: Client;
  configuration: Configuration;
}

/** How long a discovery document is believed. Milliseconds. */
const KNOWN_MS = 3_600_000;

/** Loaded when somebody first signs in this way. */
const loadClient = (): Promise<Client> => import('openid-client');

/**
 * Finds providers by discovery and remembers the one in use. `find` throws VendorError when the provider does not answer;
 * `tryOut` throws InvalidInput `oidc_discovery` with what is wrong, for the admin who sets it up.
 */
export function createProviders({ http, now }: { http: Outgoing; now: () => Date }) {
  let known: { version: number; until: number; provider: Promise<Provider> } | undefined;

  async function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<Provider> {
    const client = await loadClient();
    const server = new URL(issuer);
    const configuration = await client.discovery(server, clientId, {}, authenticate(client, clientSecret), {
      [client.customFetch]: createOidcFetch(http),
      ...(isLoopback(server) && server.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
    });
    return { client, configuration };
  }

  return {
    async find(settings: ProviderSettings & { version: number }): Promise<Provider> {
      const at = now().getTime();
      if (known?.version !== settings.version || known.until <= at) {
        known = { version: settings.version, until: at + KNOWN_MS, provider: discover(settings) };
      }
      try {
        return await known.provider;
      } catch (error) {
        known = undefined;
        throw new VendorError('openid', 'unavailable', `The OpenID provider cannot be reached: ${reasonOf(error)}`, {
          cause: error,
        });
      }
    },
    async tryOut(settings: ProviderSettings): Promise<void> {
      await discover(settings).catch((error: unknown) => {
        const cause = error instanceof Error && error.cause ? ` (${reasonOf(error.cause)})` : '';
        const problem = `issuer: its discovery document cannot be used: ${reasonOf(error)}${cause}`;
        throw new InvalidInput('oidc_discovery', problem, { details: { problems: [problem] }, cause: error });
      });
    },
  };
}

/** In the body where the provider takes it, else (also where it does not say, by the standard) as a basic header. */
function authenticate(client: Client, secret: string): ClientAuth {
  return (server, metadata, body, headers) => {
    const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ?? false;
    const way = inBody ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
    way(server, metadata, body, headers);
  };
}
