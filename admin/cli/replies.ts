import { readFile, writeFile } from 'node:fs/promises';
import { type ReplyIntent, readReply } from '../../core/approvals/reply-intent.js';
import { InvalidInput } from '../../core/errors.js';

/**
 * `frontdesk replies --file FILE --out results.tsv`: reads one reply a line (`\n` is a line break, `\\` a backslash) by
 * rules alone and writes `approve|deny|neutral<TAB>reply`, the reply exactly as the line was written. Every line gives
 * one result, empty ones too (neutral). Prints how many there were of each and returns 0.
 *
 * @throws {InvalidInput} with a one-line message when FILE cannot be read as UTF-8 or the results cannot be written.
 */
export async function runReplies(
  { file, out }: { file: string; out: string },
  io: { stdout: (line: string) => void },
): Promise<number> {
  const replies = splitLines(await readText(file));
  const counts: Record<ReplyIntent, number> = { approve: 0, deny: 0, neutral: 0 };
  const results = replies.map((reply) => {
    const { intent } = readReply(unescapeReply(reply));
    counts[intent] += 1;
    return `${intent}\t${reply}\n`;
  });
  try {
    await writeFile(out, results.join(''), 'utf8');
  } catch (error) {
    throw unusable(`Cannot write the results to ${out} (${codeOf(error)}). Name a file in a folder you may write to.`);
  }
  const { approve, deny, neutral } = counts;
  io.stdout(`${replies.length} replies: ${approve} approve, ${deny} deny, ${neutral} neutral. Written to ${out}.`);
  return 0;
}

/** A reply as it was typed: backslash n is a line break, two backslashes are one; any other backslash stays. */
export function unescapeReply(line: string): string {
  return line.replace(/\\(?:r\\n|[n\\])/g, (escaped) => (escaped === '\\\\' ? '\\' : '\n'));
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw unusable(`Cannot read the replies in ${file} (${codeOf(error)}). Name a text file with one reply a line.`);
  }
  try {
    // The decoder takes a byte order mark off.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable(`The replies in ${file} are not UTF-8 text. Save the file as UTF-8 and try again.`);
  }
}

/** Lines without their ends; the line end of the last line begins no new one. */
function splitLines(text: string): string[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

function unusable(message: string): InvalidInput {
  return new InvalidInput('unusable_file', message);
}
