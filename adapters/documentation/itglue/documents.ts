import { VendorError } from '../../../core/errors.js';
import { withoutSecrets } from '../without-secrets.js';
import type { ItGlueClient } from './client.js';
import type { Organizations } from './organizations.js';
import { asMarkdown } from './readable.js';
import type { At } from './records.js';
import { organizationOf, ownRecord, ownRows } from './scoped.js';
import { type DocumentRow, documentShape, type SectionRow, sectionShape } from './shapes.js';

export interface DocumentList {
  rows: DocumentRow[];
  more: boolean;
  /** IT Glue does not list documents for this API key: `rows` is empty, and this is what it says. */
  refused?: string;
  /** Documents in folders could not be asked for. */
  withoutFolders?: boolean;
}

export interface Documents {
  /** Names only, all of the mapped organisation that are not archived. */
  all(at: At): Promise<DocumentList>;
  /** Throws VendorError forbidden for what is not of the mapped organisation. */
  get(at: At, id: string): Promise<DocumentRow>;
  /** In their order. Only of a document that `get` or `all` gave. */
  sections(at: At, document: DocumentRow): Promise<SectionRow[]>;
}

/**
 * A list without it has only what stands in no folder. One script in the wild says that this asks for the others; the
 * vendor's page has neither (unconfirmed), so that a refusal of it is no fault.
 */
const IN_FOLDERS = { 'filter[document_folder_id][ne]': 'null' };

/**
 * Reading documents is best effort: only changing them is on the vendor's page, everything else is what clients do, and one
 * team was refused lists for an API key (unconfirmed). Source: IT Glue facts, documents.
 */
export function createDocuments({
  client,
  organizations,
}: {
  client: ItGlueClient;
  organizations: Organizations;
}): Documents {
  return {
    async all(at) {
      const organization = organizationOf(at);
      const path = `/organizations/${organization}/relationships/documents`;
      const call = { doing: 'list the documents', path, signal: at.signal };
      const own = (rows: readonly DocumentRow[]) => ownRows(organization, rows).filter(({ archived }) => !archived);
      try {
        const root = await client.list(call, documentShape);
        const foldered = await client.list({ ...call, query: IN_FOLDERS }, documentShape).catch(ignoreRefusal);
        const rows = new Map([...root.rows, ...(foldered?.rows ?? [])].map((row) => [row.id, row]));
        return {
          rows: own([...rows.values()]),
          more: root.more || foldered?.more === true,
          ...(foldered ? {} : { withoutFolders: true }),
        };
      } catch (error) {
        ignoreRefusal(error);
        // It may be the organisation that is gone, which is another matter.
        await organizations.get(at);
        return { rows: [], more: false, refused: error instanceof Error ? error.message : '' };
      }
    },
    async get({ mapping, signal }, id) {
      const organization = organizationOf({ mapping });
      const call = { doing: `read the document ${id}`, path: `/documents/${id}`, signal };
      return ownRecord(organization, 'Document', id, await client.find(call, documentShape));
    },
    async sections({ signal }, { id, name }) {
      const path = `/documents/${id}/relationships/sections`;
      const call = { doing: `read the sections of the document "${name ?? id}"`, path, signal };
      const { rows } = await client.list(call, sectionShape);
      return rows.every(({ sort }) => typeof sort === 'number')
        ? [...rows].sort((one, other) => (one.sort ?? 0) - (other.sort ?? 0))
        : rows;
    },
  };
}

/** What is refused may be what IT Glue does not offer to keys; anything else is thrown on. */
function ignoreRefusal(error: unknown): undefined {
  const refused = ['forbidden', 'not_found', 'invalid'];
  if (error instanceof VendorError && refused.includes(error.failure)) return undefined;
  throw error;
}

/** Kinds of sections. Source: IT Glue facts, documents. */
export const TEXT = 'Document::Text';
const HEADING = 'Document::Heading';
const STEP = 'Document::Step';
const GALLERY = 'Document::Gallery';

export const kindOfSection = ({ 'resource-type': kind }: SectionRow): string =>
  (kind ?? 'unknown').replace('Document::', '').toLowerCase();

/** The text of a document as Markdown without secrets: headings, texts and numbered steps, one after another. */
export function textOf(document: DocumentRow, sections: readonly SectionRow[]): string {
  let step = 0;
  const parts = sections.map((section) => {
    const text = asMarkdown(section.content, document['resource-url']);
    switch (section['resource-type']) {
      case HEADING:
        return text && `## ${text.replace(/^#+\s*/, '').replace(/\s*\n\s*/g, ' ')}`;
      case STEP:
        step += 1;
        return `${step}. ${text.replaceAll('\n', '\n   ')}`;
      case GALLERY:
        return '(pictures, which are not read here)';
      default:
        return text;
    }
  });
  // The label of a secret may be in one section and the secret in the next, so that the whole is looked at.
  return withoutSecrets(parts.filter(Boolean).join('\n\n'));
}

/**
 * Tells of a section what the document's text shows of its beginning, at most so many characters; undefined where the text
 * does not: something in it is taken for a secret, perhaps for what stands in the section before. One line.
 */
export function shownIn(document: DocumentRow, sections: readonly SectionRow[]) {
  const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
  const whole = oneLine(textOf(document, sections));
  return (section: SectionRow, longest = Number.POSITIVE_INFINITY): string | undefined => {
    const line = oneLine(asMarkdown(section.content, document['resource-url'])).slice(0, longest);
    return whole.includes(line) ? line : undefined;
  };
}

/** What a reader is told of a document without a text. Source: IT Glue facts, documents. */
export const UPLOADED =
  'This is an uploaded file (Word, PDF or the like), which IT Glue does not let an API key read; a technician opens it in IT Glue.';

/**
 * Whether readers see all that is written in it. IT Glue's word for it is unconfirmed; undefined where it says nothing.
 * Source: IT Glue facts, documents.
 */
export function isPublished({ published, draft }: DocumentRow): boolean | undefined {
  if (typeof draft === 'boolean') return !draft;
  return published ?? undefined;
}
