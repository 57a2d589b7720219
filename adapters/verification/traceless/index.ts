import { z } from 'zod';
import { InvalidInput, reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding, Integration } from '../../../core/integrations/integration.js';
import type { Verifier } from '../../../core/ports/verifier.js';
import { isInside } from '../../http.js';
import { VENDOR } from './failure.js';
import { createTransport, type Method } from './transport.js';
import { LIFETIME_MS, NO_TRANSACTION, wireForm } from './unconfirmed.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** As JSON where a form has only text fields. */
const overrides = z.preprocess(
  (given) => (typeof given === 'string' ? jsonOf(given) : given),
  wireForm.partial().optional(),
);

function jsonOf(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

const credentials = z.object({
  apiEndpoint: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .refine((url) => url.startsWith('https:') || isInside(new URL(url).hostname), 'must be https')
    .refine((url) => UUID.test(url.split('/').at(-1) ?? ''), "its last part must be the organisation's UUID")
    .meta({
      title: 'API endpoint',
      description: 'As Settings, API Credentials shows it: it ends in your organisation’s UUID',
    }),
  signingSecret: z.string().trim().min(8).max(1_000).meta({ title: 'API signing secret', secret: true }),
  method: z
    .enum(['push', 'sms', 'email'])
    .default('push')
    .meta({ title: 'How people are asked', description: 'push: on a factor that they have already' }),
  overrides: overrides.meta({
    title: 'Overrides of the wire',
    description: 'JSON; where your API description differs from what is assumed',
  }),
});

/** What somebody is shown, where Traceless shows it. */
const REASON = 'Your helpdesk is asked to do something in your name. Approve it only if you asked for it.';

/** Everything that Traceless asks for is a factor of the person's at the identity system: none proves its own replacement. */
const PROOFS: Readonly<Record<Method, Pick<Verifier, 'proof' | 'factor'> & { sentTo?: string }>> = {
  push: { proof: 'push', factor: 'authenticator' },
  sms: { proof: 'code', factor: 'authenticator', sentTo: 'the telephone that is registered for you' },
  email: { proof: 'code', factor: 'mailbox', sentTo: 'your work e-mail address' },
};

/**
 * Traceless: asks a person on a factor that they have already, found by their work e-mail address. What is not known of its
 * API is in `unconfirmed.ts`; needs the vendor's PDF.
 */
export const traceless = {
  kind: 'traceless',
  title: 'Traceless',
  category: 'verification',
  credentials,
  connect(given, { http, now }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('traceless_credentials', z.prettifyError(parsed.error));
    const { apiEndpoint, signingSecret, method, overrides: changed = {} } = parsed.data;
    const wire = wireForm.parse(changed);
    const transport = createTransport({ apiEndpoint, signingSecret, wire }, { http, now });
    const { sentTo, ...proof } = PROOFS[method];
    const verifier: Verifier = {
      title: VENDOR,
      ...proof,
      needs: 'email',
      async challenge({ key, mapping, person: { email } }) {
        if (!email)
          throw new VendorError(
            VENDOR,
            'invalid',
            `${VENDOR} finds people by their e-mail address, and none is on file`,
          );
        const asked = { email, method, client: mapping, reference: key, reason: REASON };
        const { id, status } = await transport.send(asked);
        if (status === 'unavailable') {
          throw new VendorError(VENDOR, 'not_found', `${VENDOR} has no way to ask this person`);
        }
        return { reference: id, expiresAt: new Date(now().getTime() + LIFETIME_MS), ...(sentTo ? { sentTo } : {}) };
      },
      outcome: async (reference) => (await transport.poll(reference)).status,
      ...(proof.proof === 'code'
        ? { submit: async (reference: string, code: string) => (await transport.update(reference, code)).status }
        : {}),
    };
    return {
      check: async () => [await signIn()],
      checkClient: async (mapping) => [mappedTo(mapping), await signIn()],
      // No operation that lists clients is known: their ids are typed in.
      mappings: async () => [],
      tools: () => [],
      verifier,
    };

    /** Asks for a request that does not exist: who is not let in hears that first. */
    async function signIn(): Promise<Finding> {
      const what = 'Sign a request';
      try {
        await transport.poll(NO_TRANSACTION);
        return { ok: true, what };
      } catch (error) {
        const failure = error instanceof VendorError ? error.failure : undefined;
        if (failure === 'not_found') return { ok: true, what };
        const passing = error instanceof VendorError && error.passing;
        return { ok: false, what, problem: reasonOf(error), ...(passing ? { passing } : {}) };
      }
    }
  },
} satisfies Integration;

function mappedTo(mapping: string): Finding {
  const what = `Client ${mapping}`;
  if (UUID.test(mapping)) return { ok: true, what };
  return { ok: false, what, problem: 'That is no UUID. Copy the id of the client from Traceless.' };
}
