import { z } from 'zod';
import type { Listed, ListedTool } from './listed-tools.js';

/** What was found at a server, and what of it an admin has looked at. Dates as ISO text. */
const wording = z.object({ description: z.string(), schema: z.unknown(), annotations: z.unknown() });
const stockedTool = z.object({
  /** The server's own name for it. */
  name: z.string(),
  /** As it was last found; absent since the server no longer lists it. */
  now: z.object({ hash: z.string(), wording }).optional(),
  /** As an admin last looked at it; `wording` only where it is another one by now. */
  looked: z.object({ hash: z.string(), wording: wording.optional() }).optional(),
  /** Since when it is as it is. */
  since: z.string(),
});
export const stock = z.object({
  url: z.string(),
  at: z.string(),
  tools: z.array(stockedTool),
  refused: z.array(z.object({ name: z.string(), why: z.string() })),
});
export type Stock = z.infer<typeof stock>;
export type StockedTool = z.infer<typeof stockedTool>;

/** How many tools that are no longer there are remembered, so that one which comes back is known. */
const MOST_GONE = 200;

export type Standing = 'as_seen' | 'new' | 'changed';

/** Whether a tool is what an admin last looked at. */
export function standingOf({ now, looked }: StockedTool): Standing {
  if (!looked) return 'new';
  return now?.hash === looked.hash ? 'as_seen' : 'changed';
}

/**
 * What is known after the server was asked for its tools. What an admin connects for the first time counts as looked at;
 * whatever changes or comes later does not.
 */
export function takeStock(before: Stock | undefined, listed: Listed, { url, at }: { url: string; at: string }): Stock {
  const { refused } = listed;
  if (!before || before.url !== url) {
    const tools = listed.tools.map(({ name, ...now }) => ({ name, now, looked: { hash: now.hash }, since: at }));
    return { url, at, tools, refused };
  }
  const found = listed.tools.map((one) =>
    stocked(
      before.tools.find(({ name }) => name === one.name),
      one,
      at,
    ),
  );
  const names = new Set(listed.tools.map(({ name }) => name));
  const gone = before.tools
    .filter(({ name }) => !names.has(name))
    .flatMap((tool) => withoutNow(tool) ?? [])
    .slice(0, MOST_GONE);
  return { url, at, tools: [...found, ...gone], refused };
}

function stocked(known: StockedTool | undefined, { name, ...now }: ListedTool, at: string): StockedTool {
  if (!known) return { name, now, since: at };
  if (known.now?.hash === now.hash) return known;
  const looked = known.looked && {
    hash: known.looked.hash,
    ...(known.looked.hash === now.hash ? {} : { wording: known.looked.wording ?? known.now?.wording }),
  };
  return { name, now, since: at, ...(looked ? { looked: withoutAbsent(looked) } : {}) };
}

function withoutNow({ now, looked, ...tool }: StockedTool): StockedTool | undefined {
  if (!looked) return undefined;
  return { ...tool, looked: withoutAbsent({ hash: looked.hash, wording: looked.wording ?? now?.wording }) };
}

type Looked = NonNullable<StockedTool['looked']>;
function withoutAbsent({ hash, wording: words }: { hash: string; wording?: Looked['wording'] | undefined }): Looked {
  return { hash, ...(words ? { wording: words } : {}) };
}

/** The stock after an admin has looked at what this tool says now; undefined when it does not say this. */
export function lookedAt(before: Stock, name: string, hash: string): Stock | undefined {
  const known = before.tools.find((tool) => tool.name === name);
  if (!known?.now || known.now.hash !== hash || known.looked?.hash === hash) return undefined;
  const tools = before.tools.map((tool) => (tool === known ? { ...tool, looked: { hash } } : tool));
  return { ...before, tools };
}
