import { z } from 'zod';
import { isServerUrl } from '../settings.js';

const endpoint = z.string().max(2_000).refine(isServerUrl, 'is no https address');

/** What is used of an authorization server's metadata. Source: RFC 8414, 2. */
export const metadataShape = z.object({
  issuer: z.string().max(2_000),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  registration_endpoint: endpoint.optional(),
  response_types_supported: z.array(z.string()).default(['code']),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type Metadata = z.infer<typeof metadataShape>;

/** Who we are there: as an admin entered it, or as the server registered us. */
export const clientShape = z.object({
  client_id: z.string().min(1).max(2_000),
  client_secret: z.string().min(1).max(8_000).optional(),
  token_endpoint_auth_method: z.string().optional(),
});
export type OAuthClient = z.infer<typeof clientShape>;

/** What a browser is away for. */
export const pendingShape = z.object({
  metadata: metadataShape,
  client: clientShape,
  codeVerifier: z.string(),
  redirectUri: z.string(),
  resource: z.string(),
});

/** What we were given. Stored sealed. */
export const grantShape = z.object({
  metadata: metadataShape,
  client: clientShape,
  resource: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().optional(),
});
export type Grant = z.infer<typeof grantShape>;

/** What may be told of it. Dates as ISO text. */
export const standingShape = z.object({
  url: z.string(),
  expiresAt: z.string().optional(),
  /** Somebody fetches a new token until then: each refresh token is good once. */
  renewingUntil: z.string().optional(),
  /** It cannot be renewed: somebody has to sign in again. */
  ended: z.boolean().optional(),
});
export type GrantStanding = z.infer<typeof standingShape>;

/** Where a grant is kept in the connection's state. */
export const GRANT = 'oauth';

/** For the SDK's functions, whose optional properties cannot be undefined. */
export function present<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
