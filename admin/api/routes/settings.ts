import { z } from 'zod';
import { changeSettings } from '../../../core/clients/change-settings.js';
import { mspSettings } from '../../../core/clients/settings.js';
import { EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import { authorOf } from '../author.js';
import { author, freezeBody, promptVersion, version } from '../client-schemas.js';
import type { ApiDeps } from '../deps.js';
import { problems } from '../schemas.js';

const TAGS = ['settings'];
const READ = { roles: EVERYBODY, everyClient: true } as const;
const WRITE = { roles: ['admin'], everyClient: true } as const;

const settingsShown = z.object({
  settings: z.object(mspSettings.shape),
  version: z.number().describe('Counts every change'),
  promptVersion,
  changedBy: author,
});

const { name, mode, prompt, policies, rules, limits, freeze, voice, intake, approvals, verification } =
  mspSettings.shape;

/** All of them: what was forgotten is refused, and not set back to what it is by default. */
const wholeSettings = z.strictObject({
  name: name.unwrap(),
  mode: mode.unwrap(),
  prompt: prompt.unwrap(),
  policies: policies.unwrap(),
  rules: rules.unwrap(),
  limits: limits.unwrap(),
  freeze: freeze.unwrap(),
  voice: voice.unwrap(),
  intake: intake.unwrap(),
  approvals: approvals.unwrap(),
  verification: verification.unwrap(),
});

const newSettings = z.strictObject({
  settings: wholeSettings,
  version,
  note: z.string().max(500).optional().describe("For the prompt's history, where the prompt changes"),
});

/** What holds for the whole installation. */
export function settingsRoutes({ clientele }: Pick<ApiDeps, 'clientele'>): Routes {
  const { settings, policies: tools } = clientele;

  return async (server) => {
    server.get(
      '/api/settings',
      {
        config: READ,
        schema: { tags: TAGS, summary: "The MSP's settings", response: { 200: settingsShown, ...problems } },
      },
      async () => settings.readVersioned(),
    );

    server.put(
      '/api/settings',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: "Replace all of the MSP's settings",
          body: newSettings,
          response: { 200: settingsShown, ...problems },
        },
      },
      async (request) => {
        const { settings: next, version: ifVersion, note } = request.body;
        await tools.assertKnown(next, await settings.read());
        return changeSettings(settings, () => next, authorOf(request), { ifVersion, note });
      },
    );

    server.put(
      '/api/freeze',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Freeze or unfreeze everything: while frozen, nothing is changed anywhere',
          body: freezeBody,
          response: { 200: settingsShown, ...problems },
        },
      },
      async (request) => changeSettings(settings, () => request.body, authorOf(request)),
    );
  };
}
