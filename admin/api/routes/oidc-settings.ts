import { z } from 'zod';
import { OIDC_CALLBACK_PATH } from '../../../core/accounts/oidc.js';
import { type OidcSettings, oidcSettingsInput } from '../../../core/accounts/oidc-settings.js';
import { NotFound } from '../../../core/errors.js';
import type { Routes } from '../api-server.js';
import type { ApiDeps } from '../deps.js';
import { nothing, problems } from '../schemas.js';

const TAGS = ['sign-in'];
const CONFIG = { roles: ['admin'], everyClient: true } as const;

const settingsShown = z.object({
  issuer: z.string(),
  clientId: z.string(),
  allowedDomains: z.array(z.string()),
  label: z.string(),
  redirectUri: z.string().describe('To be registered at the provider'),
});

export function oidcSettingsRoutes({ oidc, publicBaseUrl }: Pick<ApiDeps, 'oidc' | 'publicBaseUrl'>): Routes {
  const shown = (settings: OidcSettings) => ({ ...settings, redirectUri: `${publicBaseUrl}${OIDC_CALLBACK_PATH}` });

  return async (server) => {
    server.get(
      '/api/oidc',
      {
        config: { ...CONFIG, roles: ['admin', 'auditor'] },
        schema: { tags: TAGS, summary: 'The OpenID provider', response: { 200: settingsShown, ...problems } },
      },
      async () => {
        const settings = await oidc.settings.read();
        if (!settings) throw new NotFound('OpenID provider', 'set up here');
        return shown(settings);
      },
    );

    server.put(
      '/api/oidc',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: 'Set the OpenID provider, after finding it; the secret is never shown again',
          body: oidcSettingsInput,
          response: { 200: settingsShown, ...problems },
        },
      },
      async (request) => shown(await oidc.settings.save(request.body)),
    );

    server.delete(
      '/api/oidc',
      {
        config: CONFIG,
        schema: { tags: TAGS, summary: 'No OpenID provider any more', response: { 204: nothing, ...problems } },
      },
      async (_request, reply) => {
        await oidc.settings.remove();
        return reply.code(204).send(null);
      },
    );
  };
}
