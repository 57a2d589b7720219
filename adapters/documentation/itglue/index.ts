import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { Integration } from '../../../core/integrations/integration.js';
import { isInside } from '../../http.js';
import { createRealRateBudget } from '../../psa/rate-budget.js';
import { itGlueAddressOf, REGION_NAMES, REGIONS } from './address.js';
import { checkItGlue, checkOrganization } from './check.js';
import { createItGlueClient } from './client.js';
import { createDocumentChanges } from './document-changes.js';
import { createDocumentSearch } from './document-search.js';
import { createDocuments } from './documents.js';
import { createFlexibleAssets } from './flexible-assets.js';
import { createOrganizations } from './organizations.js';
import { createPasswords } from './passwords.js';
import { createRecords } from './records.js';
import { configurationShape, contactShape } from './shapes.js';
import { createItGlueTools } from './tools.js';

/** 3000 in five minutes for all that use the account; a part is left to them. Source: IT Glue facts, access. */
const REQUESTS_A_MINUTE = 500;

const credentials = z.object({
  region: z
    .enum(REGION_NAMES)
    .default('us')
    .meta({
      title: 'Region',
      description: `Where your account is: ${REGION_NAMES.map((region) => `${region} (${REGIONS[region].name})`).join(', ')}`,
    }),
  apiKey: z
    .string()
    .trim()
    .min(1)
    .max(1000)
    .regex(/^[\x21-\x7e]*$/, 'an API key has no spaces in it')
    .meta({
      title: 'API key',
      description: 'IT Glue: Account > Settings > API Keys. "Password Access" only if passwords are to be delivered',
      secret: true,
    }),
  apiBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .refine((url) => url === undefined || url.startsWith('https:') || isInside(new URL(url).hostname), 'must be https')
    .meta({ title: 'API address', description: "Other than the region's only behind a proxy" }),
});

/** IT Glue: documents, configurations, flexible assets, contacts and stored passwords of each client's organisation. */
export const itGlue: Integration = {
  kind: 'itglue',
  title: 'IT Glue',
  category: 'documentation',
  credentials,
  connect(given, { http, now }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('itglue_credentials', z.prettifyError(parsed.error));
    const { region, apiKey, apiBaseUrl } = parsed.data;
    const address = itGlueAddressOf(region, apiBaseUrl);
    const budget = createRealRateBudget(REQUESTS_A_MINUTE);
    const client = createItGlueClient({ api: address.api, apiKey, http, budget });
    const organizations = createOrganizations(client);
    const passwords = createPasswords(client);
    const documents = createDocuments({ client, organizations });
    const tools = createItGlueTools({
      organizations,
      documents,
      documentSearch: createDocumentSearch({ documents, now }),
      documentChanges: createDocumentChanges({ client, documents }),
      configurations: createRecords({
        client,
        kind: 'configurations',
        what: 'configuration',
        shape: configurationShape,
      }),
      contacts: createRecords({ client, kind: 'contacts', what: 'contact', shape: contactShape }),
      flexibleAssets: createFlexibleAssets({ client, now }),
      passwords,
    });
    const parts = { address, client, documents, organizations, passwords };
    return {
      check: () =>
        checkItGlue({
          ...parts,
          elsewhere: (other) =>
            createItGlueClient({ api: itGlueAddressOf(other, undefined).api, apiKey, http, budget }),
        }),
      checkClient: (mapping) => checkOrganization(parts, mapping),
      mappings: async () => (await organizations.all()).map(({ id, name }) => ({ id, name })),
      tools: () => tools,
    };
  },
};
