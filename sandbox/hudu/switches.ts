/**
 * What nobody has confirmed about Hudu, or what differs from one installation to the next. Each has the value that the
 * Hudu facts make likeliest; a test sets another to see a client bear it. Read at each request.
 */

export interface RateLimit {
  requests: number;
  windowMs: number;
  /** Seconds told in Retry-After; no such header when absent. */
  retryAfter?: number;
}

/** Source: Hudu facts, paging and limits. */
export const DOCUMENTED_LIMIT: RateLimit = { requests: 300, windowMs: 60_000 };

export interface Switches {
  version: string;
  /** Requests beyond it are answered with 429; without it they are not counted, so that stories need not wait. */
  rateLimit?: RateLimit;
  /** What a single GET of these says when there is none: 200 with `null`. The others say 404. Confirmed for articles. */
  nullForMissing: readonly (
    | 'articles'
    | 'companies'
    | 'asset_passwords'
    | 'procedures'
    | 'asset_layouts'
    | 'folders'
  )[];
  /** What a key without a right is told. Unconfirmed. */
  noRightStatus: 401 | 403;
  /** Largest page; a larger page_size counts as this. Documented for procedures only. */
  maxPageSize: number;
  /** Whether a key that is restricted to companies sees what belongs to no company. Unconfirmed. */
  restrictedSeesGlobal: boolean;
  /** What a restricted key gets when it asks for one thing of another company. Unconfirmed. */
  otherCompanyStatus: 403 | 404;
  /** Answers to POST and PUT without their wrapper, as the description has some; seen: wrapped. */
  bareWriteAnswers: boolean;
  /** Bodies that the description shows without their wrapper are taken so too. Unconfirmed. */
  flatBodies: boolean;
}

export const SWITCHES: Switches = {
  version: '2.44.0',
  nullForMissing: ['articles'],
  noRightStatus: 403,
  maxPageSize: 1000,
  restrictedSeesGlobal: true,
  otherCompanyStatus: 404,
  bareWriteAnswers: false,
  flatBodies: true,
};
