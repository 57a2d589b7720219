import { z } from 'zod';
import { InvalidInput, VendorError } from '../../../core/errors.js';
import type { Finding, Integration } from '../../../core/integrations/integration.js';
import { type Wait, waitForReal } from '../../http.js';
import { findAdminStanding } from './admin-standing.js';
import { readCertificate } from './certificate.js';
import { certificateCredential, secretCredential } from './client-credential.js';
import { credentials, PUBLIC_GRAPH } from './credentials.js';
import { expiryFinding, secretEndsAt } from './expiry.js';
import { createGraph } from './graph.js';
import { createGroups } from './groups.js';
import { createLicences } from './licences.js';
import { look } from './look.js';
import { createPaces } from './pace.js';
import { createRecent } from './recent.js';
import { checkTenant } from './self-test.js';
import { customersOf } from './tenants.js';
import { createTokens } from './tokens.js';
import { createMicrosoft365Tools } from './tools.js';
import { createUsers, toDirectoryUser } from './users.js';
import { VENDOR } from './vendor.js';

/** Microsoft 365 through Microsoft Graph, with the MSP's multi-tenant application in each client's tenant. */
export const microsoft365 = createMicrosoft365();

/** `wait` and `clock` (milliseconds that never go back) are for limits and for what the directory has yet to hear of. */
export function createMicrosoft365({
  wait = waitForReal,
  clock = () => performance.now(),
}: {
  wait?: Wait;
  clock?: () => number;
} = {}) {
  return {
    kind: 'm365',
    title: 'Microsoft 365',
    category: 'identity',
    credentials,
    connect(given, { http, now }) {
      const parsed = credentials.safeParse(given);
      if (!parsed.success) throw new InvalidInput('m365_credentials', z.prettifyError(parsed.error));
      const { clientId, clientSecret = '', secretExpires, loginBaseUrl, graphBaseUrl } = parsed.data;
      const certificate = parsed.data.certificate ? readCertificate(parsed.data.certificate) : undefined;
      const credential = certificate ? certificateCredential(certificate) : secretCredential(clientSecret);
      const partner = parsed.data.tenantId || undefined;
      const scope = `${graphBaseUrl.startsWith('https:') ? graphBaseUrl : PUBLIC_GRAPH}/.default`;
      const tokens = createTokens({ loginBaseUrl, scope, clientId, credential, http, now });
      const paces = createPaces({ now: clock, wait: pause });
      const recent = createRecent(now);
      const graph = createGraph({ graphBaseUrl, tokens, http, paces, recent, wait: pause });
      const users = createUsers(graph);
      const tools = createMicrosoft365Tools({
        graph,
        users,
        groups: createGroups(graph),
        licences: createLicences(graph),
        recent,
        now,
        objectBase: `${graphBaseUrl}/v1.0`,
      });
      return {
        async check() {
          if (!partner) {
            const what = "Credentials entered; each client's tenant is tried when the client is mapped";
            return [{ ok: true, what }, await expiry()];
          }
          const signIn = await look(`Sign in to the partner tenant ${partner}`, () => tokens.of(partner));
          if (!signIn.ok) return [signIn, await expiry()];
          return [signIn, await look('List customers', () => customersOf(graph, partner)), await expiry(partner)];
        },
        checkClient: (tenantId) => checkTenant({ graph, tokens, login: loginBaseUrl, clientId }, tenantId),
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

      /** The end of the certificate or secret; `readable`: the partner tenant, where it can be asked. */
      async function expiry(readable?: string): Promise<Finding> {
        if (certificate) {
          const then = 'Upload a new one to the application and enter it with its private key.';
          return expiryFinding('The certificate', certificate.notAfter, now(), then);
        }
        const known = readable && (await secretEndsAt(graph, { partner: readable, clientId, secret: clientSecret }));
        const until = known || (secretExpires ? new Date(secretExpires) : undefined);
        if (until) {
          return expiryFinding('The client secret', until, now(), 'Make a new one for the application and enter it.');
        }
        const what =
          'When the client secret expires is not known: enter the date, or grant Application.Read.All in the partner tenant';
        return { ok: true, what };
      }
    },
  } satisfies Integration;

  async function pause(ms: number, signal?: AbortSignal): Promise<void> {
    try {
      await wait(ms, signal);
    } catch (error) {
      throw new VendorError(VENDOR, 'unavailable', 'The request to Microsoft 365 was stopped before it was sent', {
        cause: error,
      });
    }
  }
}
