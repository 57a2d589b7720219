import { z } from 'zod';
import { secretFieldsOf } from './integration.js';

/** One field of the form that an integration is connected with. It says what to fill in, never what was filled in. */
export interface ConnectField {
  name: string;
  title: string;
  description?: string;
  type: 'text' | 'number' | 'boolean' | 'choice';
  required: boolean;
  /** Write-only: stored encrypted, typed hidden. */
  secret: boolean;
  /** What it is when left out. */
  default?: string | number | boolean;
  /** Of a choice. */
  options?: string[];
}

const property = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.string().optional().catch(undefined),
  enum: z.array(z.string()).optional().catch(undefined),
  default: z.union([z.string(), z.number(), z.boolean()]).optional().catch(undefined),
});
const form = z.looseObject({
  properties: z.record(z.string(), property).default({}),
  required: z.array(z.string()).default([]),
});

const TYPES: Readonly<Record<string, ConnectField['type']>> = {
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
};

/** The fields of a credentials schema, in its order. */
export function connectForm(credentials: z.ZodObject): ConnectField[] {
  const secret = secretFieldsOf(credentials);
  const { properties, required } = form.parse(z.toJSONSchema(credentials, { io: 'input', unrepresentable: 'any' }));
  return Object.entries(properties).map(([name, { title, description, type, enum: options, default: preset }]) => ({
    name,
    title: title ?? titleOf(name),
    ...(description === undefined ? {} : { description }),
    type: options ? 'choice' : (TYPES[type ?? ''] ?? 'text'),
    required: required.includes(name),
    secret: secret.includes(name),
    ...(preset === undefined || secret.includes(name) ? {} : { default: preset }),
    ...(options ? { options } : {}),
  }));
}

/** `accountSid` -> `Account sid`. */
function titleOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
