import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { InvalidInput, reasonOf } from '../../core/errors.js';
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
export class MatchInputError extends InvalidInput {
  readonly exitCode = 2;
  constructor(message: string) {
    super('unusable_file', message);
  }
}

const field = z.string().default('');
const contactRow = z.object({
  id: z.string().min(1, 'is empty'),
  firstName: field,
  lastName: field,
  company: field,
  email: field,
  phone: field,
});
const queryRow = z.object({ utterance: field });
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

/**
 * Reads a CSV file with a header line; other columns than the needed ones are left aside. Commas that nobody quoted
 * belong to the last column, so that "whitfield, dana" survives in a file of one column.
 */
async function readRows<T>(path: string, columns: readonly string[], shape: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new MatchInputError(`${path} cannot be read (${reasonOf(error)}); check the path.`);
  });
  const [first, ...records] = parseCells(path, text, columns.length > 1);
  if (first === undefined) throw new MatchInputError(`${path} is empty; its first line must name the columns.`);
  const header = checkHeader(path, first, columns);
  return records.map((cells, at) => parseRow(path, at + 1, byColumn(header, cells), shape));
}

function parseCells(path: string, text: string, skipEmptyLines: boolean): string[][] {
  try {
    const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: skipEmptyLines };
    return z.array(z.array(z.string())).parse(parse(text, options));
  } catch (error) {
    throw new MatchInputError(
      `${path} cannot be read as CSV (${reasonOf(error)}); save it as UTF-8 CSV with a header.`,
    );
  }
}

function checkHeader(path: string, header: readonly string[], columns: readonly string[]): string[] {
  const names = header.map((name) => name.trim());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new MatchInputError(`${path} has no column ${missing.join(', ')}; its columns are ${names.join(', ')}.`);
  }
  return names;
}

function byColumn(header: readonly string[], cells: readonly string[]): Record<string, string | undefined> {
  const last = header.length - 1;
  return Object.fromEntries(
    header.map((name, at) => [
      name,
      at === last && cells.length > header.length ? cells.slice(at).join(',') : cells[at],
    ]),
  );
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
async function writeWhole(path: string, rows: string[][]): Promise<void> {
  const draft = `${path}.${process.pid}.partial`;
  try {
    await writeFile(draft, stringify(rows));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new MatchInputError(`${path} cannot be written (${reasonOf(error)}); check the folder and its permissions.`);
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1);
  return Math.round((sorted[Math.max(0, at)] ?? 0) * 1000) / 1000;
}
