import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { DOCUMENTATION_PATH } from './documentation.js';

/** One tag a resource; a route names its own in `schema.tags`. */
const TAGS = [
  { name: 'sign-in', description: 'Signing in and out, the own account' },
  { name: 'accounts', description: 'The people who may sign in' },
  { name: 'tokens', description: 'Keys for programs' },
  { name: 'runs', description: 'The work of the agent, ticket by ticket' },
  { name: 'approvals', description: 'Plans that wait for a technician, and what was decided' },
  { name: 'verifications', description: 'Whether requesters were who they said' },
  { name: 'secrets', description: 'New passwords and the like, each shown once' },
  { name: 'activity', description: 'The record of everything that was done' },
  { name: 'clients', description: 'The companies that the MSP looks after, and their agents' },
  { name: 'policies', description: 'What each tool may do, and why' },
  { name: 'prompts', description: 'What agents are told, with its history' },
  { name: 'settings', description: 'What holds for the whole installation' },
  { name: 'integrations', description: 'Outside systems: connecting, health, webhooks' },
];

/** Collects the routes registered after it into the document that `documentation.ts` shows. */
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
      const isApi = document.url.startsWith('/api/') && !document.url.startsWith(DOCUMENTATION_PATH);
      return jsonSchemaTransform(isApi ? document : { ...document, schema: { ...document.schema, hide: true } });
    },
  });
}
