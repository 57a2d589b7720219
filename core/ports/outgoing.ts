/** The one way out over HTTP: time-outs, safe retries, budgets, caps and the private-address guard are its business. */

export interface OutgoingRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON when an object or array; as it is when a string or bytes (give the content type yourself). */
  body?: unknown;
  /** Whole exchange, retries not counted. Milliseconds; 15 000 by default. */
  timeoutMs?: number;
  /** True when sending it twice does no harm. GET, PUT and DELETE are by default; POST and PATCH are not. */
  repeatable?: boolean;
  /** Largest answer taken. Bytes; 10 MiB by default. */
  maxBytes?: number;
  /**
   * Whose part of the vendor's capacity it takes, where the vendor counts separately (a tenant): connections, rate and the
   * pauses that the vendor asks for are this part's alone. Everybody's at that origin when absent.
   */
  share?: string;
  signal?: AbortSignal;
}

export interface OutgoingResponse {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  text(): string;
  /** Parsed JSON; throws VendorError unexpected when it is not JSON. Parse the result with zod. */
  json(): unknown;
}

/** An answer whose head is there and whose body is still coming. */
export interface OutgoingStream {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  /**
   * The body, piece by piece, once. Throws VendorError unavailable when it breaks off or its time is up, and unexpected when
   * there is more of it than `maxBytes`.
   */
  body: AsyncIterable<Buffer>;
  /** Nothing more of it is wanted: the connection is closed. */
  close(): void;
}

export interface Outgoing {
  /**
   * Sends; answers of every status are returned (429 and 503 after the retries that are safe). Throws VendorError
   * unavailable when no answer came (`outcomeUnknown` when the request may have been carried out).
   */
  request(request: OutgoingRequest): Promise<OutgoingResponse>;
  /**
   * Sends once, without retries, and gives the answer as soon as its head is there: for vendors that answer with a stream of
   * events and may never end it. `timeoutMs` is for all of it, until the last byte. Throws VendorError as `request` does.
   */
  open?(request: OutgoingRequest): Promise<OutgoingStream>;
}
