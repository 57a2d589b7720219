import type { Sandbox } from './sandbox.js';

/**
 * A configuration file for a Frontdesk that works for this world's MSP: everything connected, every client mapped. With
 * `verification`, the pretend verification service too: for a Frontdesk that was given its integration.
 */
export function configurationFor(
  { world, connectwise, microsoft, deepgram, twilio, model, verifier }: Sandbox,
  mode: 'plan' | 'execute',
  { verification = false }: { verification?: boolean } = {},
) {
  const { site, companyId, publicKey, privateKey, clientId } = connectwise.credentials;
  return {
    msp: {
      name: world.msp.name,
      mode,
      intake: {
        companyId: String(connectwise.defaults.companyId),
        contactId: String(connectwise.defaults.contactId),
        board: 'Help Desk',
        source: 'Phone',
      },
    },
    integrations: {
      connectwise_psa: { site, companyId, publicKey, privateKey, clientId },
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
      ...(verification ? { pretend_verification: { baseUrl: verifier.url, apiKey: verifier.apiKey } } : {}),
    },
    clients: world.companies.map(({ slug, name }) => ({
      slug,
      name,
      mappings: {
        connectwise_psa: String(connectwise.companyId(slug)),
        m365: microsoft.tenantId(slug),
        ...(verification ? { pretend_verification: verifier.organizationId(slug) } : {}),
      },
    })),
  };
}
