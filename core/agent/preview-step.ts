/** What a step would meet at the vendor if it were carried out now: asked with reads only, in bounded time. */
import { VendorError } from '../errors.js';
import { within } from '../jobs/within.js';
import type { Preview, SecretKeeper, Tool, ToolScope } from '../tools/tool.js';
import { oneLine } from './quoted-text.js';

/** For one step. Milliseconds. */
const PREVIEW_MS = 30_000;

/** Longest words of a preview that are kept. Characters. */
const LONGEST = 500;

/** Looking ahead makes no secret and is handed none. */
const NO_SECRETS: SecretKeeper = {
  keep: () => Promise.reject(new Error('A preview keeps no secret')),
  open: () => Promise.reject(new Error('A preview is handed no secret')),
};

/**
 * The tool's own preview of exactly these arguments, on one line each; nothing where it has none. What the vendor refuses
 * for good while it is asked is the problem. Throws VendorError when the vendor cannot be asked now: later it can.
 */
export async function previewStep(
  { tool, scope }: { tool: Tool; scope: ToolScope },
  args: Record<string, unknown>,
  timeMs = PREVIEW_MS,
): Promise<Preview> {
  if (!tool.preview) return {};
  const stop = new AbortController();
  const asked = tool.preview({ ...scope, secrets: NO_SECRETS, signal: stop.signal }, args).then(
    (preview) => ({ preview }),
    (error: unknown) => ({ error }),
  );
  const settled = await within(asked, timeMs).catch((cause: unknown) => {
    stop.abort();
    const message = `${tool.name} could not be looked into: there was no answer for ${timeMs / 1_000} seconds`;
    throw new VendorError(tool.name, 'unavailable', message, { cause });
  });
  if ('error' in settled) {
    const { error } = settled;
    if (!(error instanceof VendorError) || error.passing) throw error;
    return { problem: oneLine(error.message, LONGEST) };
  }
  const { problem, sentence } = settled.preview;
  return {
    ...(problem ? { problem: oneLine(problem, LONGEST) } : {}),
    ...(sentence ? { sentence: oneLine(sentence, LONGEST) } : {}),
  };
}
