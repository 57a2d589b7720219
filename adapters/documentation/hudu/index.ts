import { setImmediate as breathe, setTimeout as waitFor } from 'node:timers/promises';
import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { Integration } from '../../../core/integrations/integration.js';
import { createRealRateBudget } from '../../psa/rate-budget.js';
import { huduAddressOf } from './address.js';
import { createArticles } from './articles.js';
import { createAssets } from './assets.js';
import { checkHudu, checkHuduCompany } from './check.js';
import { createHuduClient } from './client.js';
import { createCompanies, nameForMapping } from './companies.js';
import { createLibrary } from './library.js';
import { createPasswords } from './passwords.js';
import { createProcedures } from './procedures.js';
import { createHuduTools } from './tools.js';

/** Characters of articles whose words are kept in memory, of all clients together; `bench/hudu.ts` tells what that takes. */
const MOST_CHARACTERS = 60_000_000;
/** How long the check of a client waits for its articles to be read. */
const CHECK_WAITS_MS = 10_000;

const number = (title: string, description: string, most: number) =>
  z.coerce.number().int().min(1).max(most).meta({ title, description });

const credentials = z.object({
  baseUrl: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .meta({ title: 'Address', description: 'Where you sign in, for example https://docs.example.com' }),
  apiKey: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{8,500}$/, 'in one piece, without spaces')
    .meta({
      title: 'API key',
      description:
        'Admin > Basic Information > API Keys. Without destructive actions; with password access only if stored passwords are to be given to technicians',
      secret: true,
    }),
  /** 300 a minute are documented; some are left to others. Source: Hudu facts, paging, limits, errors. */
  requestsPerMinute: number(
    'Requests a minute',
    'What Frontdesk may take of the 300 that Hudu allows',
    100_000,
  ).default(240),
  /** 25 where Hudu is not asked; how many it gives at most is unconfirmed. Source: Hudu facts, paging, limits, errors. */
  pageSize: number('Rows of a page', 'How many things are asked for at once', 1_000).default(100),
});

/** Hudu, hosted and on a server of the MSP's own. */
export const hudu = {
  kind: 'hudu',
  title: 'Hudu',
  category: 'documentation',
  credentials,
  connect(given, { http, now }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('hudu_credentials', z.prettifyError(parsed.error));
    const { baseUrl, apiKey, requestsPerMinute, pageSize } = parsed.data;
    const address = huduAddressOf(baseUrl);
    const budget = createRealRateBudget(requestsPerMinute);
    const wait = async (ms: number, signal?: AbortSignal) => {
      await waitFor(ms, undefined, { signal });
    };
    const client = createHuduClient({ address, apiKey, http, budget, now, wait });
    const library = createLibrary({
      client,
      pageSize,
      mostCharacters: MOST_CHARACTERS,
      now,
      wait,
      breathe: () => breathe(),
    });
    const companies = createCompanies({ client, pageSize, now });
    const tools = createHuduTools({
      address,
      companies,
      library,
      articles: createArticles({ client, library }),
      assets: createAssets({ client, pageSize, now }),
      procedures: createProcedures({ client, pageSize }),
      passwords: createPasswords({ client, pageSize }),
      now,
    });
    return {
      check: () => checkHudu(client),
      checkClient: (mapping) => checkHuduCompany({ companies, library, waitMs: CHECK_WAITS_MS }, mapping),
      async mappings() {
        const all = (await companies.all()).filter(({ archived }) => !archived);
        return all.map((company) => ({ id: String(company.id), name: nameForMapping(company) }));
      },
      tools: () => tools,
    };
  },
} satisfies Integration;
