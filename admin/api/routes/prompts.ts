import { z } from 'zod';
import { changeSettings } from '../../../core/clients/change-settings.js';
import { clientSettings } from '../../../core/clients/client.js';
import { EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import { authorOf } from '../author.js';
import { promptVersion, version } from '../client-schemas.js';
import type { ApiDeps } from '../deps.js';
import { pageAnswer, pageOf } from '../paging.js';
import { idParams, problems } from '../schemas.js';
import { createSeenClient } from '../seen-client.js';
import { numberedPage, numberedQuery } from '../whole-lists.js';

const TAGS = ['prompts'];
const READ = { roles: EVERYBODY } as const;
const WRITE = { roles: ['admin'] } as const;
const OF_ALL = { everyClient: true } as const;

const promptShown = promptVersion.extend({ text: z.string() });
const newPrompt = z.strictObject({
  text: clientSettings.shape.prompt.unwrap(),
  note: z.string().max(500).optional().describe('Why, for the history'),
  version: version.optional().describe("The client's or the settings' version, to change only what you have seen"),
});
const numberParams = z.object({ number: z.coerce.number().int().min(1) });

const effectivePrompt = z.object({
  layers: z.array(z.object({ name: z.enum(['base', 'msp', 'client']), version: z.number(), text: z.string() })),
  text: z.string().describe('The layers joined, as the model reads them'),
});

export function promptRoutes({ clientele }: Pick<ApiDeps, 'clientele'>): Routes {
  const { clients, changes, settings, prompts } = clientele;
  const seenClient = createSeenClient(clients);

  return async (server) => {
    server.get(
      '/api/prompt',
      {
        config: { ...READ, ...OF_ALL },
        schema: { tags: TAGS, summary: "The MSP's prompt", response: { 200: promptShown, ...problems } },
      },
      async () => prompts.current('msp'),
    );

    server.put(
      '/api/prompt',
      {
        config: { ...WRITE, ...OF_ALL },
        schema: {
          tags: TAGS,
          summary: "Change the MSP's prompt",
          body: newPrompt,
          response: { 200: promptShown, ...problems },
        },
      },
      async (request) => {
        const { text, note, version: ifVersion } = request.body;
        await changeSettings(settings, () => ({ prompt: text }), authorOf(request), { ifVersion, note });
        return prompts.current('msp');
      },
    );

    server.get(
      '/api/prompts',
      {
        config: { ...READ, ...OF_ALL },
        schema: {
          tags: TAGS,
          summary: "Every version of the MSP's prompt, newest first",
          querystring: numberedQuery,
          response: { 200: pageOf(promptShown), ...problems },
        },
      },
      async (request) => pageAnswer(await numberedPage(request.query, (page) => prompts.history('msp', page))),
    );

    server.post(
      '/api/prompts/:number/rollback',
      {
        config: { ...WRITE, ...OF_ALL },
        schema: {
          tags: TAGS,
          summary: "Make an old version of the MSP's prompt the newest one",
          params: numberParams,
          response: { 200: promptShown, ...problems },
        },
      },
      async (request) => prompts.rollback('msp', request.params.number, authorOf(request)),
    );

    server.get(
      '/api/clients/:id/prompt',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: "What a client's agent is told, layer by layer and joined",
          params: idParams,
          response: { 200: effectivePrompt, ...problems },
        },
      },
      async (request) => prompts.preview((await seenClient(request, request.params.id)).id),
    );

    server.put(
      '/api/clients/:id/prompt',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: "Change a client's prompt",
          params: idParams,
          body: newPrompt,
          response: { 200: promptShown, ...problems },
        },
      },
      async (request) => {
        const { id: clientId } = await seenClient(request, request.params.id);
        const { text, note, version: ifVersion } = request.body;
        const options = { ...(ifVersion === undefined ? {} : { ifVersion }), ...(note === undefined ? {} : { note }) };
        await changes.update(clientId, { prompt: text }, authorOf(request), options);
        return prompts.current({ clientId });
      },
    );

    server.get(
      '/api/clients/:id/prompts',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: "Every version of a client's prompt, newest first",
          params: idParams,
          querystring: numberedQuery,
          response: { 200: pageOf(promptShown), ...problems },
        },
      },
      async (request) => {
        const { id: clientId } = await seenClient(request, request.params.id);
        return pageAnswer(await numberedPage(request.query, (page) => prompts.history({ clientId }, page)));
      },
    );

    server.post(
      '/api/clients/:id/prompts/:number/rollback',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: "Make an old version of a client's prompt the newest one",
          params: idParams.extend(numberParams.shape),
          response: { 200: promptShown, ...problems },
        },
      },
      async (request) => {
        const { id: clientId } = await seenClient(request, request.params.id);
        return prompts.rollback({ clientId }, request.params.number, authorOf(request));
      },
    );
  };
}
