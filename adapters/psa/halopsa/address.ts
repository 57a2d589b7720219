import { InvalidInput } from '../../../core/errors.js';
import { isInside } from '../../http.js';

export interface HaloAddress {
  /** Host (and port), for sentences. */
  host: string;
  /** Resource server, without a slash at its end. */
  api: string;
  /** Authorisation server, the same way. */
  auth: string;
  /** Which customer of the cloud is meant; absent on a server of the MSP's own. */
  tenant: string | undefined;
}

const CLOUD = /^(?<tenant>[a-z0-9-]+)\.halopsa\.com$/;

/**
 * From what an admin typed (`acme.halopsa.com`, `https://help.example.com/halo`) to the two servers, which are `/api` and
 * `/auth` below it. In HaloPSA's cloud the tenant is the first part of the name; a custom domain there needs it typed. Plain
 * http is taken only for addresses inside the operator's own network. Throws InvalidInput.
 * Source: HaloPSA facts, URLs and auth.
 */
export function haloAddressOf(typed: string, tenant?: string): HaloAddress {
  const text = typed.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (!url?.hostname || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new InvalidInput('halopsa_host', `The HaloPSA address ${text} is not the address of a web site`);
  }
  if (url.username || url.password) {
    throw new InvalidInput('halopsa_host', 'The HaloPSA address must not hold a user name or password');
  }
  if (url.protocol === 'http:' && !isInside(url.hostname)) {
    throw new InvalidInput('halopsa_host', `Use https for ${url.hostname}: the secret must not travel in the clear`);
  }
  const cloud = CLOUD.exec(url.hostname)?.groups?.tenant;
  // Below the cloud's host there is nothing of an address but pages that somebody copied; a server of one's own may be in a folder.
  const folder = cloud ? '' : url.pathname.replace(/\/+$/, '').replace(/\/(?:api|auth)$/i, '');
  const base = `${url.origin}${folder}`;
  return { host: url.host, api: `${base}/api`, auth: `${base}/auth`, tenant: tenant?.trim() || cloud };
}
