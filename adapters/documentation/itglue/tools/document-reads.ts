import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count, cutLine } from '../../../psa/words.js';
import { boundedList } from '../../bounded-list.js';
import { pageOf } from '../../document-page.js';
import type { FoundDocument } from '../document-search.js';
import { isPublished, kindOfSection, shownIn, textOf, UPLOADED } from '../documents.js';
import { excerptOf } from '../readable.js';
import type { DocumentRow } from '../shapes.js';
import { briefly as assetBriefly, findFlexibleAssets } from './flexible-asset-reads.js';
import { filled, INCOMPLETE, MOST_SHOWN, page, query, recordId, type ToolParts } from './parts.js';

const MOST_SECTIONS = 60;

export function documentReadTools(parts: ToolParts): Tool[] {
  const { documents, documentSearch } = parts;
  return [
    defineTool({
      name: 'itglue:search-documents',
      description:
        "Searches this client's documents in IT Glue by title and text. All titles without a query. Where IT Glue does not list documents, it says so and searches the flexible assets instead.",
      input: z.strictObject({ query: query.optional() }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const wanted = args.query ?? '';
        const words = args.query ? ` for "${args.query}"` : '';
        const { found, total, more, refused, withoutFolders } = await documentSearch.search(scope, wanted);
        if (refused !== undefined) {
          const assets = await findFlexibleAssets(parts, scope, wanted);
          const { rows, cut } = boundedList(assets.found.map(assetBriefly), MOST_SHOWN);
          return {
            output: {
              documents: [],
              unavailable: `IT Glue does not list documents for this API key (${cutLine(refused, 300)}). These are flexible assets instead.`,
              assets: rows,
              ...(cut ? { cut } : {}),
            },
            summary: `IT Glue does not list documents for this API key; found ${count(assets.found.length, 'flexible asset')}${words} instead.`,
          };
        }
        const { rows, cut } = boundedList(
          found.map((each) => briefly(each, wanted)),
          MOST_SHOWN,
        );
        return {
          output: {
            documents: rows,
            found: found.length,
            total,
            ...(cut ? { cut } : {}),
            ...(more ? { incomplete: INCOMPLETE } : {}),
            ...(withoutFolders
              ? { withoutFolders: 'Documents in folders may be missing: IT Glue was not to be asked for them.' }
              : {}),
          },
          summary: `Found ${count(found.length, 'document')}${words}.`,
        };
      },
    }),
    defineTool({
      name: 'itglue:get-document',
      description:
        'Reads one document of this client in IT Glue as Markdown, with the ids of its sections. Passwords in it are left out; uploaded files cannot be read.',
      input: z.strictObject({ documentId: recordId('a document'), page }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.documentId }),
      async run(scope, args) {
        const document = await documents.get(scope, args.documentId);
        const name = document.name ?? document.id;
        if (document['is-uploaded']) {
          return {
            output: { ...about(document), unreadable: UPLOADED },
            summary: `The document "${name}" is an uploaded file, which IT Glue does not let an API key read.`,
          };
        }
        const sections = await documents.sections(scope, document);
        const shown = shownIn(document, sections);
        return {
          output: {
            ...about(document),
            ...pageOf(textOf(document, sections), args.page),
            sections: sections.slice(0, MOST_SECTIONS).map((section) => ({
              id: section.id,
              kind: kindOfSection(section),
              begins: shown(section, 60) ?? '(left out)',
            })),
          },
          summary: `Read the document "${name}".`,
        };
      },
    }),
  ];
}

function about(document: DocumentRow) {
  return filled({
    id: document.id,
    name: document.name,
    organization: document['organization-name'],
    updatedAt: document['updated-at'],
    archived: document.archived || undefined,
    draft: draftOf(document),
    url: document['resource-url'],
  });
}

function briefly({ document, text }: FoundDocument, wanted: string) {
  return filled({
    id: document.id,
    name: document.name,
    updatedAt: document['updated-at'],
    uploadedFile: document['is-uploaded'] || undefined,
    draft: draftOf(document),
    excerpt: text && excerptOf(text, wanted),
  });
}

/** A reader should not take for agreed what somebody is still writing. */
const draftOf = (document: DocumentRow) =>
  isPublished(document) === false ? 'Not published yet, or changed since' : undefined;
