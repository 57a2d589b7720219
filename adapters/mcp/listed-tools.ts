import { z } from 'zod';
import { VendorError } from '../../core/errors.js';
import type { ToolWording } from '../../core/integrations/integration.js';
import { quoted, type ServerName } from './failure.js';
import { hashOf, isDeeperThan } from './json.js';
import type { Session } from './session.js';
import { LIMITS } from './settings.js';

/** A tool as its server describes it. */
export interface ListedTool {
  /** The server's own name for it. */
  name: string;
  wording: ToolWording;
  /** Of its name and all that the server says of it. */
  hash: string;
}

export interface Listed {
  tools: ListedTool[];
  /** Tools that cannot be offered, and why: one phrase each. */
  refused: { name: string; why: string }[];
}

const page = z.object({ tools: z.array(z.unknown()), nextCursor: z.string().max(10_000).nullish() });

/** Source: MCP specification 2025-06-18, Tools. What it does not name is not taken in. */
const tool = z.object({
  name: z.string().min(1),
  title: z.string().nullish(),
  description: z.string().nullish(),
  inputSchema: z.record(z.string(), z.unknown()),
  annotations: z.record(z.string(), z.unknown()).nullish(),
});

/** Names that fit `mcp:server:tool`; the specification's own signs (SEP-986), with dots written as colons. */
const NAME = /^[A-Za-z0-9._-]{1,128}$/;

/** All pages of the server's list of tools, as far as the limits go. Throws VendorError. */
export async function listTools(
  session: Pick<Session, 'ask'>,
  { hide, name, now }: { hide(text: string): string; name: ServerName; now(): Date },
): Promise<Listed> {
  const until = now().getTime() + LIMITS.listing;
  const found: unknown[] = [];
  const cursors = new Set<string>();
  let isCut = false;
  for (let cursor: string | undefined; ; ) {
    const params = cursor === undefined ? {} : { params: { cursor } };
    const { tools, nextCursor } = await session.ask({ method: 'tools/list', ...params }, page);
    const room = LIMITS.tools - found.length;
    found.push(...tools.slice(0, room));
    isCut =
      tools.length > room || (Boolean(nextCursor) && (cursors.size >= LIMITS.pages || cursors.has(nextCursor ?? '')));
    if (isCut || !nextCursor) break;
    if (now().getTime() > until) {
      throw new VendorError(name.vendor, 'unavailable', `${name.start} takes too long to list its tools`);
    }
    cursors.add(nextCursor);
    cursor = nextCursor;
  }
  const listed = sorted(found, hide);
  if (!isCut) return listed;
  const more = { name: 'further tools', why: `it lists more than ${found.length}, or its list does not end` };
  return { ...listed, refused: [...listed.refused, more] };
}

function sorted(found: readonly unknown[], hide: (text: string) => string): Listed {
  const tools: ListedTool[] = [];
  const refused: Listed['refused'] = [];
  for (const one of found) {
    const read = readTool(one, hide);
    if ('why' in read) refused.push(read);
    else if (tools.some(({ name }) => name === read.name)) refused.push({ name: read.name, why: 'it is listed twice' });
    else tools.push(read);
  }
  return { tools, refused };
}

function readTool(one: unknown, hide: (text: string) => string): ListedTool | { name: string; why: string } {
  if (isDeeperThan(one, LIMITS.depth)) return { name: 'a tool', why: 'it is nested too deeply' };
  const text = JSON.stringify(one) ?? '';
  if (hide(text) !== text) return { name: 'a tool', why: 'it repeats the token that the server was given' };
  if (text.length > LIMITS.tool) return { name: nameIn(one), why: 'its description or schema is too long' };
  const parsed = tool.safeParse(one);
  if (!parsed.success) return { name: nameIn(one), why: 'it is not described as the specification asks' };
  const { name, title, description, inputSchema, annotations } = parsed.data;
  if (!NAME.test(name)) return { name: nameIn(one), why: 'its name has signs that a tool name cannot have here' };
  const wording = {
    description: [title, description].filter(Boolean).join(': '),
    schema: inputSchema,
    annotations: annotations ?? {},
  };
  return { name, wording, hash: hashOf({ name, ...wording }) };
}

/** Fit to be said. */
function nameIn(one: unknown): string {
  const named = z.object({ name: z.string() }).safeParse(one);
  return named.success ? quoted(named.data.name.slice(0, 60)) : 'a tool without a name';
}
