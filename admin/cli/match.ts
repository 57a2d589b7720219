import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { z } from 'zod';
import { type Contactable, createContactIndex } from '../../core/matching/contact-index.js';
import { identify } from '../../core/matching/identify.js';

/** What `frontdesk match` is asked to do; paths as given on the command line. */
export interface MatchRequest {
  contacts: string;
  queries: string;
  out: string;
  json?: boolean;
}

/** A request that cannot be carried out; its message is for the person at the keyboard. */
export class MatchInputError extends Error {
  override readonly name = 'MatchInputError';
  readonly exitCode = 2;
}

const contactRow = z.object({
  id: z.string().min(1),
  firstName: z.string(),
  lastName: z.string(),
  company: z.string(),
  email: z.string(),
  phone: z.string(),
});
const queryRow = z.object({ utterance: z.string() });
const CONTACT_COLUMNS = Object.keys(contactRow.shape);

/**
 * Runs every utterance of a CSV file against the contacts of another and writes
 * `utterance,decision,contactId,score,margin` (contactId only on accept). Prints how many of each decision there were,
 * and milliseconds a query (p50, p99); with `json` as one JSON object on one line. Nothing is left at `out` unless the
 * whole run succeeds. Resolves to exit code 0; throws MatchInputError (exitCode 2) when a file cannot be used.
 */
export async function runMatch(request: MatchRequest, io: { stdout: (line: string) => void }): Promise<number> {
  const index = createContactIndex(await readContacts(request.contacts));
  const queries = await readRows(request.queries, ['utterance'], queryRow);
  const counts = { accept: 0, ask: 0, none: 0 };
  const milliseconds: number[] = [];
  const rows: string[][] = [['utterance', 'decision', 'contactId', 'score', 'margin']];
  for (const { utterance } of queries) {
    const before = performance.now();
    const found = identify(index, { utterance });
    milliseconds.push(performance.now() - before);
    counts[found.decision] += 1;
    const contactId = found.decision === 'accept' ? (found.contact?.id ?? '') : '';
    rows.push([utterance, found.decision, contactId, String(found.score), String(found.margin)]);
  }
  await writeWhole(request.out, rows);
  const [p50, p99] = [percentile(milliseconds, 0.5), percentile(milliseconds, 0.99)];
  io.stdout(
    request.json
      ? JSON.stringify({ contacts: index.size, queries: queries.length, ...counts, milliseconds: { p50, p99 } })
      : `${queries.length} queries against ${index.size} contacts: ${counts.accept} accepted, ${counts.ask} to ask, ` +
          `${counts.none} none; ${p50} ms a query (p50), ${p99} ms (p99). Written to ${request.out}`,
  );
  return 0;
}

async function readContacts(path: string): Promise<Contactable[]> {
  const rows = await readRows(path, CONTACT_COLUMNS, contactRow);
  const seen = new Set<string>();
  return rows.map((row) => {
    if (seen.has(row.id))
      throw new MatchInputError(`${path} has the id ${row.id} twice; give every contact its own id.`);
    seen.add(row.id);
    const company = row.company.trim();
    return {
      id: row.id,
      firstName: row.firstName,
      lastName: row.lastName,
      ...(company === '' ? {} : { company: { id: company.toLowerCase(), name: company } }),
      emails: row.email.trim() === '' ? [] : [row.email],
      phones: row.phone.trim() === '' ? [] : [row.phone],
    };
  });
}

/** Reads a CSV file with a header line; other columns than the needed ones are left aside. */
async function readRows<T>(path: string, columns: readonly string[], shape: z.ZodType<T>): Promise<T[]> {
  const kind = await stat(path).catch((error: unknown) => {
    throw new MatchInputError(`${path} cannot be read (${reasonOf(error)}); check the path.`);
  });
  if (!kind.isFile()) throw new MatchInputError(`${path} is not a file; give the path of a CSV file.`);
  const rows: T[] = [];
  const parser = parse({
    bom: true,
    skip_empty_lines: false,
    relax_column_count: true,
    columns: (header: string[]) => checkHeader(path, header, columns),
  });
  try {
    await pipeline(createReadStream(path), parser, async (records: AsyncIterable<unknown>) => {
      for await (const record of records) {
        if (isBlankLine(record)) continue;
        rows.push(parseRow(path, rows.length + 2, record, shape));
      }
    });
  } catch (error) {
    if (error instanceof MatchInputError) throw error;
    throw new MatchInputError(
      `${path} cannot be read as CSV (${reasonOf(error)}); save it as UTF-8 CSV with a header.`,
    );
  }
  if (parser.info.lines === 0) throw new MatchInputError(`${path} is empty; its first line must name the columns.`);
  return rows;
}

function checkHeader(path: string, header: readonly string[], columns: readonly string[]): string[] {
  const names = header.map((name) => name.trim());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new MatchInputError(`${path} has no column ${missing.join(', ')}; its columns are ${names.join(', ')}.`);
  }
  return names;
}

/** A line with nothing on it is a gap, not a record; an empty utterance beside other columns is one. */
function isBlankLine(record: unknown): boolean {
  if (typeof record !== 'object' || record === null) return true;
  return false;
}

function parseRow<T>(path: string, line: number, record: unknown, shape: z.ZodType<T>): T {
  const row = shape.safeParse(record);
  if (row.success) return row.data;
  const issue = row.error.issues[0];
  throw new MatchInputError(
    `${path}, record ${line}: ${issue?.path.join('.') ?? 'row'} ${issue?.message ?? 'is wrong'}.`,
  );
}

/** Writes beside the target and renames, so that a reader never sees half a file. */
async function writeWhole(path: string, rows: readonly string[][]): Promise<void> {
  const draft = `${path}.${process.pid}.partial`;
  try {
    await pipeline(rows, stringify(), createWriteStream(draft));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new MatchInputError(`${path} cannot be written (${reasonOf(error)}); check the folder and its permissions.`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1);
  return Math.round((sorted[Math.max(0, at)] ?? 0) * 1000) / 1000;
}
