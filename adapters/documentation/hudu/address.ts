import { InvalidInput } from '../../../core/errors.js';
import { isInside } from '../../http.js';

export interface HuduAddress {
  /** Host (and port), for sentences. */
  host: string;
  /** Where its pages are, without a slash at the end. */
  base: string;
  /** Where its API is, the same way. */
  api: string;
}

/**
 * From what an admin typed (`docs.example.com`, `https://docs.example.com/api/v1`). Plain http is taken only for addresses
 * inside the operator's own network. Throws InvalidInput. Source: Hudu facts, access.
 */
export function huduAddressOf(typed: string): HuduAddress {
  const text = typed.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (!url?.hostname || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new InvalidInput('hudu_address', `The Hudu address ${text} is not the address of a web site`);
  }
  if (url.username || url.password) {
    throw new InvalidInput('hudu_address', 'The Hudu address must not hold a user name or password');
  }
  if (url.protocol === 'http:' && !isInside(url.hostname)) {
    throw new InvalidInput('hudu_address', `Use https for ${url.hostname}: the key must not travel in the clear`);
  }
  const folder = url.pathname.replace(/\/+$/, '').replace(/\/api(?:\/v1)?$/i, '');
  const base = `${url.origin}${folder}`;
  return { host: url.host, base, api: `${base}/api/v1` };
}

/** The page of a thing, from the address that Hudu gives it; undefined where that leads anywhere else. */
export function pageAddress({ base }: HuduAddress, given: string | null | undefined): string | undefined {
  if (!given || !URL.canParse(given, `${base}/`)) return undefined;
  const url = new URL(given, `${base}/`);
  return url.origin === new URL(base).origin ? url.href : undefined;
}
