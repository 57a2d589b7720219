/** What changed in the pretend world, read from the vendors' own records. */
import { z } from 'zod';
import type { WorldRecord } from '../../records.js';

/** `at`: its place among all that the vendors recorded. */
export type Effect = { at: number } & (
  | { kind: 'note'; ticketId: string; text: string; visibility: 'internal' | 'public' }
  | { kind: 'ticket'; ticketId: string; changes: Record<string, unknown> }
  /** `tool`: which of the desk's tools has this effect. */
  | { kind: 'account'; tool: string; userId: string }
  | { kind: 'other'; what: string }
);

const noteBody = z.object({
  text: z.string(),
  internalAnalysisFlag: z.boolean().default(false),
  detailDescriptionFlag: z.boolean().default(false),
  resolutionFlag: z.boolean().default(false),
});
const patchBody = z.array(z.object({ path: z.string(), value: z.unknown() }));
const userBody = z.object({
  body: z.union([
    z.strictObject({ passwordProfile: z.object({ password: z.string() }) }),
    z.strictObject({ accountEnabled: z.literal(true) }),
  ]),
});

const NOTES = /\/service\/tickets\/(\d+)\/notes$/;
const TICKET = /\/service\/tickets\/(\d+)$/;
const USER = /\/users\/([^/]+)$/;
const SESSIONS = /\/users\/([^/]+)\/revokeSignInSessions$/;

export function effectOf({ vendor, method, path, detail }: WorldRecord, at: number): Effect {
  const other: Effect = { at, kind: 'other', what: `${vendor} ${method} ${path}` };
  const ticketId = (vendor === 'connectwise' && (NOTES.exec(path) ?? TICKET.exec(path))?.[1]) || undefined;
  const userId = (vendor === 'microsoft' && (USER.exec(path) ?? SESSIONS.exec(path))?.[1]) || undefined;
  if (ticketId && method === 'POST' && NOTES.test(path)) {
    const body = noteBody.safeParse(detail).data;
    if (!body) return other;
    const hidden = body.internalAnalysisFlag && !body.detailDescriptionFlag && !body.resolutionFlag;
    return { at, kind: 'note', ticketId, text: body.text, visibility: hidden ? 'internal' : 'public' };
  }
  if (ticketId && method === 'PATCH' && TICKET.test(path)) {
    const operations = patchBody.safeParse(detail).data;
    if (!operations) return other;
    const changes = Object.fromEntries(operations.map(({ path: field, value }) => [field.replace(/^\//, ''), value]));
    return { at, kind: 'ticket', ticketId, changes };
  }
  if (userId && method === 'POST' && SESSIONS.test(path))
    return { at, kind: 'account', tool: 'm365:revoke-sessions', userId };
  if (userId && method === 'PATCH') {
    const sent = userBody.safeParse(detail).data?.body;
    if (!sent) return other;
    const tool = 'passwordProfile' in sent ? 'm365:reset-password' : 'm365:unlock-account';
    return { at, kind: 'account', tool, userId };
  }
  return other;
}
