import { z } from 'zod';
import { strangersData } from '../../core/tools/strangers-data.js';
import { LIMITS } from './settings.js';

/** Source: MCP specification 2025-06-18, Tools, "Tool Result". Content of other kinds than text is named and dropped. */
export const toolResult = z.object({
  content: z.array(z.unknown()).max(1_000).default([]),
  structuredContent: z.record(z.string(), z.unknown()).nullish(),
  isError: z.boolean().nullish(),
});
export type ToolResultSeen = z.infer<typeof toolResult>;

const textContent = z.object({ type: z.literal('text'), text: z.string() });
const anyContent = z.object({ type: z.string(), mimeType: z.string().optional() });

/** What a model may see of a tool's answer: JSON, bounded, without secrets. It is the server's, so it is data. */
export interface ToolOutput {
  /** What the server gave as JSON. */
  data?: unknown;
  text?: string;
  /** What was dropped: other kinds of content, fields that hold secrets. */
  leftOut?: string[];
  /** How long it was, when it had to be cut. */
  cut?: string;
}

/** `hide` takes our own secrets out of a text. */
export function outputOf({ content, structuredContent }: ToolResultSeen, hide: (text: string) => string): ToolOutput {
  const texts = content.flatMap((one) => textContent.safeParse(one).data?.text ?? []);
  const text = texts.join('\n');
  const data = structuredContent ?? jsonIn(text);
  const cleaned = strangersData(data, hide);
  // A server that gives JSON gives it as text too; what is no JSON says something of its own.
  const said = strangersData(data !== undefined && jsonIn(text) !== undefined ? '' : text, hide).data;
  const leftOut = [
    ...content.flatMap(kindOf),
    ...cleaned.leftOut.map((name) => `the field ${name}, which holds a secret`),
  ];
  return bounded({
    ...(data === undefined ? {} : { data: cleaned.data }),
    ...(typeof said === 'string' && said !== '' ? { text: said } : {}),
    ...(leftOut.length > 0 ? { leftOut: leftOut.slice(0, 20).map((what) => what.slice(0, 120)) } : {}),
  });
}

/** What a failed call says, in words. */
export function wordsOf({ content }: ToolResultSeen, hide: (text: string) => string): string {
  const text = content.flatMap((one) => textContent.safeParse(one).data?.text ?? []).join(' ');
  return String(strangersData(text, hide).data);
}

function bounded(output: ToolOutput): ToolOutput {
  const length = JSON.stringify(output).length;
  if (length <= LIMITS.output) return output;
  const { leftOut, text = '', data } = output;
  const all = data === undefined ? text : JSON.stringify(data) + (text && `\n${text}`);
  const room = LIMITS.output - JSON.stringify(leftOut ?? []).length - 200;
  // Escaping makes JSON of a text longer than the text.
  const ratio = Math.max(1, JSON.stringify(all).length / Math.max(1, all.length));
  return {
    text: all.slice(0, Math.floor(room / ratio)),
    cut: `${all.length} characters in all; ask for less`,
    ...(leftOut ? { leftOut } : {}),
  };
}

function kindOf(one: unknown): string[] {
  const { data: item } = anyContent.safeParse(one);
  if (item?.type === 'text') return [];
  return [item ? [item.type, item.mimeType].filter(Boolean).join(' ') : 'something that is no content'];
}

function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
