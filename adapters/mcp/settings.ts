import { z } from 'zod';
import { isInside } from '../http.js';

/** What an MCP server may take of us; beyond it the answer is refused. */
export const LIMITS = {
  /** Of one answer. Bytes. */
  answer: 2 * 1024 * 1024,
  /** Tools of one server; what comes after them is left out. */
  tools: 200,
  /** Pages of a list of tools. */
  pages: 50,
  /** After so long no further page of it is asked for: every call of a tool may wait for the list. Milliseconds. */
  listing: 60_000,
  /** Of one tool as the server lists it. Characters of JSON. */
  tool: 32_000,
  /** Deepest nesting of what a server says of a tool. */
  depth: 12,
  /** Of all tools of one server together, as a model is shown them. Characters. */
  shown: 200_000,
  /** Of a description, as a model is shown it. Characters. */
  description: 1_000,
  /** Of the description of one argument. Characters. */
  argument: 300,
  /** Of a tool's answer, as a model is shown it. Characters. */
  output: 19_000,
} as const;

/** https, or plain http inside the operator's own network. */
export function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username || password || hash) return false;
  return protocol === 'https:' || (protocol === 'http:' && isInside(hostname));
}

/** The form that an MCP server is connected with. */
export const mcpCredentials = z
  .strictObject({
    url: z
      .string()
      .trim()
      .max(2_000)
      .refine(isServerUrl, 'must be an https address without user, password and fragment')
      .meta({ title: 'URL', description: 'Where the server speaks MCP over streamable HTTP' }),
    auth: z
      .enum(['none', 'bearer', 'oauth'])
      .default('none')
      .meta({ title: 'Authentication', description: 'oauth: connect, then sign in at the server with a browser' }),
    token: z.string().trim().min(1).max(8_000).optional().meta({ secret: true, description: 'For bearer' }),
    shared: z.boolean().default(false).meta({
      title: 'For every client',
      description:
        'Set: all clients share it, nothing in it may be one client’s own. Not set: it is the one client’s that is mapped to "own"',
    }),
    clientId: z.string().trim().min(1).max(500).optional().meta({
      title: 'Client id',
      description: 'For oauth, where the server registers no clients by itself',
    }),
    clientSecret: z.string().trim().min(1).max(2_000).optional().meta({ secret: true, title: 'Client secret' }),
    scope: z
      .string()
      .trim()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: 'For oauth, where the server names none' }),
    timeoutSeconds: z.number().int().min(1).max(120).default(30).meta({ title: 'Longest answer in seconds' }),
  })
  .superRefine(({ auth, token, clientId, clientSecret }, context) => {
    const wrong = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (auth === 'bearer' && !token) wrong('token', 'is needed for bearer');
    if (auth !== 'bearer' && token) wrong('token', 'is for bearer only');
    if (auth !== 'oauth' && clientId) wrong('clientId', 'is for oauth only');
    if (clientSecret && !clientId) wrong('clientSecret', 'goes with a client id');
  });
export type McpSettings = z.infer<typeof mcpCredentials>;
