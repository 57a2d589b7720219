import { z } from 'zod';
import { type ChangingTool, defineTool, type Tool } from '../../../../core/tools/tool.js';
import { cutLine } from '../../../psa/words.js';
import { type DocumentChange, takenBy } from '../document-changes.js';
import { isPublished } from '../documents.js';
import { holdsSecret } from '../readable.js';
import { filled, recordId, type ToolParts } from './parts.js';

const name = z.string().trim().min(1).max(200).describe('Title of the document');
const content = z
  .string()
  .trim()
  .min(1)
  .max(30_000)
  .describe('Markdown: headings, paragraphs, lists, code, bold, links to web addresses. HTML in it is shown as text');

const createInput = z.strictObject({ name, content });
const updateInput = z
  .strictObject({
    documentId: recordId('a document'),
    name: name.optional(),
    content: content.optional(),
    sectionId: z
      .string()
      .regex(/^\d{1,19}$/)
      .optional()
      .describe(
        'The section whose text is replaced by the content, as get-document gives it; without it the content is added at the end',
      ),
  })
  .refine((args) => args.name !== undefined || args.content !== undefined, 'Give a name or a content')
  .refine((args) => args.sectionId === undefined || args.content !== undefined, 'Give the content of the section');

/** A document of ours names no secrets: whoever agrees to the step is told that it seems to. */
const CAREFUL = ' The text seems to hold a password: look at it before you agree.';
const careful = (text: string | undefined) => (text !== undefined && holdsSecret(text) ? CAREFUL : '');

export function documentWriteTools(parts: ToolParts): Tool[] {
  return [createDocumentTool(parts), updateDocumentTool(parts)];
}

function createDocumentTool({ documentChanges, organizations }: ToolParts): Tool {
  return defineTool({
    name: 'itglue:create-document',
    description:
      'Creates a document of this client in IT Glue from Markdown, and publishes it. Refused when it has one of this name already.',
    input: createInput,
    effect: 'write',
    subject: (args) => ({ kind: 'other', ref: args.name }),
    describe: (args) =>
      `Create and publish the document "${args.name}" in IT Glue (${args.content.length} characters): ${cutLine(args.content, 200)}`,
    async preview(scope, args) {
      const { name: organization } = await organizations.get(scope);
      const found = await documentChanges.standing(scope, args);
      if (found.state === 'taken') return { problem: takenBy(found.document) };
      const unseen = found.state === 'unknown' ? ' Whether there is one of this name cannot be seen.' : '';
      return {
        sentence: `Create and publish the document "${args.name}" of ${organization} in IT Glue (${args.content.length} characters): ${cutLine(args.content, 200)}${unseen}${careful(args.content)}`,
      };
    },
    async run(scope, args) {
      const { document, already } = await documentChanges.create(scope, args);
      return {
        output: filled({ documentId: document.id, name: args.name, url: document['resource-url'], already }),
        summary: already
          ? `The document "${args.name}" was there already with this text; it is published.`
          : `Created and published the document "${args.name}" (${document.id}) in IT Glue.`,
      };
    },
    async observe(scope, args) {
      const found = await documentChanges.standing(scope, args);
      if (found.state === 'unknown') return 'unknown';
      // Where nobody can tell whether it is published, running it again writes nothing twice, and publishes.
      return found.state === 'done' && isPublished(found.document) ? 'happened' : 'not_happened';
    },
    undo: (args) => `Archive or delete the document "${args.name}" in IT Glue.`,
    creates: createdDocument,
  });
}

const createdDocument: ChangingTool['creates'] = (output) => {
  const parsed = z.object({ documentId: z.string() }).safeParse(output);
  return parsed.success ? { kind: 'other', ref: parsed.data.documentId } : undefined;
};

function updateDocumentTool({ documentChanges, documents, organizations }: ToolParts): Tool {
  return defineTool<DocumentChange>({
    name: 'itglue:update-document',
    description:
      'Changes a document of this client in IT Glue: its name, the text of one section, or text added at the end; all else stays. Then publishes it, with whatever drafts are in it.',
    input: updateInput,
    effect: 'write',
    subject: (args) => ({ kind: 'other', ref: args.documentId }),
    describe: (args) => `${sentenceOf(args, `document ${args.documentId}`)}.`,
    async preview(scope, args) {
      const problem = await documentChanges.problem(scope, args);
      if (problem) return { problem };
      const { name: organization } = await organizations.get(scope);
      const document = await documents.get(scope, args.documentId);
      const which = `the document "${document.name ?? document.id}" (${document.id}) of ${organization}`;
      return {
        sentence: `${sentenceOf(args, which)}, and publish it with whatever drafts are in it.${careful(args.content)}`,
      };
    },
    async run(scope, args) {
      const { document, already } = await documentChanges.update(scope, args);
      const which = `the document "${args.name ?? document.name ?? document.id}" (${document.id})`;
      return {
        output: filled({ documentId: document.id, name: args.name ?? document.name, before: document.name, already }),
        summary: already
          ? `All of it stood in ${which} already; it is published.`
          : `Changed and published ${which} in IT Glue.`,
      };
    },
    async observe(scope, args) {
      const document = await documentChanges.made(scope, args);
      return document && isPublished(document) ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      `Open document ${args.documentId} in IT Glue and take ${[args.name && 'the old name', args.content && (args.sectionId ? `the old text of section ${args.sectionId}` : 'the added section out')].filter(Boolean).join(' and ')} from its revisions.`,
  });
}

function sentenceOf({ name: title, content: text, sectionId }: DocumentChange, which: string): string {
  const parts = [
    title !== undefined && `rename it "${title}"`,
    text !== undefined &&
      `${sectionId ? `replace section ${sectionId}` : 'add at the end'} (${text.length} characters): ${cutLine(text, 200)}`,
  ].filter(Boolean);
  return `Change ${which} in IT Glue: ${parts.join('; ')}`;
}
