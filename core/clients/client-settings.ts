import { z } from 'zod';
import { argumentRule, policyTable, writeLimits } from '../tools/policy-settings.js';

/** What an admin decides about a client. */
export const clientSettings = z.strictObject({
  slug: z
    .string()
    .max(60)
    .regex(/^[a-z0-9-]+$/, 'may hold lower-case letters, digits and hyphens only'),
  name: z.string().min(1).max(200),
  mode: z.enum(['plan', 'execute', 'inherit']).default('inherit'),
  prompt: z.string().max(20_000).default(''),
  /** Integration kind to this client's id there: PSA company, Microsoft tenant. */
  mappings: z.record(z.string(), z.string().min(1)).default({}),
  policies: policyTable.default({}),
  rules: z.array(argumentRule).max(200).default([]),
  limits: writeLimits.omit({ perHour: true }).prefault({}),
  /** The agent looks and plans, nothing is changed for this client. */
  freeze: z.boolean().default(false),
  /** People on whom rules may ask for more care: addresses, user principal names. */
  vips: z.array(z.string().min(3).max(320)).max(500).default([]),
});
export type ClientSettings = z.infer<typeof clientSettings>;

/** The settings among a client's fields. */
export function settingsOf(client: ClientSettings): ClientSettings {
  const { slug, name, mode, prompt, mappings, policies, rules, limits, freeze, vips } = client;
  return { slug, name, mode, prompt, mappings, policies, rules, limits, freeze, vips };
}

const { slug, name, mode, prompt, mappings, policies, rules, limits, freeze, vips } = clientSettings.shape;

/** Some of them. What is left out stays as it is, so nothing here has a default. */
export const clientPatch = z.strictObject({
  slug: slug.exactOptional(),
  name: name.exactOptional(),
  mode: mode.unwrap().exactOptional(),
  prompt: prompt.unwrap().exactOptional(),
  mappings: mappings.unwrap().exactOptional(),
  policies: policies.unwrap().exactOptional(),
  rules: rules.unwrap().exactOptional(),
  limits: limits.unwrap().exactOptional(),
  freeze: freeze.unwrap().exactOptional(),
  vips: vips.unwrap().exactOptional(),
});
