import { z } from 'zod';
import { InvalidInput, VendorError } from '../../../core/errors.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import { isInside } from '../../http.js';
import { failureOf, sentencesOf, VENDOR } from './failure.js';

/** Where every user's zone can be asked for. Source: Autotask facts, base URL. */
export const ZONE_BASE_URL = 'https://webservices.autotask.net';
const DOMAIN = '.autotask.net';

const zoneInformation = z.object({ url: z.string() });

export interface Zones {
  /** The address of this user's zone, up to and with `v1.0/`. */
  current(): Promise<URL>;
  /** Asks again after `known` refused us; true when the user has moved to another zone. */
  moved(known: URL): Promise<boolean>;
}

/** The origin that zones are asked for at. Throws InvalidInput. */
export function zoneOriginOf(typed: string): URL {
  if (!URL.canParse(typed)) throw new InvalidInput('autotask_zone', `The zone address ${typed} is not a URL`);
  const url = new URL(typed);
  if (url.username || url.password || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new InvalidInput('autotask_zone', 'The zone address is an https address without user and password');
  }
  if (url.protocol === 'http:' && !isInside(url.hostname)) {
    throw new InvalidInput('autotask_zone', `Use https for ${url.hostname}: the secret must not travel in the clear`);
  }
  return new URL(url.origin);
}

/** Which zone serves this API user: asked once, without signing in, and again when the zone does not take us any more. */
export function createZones({ base, username, http }: { base: URL; username: string; http: Outgoing }): Zones {
  let asking: Promise<URL> | undefined;

  async function ask(): Promise<URL> {
    const answer = await http.request({
      method: 'GET',
      url: `${base.origin}/atservicesrest/v1.0/zoneInformation?user=${encodeURIComponent(username)}`,
      headers: { accept: 'application/json' },
      maxBytes: 100_000,
    });
    if (answer.status === 500 && sentencesOf(answer).length > 0) {
      throw new VendorError(
        VENDOR,
        'unauthorized',
        'Autotask knows no zone for this username. Check the username of the API user.',
        { vendorStatus: 500 },
      );
    }
    if (answer.status !== 200) throw failureOf(answer, 'tell the zone of its API user', { changes: false, hide });
    const parsed = zoneInformation.safeParse(answer.json());
    return zoneOf(parsed.success ? parsed.data.url : '', base);
  }

  function current(): Promise<URL> {
    if (!asking) {
      const fresh = ask();
      asking = fresh;
      fresh.catch(() => {
        if (asking === fresh) asking = undefined;
      });
    }
    return asking;
  }

  return {
    current,
    async moved(known) {
      if ((await current()).href === known.href) asking = undefined;
      return (await current()).href !== known.href;
    },
  };
}

const hide = (text: string) => text;

/** The secret is sent there, so it has to be Autotask's own, or the very host that was asked. */
function zoneOf(address: string, base: URL): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const safe = url && (url.protocol === 'https:' || (url.protocol === 'http:' && base.protocol === 'http:'));
  const known = url && (url.hostname === base.hostname || url.hostname.endsWith(DOMAIN));
  if (!url || !safe || !known || url.username || url.password) {
    throw new VendorError(VENDOR, 'unexpected', `${base.host} named a zone that is not an address of Autotask`);
  }
  return new URL(`${url.pathname.replace(/\/?$/, '/')}v1.0/`, url.origin);
}
