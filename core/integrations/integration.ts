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
