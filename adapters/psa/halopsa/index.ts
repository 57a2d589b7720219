import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { Integration } from '../../../core/integrations/integration.js';
import { createRealRateBudget } from '../rate-budget.js';
import { haloAddressOf } from './address.js';
import { createAgents } from './agents.js';
import { checkHalo } from './check.js';
import { createHaloClient } from './client.js';
import { createHaloEvents } from './events.js';
import { createLookups } from './lookups.js';
import { createHaloPsa } from './psa.js';
import { createTokens } from './tokens.js';
import { createHaloTools } from './tools.js';
import { EVENT_NUMBERS_TYPED, eventNumbersOf } from './webhook-events.js';

const text = (title: string, description: string) => z.string().trim().min(1).max(300).meta({ title, description });

const credentials = z.object({
  host: text('Host', 'Where you sign in, for example https://acme.halopsa.com'),
  tenant: text('Tenant', 'Needed only for a custom domain in the cloud: Configuration > Integrations > Halo API')
    .max(100)
    .optional(),
  clientId: text('Client id', 'Of an API application that signs in with client id and secret, as an agent'),
  clientSecret: text('Client secret', 'Shown once when the application is made').meta({
    title: 'Client secret',
    secret: true,
  }),
  ticketType: text(
    'Kind of ticket',
    'Name or id of what new tickets become; the first one that may be created when empty',
  )
    .max(100)
    .optional(),
  webhookEvents: text('Webhook events', 'Numbers of the events, if the usual ones do not fit')
    .max(100)
    .regex(EVENT_NUMBERS_TYPED, 'numbers with commas between them')
    .optional(),
  /** Nothing official is known; third parties speak of 450 in five minutes and more. Source: HaloPSA facts, general conventions. */
  requestsPerMinute: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .meta({ title: 'Requests a minute', description: 'What your HaloPSA allows; 100 unless they say otherwise' }),
});

/** HaloPSA, hosted and on a server of the MSP's own. */
export const haloPsa: Integration = {
  kind: 'halopsa',
  title: 'HaloPSA',
  category: 'psa',
  credentials,
  connect(given, { http, now, hookSecret }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('halopsa_credentials', z.prettifyError(parsed.error));
    const { host, tenant, clientId, clientSecret, ticketType, webhookEvents, requestsPerMinute } = parsed.data;
    const address = haloAddressOf(host, tenant);
    const tokens = createTokens({ address, keys: { clientId, clientSecret, hookSecret }, http, now });
    const client = createHaloClient({ address, tokens, http, budget: createRealRateBudget(requestsPerMinute) });
    const agents = createAgents({ client, now });
    const lookups = createLookups({ client, ticketType, now });
    const halo = createHaloPsa({ client, agents, lookups, now });
    const tools = createHaloTools({ client, lookups, ...halo });
    return {
      check: () => checkHalo({ address, client, tokens, agents, lookups, ticketType, http }),
      async mappings() {
        return (await halo.psa.companies()).filter(({ active }) => active).map(({ id, name }) => ({ id, name }));
      },
      tools: () => tools,
      psa: halo.psa,
      events: createHaloEvents({ client, agents, eventNumbers: eventNumbersOf(webhookEvents), hookSecret, now }),
    };
  },
};
