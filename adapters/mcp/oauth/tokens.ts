import { refreshAuthorization } from '@modelcontextprotocol/sdk/client/auth.js';
import {
  InvalidClientError,
  InvalidGrantError,
  UnauthorizedClientError,
} from '@modelcontextprotocol/sdk/server/auth/errors.js';
import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { VendorError } from '../../../core/errors.js';
import type { ConnectionState } from '../../../core/integrations/integration.js';
import type { ServerName } from '../failure.js';
import type { ServerAuthorization } from '../server-fetch.js';
import { GRANT, type Grant, type GrantStanding, grantShape, present, standingShape } from './shapes.js';

/** A token that ends sooner than this is renewed before it is used. Milliseconds. */
const EARLY_MS = 30_000;
/** How long a process may take to renew; after that another one may. Milliseconds. */
const RENEWING_MS = 30_000;
const LOOK_EVERY_MS = 250;

export interface Tokens extends ServerAuthorization {
  /** Keeps what somebody who signed in was given. */
  keep(grant: Grant, tokens: OAuthTokens): Promise<void>;
  /** What no text may repeat. */
  secrets(): string[];
}

interface Kept {
  grant: Grant;
  standing: GrantStanding;
  version: number;
}

/**
 * The tokens of a server that people signed in at, shared by all processes. A refresh token is good once: of all that find a
 * token at its end one renews it, and the others wait for what that one keeps.
 */
export function createTokens({
  state,
  url,
  name,
  fetch,
  now,
  wait,
}: {
  state: ConnectionState | undefined;
  url: string;
  name: ServerName;
  fetch: FetchLike;
  now(): Date;
  wait(ms: number): Promise<void>;
}): Tokens {
  let renewing: Promise<Kept> | undefined;
  let seen: string[] = [];
  const unauthorized = (what: string) => new VendorError(name.vendor, 'unauthorized', `${name.start}: ${what}`);
  const never = () => unauthorized('nobody has signed in there yet; an admin does it under the integration');
  const ended = () => unauthorized('the sign-in there has ended; an admin signs in again under the integration');

  async function read(): Promise<Kept> {
    const kept = await state?.read(GRANT);
    const standing = standingShape.safeParse(kept?.data);
    if (!kept?.secret || !standing.success || standing.data.url !== url) throw never();
    const grant = grantShape.parse(JSON.parse(kept.secret));
    remember(grant);
    return { grant, standing: standing.data, version: kept.version };
  }

  function remember({ accessToken, refreshToken, client }: Grant): void {
    const values = [accessToken, refreshToken, client.client_secret].filter((value) => value !== undefined);
    seen = [...new Set([...values, ...seen])].slice(0, 12);
  }

  async function write(grant: Grant, standing: GrantStanding, over: number): Promise<boolean> {
    if (!state) throw never();
    remember(grant);
    return state.write(GRANT, { data: standing, secret: JSON.stringify(grant) }, over);
  }

  const isEnding = ({ expiresAt }: GrantStanding) =>
    expiresAt !== undefined && Date.parse(expiresAt) - EARLY_MS <= now().getTime();

  /** A token other than this one, renewed by us or by whoever was first. */
  async function renew(old: string): Promise<Kept> {
    const until = now().getTime() + RENEWING_MS;
    for (;;) {
      const kept = await read();
      const { grant, standing, version } = kept;
      if (standing.ended) throw ended();
      if (grant.accessToken !== old) return kept;
      if (!grant.refreshToken) throw await end(kept);
      const busy = standing.renewingUntil !== undefined && Date.parse(standing.renewingUntil) > now().getTime();
      if (!busy) {
        const renewingUntil = new Date(now().getTime() + RENEWING_MS).toISOString();
        const mine = await write(grant, { ...standing, renewingUntil }, version);
        if (mine) return exchange({ grant, standing, version: version + 1 }, grant.refreshToken);
      }
      if (now().getTime() > until) {
        throw new VendorError(name.vendor, 'unavailable', `${name.start}: its token is being renewed; try again`);
      }
      await wait(LOOK_EVERY_MS);
    }
  }

  async function exchange(kept: Kept, refreshToken: string): Promise<Kept> {
    const { grant, standing, version } = kept;
    const { metadata, client, resource } = grant;
    try {
      const tokens = await refreshAuthorization(metadata.issuer, {
        metadata: present(metadata),
        clientInformation: present(client),
        refreshToken,
        resource,
        fetchFn: fetch,
      });
      const next = { ...grant, accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? refreshToken };
      const then = { url, ...expiry(tokens) };
      await write(next, then, version);
      return { grant: next, standing: then, version: version + 1 };
    } catch (error) {
      const isOver =
        error instanceof InvalidGrantError ||
        error instanceof InvalidClientError ||
        error instanceof UnauthorizedClientError;
      if (isOver) throw await end(kept);
      const { renewingUntil: _over, ...free } = standing;
      await write(grant, free, version);
      if (error instanceof VendorError) throw error;
      // The SDK's message may quote the whole answer.
      throw new VendorError(
        name.vendor,
        'unavailable',
        `${name.start}: its authorization server did not renew the token`,
      );
    }
  }

  async function end({ grant, version }: Kept): Promise<VendorError> {
    await write(grant, { url, ended: true }, version);
    return ended();
  }

  const expiry = ({ expires_in: seconds }: OAuthTokens) =>
    seconds === undefined ? {} : { expiresAt: new Date(now().getTime() + seconds * 1_000).toISOString() };

  async function renewedOnce(old: string): Promise<Kept> {
    renewing ??= renew(old).finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  return {
    async header() {
      let kept = await read();
      if (kept.standing.ended) throw ended();
      if (isEnding(kept.standing) && kept.grant.refreshToken) kept = await renewedOnce(kept.grant.accessToken);
      return `Bearer ${kept.grant.accessToken}`;
    },
    async renewed(refused) {
      const { grant } = await renewedOnce(refused.replace(/^Bearer /, ''));
      return `Bearer ${grant.accessToken}` !== refused;
    },
    async keep(grant, tokens) {
      const known = await state?.read(GRANT);
      if (!(await write(grant, { url, ...expiry(tokens) }, known?.version ?? 0))) {
        throw unauthorized('somebody else signed in at the same time; sign in again');
      }
    },
    secrets: () => seen,
  };
}
