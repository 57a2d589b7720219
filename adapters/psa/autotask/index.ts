import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { Integration } from '../../../core/integrations/integration.js';
import { checkAutotask } from './check.js';
import { createAutotaskClient } from './client.js';
import { createAutotaskEvents } from './events.js';
import { createNames } from './names.js';
import { createPicklists } from './picklists.js';
import { createAutotaskPsa } from './psa.js';
import { createResources } from './resources.js';
import { createAutotaskTools } from './tools.js';
import { createZones, ZONE_BASE_URL, zoneOriginOf } from './zone.js';

const text = (title: string, description: string) => z.string().trim().min(1).max(300).meta({ title, description });

const credentials = z.object({
  username: text('Username', 'Of the API user: Admin > Resources/Users > API User; often an e-mail address'),
  secret: text('Secret', 'Shown once when it is generated').meta({ title: 'Secret', secret: true }),
  trackingIdentifier: text('API tracking identifier', 'Of the API user; 26 or 27 characters').meta({
    title: 'API tracking identifier',
    secret: true,
  }),
  zoneBaseUrl: z
    .string()
    .trim()
    .max(300)
    .optional()
    .meta({ title: 'Zone address', description: `Where the zone is asked for; ${ZONE_BASE_URL} when empty` }),
});

/** Autotask PSA (Datto, Kaseya), every zone. */
export const autotask: Integration = {
  kind: 'autotask',
  title: 'Autotask',
  category: 'psa',
  credentials,
  connect(given, { http, now, hookSecret }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('autotask_credentials', z.prettifyError(parsed.error));
    const { zoneBaseUrl, ...keys } = parsed.data;
    const { username, trackingIdentifier } = keys;
    const zones = createZones({ base: zoneOriginOf(zoneBaseUrl || ZONE_BASE_URL), username, http });
    const client = createAutotaskClient({ zones, keys, http });
    const picklists = createPicklists(client, now);
    const names = createNames(client, now);
    const resources = createResources({ client, picklists, username, now });
    const psa = createAutotaskPsa({ client, picklists, resources, names, now });
    const tools = createAutotaskTools({ client, psa, picklists, resources });
    return {
      check: () => checkAutotask({ client, resources, trackingIdentifier }),
      async mappings() {
        return (await psa.companies()).filter(({ active }) => active).map(({ id, name }) => ({ id, name }));
      },
      tools: () => tools,
      psa,
      events: createAutotaskEvents({ resources, hookSecret }),
    };
  },
};
