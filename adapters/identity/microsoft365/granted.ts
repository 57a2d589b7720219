import { z } from 'zod';

const claims = z.object({
  roles: z.array(z.string().max(200)).max(1000).optional(),
  aud: z.string(),
});

/**
 * The application permissions that a token says it carries; undefined where it cannot be read. It is not verified: it was
 * given to us by the sign-in server, and Graph decides in the end. That tokens for Graph stay readable is unconfirmed, so
 * whoever asks needs another way. Source: Microsoft Graph facts, how an MSP app reaches a customer tenant (app roles).
 */
export function permissionsIn(token: string): ReadonlySet<string> | undefined {
  const [, payload, signature] = token.split('.');
  if (!payload || signature === undefined) return undefined;
  try {
    const parsed = claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    // A token without roles is one of an application to which nothing was granted.
    return parsed.success ? new Set(parsed.data.roles ?? []) : undefined;
  } catch {
    return undefined;
  }
}
