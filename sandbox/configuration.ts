import { neededIntegrations } from './needed-integrations.js';
import type { Sandbox } from './sandbox.js';
import type { Setting } from './scenarios/scenario.js';

/** Where telephone calls are filed, in the names of each PSA; its own defaults where it is not here. */
const FILED_UNDER: Readonly<Record<string, { board?: string; source?: string }>> = {
  connectwise_psa: { board: 'Help Desk', source: 'Phone' },
};

/** What an admin fills in beside the credentials. */
const FURTHER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // The pretend one counts no requests, and stories do not wait.
  superops: { requestsPerMinute: '6000' },
};

/**
 * A configuration file for a Frontdesk that works for this world's MSP: everything that a story has is connected, every
 * client mapped.
 */
export function configurationFor(sandbox: Sandbox, { mode, needs = [], msp = {}, clients = {} }: Setting) {
  const { world, psa, microsoft, deepgram, twilio, model } = sandbox;
  const needed = [...neededIntegrations(sandbox, needs)];
  return {
    msp: {
      name: world.msp.name,
      mode,
      intake: {
        ...psa.defaults,
        ...FILED_UNDER[psa.kind],
      },
      ...msp,
    },
    integrations: {
      [psa.kind]: { ...psa.credentials, ...FURTHER[psa.kind] },
      m365: {
        clientId: microsoft.credentials.clientId,
        clientSecret: microsoft.credentials.clientSecret,
        loginBaseUrl: microsoft.loginUrl,
        graphBaseUrl: microsoft.graphUrl,
      },
      model: { baseUrl: model.url, apiKey: model.apiKey, model: model.modelName },
      twilio: {
        accountSid: twilio.credentials.accountSid,
        authToken: twilio.credentials.authToken,
        number: twilio.credentials.number,
        apiBaseUrl: twilio.url,
      },
      deepgram: { apiKey: deepgram.apiKey, baseUrl: deepgram.url },
      ...Object.fromEntries(needed.map(([kind, { credentials }]) => [kind, { ...credentials }])),
    },
    clients: world.companies.map(({ slug, name }) => ({
      slug,
      name,
      mappings: {
        [psa.kind]: psa.companyId(slug),
        m365: microsoft.tenantId(slug),
        ...Object.fromEntries(needed.flatMap(([kind, { mapping }]) => (mapping ? [[kind, mapping(slug)]] : []))),
      },
      ...clients[slug],
    })),
  };
}
