import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { VendorError, type VendorFailure } from '../../core/errors.js';
import { strangersData } from '../../core/tools/strangers-data.js';

/** What a server is called. */
export interface ServerName {
  /** In records: `mcp:docs`. */
  vendor: string;
  /** In the middle of a sentence: `the MCP server docs`. */
  title: string;
  /** At the beginning of one: `The MCP server docs`. */
  start: string;
  /** A text without our own token: a server may repeat what it was sent. */
  hide(text: string): string;
}

/** Longest part of an error that is a server's own words. Characters. */
const LONGEST_WORDS = 300;

/** The server does not know the session (any more): the same is asked again in a new one. */
export const SESSION_GONE = 'session_gone';

/** A server's words inside a sentence of ours: on one line, bounded, in quotation marks. */
export function quoted(words: string): string {
  const line = words.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return JSON.stringify(line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line);
}

/**
 * What an HTTP status of the server means; undefined when it is fine. The body is not looked at: whatever stands in it is
 * for nobody here. Source: MCP specification 2025-06-18, Transports and Authorization.
 */
export function statusFailure(
  { vendor, start }: ServerName,
  { status, location, retryAfter, inSession }: StatusSeen,
): VendorError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const fail = (failure: VendorFailure, what: string, vendorCode?: string) =>
    new VendorError(vendor, failure, `${start} ${what}`, {
      vendorStatus: status,
      ...(vendorCode ? { vendorCode } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      outcomeUnknown: status >= 500,
    });
  if (status >= 300 && status < 400) {
    return fail(
      'unexpected',
      `sends elsewhere (${status}${hostOf(location)}); redirects are refused: enter the address itself`,
    );
  }
  if (inSession && (status === 404 || status === 400))
    return fail('not_found', 'does not know the session any more', SESSION_GONE);
  if (status === 401) return fail('unauthorized', 'does not accept the token (401); enter another one or sign in anew');
  if (status === 403) return fail('forbidden', 'denies access (403); the token lacks a right there');
  if (status === 404 || status === 405)
    return fail('not_found', `has nothing at this address that speaks MCP (${status}); look at the URL`);
  if (status === 429) return fail('throttled', 'is asked too often (429)');
  if (status >= 500) return fail('unavailable', `fails (${status})`);
  return fail('invalid', `refuses the request (${status})`);
}

export interface StatusSeen {
  status: number;
  location?: string | undefined;
  /** Seconds. */
  retryAfter?: number | undefined;
  /** The request named a session. */
  inSession: boolean;
}

function hostOf(location: string | undefined): string {
  return location && URL.canParse(location) ? `, to ${new URL(location).host}` : '';
}

/** What the way there says, said of the server. */
function inName(error: VendorError, { vendor, start }: Pick<ServerName, 'vendor' | 'start'>): VendorError {
  return new VendorError(vendor, error.failure, `${start}: ${error.message}`, {
    ...(error.vendorStatus === undefined ? {} : { vendorStatus: error.vendorStatus }),
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    outcomeUnknown: error.outcomeUnknown,
    cause: error,
  });
}

/** What went wrong between us and the server, as one of our own errors. */
export function failureOf(error: unknown, { vendor, start, hide }: ServerName): VendorError {
  if (error instanceof VendorError) return error.vendor === vendor ? error : inName(error, { vendor, start });
  const fail = (failure: VendorFailure, what: string, outcomeUnknown: boolean) =>
    new VendorError(vendor, failure, `${start} ${what}`, { outcomeUnknown });
  if (error instanceof McpError) {
    const said = error.message.replace(/^MCP error -?\d+: /, '');
    const words = quoted(String(strangersData(said, hide).data));
    switch (error.code) {
      case ErrorCode.RequestTimeout:
        return fail('unavailable', 'did not answer in time', true);
      case ErrorCode.ConnectionClosed:
        return fail('unavailable', 'broke off before it had answered', true);
      case ErrorCode.MethodNotFound:
        return fail('not_found', `does not know what it was asked for; it says: ${words}`, false);
      case ErrorCode.InvalidParams:
      case ErrorCode.InvalidRequest:
        return fail('invalid', `refuses what it was asked; it says: ${words}`, false);
      default:
        return fail('unexpected', `failed; it says: ${words}`, true);
    }
  }
  if (error instanceof Error && error.message.startsWith("Server's protocol version")) {
    return fail('unexpected', 'speaks a version of MCP that Frontdesk does not know', false);
  }
  // What cannot be parsed is quoted by the parser's message, so that is not passed on.
  return fail('unexpected', 'answers with something that is not MCP', true);
}

/** For what comes before a request: whatever became of it, the request itself was not sent. */
export function withoutDoubt(failure: VendorError): VendorError {
  if (!failure.outcomeUnknown) return failure;
  return new VendorError(failure.vendor, failure.failure, failure.message, {
    ...(failure.vendorStatus === undefined ? {} : { vendorStatus: failure.vendorStatus }),
    ...(failure.retryAfter === undefined ? {} : { retryAfter: failure.retryAfter }),
    cause: failure.cause,
  });
}
