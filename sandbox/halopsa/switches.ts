/**
 * What nobody has confirmed about HaloPSA, or what differs from one installation to the next. Each has the value that
 * the facts make likeliest; a test sets another to see a client bear it. Read at each request, so they may be changed
 * while it runs.
 */
import type { ErrorShape } from './errors.js';

export interface RateLimit {
  requests: number;
  windowMs: number;
  /** Seconds told in Retry-After; no such header when absent. */
  retryAfter?: number;
}

export type WebhookBody = 'ticket_and_action' | 'ticket' | 'action' | 'object_id' | 'batched';

export interface Switches {
  /** Hosted: the token request must name the tenant. False: an installation of one's own. */
  hosted: boolean;
  /** Seconds that a token lives. */
  tokenLifetime: number;
  /** Status of `invalid_client`: 400 and 401 have both been seen. */
  invalidClientStatus: 400 | 401;
  /** What the application may ask for: `all`, or names such as `read:tickets`. */
  applicationScopes: readonly string[];
  /** False: the application logs in without an agent, and `/Agent/me` is refused. */
  agentLogin: boolean;
  /** One shape for every error; each part's own when absent. */
  errorShape?: ErrorShape;
  rateLimit?: RateLimit;
  /** Which `datesearch` value filters by the date of closing; the other one is taken for the date of occurrence. */
  closedDateName: 'dateclosed' | 'datecleared' | 'both';
  /** Whether a search for a telephone number compares digits, or the text as it was typed. */
  phoneSearch: 'digits' | 'as_typed';
  /** In which order `/Actions` answers. */
  actionsOrder: 'newest_first' | 'oldest_first';
  /** What a POST of one element answers. */
  singleAnswer: 'object' | 'array';
  /** Where a webhook's body has the ticket's id: `ticket.id`, `id`, `ticket_id` (`id` is the action's), `object_id`. */
  webhookBody: WebhookBody;
  /** Meaning of event numbers: undocumented, so any number asks for every change unless they are told here. */
  eventNumbers?: { logged: number; updated: number; action: number };
}

export const SWITCHES: Switches = {
  hosted: true,
  tokenLifetime: 3600,
  invalidClientStatus: 400,
  applicationScopes: ['all'],
  agentLogin: true,
  closedDateName: 'dateclosed',
  phoneSearch: 'digits',
  actionsOrder: 'newest_first',
  singleAnswer: 'object',
  webhookBody: 'ticket_and_action',
};
