import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { Integration } from '../../../core/integrations/integration.js';
import { siteAddressOf } from './address.js';
import { checkConnectWise } from './check.js';
import { createConnectWiseClient } from './client.js';
import { createConnectWiseEvents } from './events.js';
import { createLookups } from './lookups.js';
import { createMembers } from './members.js';
import { createConnectWisePsa } from './psa.js';
import { createSigningKeys } from './signing-key.js';
import { createConnectWiseTools } from './tools.js';

const text = (title: string, description: string) => z.string().trim().min(1).max(300).meta({ title, description });

const credentials = z.object({
  site: text('Site URL', 'Where you sign in, for example https://na.myconnectwise.net'),
  companyId: text('Company id', 'The company name typed at sign-in').regex(/^[^+:\s]+$/, 'without spaces, + and :'),
  publicKey: text('Public key', 'Of the API member: System > Members > API Members > API Keys'),
  privateKey: text('Private key', 'Shown once when the key is made').meta({ title: 'Private key', secret: true }),
  clientId: text('Client id', 'From developer.connectwise.com; one for Frontdesk'),
  approvers: z
    .enum(['any', 'assigned'])
    .default('any')
    .meta({ title: 'Who may approve', description: 'Any active member, or only who is assigned to the ticket' }),
  apiMember: z
    .string()
    .trim()
    .max(60)
    .optional()
    .meta({ title: 'Login name of the API member', description: 'Needed only when there are several API members' }),
});

/** ConnectWise PSA (formerly Manage), cloud and self-hosted. */
export const connectWise: Integration = {
  kind: 'connectwise_psa',
  title: 'ConnectWise PSA',
  category: 'psa',
  credentials,
  connect(given, { http, now }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('connectwise_credentials', z.prettifyError(parsed.error));
    const { site, approvers, apiMember, ...keys } = parsed.data;
    const address = siteAddressOf(site);
    const client = createConnectWiseClient({ address, keys, http });
    const members = createMembers({ client, apiMember: apiMember || undefined, approvers, now });
    const lookups = createLookups(client, now);
    const psa = createConnectWisePsa({ client, members, lookups, now });
    const tools = createConnectWiseTools({ client, psa, members, lookups, now });
    return {
      check: () => checkConnectWise(client, members, approvers),
      async mappings() {
        return (await psa.companies()).filter(({ active }) => active).map(({ id, name }) => ({ id, name }));
      },
      tools: () => tools,
      psa,
      events: createConnectWiseEvents({ client, members, keys: createSigningKeys({ address, http, now }) }),
    };
  },
};
