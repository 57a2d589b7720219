import type { z } from 'zod';
import type { Directory } from '../ports/directory.js';
import type { Model } from '../ports/model.js';
import type { Outgoing } from '../ports/outgoing.js';
import type { Psa, PsaEvent } from '../ports/psa.js';
import type { Verifier } from '../ports/verifier.js';
import type { Tool } from '../tools/tool.js';

export type IntegrationCategory =
  | 'psa'
  | 'identity'
  | 'documentation'
  | 'verification'
  | 'rmm'
  | 'voice'
  | 'chat'
  | 'model'
  | 'other';

/** One thing a live check looked at. */
export interface Finding {
  ok: boolean;
  /** What was looked at, e.g. "Read companies". */
  what: string;
  /** What is wrong and what to do, when not ok. */
  problem?: string;
  /** It may be well again later without anybody changing anything. */
  passing?: boolean;
  /** Ok as far as it goes: somebody outside has yet to do something, as `what` says. */
  waiting?: boolean;
  /** Ok today, but somebody has to act soon: what will happen, when, and what to do. */
  warning?: string;
  /** Names of the tools that do not work because of this problem; the others do. */
  tools?: readonly string[];
}

/** A webhook as it arrived: nothing parsed, nothing trusted. */
export interface IncomingEvent {
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  rawBody: Buffer;
}

/** A PSA's way of telling that something changed. */
export interface IntegrationEvents {
  /** Makes the vendor send events to `url` (https); repeating it changes nothing. */
  register(url: string): Promise<{ state: 'registered' | 'by_hand'; instructions?: string }>;
  /** Takes the registration back. */
  unregister(url: string): Promise<void>;
  /** True only when the event is proven to come from the vendor. Never throws for bad input. */
  verify(event: IncomingEvent): Promise<boolean>;
  /** What a verified event hints at; throws InvalidInput when it cannot be read. */
  parse(event: IncomingEvent): PsaEvent[];
  /** Stable key of this very delivery, when the vendor gives one; else derived from the body. */
  deliveryKey(event: IncomingEvent): string;
  /**
   * A GET of the webhook's address: true when it proves that the vendor was given this address with its secret. It is what
   * makes a webhook that was set up by hand count as registered. Absent where the vendor does not ask so. Never throws.
   */
  ready?(event: Omit<IncomingEvent, 'rawBody'>): boolean;
}

export interface ConnectionDeps {
  http: Outgoing;
  now(): Date;
  /**
   * What this connection and its vendor's webhooks share, for signatures, Basic authentication or the address: 43 letters,
   * digits, `-` and `_`, the same for as long as the integration stays connected. Absent while credentials are only tried.
   */
  hookSecret?: string;
  /** Which one of many it is: `docs` of `mcp:docs`. Absent for an integration that is connected once. */
  name?: string;
  /** What this connection remembers. Absent while credentials are only tried. */
  state?: ConnectionState;
}

/**
 * What a connection remembers beside its credentials, in every process that serves the same store: what it found at the
 * vendor, tokens that change. Gone when the integration is disconnected.
 */
export interface ConnectionState {
  /** Undefined when nothing is kept under this key. `secret` is stored sealed. */
  read(key: string): Promise<KeptState | undefined>;
  /**
   * Keeps this in the place of what was read as `over` (0: nothing was there). Returns false, and keeps nothing, when
   * somebody else has kept something meanwhile.
   */
  write(key: string, kept: Omit<KeptState, 'version'>, over: number): Promise<boolean>;
}

export interface KeptState {
  /** Plain JSON; parse it. */
  data: unknown;
  secret?: string;
  /** Counts what was kept under this key, from 1. */
  version: number;
}

/** A vendor that a person has to agree with in a browser before the connection works: OAuth's authorization code flow. */
export interface ConnectionAuthorization {
  /**
   * The address to open there. `pending` is what `finish` needs, with secrets: it is kept sealed until the browser is back.
   * Throws VendorError.
   */
  begin(ask: { redirectUri: string; state: string }): Promise<{ url: string; pending: string }>;
  /** `answer`: the query with which the browser came back. Keeps the tokens. Throws VendorError. */
  finish(answer: Readonly<Record<string, string>>, pending: string): Promise<void>;
}

/** What a vendor says of one of its tools. A stranger's words: shown to admins as data, and to nobody as instructions. */
export interface ToolWording {
  description: string;
  /** JSON Schema of its arguments. */
  schema: unknown;
  /** What the vendor says of its effects. */
  annotations: unknown;
}

/** A tool that is new or not as it was since an admin last looked at it. */
export interface ToolToReview {
  /** `integration:tool-name`. */
  tool: string;
  state: 'new' | 'changed';
  since: Date;
  /** Of what it says now. Who confirms names it, so that what is confirmed is what was seen. */
  hash: string;
  is: ToolWording;
  /** As it was when it was last looked at. */
  was?: ToolWording;
}

/** For vendors that decide themselves what their tools are: what they change is not used freely until an admin has looked. */
export interface ToolReviews {
  pending(): Promise<ToolToReview[]>;
  /** Returns false when the tool says something else by now, or there is nothing to look at. */
  confirm(tool: string, hash: string): Promise<boolean>;
}

/** A connected outside system. */
export interface Connection {
  /** Live check; names each thing that is wrong. Never throws for what the vendor says. */
  check(): Promise<Finding[]>;
  /** The same for one client, by its id there (a tenant): what is missing in it. Absent where `check` says it all. */
  checkClient?(mapping: string): Promise<Finding[]>;
  /** What a client can be mapped to: companies, tenants. */
  mappings(): Promise<{ id: string; name: string }[]>;
  tools(): readonly Tool[];
  /**
   * Who may use its tools, where a mapping does not say which part of the vendor is a client's. `every_client`: all, mapped
   * or not. `one_client`: the one that is mapped to `own`; all that it holds is that client's.
   */
  reach?: 'every_client' | 'one_client';
  /**
   * Reads afresh what `tools()` rests on, before a connection is used: another process may have changed it. Asks nothing of
   * the vendor. What has this has tools of which nobody knows before the vendor was asked.
   */
  prepare?(): Promise<void>;
  authorization?: ConnectionAuthorization;
  reviews?: ToolReviews;
  psa?: Psa;
  directory?: Directory;
  model?: Model;
  verifier?: Verifier;
  events?: IntegrationEvents;
}

/** What every adapter is: one shape for all. */
export interface Integration {
  /** `connectwise_psa`, `m365`, ...: the part of tool names before the colon. */
  kind: string;
  title: string;
  category: IntegrationCategory;
  /** It can be connected any number of times, each under a name: `mcp:docs`; tools are then named `mcp:docs:tool-name`. */
  many?: true;
  /**
   * The connect form is made from it. Fields that are secret carry `.meta({ secret: true })`; they are stored encrypted
   * and never shown again.
   */
  credentials: z.ZodObject;
  /** Takes parsed credentials; makes no request yet. Throws InvalidInput when they cannot work. */
  connect(credentials: unknown, deps: ConnectionDeps): Connection;
}

/** Names of the fields of a credentials schema that are secret. */
export function secretFieldsOf(credentials: z.ZodObject): string[] {
  return Object.entries(credentials.shape)
    .filter(([, field]) => isSecret(field))
    .map(([name]) => name);
}

function isSecret(field: unknown): boolean {
  if (typeof field !== 'object' || field === null || !('meta' in field) || typeof field.meta !== 'function')
    return false;
  const meta: unknown = field.meta();
  return typeof meta === 'object' && meta !== null && 'secret' in meta && meta.secret === true;
}
