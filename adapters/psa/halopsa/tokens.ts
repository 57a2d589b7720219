import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { HaloAddress } from './address.js';
import { failureOf, unreadable, VENDOR, wordsOf } from './failure.js';

export interface HaloKeys {
  clientId: string;
  clientSecret: string;
  /** What HaloPSA's webhooks show themselves with. */
  hookSecret?: string | undefined;
}

export interface Tokens {
  /** A token that is good for a minute at least. One question at a time, however many ask. */
  current(): Promise<string>;
  /** Another one than `refused`, which HaloPSA did not take. */
  renewed(refused: string): Promise<string>;
  /** Without what must not be repeated: the secrets and the token. */
  hide(text: string): string;
}

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });
/** A token may run out on the way. */
const SPARE_SECONDS = 60;

/** `POST {auth}/token`, client credentials. Source: HaloPSA facts, URLs and auth. */
export function createTokens({
  address,
  keys,
  http,
  now,
}: {
  address: HaloAddress;
  keys: HaloKeys;
  http: Outgoing;
  now: () => Date;
}): Tokens {
  let kept: { token: string; until: number } | undefined;
  let asking: Promise<string> | undefined;

  const hide = (text: string): string =>
    [keys.clientSecret, encodeURIComponent(keys.clientSecret), keys.hookSecret, kept?.token].reduce<string>(
      (rest, secret) => (secret ? rest.replaceAll(secret, '…') : rest),
      text,
    );

  async function ask(): Promise<string> {
    const tenant = address.tenant ? `?tenant=${encodeURIComponent(address.tenant)}` : '';
    const answer = await http.request({
      method: 'POST',
      url: `${address.auth}/token${tenant}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: keys.clientId,
        client_secret: keys.clientSecret,
        scope: 'all',
      }).toString(),
      // A second token does no harm.
      repeatable: true,
      maxBytes: 100_000,
    });
    if (answer.status !== 200) throw refusal(answer, address, hide);
    const parsed = tokenAnswer.safeParse(answer.json());
    if (!parsed.success) throw unreadable('give a token', 'its answer holds no access_token with expires_in');
    const { access_token: token, expires_in: seconds } = parsed.data;
    kept = { token, until: now().getTime() + (seconds - SPARE_SECONDS) * 1000 };
    return token;
  }

  function fresh(): Promise<string> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  return {
    hide,
    async current() {
      return kept && kept.until > now().getTime() ? kept.token : fresh();
    },
    async renewed(refused) {
      // Somebody else has asked for another one meanwhile.
      if (kept && kept.token !== refused && kept.until > now().getTime()) return kept.token;
      return fresh();
    },
  };
}

function refusal(answer: OutgoingResponse, address: HaloAddress, hide: (text: string) => string): VendorError {
  if (answer.status === 429 || answer.status >= 500) return failureOf(answer, 'give a token', false, hide);
  const says = hide(wordsOf(answer) ?? '').slice(0, 300);
  const told = says ? `; it says: ${says.replace(/\.?$/, '.')}` : ` (${answer.status}).`;
  const refused = (failure: 'unauthorized' | 'forbidden' | 'not_found', advice: string) =>
    new VendorError(VENDOR, failure, `HaloPSA at ${address.host} gave no token${told} ${advice}`, {
      vendorStatus: answer.status,
    });
  if (/tenant/i.test(says)) {
    const which = address.tenant ? `"${address.tenant}" is not it` : 'none is entered';
    return refused('unauthorized', `Check the tenant (${which}): Configuration > Integrations > Halo API shows it.`);
  }
  if (/scope/i.test(says)) {
    return refused('forbidden', 'Give the API application the permission "all", or all that Frontdesk needs.');
  }
  if (answer.status === 404 || answer.status === 405 || (answer.status >= 300 && answer.status < 400)) {
    return refused('not_found', 'Check the host: there is no HaloPSA at this address.');
  }
  return refused(
    'unauthorized',
    'Check the client id and the client secret of the API application, and that it uses "Client ID and Secret (Services)".',
  );
}
