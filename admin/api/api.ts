import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { InvalidInput } from '../../core/errors.js';
import { pages } from '../pages/pages.js';
import type { ApiServer, Routes } from './api-server.js';
import { authenticate } from './authenticate.js';
import type { ApiDeps } from './deps.js';
import { documentation } from './documentation.js';
import { openapi } from './openapi.js';
import { accountRoutes } from './routes/accounts.js';
import { activityRoutes } from './routes/activity.js';
import { approvalRoutes } from './routes/approvals.js';
import { clientRoutes } from './routes/clients.js';
import { configurationRoutes } from './routes/configurations.js';
import { importRoutes } from './routes/import.js';
import { integrationConsentRoutes } from './routes/integration-consent.js';
import { integrationRoutes } from './routes/integrations.js';
import { meRoutes } from './routes/me.js';
import { oidcRoutes } from './routes/oidc.js';
import { oidcSettingsRoutes } from './routes/oidc-settings.js';
import { policyRoutes } from './routes/policies.js';
import { promptRoutes } from './routes/prompts.js';
import { runRoutes } from './routes/runs.js';
import { secretRoutes } from './routes/secrets.js';
import { sessionRoutes } from './routes/session.js';
import { settingsRoutes } from './routes/settings.js';
import { setupRoutes } from './routes/setup.js';
import { tokenRoutes } from './routes/tokens.js';
import { securityHeaders } from './security-headers.js';

/** Every resource of the API. A new one is a file in `routes/`, a line here, and a tag in `openapi.ts`. */
function resources(deps: ApiDeps): Routes[] {
  return [
    sessionRoutes(deps),
    meRoutes(deps),
    setupRoutes(deps),
    oidcRoutes(deps),
    oidcSettingsRoutes(deps),
    accountRoutes(deps),
    tokenRoutes(deps),
    runRoutes(deps),
    approvalRoutes(deps),
    secretRoutes(deps),
    activityRoutes(deps),
    clientRoutes(deps),
    configurationRoutes(deps),
    importRoutes(deps),
    policyRoutes(deps),
    promptRoutes(deps),
    settingsRoutes(deps),
    integrationRoutes(deps),
    integrationConsentRoutes(deps),
  ];
}

/**
 * The Admin API under /api, its documentation and the server-rendered pages. Every route says in its `config` who may call
 * it (see `access.ts`) and in its `schema` what it takes and answers; what does not fit answers 400 `invalid_input` with
 * `details.problems`.
 */
export function adminApi(deps: ApiDeps) {
  return async (scope: FastifyInstance): Promise<void> => {
    const server: ApiServer = scope.withTypeProvider();
    server.setValidatorCompiler(validatorCompiler);
    server.setSerializerCompiler(serializerCompiler);
    server.setSchemaErrorFormatter(invalidInput);
    securityHeaders(scope);
    await openapi(scope, deps.version);
    await server.register(documentation);
    await server.register(async (guarded: ApiServer) => {
      await guarded.register(cookie);
      authenticate(guarded, deps);
      for (const routes of resources(deps)) await guarded.register(routes);
      await guarded.register(pages(deps));
    });
  };
}

function invalidInput(errors: readonly { instancePath: string; message?: string }[], part: string): InvalidInput {
  const problems = errors.map(({ instancePath, message = 'is not right' }) => {
    const field = instancePath.split('/').filter(Boolean).join('.') || part;
    return `${field}: ${message}`;
  });
  return new InvalidInput('invalid_input', problems.join('; '), { details: { problems } });
}
