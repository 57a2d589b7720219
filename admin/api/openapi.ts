import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { DOCUMENTATION_POLICY } from './security-headers.js';

const PATH = '/api/docs';

/** One tag a resource; a route names its own in `schema.tags`. */
const TAGS = [
  { name: 'sign-in', description: 'Signing in and out, the own account' },
  { name: 'accounts', description: 'The people who may sign in' },
  { name: 'tokens', description: 'Keys for programs' },
];

/** Collects the routes registered after it into the document that `documentation` shows. */
export async function openapi(server: FastifyInstance, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Frontdesk', version, description: 'The Admin API of Frontdesk, the AI service desk for MSPs.' },
      tags: TAGS,
      components: {
        securitySchemes: {
          cookie: { type: 'apiKey', in: 'cookie', name: 'frontdesk', description: '__Host-frontdesk over https' },
          bearer: { type: 'http', scheme: 'bearer', description: 'An API token: fd_...' },
        },
      },
      security: [{ cookie: [] }, { bearer: [] }],
    },
    // Pages are for people.
    transform: (document) => {
      const isApi = document.url.startsWith('/api/') && !document.url.startsWith(PATH);
      return jsonSchemaTransform(isApi ? document : { ...document, schema: { ...document.schema, hide: true } });
    },
  });
}

/** `/api/docs` for people, `/api/docs/json` for programs. Everything it needs is served from here. */
export async function documentation(server: FastifyInstance): Promise<void> {
  server.addHook('onRoute', (route) => {
    route.config = { ...route.config, public: true };
  });
  await server.register(swaggerUi, { routePrefix: PATH, staticCSP: DOCUMENTATION_POLICY });
}
