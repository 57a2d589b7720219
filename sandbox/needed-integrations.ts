/** What a story can need beside what every story has. Each integration is one line in `NEEDED`. */
import type { Sandbox } from './sandbox.js';

export interface NeededIntegration {
  /** What an admin fills into its connect form. */
  credentials: Readonly<Record<string, unknown>>;
  /** What a client is mapped to there; absent where clients are not mapped. */
  mapping?(companySlug: string): string;
}

/** By kind. */
const NEEDED: Readonly<Record<string, (sandbox: Sandbox) => NeededIntegration>> = {
  traceless: ({ traceless }) => ({ credentials: traceless.credentials, mapping: traceless.organizationId }),
  sms_verification: ({ twilio, world }) => ({
    credentials: {
      accountSid: twilio.credentials.accountSid,
      authToken: twilio.credentials.authToken,
      from: twilio.credentials.number,
      sender: world.msp.name,
      apiBaseUrl: twilio.url,
    },
  }),
  pretend_verification: ({ verifier }) => ({
    credentials: { baseUrl: verifier.url, apiKey: verifier.apiKey },
    mapping: verifier.organizationId,
  }),
  hudu: ({ hudu }) => ({ credentials: hudu.credentials, mapping: (slug) => String(hudu.companyId(slug)) }),
  itglue: ({ itglue }) => ({ credentials: itglue.credentials, mapping: (slug) => String(itglue.organizationId(slug)) }),
  ninjaone: ({ ninjaone }) => ({
    credentials: ninjaone.credentials,
    mapping: (slug) => String(ninjaone.organizationId(slug)),
  }),
  'mcp:asset-desk': ({ mcp }) => ({ credentials: { ...mcp.credentials, shared: true } }),
};

/** Kinds of integrations that a story can need. */
export const NEEDED_KINDS: readonly string[] = Object.keys(NEEDED);

/** By kind, in the order of `kinds`. Throws for one that the pretend world does not have (a typo in a story). */
export function neededIntegrations(sandbox: Sandbox, kinds: readonly string[]): Map<string, NeededIntegration> {
  return new Map(
    kinds.map((kind) => {
      const needed = NEEDED[kind];
      if (!needed) throw new Error(`The pretend world has no ${kind}; it has ${NEEDED_KINDS.join(', ')}`);
      return [kind, needed(sandbox)];
    }),
  );
}
