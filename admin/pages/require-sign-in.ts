import type { FastifyContextConfig } from 'fastify';
import type { Role } from '../../core/accounts/caller.js';
import { EVERYBODY } from '../api/access.js';

/**
 * The `config` of a page for people who are signed in with one of these roles. Others are sent to the sign-in page and
 * come back to this address afterwards; a wrong role is answered with a page that says so. Forms on it need no token of
 * their own: what changes something has to come from a page of ours.
 */
export function requireSignIn(roles: readonly Role[] = EVERYBODY): FastifyContextConfig {
  return { roles, page: true };
}
