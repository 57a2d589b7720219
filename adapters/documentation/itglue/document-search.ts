import { VendorError } from '../../../core/errors.js';
import { type DocumentList, type Documents, textOf } from './documents.js';
import { rank } from './rank.js';
import type { At } from './records.js';
import { organizationOf } from './scoped.js';
import type { DocumentRow } from './shapes.js';

export interface FoundDocument {
  document: DocumentRow;
  /** Markdown without secrets; undefined where it was not read. */
  text: string | undefined;
}

export interface FoundDocuments extends Omit<DocumentList, 'rows'> {
  found: FoundDocument[];
  /** How many documents this organisation has. */
  total: number;
}

export interface DocumentSearch {
  search(at: At, query: string): Promise<FoundDocuments>;
}

/** Texts are one request each: so many are read for a search whose words no title has. */
const MOST_TEXTS = 40;
/** Titles that are enough of an answer. */
const ENOUGH = 3;
/** A text that was read is good for so long, unless its document changed: whether sections change its time is unconfirmed. */
const AGE_MS = 10 * 60_000;
const MOST_KEPT = 1_000;

/** By title, and where few titles fit, by text: IT Glue searches neither. Source: IT Glue facts, documents. */
export function createDocumentSearch({ documents, now }: { documents: Documents; now: () => Date }): DocumentSearch {
  const kept = new Map<string, { changed: string; until: number; text: string }>();

  async function read(at: At, document: DocumentRow): Promise<string> {
    const key = `${organizationOf(at)} ${document.id}`;
    const changed = document['updated-at'] ?? '';
    const known = kept.get(key);
    if (known && known.changed === changed && known.until > now().getTime()) return known.text;
    const text = document['is-uploaded'] ? '' : textOf(document, await documents.sections(at, document));
    kept.delete(key);
    const oldest = kept.keys().next().value;
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(key, { changed, until: now().getTime() + AGE_MS, text });
    return text;
  }

  /** A text that is refused is one that is not there; whatever may pass is thrown on. */
  async function textOrNone(at: At, document: DocumentRow): Promise<string | undefined> {
    try {
      return await read(at, document);
    } catch (error) {
      if (error instanceof VendorError && !error.passing && error.failure !== 'unauthorized') return undefined;
      throw error;
    }
  }

  const withTexts = (at: At, rows: readonly DocumentRow[]) =>
    Promise.all(rows.map(async (document) => ({ id: document.id, document, text: await textOrNone(at, document) })));

  return {
    async search(at, query) {
      const { rows, ...list } = await documents.all(at);
      const titled = rank(rows, query, ({ name }) => ({ name: name ?? '', text: '' }));
      if (query.trim() === '') {
        return { ...list, total: rows.length, found: titled.map((document) => ({ document, text: undefined })) };
      }
      const candidates = titled.length >= ENOUGH ? titled : [...titled, ...newestFirst(rows, titled)];
      const read = await withTexts(at, candidates.slice(0, titled.length >= ENOUGH ? 10 : MOST_TEXTS));
      const found = rank(read, query, ({ document, text = '' }) => ({ name: document.name ?? '', text }));
      return { ...list, total: rows.length, found };
    },
  };
}

function newestFirst(rows: readonly DocumentRow[], except: readonly DocumentRow[]): DocumentRow[] {
  const without = new Set(except.map(({ id }) => id));
  return rows
    .filter(({ id }) => !without.has(id))
    .sort((one, other) => (other['updated-at'] ?? '').localeCompare(one['updated-at'] ?? ''));
}
