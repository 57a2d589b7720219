import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { Integration } from '../../../core/integrations/integration.js';
import { isInside } from '../../http.js';
import { createRealRateBudget } from '../../psa/rate-budget.js';
import { checkNinja, checkOrganization } from './check.js';
import { createNinjaClient } from './client.js';
import { createDevices } from './devices.js';
import { organizationShape } from './shapes.js';
import { createTokens, TOKEN_PATHS } from './tokens.js';
import { createNinjaTools } from './tools.js';

const MOST_ORGANIZATIONS = 10_000;

const credentials = z.object({
  instanceUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://app.ninjarmm.com')
    .transform((url) => new URL(url).origin)
    .refine((url) => url.startsWith('https:') || isInside(new URL(url).hostname), 'must be https')
    .meta({ title: 'Instance', description: 'Where you sign in: https://app.ninjarmm.com, or us2, eu, oc, ca, fed' }),
  clientId: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({ title: 'Client id', description: 'Of an API application for "API Services (machine-to-machine)"' }),
  clientSecret: z.string().min(1).max(1000).meta({ title: 'Client secret', secret: true }),
  allowedScripts: z
    .string()
    .trim()
    .max(2000)
    .regex(/^(\d{1,9}(\s*,\s*\d{1,9})*)?$/, 'ids of scripts with commas between them')
    .optional()
    .meta({ title: 'Scripts that may be run', description: 'Ids with commas between them; none when empty' }),
  /** Whether an application may run scripts, or only a user may, is unconfirmed. Source: RMM facts, NinjaOne. */
  scriptRefreshToken: z.string().max(4000).optional().meta({
    title: 'Refresh token of a user',
    description: 'Only where NinjaOne refuses scripts to the application: from a sign-in with offline_access',
    secret: true,
  }),
  tokenPath: z
    .string()
    .trim()
    .regex(/^$|^\/[A-Za-z0-9/_-]{1,80}$/, 'a path that begins with a slash')
    .optional()
    .meta({ title: 'Path of the sign-in', description: `${TOKEN_PATHS.join(' or ')}; both are tried when empty` }),
  /** NinjaOne publishes no limit; one client takes it for 100. Source: RMM facts, NinjaOne. */
  requestsPerMinute: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .meta({ title: 'Requests a minute', description: 'What your NinjaOne allows; 100 unless they say otherwise' }),
});

/** NinjaOne, to look at devices, restart them and run the MSP's own scripts. */
export const ninjaOne: Integration = {
  kind: 'ninjaone',
  title: 'NinjaOne',
  category: 'rmm',
  credentials,
  connect(given, { http, now }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('ninjaone_credentials', z.prettifyError(parsed.error));
    const { instanceUrl: instance, clientId, clientSecret, scriptRefreshToken, tokenPath } = parsed.data;
    const allowedScripts = new Set((parsed.data.allowedScripts ?? '').split(',').filter(Boolean).map(Number));
    const keys = { clientId, clientSecret, refreshToken: scriptRefreshToken || undefined };
    const tokens = createTokens({ instance, tokenPath: tokenPath || undefined, keys, http, now });
    const budget = createRealRateBudget(parsed.data.requestsPerMinute);
    const client = createNinjaClient({ instance, tokens, http, budget });
    const tools = createNinjaTools({ client, devices: createDevices(client), allowedScripts });
    return {
      check: () => checkNinja({ client, tokens, allowedScripts }),
      checkClient: (mapping) => checkOrganization(client, mapping),
      async mappings() {
        const call = { doing: 'list the organisations', path: '/v2/organizations' };
        const { rows } = await client.pages(call, organizationShape, MOST_ORGANIZATIONS);
        return rows.map(({ id, name }) => ({ id: String(id), name: name ?? String(id) }));
      },
      tools: () => tools,
    };
  },
};
