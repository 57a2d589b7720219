import type { FastifyRequest } from 'fastify';
import { AccessDenied } from '../../core/errors.js';

/**
 * Keeps other sites from using a browser's sign-in. What changes something has to come from a page of our own, by the
 * browser's word (Origin, Sec-Fetch-Site): from the public address, or the host that the request was sent to. Programs
 * send neither, and may, where no sign-in's cookie is at work. Throws AccessDenied `foreign_origin` (403).
 */
export function assertOwnOrigin(
  request: FastifyRequest,
  publicBaseUrl: string,
  { withCookie }: { withCookie: boolean },
) {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isSilent = origin === undefined && site === undefined;
  if (isSilent && !withCookie) return;
  const originIsOwn =
    origin === undefined || [new URL(publicBaseUrl).origin, `http://${host}`, `https://${host}`].includes(origin);
  const siteIsOwn = site === undefined || site === 'same-origin';
  if (!isSilent && originIsOwn && siteIsOwn) return;
  throw new AccessDenied('foreign_origin', 'The request did not come from a page of this Frontdesk', 403);
}
