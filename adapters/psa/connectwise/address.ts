import { InvalidInput } from '../../../core/errors.js';
import { isInside } from '../../http.js';

export interface SiteAddress {
  /** Where people sign in; also tells the codebase. */
  site: URL;
  /** Where the REST API is. */
  api: URL;
}

/**
 * From what an admin typed (`na.myconnectwise.net`, `https://psa.example.com`) to the two origins. In ConnectWise's cloud the API has
 * a host of its own, `api-` before the region; a self-hosted server has one host. Plain http is taken only for
 * addresses inside the operator's own network. Throws InvalidInput.
 * Source: ConnectWise facts, Developer Guide.
 */
export function siteAddressOf(typed: string): SiteAddress {
  const text = typed.trim();
  const withScheme = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(withScheme))
    throw new InvalidInput('connectwise_site', `The ConnectWise site ${text} is not a URL`);
  const url = new URL(withScheme);
  if (url.username || url.password) {
    throw new InvalidInput('connectwise_site', 'The ConnectWise site URL must not hold a user name or password');
  }
  if (url.protocol === 'http:' && !isInside(url.hostname)) {
    throw new InvalidInput(
      'connectwise_site',
      `Use https for ${url.hostname}: the API keys must not travel in the clear`,
    );
  }
  const site = new URL(url.origin);
  const api = new URL(url.origin);
  const cloud = /^(?:api-)?(?<region>[a-z]+)\.(?<domain>myconnectwise\.net|connectwisedev\.com)$/.exec(url.hostname);
  if (cloud?.groups) {
    site.hostname = `${cloud.groups.region}.${cloud.groups.domain}`;
    api.hostname = `api-${cloud.groups.region}.${cloud.groups.domain}`;
  }
  return { site, api };
}
