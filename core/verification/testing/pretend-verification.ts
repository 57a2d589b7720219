/**
 * The integration for the sandbox's pretend verification service. The product ships none for it; tests and demonstrations
 * add this one to the catalogue. Real providers have adapters.
 */
import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../errors.js';
import type { Integration } from '../../integrations/integration.js';
import type { OutgoingRequest, OutgoingResponse } from '../../ports/outgoing.js';

const TITLE = 'Pretend Verification';

const credentials = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }),
  apiKey: z.string().min(8).meta({ secret: true }),
});
const organizations = z.object({ organizations: z.array(z.object({ id: z.string(), name: z.string() })) });
const challenge = z.object({
  id: z.string().min(1),
  status: z.enum(['pending', 'approved', 'denied', 'expired']),
  expires_at: z.iso.datetime(),
});
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid',
  429: 'throttled',
};

const SAYS: Partial<Record<VendorFailure, string>> = {
  unauthorized: 'does not accept the API key',
  throttled: 'asks to slow down',
  unavailable: 'has a problem of its own',
};

export const pretendVerification: Integration = {
  kind: 'pretend_verification',
  title: TITLE,
  category: 'verification',
  credentials,
  connect(given, { http }) {
    const { baseUrl, apiKey } = credentials.parse(given);

    async function ask<T extends z.ZodType>(
      request: Pick<OutgoingRequest, 'method' | 'body' | 'repeatable' | 'headers'>,
      path: string,
      form: T,
    ): Promise<z.infer<T>> {
      const headers = { ...request.headers, authorization: `Bearer ${apiKey}` };
      const response = await http.request({ ...request, url: `${baseUrl}/v1${path}`, headers });
      if (response.status >= 400) throw failureOf(response);
      const parsed = form.safeParse(response.json());
      if (!parsed.success) throw new VendorError(TITLE, 'unexpected', `${TITLE} answered in a form it never had`);
      return parsed.data;
    }
    const all = () => ask({ method: 'GET' }, '/organizations', organizations);

    return {
      async check() {
        const what = 'Read organizations';
        return all().then(
          () => [{ ok: true, what }],
          (error: unknown) => [{ ok: false, what, problem: error instanceof Error ? error.message : String(error) }],
        );
      },
      mappings: async () => (await all()).organizations,
      tools: () => [],
      verifier: {
        title: TITLE,
        async challenge({ key, mapping, person }) {
          const subject = person.email ? { email: person.email } : { phone: person.phone };
          const made = await ask(
            {
              method: 'POST',
              headers: { 'idempotency-key': key },
              body: { organization: mapping, subject },
              // The same key is the same challenge.
              repeatable: true,
            },
            '/challenges',
            challenge,
          );
          return { reference: `${mapping}/${made.id}`, expiresAt: new Date(made.expires_at) };
        },
        async outcome(reference) {
          return (await ask({ method: 'GET' }, `/challenges/${reference}`, challenge)).status;
        },
      },
    };
  },
};

function failureOf(response: OutgoingResponse): VendorError {
  const { status } = response;
  const failure = status >= 500 ? 'unavailable' : (FAILURES[status] ?? 'unexpected');
  const said = refusal.safeParse(parse(response.text())).data?.error;
  if (said?.code === 'no_factor') {
    return new VendorError(TITLE, failure, `${TITLE} knows no factor of this person`, { vendorStatus: status });
  }
  return new VendorError(TITLE, failure, `${TITLE} ${SAYS[failure] ?? `refused (${status})`}`, {
    vendorStatus: status,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
