import { stringify } from 'csv-stringify/sync';
import type { ActivityRecord } from './entry.js';
import { createPseudonyms } from './personal.js';
import type { ActivityQuery } from './read.js';
import type { Activity } from './record.js';

export interface ExportRequest extends ActivityQuery {
  /** `json`: one object a line. `csv`: a header and one row an entry, the detail as JSON in its cell. */
  format: 'json' | 'csv';
  /** `masked`: names, e-mail addresses and telephone numbers become person-1, person-2, ..., the same throughout. */
  personal: 'kept' | 'masked';
}

const COLUMNS = [
  ...(['at', 'clientId', 'runId', 'ticketId', 'conversationId', 'kind', 'what', 'detail'] as const),
  ...(['chain', 'seq', 'previous', 'hash'] as const),
];

/**
 * The record as text, piece by piece, oldest first. With personal data kept every entry carries its place in the chain, so
 * that the JSON form can be verified without the installation (`verifyExport`). Masked entries carry only the number of
 * their place: a hash would let somebody try names until it fits.
 */
export async function* exportActivity(
  activity: Pick<Activity, 'stream'>,
  request: ExportRequest,
): AsyncGenerator<string> {
  const { format, personal, ...query } = request;
  const present = personal === 'masked' ? await masking(activity, query) : (entry: ActivityRecord) => entry;
  if (format === 'csv') yield row(COLUMNS);
  for await (const entry of activity.stream(query)) {
    const shown = present(entry);
    yield format === 'json' ? `${JSON.stringify(shown)}\n` : row(COLUMNS.map((column) => cell(shown[column])));
  }
}

/** People are learned from all entries first, so that a sentence is masked whose name only a later entry tells. */
async function masking(activity: Pick<Activity, 'stream'>, query: ActivityQuery) {
  const pseudonyms = createPseudonyms();
  for await (const { what, detail } of activity.stream(query)) pseudonyms.learn({ text: what, detail });
  return ({ what, detail, hash: _hash, previous: _previous, ...entry }: ActivityRecord): ActivityRecord => ({
    ...entry,
    what: String(pseudonyms.mask(what)),
    ...(detail === undefined ? {} : { detail: pseudonyms.mask(detail) }),
  });
}

/** A spreadsheet runs nothing that stands in a cell. */
function row(cells: readonly string[]): string {
  return stringify([[...cells]], { escape_formulas: true, record_delimiter: 'windows' });
}

function cell(value: unknown): string {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
