import path from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { ConfigurationError } from './errors.js';

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an address like https://helpdesk.example.com' })
  .refine((value) => !/[?#@]/.test(value), 'must be an address alone, without a query or a sign-in')
  .transform((value) => value.replace(/\/+$/, ''));

const masterKeys = z.string().transform((text, context) => {
  const keys = parseMasterKeys(text);
  if (keys) return keys;
  context.addIssue(
    'must be 32 random bytes in base64 (make them with: openssl rand -base64 32), or several such keys as 1:KEY,2:KEY',
  );
  return z.NEVER;
});

function splitList(list: string): string[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

const NAMED_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

function isAddressRange(entry: string): boolean {
  return NAMED_RANGES.includes(entry) || ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry);
}

const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int('must be a whole number').min(0).max(65_535, 'must be at most 65535').default(8080),
  /** Where vendors and people reach this installation; signatures are checked against it. */
  PUBLIC_BASE_URL: origin.optional(),
  /** Its own server inside the process, under DATA_DIR, when not set. */
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  /** Wraps the keys of every stored secret; made in DATA_DIR at the first start when not set. */
  FRONTDESK_MASTER_KEY: masterKeys.optional(),
  /** Private hosts or networks that outgoing requests may reach, comma-separated: a self-hosted PSA, a local model. */
  ALLOW_PRIVATE_HOSTS: z.string().default('').transform(splitList),
  /** Reverse proxies whose X-Forwarded-For is believed: addresses, networks, or the names of the ranges. */
  TRUSTED_PROXIES: z
    .string()
    .default('loopback,uniquelocal')
    .transform((list) => (list.trim() === 'none' ? [] : splitList(list)))
    .refine((list) => list.every(isAddressRange), 'must be addresses, networks like 10.0.0.0/8, or none'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  host: string;
  port: number;
  /** Scheme and host, no slash at the end. */
  publicBaseUrl: string;
  mongodbUri: string | undefined;
  /** Absolute. */
  dataDir: string;
  /** Version to 32 bytes; undefined when the variable is not set. */
  masterKeys: ReadonlyMap<number, Buffer> | undefined;
  allowPrivateHosts: readonly string[];
  trustedProxies: readonly string[];
  logLevel: string;
}

/** Reads the environment once. Throws ConfigurationError with one line for each variable that cannot work. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const problems = new Map<string, string>();
    for (const { path: where, message } of parsed.error.issues) {
      const name = String(where[0]);
      if (!problems.has(name)) problems.set(name, `${name}: ${message}`);
    }
    throw new ConfigurationError([...problems.values()]);
  }
  const { data } = parsed;
  return {
    host: data.HOST,
    port: data.PORT,
    publicBaseUrl: data.PUBLIC_BASE_URL ?? `http://localhost:${data.PORT}`,
    mongodbUri: data.MONGODB_URI,
    dataDir: path.resolve(data.DATA_DIR),
    masterKeys: data.FRONTDESK_MASTER_KEY,
    allowPrivateHosts: data.ALLOW_PRIVATE_HOSTS,
    trustedProxies: data.TRUSTED_PROXIES,
    logLevel: data.LOG_LEVEL,
  };
}

/**
 * Master keys as they are written: one key in base64, which is version 1, or `version:key` for each, apart by commas or
 * lines. Undefined when it is anything else.
 */
export function parseMasterKeys(text: string): Map<number, Buffer> | undefined {
  const entries = text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter(Boolean);
  const keys = new Map<number, Buffer>();
  for (const entry of entries) {
    const [, given, key = ''] = /^(?:([1-9]\d{0,5}):)?([A-Za-z0-9+/]{43}=)$/.exec(entry) ?? [];
    if (given === undefined && entries.length > 1) return undefined;
    const version = Number(given ?? 1);
    const bytes = Buffer.from(key, 'base64');
    if (bytes.length !== 32 || keys.has(version)) return undefined;
    keys.set(version, bytes);
  }
  return keys.size > 0 ? keys : undefined;
}
