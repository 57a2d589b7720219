import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { Integration } from '../../../core/integrations/integration.js';
import { createRealRateBudget } from '../rate-budget.js';
import { checkSuperOps } from './check.js';
import { createSuperOpsClient } from './client.js';
import type { Reading } from './map.js';
import { createSuperOpsParts, createSuperOpsPsa } from './psa.js';
import { createInstantOf } from './time.js';
import { createSuperOpsTools } from './tools.js';

/** Source: SuperOps facts, endpoint. */
const ADDRESSES = { us: 'https://api.superops.ai/msp', eu: 'https://euapi.superops.ai/msp' } as const;
/** Where a token may travel unencrypted: nowhere else. */
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const DEFAULT_CLOSING = 'Resolved, Closed';

const credentials = z.object({
  subdomain: z.string().trim().min(1).max(200).meta({
    title: 'Subdomain',
    description: 'The part before .superops.ai; Settings > MSP Information shows it',
  }),
  apiToken: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{8,4000}$/, 'in one piece, without spaces')
    .meta({ title: 'API token', description: 'Settings > My Profile > API token; shown once', secret: true }),
  region: z
    .enum(['us', 'eu'])
    .default('us')
    .meta({ title: 'Region', description: 'Where your SuperOps is: United States or European Union' }),
  technicianEmail: z
    .string()
    .trim()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+$/, 'an e-mail address')
    .meta({
      title: 'Address of the technician',
      description: 'Whose API token this is. Best a technician of its own, so that its notes can be told from others',
    }),
  apiBaseUrl: z
    .string()
    .trim()
    .max(300)
    .optional()
    .meta({ title: 'Address of the API', description: 'Only when it is another one than the region has' }),
  /** 100 by its newer documentation, 800 by its older one, for the whole tenant. Source: SuperOps facts, limits. */
  requestsPerMinute: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .meta({ title: 'Requests a minute', description: 'What your SuperOps allows; 100 unless they say otherwise' }),
  closedStatuses: z
    .string()
    .trim()
    .max(500)
    .default(DEFAULT_CLOSING)
    .meta({ title: 'Closed statuses', description: 'Names of the statuses of closed tickets, with commas between' }),
  timeZone: z.string().trim().max(60).default('UTC').meta({
    title: 'Time zone',
    description: 'Of the times that SuperOps writes: UTC, or like America/New_York where it writes others',
  }),
});

/** SuperOps for MSPs. */
export const superOps: Integration = {
  kind: 'superops',
  title: 'SuperOps',
  category: 'psa',
  credentials,
  connect(given, { http, now }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('superops_credentials', z.prettifyError(parsed.error));
    const { apiToken, region, technicianEmail, apiBaseUrl, requestsPerMinute } = parsed.data;
    const { closedStatuses, timeZone } = parsed.data;
    const budget = createRealRateBudget(requestsPerMinute);
    const address = apiBaseUrl ? addressOf(apiBaseUrl) : ADDRESSES[region];
    const subdomain = labelOf(parsed.data.subdomain);
    const client = createSuperOpsClient({ address, subdomain, apiToken, http, budget });
    const reading = { isClosing: closingBy(closedStatuses), instantOf: instantsIn(timeZone) };
    const parts = createSuperOpsParts({ client, technicianEmail, reading, now });
    const psa = createSuperOpsPsa(parts);
    const tools = createSuperOpsTools(parts);
    return {
      check: () => checkSuperOps(parts),
      async mappings() {
        return (await psa.companies()).filter(({ active }) => active).map(({ id, name }) => ({ id, name }));
      },
      tools: () => tools,
      psa,
    };
  },
};

/** With the path of the MSP API where only a host was given. */
function addressOf(text: string): string {
  if (!URL.canParse(text)) throw new InvalidInput('superops_credentials', `"${text}" is no address of an API.`);
  const url = new URL(text);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (!isSafe || url.username || url.password) {
    throw new InvalidInput(
      'superops_credentials',
      'The address of the API begins with https:// (on this machine also http://) and holds no password.',
    );
  }
  return url.pathname === '/' ? `${url.origin}/msp` : `${url.origin}${url.pathname}`;
}

/** `acme`, also when the whole address was pasted. */
function labelOf(typed: string): string {
  const label = typed.replace(/^https?:\/\//i, '').replace(/[./].*$/, '');
  if (/^[A-Za-z0-9-]{1,63}$/.test(label)) return label;
  throw new InvalidInput('superops_credentials', `"${typed}" is no subdomain: enter the part before .superops.ai.`);
}

/** SuperOps does not tell which statuses close a ticket; their names are the MSP's own. */
function closingBy(names: string): Reading['isClosing'] {
  const closing = new Set(names.split(',').map((name) => name.trim().toLowerCase()));
  return (status) => closing.has((status ?? '').trim().toLowerCase());
}

function instantsIn(timeZone: string): Reading['instantOf'] {
  try {
    return createInstantOf(timeZone);
  } catch {
    throw new InvalidInput(
      'superops_credentials',
      `There is no time zone "${timeZone}"; one is called like Europe/Berlin.`,
    );
  }
}
