/**
 * What no source says for certain about SuperOps, each as a switch. The defaults are what was seen at a real tenant or
 * stands in the MSP GraphQL reference; where neither says, what is hardest on a client.
 */
export interface Switches {
  /** The `CustomerSubDomain`. */
  subdomain: string;
  /**
   * Ids inside JSON scalars: unquoted numbers, strings (the reference's examples), or, as once seen, strings but for those
   * of a reference inside a reference (`site.client.accountId`).
   */
  idsInJson: 'numbers' | 'strings' | 'nested_numbers';
  /** `hasMore` of a last page: null (seen) or false. */
  lastPage: 'null' | 'false';
  /**
   * `both`: the lists of statuses, priorities, impacts, urgencies, categories, causes and resolution codes, and getField,
   * getFields and getAllFields. `lists`: an older schema, without the latter. `fields`: a newer one, where those lists
   * are gone and asking for them is a validation error.
   */
  lookups: 'both' | 'lists' | 'fields';
  /**
   * Values of date conditions. `placeholders`: inLast `{ unit, quantity }` and on `placeholder.today` (as used against a
   * real tenant). `plain`: inLast a number of days, on `2026-11-25`.
   */
  dates: 'placeholders' | 'plain';
  /** Units that inLast takes; DAY is the only one seen. */
  inLastUnits: readonly ('DAY' | 'HOUR' | 'MINUTE')[];
  /** Whether client users can be filtered by contactNumber. */
  contactNumberFilter: boolean;
  /** Whether a note changes the ticket's updatedTime. */
  notesTouchTicket: boolean;
  /** Whether a conversation item does. */
  conversationsTouchTicket: boolean;
  /** Who stands as author of a ticket's DESCRIPTION when there is a requester. */
  descriptionBy: 'requester' | 'creator';
  /** What comes for a well-formed id that does not exist (any more). */
  unknownIds: 'null' | 'internal_error';
  /** Minutes that the printed times lie ahead of UTC; the reference names no zone. */
  timeOffsetMinutes: number;
  /** Times with a fraction where there is one (seen), or cut to whole seconds (the reference's examples). */
  fractions: boolean;
  /** Whether createTicket insists on a status: its text says so, its type does not. */
  statusMandatory: boolean;
  /** Fields of UpdateTicketInput that a ticket must have before it is resolved or closed. */
  mandatoryOnClosure: readonly string[];
  /** Longest subject. */
  subjectLength: number;
  /** Requests in a minute and how more are refused: in an HTTP 200, or by HTTP 429. No limit when absent. */
  rateLimit: { perMinute: number; as: 'clientError' | 'status' } | undefined;
}

export const DEFAULT_SWITCHES: Switches = {
  subdomain: 'tallowmere',
  idsInJson: 'numbers',
  lastPage: 'null',
  lookups: 'both',
  dates: 'placeholders',
  inLastUnits: ['DAY'],
  contactNumberFilter: false,
  notesTouchTicket: true,
  conversationsTouchTicket: true,
  descriptionBy: 'requester',
  unknownIds: 'null',
  timeOffsetMinutes: 0,
  fractions: true,
  statusMandatory: true,
  mandatoryOnClosure: [],
  subjectLength: 255,
  rateLimit: undefined,
};
