/** The two integrations that the helpdesk number needs, in the shape of all others. */
import { z } from 'zod';
import { InvalidInput, reasonOf } from '../core/errors.js';
import type { Connection, Finding, Integration } from '../core/integrations/integration.js';
import type { Outgoing } from '../core/ports/outgoing.js';

const baseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

export const twilioCredentials = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'An account SID is AC and 32 hexadecimal digits'),
  authToken: z.string().min(1).meta({ secret: true }),
  /** While the token is being rotated, both sign. */
  previousAuthToken: z.string().min(1).optional().meta({ secret: true }),
  /** The helpdesk number, E.164. */
  number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'A number in international form, e.g. +12065550100'),
  apiBaseUrl: baseUrl.default('https://api.twilio.com'),
});

export const deepgramCredentials = z.strictObject({
  apiKey: z.string().min(1).meta({ secret: true }),
  /** Regional and self-hosted addresses differ; the sockets use the same host. */
  baseUrl: baseUrl.default('https://api.deepgram.com'),
});

export type TwilioCredentials = z.infer<typeof twilioCredentials>;
export type DeepgramCredentials = z.infer<typeof deepgramCredentials>;

/** What is stored of both. Throws ZodError when it is not as it was stored. */
export async function readVoiceCredentials(
  stored: (kind: string) => Promise<unknown>,
): Promise<{ twilio: TwilioCredentials | undefined; deepgram: DeepgramCredentials | undefined }> {
  return {
    twilio: twilioCredentials.optional().parse(await stored('twilio')),
    deepgram: deepgramCredentials.optional().parse(await stored('deepgram')),
  };
}

const phoneNumbers = z.object({
  incoming_phone_numbers: z.array(
    z.object({ phone_number: z.string(), capabilities: z.object({ voice: z.boolean() }).partial().optional() }),
  ),
});

/** Twilio: the number, its signed webhooks and media streams. */
export const twilioIntegration: Integration = {
  kind: 'twilio',
  title: 'Twilio',
  category: 'voice',
  credentials: twilioCredentials,
  connect(credentials, { http }) {
    const known = read(twilioCredentials, credentials, 'Twilio');
    return voiceConnection(() => checkTwilio(known, http));
  },
};

/** Deepgram: live transcription and the assistant's voice. */
export const deepgramIntegration: Integration = {
  kind: 'deepgram',
  title: 'Deepgram',
  category: 'voice',
  credentials: deepgramCredentials,
  connect(credentials, { http }) {
    const known = read(deepgramCredentials, credentials, 'Deepgram');
    return voiceConnection(() => checkDeepgram(known, http));
  },
};

function read<T extends z.ZodObject>(schema: T, credentials: unknown, vendor: string): z.infer<T> {
  const parsed = schema.safeParse(credentials);
  if (parsed.success) return parsed.data;
  const what = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new InvalidInput('bad_credentials', `These credentials for ${vendor} cannot work: ${what}`);
}

function voiceConnection(check: () => Promise<Finding[]>): Connection {
  return { check, mappings: async () => [], tools: () => [] };
}

/** Source: Twilio facts, REST; Basic auth with the account SID and its auth token. */
async function checkTwilio(
  { accountSid, authToken, number, apiBaseUrl }: TwilioCredentials,
  http: Outgoing,
): Promise<Finding[]> {
  const what = 'Read the helpdesk number';
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const query = new URLSearchParams({ PhoneNumber: number });
  const url = `${apiBaseUrl}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?${query}`;
  return finding(what, async () => {
    const response = await http.request({ method: 'GET', url, headers: { authorization, accept: 'application/json' } });
    if (response.status === 401)
      return 'Twilio refuses the account SID or auth token; copy both from the Twilio console';
    if (response.status === 404) return 'Twilio knows no such account; check the account SID and the API address';
    if (response.status !== 200)
      return `Twilio answered ${response.status}; try again, then look at Twilio's status page`;
    const numbers = phoneNumbers.safeParse(response.json());
    const found = numbers.data?.incoming_phone_numbers.find((one) => one.phone_number === number);
    if (!found) return `The account has no number ${number}; enter one of its numbers in international form`;
    return found.capabilities?.voice === false ? `The number ${number} cannot take calls` : undefined;
  });
}

/** Source: Deepgram facts, Client; the projects list needs nothing but a valid key. */
async function checkDeepgram({ apiKey, baseUrl: base }: DeepgramCredentials, http: Outgoing): Promise<Finding[]> {
  const headers = { authorization: `Token ${apiKey}`, accept: 'application/json' };
  return finding('Use the API key', async () => {
    const response = await http.request({ method: 'GET', url: `${base}/v1/projects`, headers });
    if (response.status === 401 || response.status === 403)
      return 'Deepgram refuses the API key; create one with the Member role in the Deepgram console';
    return response.status === 200 ? undefined : `Deepgram answered ${response.status}; check the address ${base}`;
  });
}

async function finding(what: string, look: () => Promise<string | undefined>): Promise<Finding[]> {
  try {
    const problem = await look();
    return [problem === undefined ? { ok: true, what } : { ok: false, what, problem }];
  } catch (error) {
    return [{ ok: false, what, problem: reasonOf(error) }];
  }
}
