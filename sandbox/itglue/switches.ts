/**
 * What nobody has confirmed about IT Glue. Each has the value that the IT Glue facts make likeliest; a test sets another
 * to see a client bear it. Read at each request.
 */

export interface RateLimit {
  requests: number;
  windowMs: number;
  /** Seconds told in Retry-After; no such header when absent. */
  retryAfter?: number;
}

/** Source: IT Glue facts, access. */
export const DOCUMENTED_LIMIT: RateLimit = { requests: 3000, windowMs: 300_000 };

export interface Switches {
  /** Requests beyond it are answered with 429; without it they are not counted, so that stories need not wait. */
  rateLimit?: RateLimit;
  /** What a wrong key is told: the text of the documentation says 403, its tables 401. */
  wrongKeyStatus: 403 | 401;
  /** Listing documents: one team reports that a key cannot, another lists them. */
  listDocuments: 'answered' | 'refused';
  /** Documents in folders: in every list, or only in one that is filtered by `document_folder_id`, as clients saw it. */
  documentsInFolders: 'listed' | 'by_folder';
  /** What `filter[document_folder_id][ne]=null` gives: clients saw those in folders, or all; it may be refused with 400. */
  folderNotNull: 'foldered' | 'all' | 'refused';
  /** `password` in lists: most examples lack it, one has it. */
  passwordsInLists: boolean;
  /** What a key without password access gets where a password would be: the rest, or 403. */
  withoutPasswordAccess: 'omitted' | 'refused';
  /** A flexible asset's field of kind Password. */
  passwordTraits: 'value' | 'absent';
  /** A filter that the description does not have: refused with 400, or ignored, which gives everything. */
  unknownFilters: 'refused' | 'ignored';
  /** Filters are taken with dashes for underscores too. */
  bothSpellings: boolean;
  /** PATCH of a flexible asset: the traits sent are all there are, or change those that were. */
  traitsOnPatch: 'replace' | 'merge';
  /** Which spelling of a second factor's secret counts in a POST. */
  otpSpelling: 'otp-secret' | 'otpSecret';
  /** Status of a POST that made something. */
  createdStatus: 201 | 200;
}

export const SWITCHES: Switches = {
  wrongKeyStatus: 403,
  listDocuments: 'answered',
  documentsInFolders: 'by_folder',
  folderNotNull: 'foldered',
  passwordsInLists: false,
  withoutPasswordAccess: 'omitted',
  passwordTraits: 'value',
  unknownFilters: 'refused',
  bothSpellings: false,
  traitsOnPatch: 'replace',
  otpSpelling: 'otp-secret',
  createdStatus: 201,
};
