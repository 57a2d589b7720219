import { VendorError } from '../../../core/errors.js';
import type { ItGlueClient } from './client.js';
import { type Documents, kindOfSection, shownIn, TEXT, UPLOADED } from './documents.js';
import { VENDOR } from './failure.js';
import { markdownToHtml } from './markdown-to-html.js';
import { saySame } from './readable.js';
import type { At } from './records.js';
import { foreign, organizationOf, ownRecord } from './scoped.js';
import { type DocumentRow, documentShape, type SectionRow, sectionShape } from './shapes.js';

export interface NewDocument {
  name: string;
  content: string;
}

export interface DocumentChange {
  documentId: string;
  name?: string | undefined;
  content?: string | undefined;
  /** Whose text `content` replaces; without it, `content` is added at the end. */
  sectionId?: string | undefined;
}

/** What there is already of a document that is to be made. */
export type Standing =
  | { state: 'none' }
  /** One of this name without a text: what is left of a try that broke off. */
  | { state: 'begun'; document: DocumentRow }
  | { state: 'done'; document: DocumentRow }
  /** Another one of this name. */
  | { state: 'taken'; document: DocumentRow }
  /** Documents cannot be listed. */
  | { state: 'unknown' };

export interface DocumentChanges {
  standing(at: At, document: NewDocument): Promise<Standing>;
  /** Makes it and publishes it; goes on with one that was begun. Throws VendorError. */
  create(at: At, document: NewDocument): Promise<{ document: DocumentRow; already: boolean }>;
  /** Why a change would be refused, as a sentence; undefined when nothing stands in its way. */
  problem(at: At, change: DocumentChange): Promise<string | undefined>;
  /** Changes what is told and nothing else, and publishes. Throws VendorError. */
  update(at: At, change: DocumentChange): Promise<{ document: DocumentRow; already: boolean }>;
  /** The document, when all of a change stands in it. */
  made(at: At, change: DocumentChange): Promise<DocumentRow | undefined>;
}

/** The type of JSON:API that sections are of: by the pattern of the others (unconfirmed). */
const SECTION = 'document-sections';

/** What Markdown cannot say again, so that writing a section anew would lose it. */
const BEYOND_MARKDOWN = /<(?:img|iframe|video|audio|object|embed|svg|table|form|input)\b/i;

/**
 * The text of a document is in its sections, and what is new is a draft until it is published. Names are not unique.
 * Source: IT Glue facts, documents.
 */
export function createDocumentChanges({
  client,
  documents,
}: {
  client: ItGlueClient;
  documents: Documents;
}): DocumentChanges {
  const sectionsOf = ({ id }: DocumentRow) => `/documents/${id}/relationships/sections`;

  async function addSection(at: At, document: DocumentRow, content: string): Promise<void> {
    await client.create(
      {
        doing: `write a section of the document "${document.name ?? document.id}"`,
        path: sectionsOf(document),
        signal: at.signal,
      },
      SECTION,
      { 'resource-type': TEXT, content: markdownToHtml(content) },
      sectionShape,
    );
  }

  const publish = ({ signal }: At, { id, name }: DocumentRow) =>
    client.change({ doing: `publish the document "${name ?? id}"`, path: `/documents/${id}/publish`, signal });

  async function standing(at: At, { name, content }: NewDocument): Promise<Standing> {
    const { rows, refused } = await documents.all(at);
    if (refused !== undefined) return { state: 'unknown' };
    const named = rows.filter((row) => row.name?.trim().toLowerCase() === name.trim().toLowerCase());
    const looked = await Promise.all(
      named.map(async (document): Promise<Standing> => {
        if (document['is-uploaded']) return { state: 'taken', document };
        const sections = await documents.sections(at, document);
        if (sections.length === 0) return { state: 'begun', document };
        const same = sections.length === 1 && saySame(sections[0]?.content, markdownToHtml(content));
        return { state: same ? 'done' : 'taken', document };
      }),
    );
    const first = (state: Standing['state']) => looked.find((each) => each.state === state);
    return first('done') ?? first('taken') ?? first('begun') ?? { state: 'none' };
  }

  async function make({ mapping, signal }: At, name: string): Promise<DocumentRow> {
    const organization = organizationOf({ mapping });
    const path = `/organizations/${organization}/relationships/documents`;
    const made = await client.create(
      { doing: `create the document "${name}"`, path, signal },
      'documents',
      { name },
      documentShape,
    );
    return ownRecord(organization, 'Document', made.id, made);
  }

  /** The document and its sections, looked at anew, and what stands in the way of changing it. */
  async function look(at: At, { documentId, content, sectionId }: DocumentChange) {
    const document = await documents.get(at, documentId);
    const hindrance = hindranceOf(document);
    if (hindrance) return { document, sections: [], problem: hindrance };
    const sections = await documents.sections(at, document);
    const section = sections.find(({ id }) => id === sectionId);
    if (sectionId === undefined || content === undefined) return { document, sections };
    if (!section) throw foreign('Section', sectionId);
    return { document, sections, section, problem: reasonNotToReplace({ document, sections }, section, content) };
  }

  function stands(sections: readonly SectionRow[], { content, sectionId }: DocumentChange): boolean {
    if (content === undefined) return true;
    const html = markdownToHtml(content);
    return sections.some((section) => (sectionId ?? section.id) === section.id && saySame(section.content, html));
  }

  const isNamed = (document: DocumentRow, { name }: DocumentChange) => name === undefined || document.name === name;

  return {
    standing,
    async create(at, wanted) {
      const found = await standing(at, wanted);
      if (found.state === 'taken') {
        throw new VendorError(VENDOR, 'conflict', takenBy(found.document));
      }
      if (found.state === 'done') {
        await publish(at, found.document);
        return { document: found.document, already: true };
      }
      const document = found.state === 'begun' ? found.document : await make(at, wanted.name);
      try {
        await addSection(at, document, wanted.content);
        await publish(at, document);
      } catch (error) {
        throw withRest(error, `The document "${wanted.name}" (${document.id}) is left in IT Glue as a draft.`);
      }
      return { document, already: false };
    },
    problem: async (at, change) => (await look(at, change)).problem,
    async update(at, change) {
      const { document, sections, section, problem } = await look(at, change);
      if (problem) throw new VendorError(VENDOR, 'forbidden', problem);
      const already = stands(sections, change) && isNamed(document, change);
      const { name, content } = change;
      const { signal } = at;
      if (!isNamed(document, change)) {
        const path = `/organizations/${organizationOf(at)}/relationships/documents/${document.id}`;
        await client.change({ doing: `rename the document ${document.id}`, path, signal }, 'documents', { name });
      }
      if (content !== undefined && !stands(sections, change)) {
        if (section) {
          const doing = `write section ${section.id} of the document "${document.name ?? document.id}"`;
          const path = `${sectionsOf(document)}/${section.id}`;
          await client.change({ doing, path, signal }, SECTION, { content: markdownToHtml(content) });
        } else await addSection(at, document, content);
      }
      try {
        await publish(at, document);
      } catch (error) {
        throw withRest(error, `What was written in the document "${document.name ?? document.id}" is left as a draft.`);
      }
      return { document, already };
    },
    async made(at, change) {
      const { document, sections } = await look(at, change);
      return stands(sections, change) && isNamed(document, change) ? document : undefined;
    },
  };
}

export const takenBy = ({ id, name }: DocumentRow): string =>
  `This client has a document "${name ?? id}" (${id}) in IT Glue already; change that one, or choose another name.`;

function hindranceOf(document: DocumentRow): string | undefined {
  if (document.archived) {
    return `The document "${document.name ?? document.id}" is archived; a technician takes it out of the archive in IT Glue first.`;
  }
  return document['is-uploaded'] ? UPLOADED : undefined;
}

/** What would be lost when a section is written anew, as a sentence. */
function reasonNotToReplace(
  { document, sections }: { document: DocumentRow; sections: readonly SectionRow[] },
  section: SectionRow,
  content: string,
): string | undefined {
  if (saySame(section.content, markdownToHtml(content))) return undefined;
  const kind = kindOfSection(section);
  if (section['resource-type'] !== TEXT) {
    return `Section ${section.id} is no text (${kind}); a technician changes it in IT Glue, or the text is added at the end.`;
  }
  if (BEYOND_MARKDOWN.test(section.content ?? '')) {
    return `Section ${section.id} holds pictures, tables or the like, which would be lost; a technician changes it in IT Glue, or the text is added at the end.`;
  }
  if (shownIn(document, sections)(section) === undefined) {
    return `Section ${section.id} holds what looks like a password, which Frontdesk does not read and so would lose; a technician changes it in IT Glue, or the text is added at the end.`;
  }
  return undefined;
}

/** The same failure, with what is left of the try. */
function withRest(error: unknown, rest: string): unknown {
  if (!(error instanceof VendorError)) return error;
  return new VendorError(VENDOR, error.failure, `${error.message} ${rest}`, {
    outcomeUnknown: error.outcomeUnknown,
    ...(error.vendorStatus === undefined ? {} : { vendorStatus: error.vendorStatus }),
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    cause: error,
  });
}
