import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingResponse } from '../../../core/ports/outgoing.js';
import { failureOf, unreadable, VENDOR, wordsOf } from './failure.js';

/**
 * What a request is for. `look` asks for the right to look only; `act` for what restarts need; `script` is `act`, as a user
 * where a user's token is entered. Source: RMM facts, NinjaOne.
 */
export type Purpose = 'look' | 'act' | 'script';

export const SCOPES: Readonly<Record<Purpose, string>> = {
  look: 'monitoring',
  act: 'monitoring management control',
  script: 'monitoring management control',
};

/** Two clients use one each (unconfirmed which holds everywhere); the second is tried where there is no first. */
export const TOKEN_PATHS = ['/ws/oauth/token', '/oauth/token'] as const;

export interface Tokens {
  /** A token that is good for a minute at least. One question at a time for each purpose, however many ask. */
  current(purpose: Purpose): Promise<string>;
  /** Another one than `refused`, which NinjaOne did not take. */
  renewed(purpose: Purpose, refused: string): Promise<string>;
  /** Without what must not be repeated: the secrets and the tokens. */
  hide(text: string): string;
}

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  scope: z.string().nullish(),
  refresh_token: z.string().nullish(),
});
/** A token may run out on the way. */
const SPARE_SECONDS = 60;

/** Throws VendorError. Source: RMM facts, NinjaOne. */
export function createTokens({
  instance,
  tokenPath,
  keys,
  http,
  now,
}: {
  /** Without a slash at its end. */
  instance: string;
  /** Where it is known. */
  tokenPath?: string | undefined;
  /** `refreshToken`: of a user, for what NinjaOne may refuse to an application. */
  keys: { clientId: string; clientSecret: string; refreshToken?: string | undefined };
  http: Outgoing;
  now: () => Date;
}): Tokens {
  const kept = new Map<Purpose, { token: string; until: number }>();
  const asking = new Map<Purpose, Promise<string>>();
  const paths = tokenPath ? [tokenPath] : [...TOKEN_PATHS];
  let knownPath: string | undefined;
  // It may be exchanged for another one each time (unconfirmed); that one is then lost at the next start.
  let refreshToken = keys.refreshToken;

  const hide = (text: string): string =>
    [
      keys.clientSecret,
      keys.refreshToken,
      refreshToken,
      ...[...kept.values()].map(({ token }) => token),
    ].reduce<string>(
      (rest, secret) => (secret ? rest.replaceAll(secret, '…').replaceAll(encodeURIComponent(secret), '…') : rest),
      text,
    );

  function formOf(purpose: Purpose): URLSearchParams {
    const { clientId, clientSecret } = keys;
    const application = { client_id: clientId, client_secret: clientSecret, scope: SCOPES[purpose] };
    return new URLSearchParams(
      purpose === 'script' && refreshToken
        ? { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId, client_secret: clientSecret }
        : { grant_type: 'client_credentials', ...application },
    );
  }

  async function ask(purpose: Purpose): Promise<string> {
    const answer = await post(purpose);
    if (answer.status !== 200) throw refusal(answer, purpose);
    const parsed = tokenAnswer.safeParse(answer.json());
    if (!parsed.success) throw unreadable('give a token', 'its answer holds no access_token with expires_in');
    const { access_token: token, expires_in: seconds, scope, refresh_token: next } = parsed.data;
    const missing = SCOPES[purpose].split(' ').filter((each) => scope && !scope.split(/[\s,]+/).includes(each));
    if (missing.length > 0 && !(purpose === 'script' && refreshToken)) throw lacks(missing.join(' and '));
    if (purpose === 'script' && refreshToken && next) refreshToken = next;
    kept.set(purpose, { token, until: now().getTime() + Math.max(seconds - SPARE_SECONDS, seconds / 2) * 1000 });
    return token;
  }

  async function post(purpose: Purpose): Promise<OutgoingResponse> {
    let answer: OutgoingResponse | undefined;
    for (const path of knownPath ? [knownPath] : paths) {
      answer = await http.request({
        method: 'POST',
        url: `${instance}${path}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: formOf(purpose).toString(),
        // A second token does no harm; a user's refresh token may be good for one use only.
        repeatable: purpose !== 'script',
        maxBytes: 100_000,
      });
      if (isNoSuchPlace(answer)) continue;
      if (answer.status === 200) knownPath = path;
      return answer;
    }
    if (!answer) throw unreadable('give a token', 'no address is known to ask at');
    return answer;
  }

  function refusal(answer: OutgoingResponse, purpose: Purpose): VendorError {
    if (answer.status === 429 || answer.status >= 500) return failureOf(answer, { doing: 'give a token' }, hide);
    const says = hide(wordsOf(answer) ?? '').slice(0, 300);
    if (/scope/i.test(says)) return lacks(SCOPES[purpose].replaceAll(' ', ' and '));
    const told = says ? `; it says: ${says.replace(/\.?$/, '.')}` : ` (${answer.status}).`;
    const [failure, advice] = isNoSuchPlace(answer)
      ? (['not_found', 'Check the instance: there is no NinjaOne at this address.'] as const)
      : ([
          'unauthorized',
          'Check that the instance is the one you sign in at (app, us2, eu, oc, ca or fed.ninjarmm.com), the client id and the client secret of an API application for "API Services (machine-to-machine)".',
        ] as const);
    return new VendorError(VENDOR, failure, `NinjaOne at ${new URL(instance).host} gave no token${told} ${advice}`, {
      vendorStatus: answer.status,
    });
  }

  function fresh(purpose: Purpose): Promise<string> {
    const under = asking.get(purpose);
    if (under) return under;
    const asked = ask(purpose).finally(() => asking.delete(purpose));
    asking.set(purpose, asked);
    return asked;
  }

  const good = (purpose: Purpose) => {
    const known = kept.get(purpose);
    return known && known.until > now().getTime() ? known.token : undefined;
  };

  return {
    hide,
    current: async (purpose) => good(purpose) ?? fresh(purpose),
    async renewed(purpose, refused) {
      const known = good(purpose);
      // Somebody else has asked for another one meanwhile.
      return known && known !== refused ? known : fresh(purpose);
    },
  };
}

/** What is not there may answer with a page, or send elsewhere. */
function isNoSuchPlace({ status }: OutgoingResponse): boolean {
  return status === 404 || status === 405 || (status >= 300 && status < 400);
}

function lacks(scopes: string): VendorError {
  return new VendorError(
    VENDOR,
    'forbidden',
    `The API application in NinjaOne may not use the scope ${scopes}. Allow it (NinjaOne: Administration > Apps > API).`,
  );
}
