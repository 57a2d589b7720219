import type { ConnectionState } from '../core/integrations/integration.js';

/**
 * What tests want to know of each tool of an integration. Every integration has a file of these beside it and a line in
 * `all-tool-cases-for-tests.ts`; a tool that is in none fails.
 */
export interface ToolCases {
  /** What fits its connect form; nothing is asked with them. */
  credentials: Readonly<Record<string, unknown>>;
  /** Of an integration that can be connected many times: one of them, and what it remembers. */
  one?: { name: string; state: ConnectionState };
  table: Readonly<Record<string, ToolRow>>;
  /** Names of those that demand that the requester is verified; none when absent. */
  sensitive?: readonly string[];
  isolation: Readonly<Record<string, IsolationCase>>;
}

export interface ToolRow {
  /** The default that the product page promises. */
  policy: 'auto' | 'approval_needed' | 'disabled';
  /** Arguments that fit. */
  args: Readonly<Record<string, unknown>>;
  /** Whom or what a call with these arguments acts on. */
  subject: {
    kind: 'user' | 'ticket' | 'client' | 'company' | 'device' | 'other';
    ref?: string;
    argument?: string;
  };
}

/** What is client A's, by the words and ids that tools take; those of records are the ids of the tool's own vendor. */
export type Foreign = Readonly<
  Record<
    | 'companyId'
    | 'ticketId'
    | 'ticketNumber'
    | 'noteId'
    | 'contactId'
    | 'deviceId'
    | 'documentId'
    | 'assetId'
    | 'passwordId'
    | 'procedureId'
    | 'device'
    | 'email'
    | 'alias'
    | 'userId'
    | 'name'
    | 'phone',
    string
  >
>;
type Calls = (foreign: Foreign) => Record<string, unknown>[];

/** A tool called for client B with what is client A's; each entry is the arguments of one call. */
export type IsolationCase =
  /** Refused with a VendorError, whatever of A's is named; so is reading back, where the tool changes something. */
  | { refused: Calls }
  /** Answers, with nothing of A's: it searches or lists what is B's. */
  | { ofB: Calls }
  /** Makes something that is B's, whatever of A's is named; nothing in its arguments can choose whose it is. */
  | { makesOfB: Calls }
  /** Answers the same for every client: the MSP's own set-up, of no client. */
  | { ofNobody: Calls };

export function callsOf(given: IsolationCase, foreign: Foreign): Record<string, unknown>[] {
  if ('refused' in given) return given.refused(foreign);
  if ('ofB' in given) return given.ofB(foreign);
  return 'makesOfB' in given ? given.makesOfB(foreign) : given.ofNobody(foreign);
}

/** What no answer to B may tell: words in A's tickets and notes. */
export const SECRET_WORDS = 'The safe combination is on the whiteboard';

/** What would widen a search if it got through unquoted. */
export const WIDE = [
  '%',
  '%%',
  '" or company/id>0 or summary like "',
  "' or 1 eq 1 or startswith(displayName,'",
  '") OR ("',
];

/** A call on a ticket of A's. */
export const onTicket = (more: Record<string, unknown> = {}): IsolationCase => ({
  refused: ({ ticketId }) => [{ ticketId, ...more }],
});

/** A call on a contact of A's. */
export const onContact: IsolationCase = { refused: ({ contactId }) => [{ contactId }] };

/** Typed where a search is expected: words of A's, and what would widen the search; at least `fewest` letters of each. */
export const searches =
  (field: string, fewest = 1): Calls =>
  ({ email, name, phone, device }) =>
    [email, name, phone, device, 'Locked', SECRET_WORDS, ...WIDE]
      .filter((words) => words.length >= fewest)
      .map((words) => ({ [field]: words.slice(0, 80) }));

/** The MSP's own set-up. */
export const setUp = (args: Record<string, unknown> = {}): IsolationCase => ({ ofNobody: () => [args] });

export const other = (ref: string): ToolRow['subject'] => ({ kind: 'other', ref });
export const ofClient: ToolRow['subject'] = { kind: 'client' };
export const ofTicket: ToolRow['subject'] = { kind: 'ticket', ref: '4711' };
