import { z } from 'zod';
import { defaultPolicyByName } from '../../core/tools/default-policy.js';

/** What a server says of a tool's effects. It may be wrong or lie. Source: MCP specification 2025-06-18, ToolAnnotations. */
const annotations = z.object({
  readOnlyHint: z.boolean().optional().catch(undefined),
  destructiveHint: z.boolean().optional().catch(undefined),
  idempotentHint: z.boolean().optional().catch(undefined),
});

const CHANGING = new Set(
  'add approve archive assign book cancel close create delete disable drop edit enable execute insert invite move patch post purge remove rename replace reset restart revoke run send set submit unlock update upload upsert write'.split(
    ' ',
  ),
);

export interface Effect {
  effect: 'read' | 'write';
  /** The server says that calling it twice does what calling it once does. */
  idempotent: boolean;
  /** What it says and what it is called do not go together: one phrase. */
  doubt?: string;
}

/** A tool's own annotation first, else its verb; what neither tells changes something. */
export function effectOf(name: string, said: unknown): Effect {
  const { readOnlyHint, destructiveHint, idempotentHint } = annotations.catch({}).parse(said);
  const idempotent = idempotentHint === true;
  if (readOnlyHint === true && destructiveHint !== true) {
    const verb = verbOf(name);
    const doubt = `its server says that it only reads, and its name begins with "${verb}"`;
    return { effect: 'read', idempotent, ...(CHANGING.has(verb) ? { doubt } : {}) };
  }
  if (readOnlyHint !== undefined || destructiveHint === true) return { effect: 'write', idempotent };
  return { effect: defaultPolicyByName(name.replaceAll('.', '_')) === 'auto' ? 'read' : 'write', idempotent };
}

function verbOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.split(/[^a-z]+/).find(Boolean) ?? '';
}

/** Credentials, second factors, access: such a change demands that the requester is verified. */
export function isSensitive(name: string): boolean {
  return /passw|passcode|credential|secret|token|mfa|2fa|otp|unlock|permission|privilege|admin|payment|invoice/i.test(
    name,
  );
}
