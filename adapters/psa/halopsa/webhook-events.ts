/**
 * Which events a webhook is told of, by `UnameNotification.eventno`. The numbers are documented nowhere: these are guesses,
 * and whoever reads the right ones back from a webhook that was set up in HaloPSA's own pages enters them when connecting.
 * Frontdesk polls as well, so a wrong number makes it slower, not blind.
 * Source: HaloPSA facts, webhooks; swagger, schemas `Webhook` and `UnameNotification`.
 */
export const EVENT_NUMBERS = {
  ticketLogged: 1,
  ticketUpdated: 2,
  actionAdded: 3,
} as const;

/** `1, 2, 5` as an admin types it; the guesses where nothing is typed. */
export function eventNumbersOf(typed: string | undefined): number[] {
  if (!typed?.trim()) return Object.values(EVENT_NUMBERS);
  return [...new Set(typed.split(',').map((number) => Number(number.trim())))];
}

/** What the form takes. */
export const EVENT_NUMBERS_TYPED = /^\s*\d{1,5}(\s*,\s*\d{1,5})*\s*$/;
