import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { DOCUMENTATION_POLICY } from './security-headers.js';

export const DOCUMENTATION_PATH = '/api/docs';

/** What Swagger UI needs of its own files; they are read when somebody asks for them. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The Admin API · Frontdesk</title>
<link rel="stylesheet" href="${DOCUMENTATION_PATH}/swagger-ui.css">
<link rel="icon" href="${DOCUMENTATION_PATH}/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${DOCUMENTATION_PATH}/swagger-ui-bundle.js"></script>
<script src="${DOCUMENTATION_PATH}/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '${DOCUMENTATION_PATH}/json', dom_id: '#swagger-ui', deepLinking: true, tryItOutEnabled: false });
`;

/**
 * `/api/docs` for people (Swagger UI), `/api/docs/json` for programs. Everything it needs is served from here, without the
 * static file server that the plugin of Swagger UI brings along at every start.
 */
export async function documentation(server: FastifyInstance): Promise<void> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/static/swagger-ui.css'));
  server.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', DOCUMENTATION_POLICY);
  });
  const config = { public: true } as const;
  server.get(DOCUMENTATION_PATH, { config }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(PAGE),
  );
  server.get(`${DOCUMENTATION_PATH}/json`, { config }, async () => server.swagger());
  server.get(`${DOCUMENTATION_PATH}/start.js`, { config }, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(START),
  );
  for (const [name, type] of Object.entries(FILES)) {
    server.get(`${DOCUMENTATION_PATH}/${name}`, { config }, async (_request, reply) =>
      reply.type(type).send(createReadStream(path.join(folder, name))),
    );
  }
}
