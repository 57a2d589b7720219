import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { Integration } from '../../../core/integrations/integration.js';
import { isInside } from '../../http.js';
import { findAdminStanding } from './admin-standing.js';
import { createGraph } from './graph.js';
import { checkTenant, customersOf, look } from './tenants.js';
import { createTokens } from './tokens.js';
import { createMicrosoft365Tools } from './tools.js';
import { createUsers, toDirectoryUser } from './users.js';

const PUBLIC_LOGIN = 'https://login.microsoftonline.com';
const PUBLIC_GRAPH = 'https://graph.microsoft.com';

const address = (title: string, publicCloud: string) =>
  z
    .url({ protocol: /^https?$/ })
    .default(publicCloud)
    .transform((url) => new URL(url).origin)
    .refine((url) => url.startsWith('https:') || isInside(new URL(url).hostname), 'must be https')
    .meta({ title, description: 'Other than the default only in national clouds' });

const credentials = z.object({
  clientId: z.string().trim().min(1).max(200).meta({ title: 'Application (client) id' }),
  clientSecret: z.string().min(1).max(1000).meta({ title: 'Client secret', secret: true }),
  tenantId: z
    .string()
    .trim()
    .regex(/^$|^[A-Za-z0-9.-]{3,255}$/)
    .optional()
    .meta({ title: 'Partner tenant id', description: 'Your own tenant; lists your customers for mapping' }),
  loginBaseUrl: address('Sign-in address', PUBLIC_LOGIN),
  graphBaseUrl: address('Graph address', PUBLIC_GRAPH),
});

/** Microsoft 365 through Microsoft Graph, with the MSP's multi-tenant application in each client's tenant. */
export const microsoft365 = {
  kind: 'm365',
  title: 'Microsoft 365',
  category: 'identity',
  credentials,
  connect(given, { http, now }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('m365_credentials', z.prettifyError(parsed.error));
    const { clientId, clientSecret, loginBaseUrl, graphBaseUrl } = parsed.data;
    const partner = parsed.data.tenantId || undefined;
    const scope = `${graphBaseUrl.startsWith('https:') ? graphBaseUrl : PUBLIC_GRAPH}/.default`;
    const tokens = createTokens({ loginBaseUrl, scope, clientId, clientSecret, http, now });
    const graph = createGraph({ graphBaseUrl, tokens, http });
    const users = createUsers(graph);
    const tools = createMicrosoft365Tools({ graph, users });
    return {
      async check() {
        if (!partner) {
          return [{ ok: true, what: "Credentials entered; each client's tenant is tried when the client is mapped" }];
        }
        const signIn = await look(`Sign in to the partner tenant ${partner}`, () => tokens.of(partner));
        if (!signIn.ok) return [signIn];
        return [signIn, await look('List customers', () => customersOf(graph, partner))];
      },
      checkClient: (tenantId) => checkTenant(graph, tokens, tenantId),
      mappings: async () => (partner ? customersOf(graph, partner) : []),
      tools: () => tools,
      directory: {
        async findUser(tenantId, key) {
          const user = await users.find(tenantId, key);
          return user && toDirectoryUser(user);
        },
        isAdmin: async (tenantId, userId) => (await findAdminStanding(graph, tenantId, { id: userId })) !== undefined,
      },
    };
  },
} satisfies Integration;
