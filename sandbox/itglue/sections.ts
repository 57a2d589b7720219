/** A document's sections, where its text is. As clients use them; order is by `sort`. Source: IT Glue facts, documents. */
import type { JsonObject } from '../json.js';
import { numberOf, sentAttributes, textOf } from './body.js';
import { notFound, unprocessable } from './errors.js';
import { list, single } from './listing.js';
import { idOf } from './paths.js';
import { answer, type Call, type Resource, type Route } from './resource.js';
import { type Document, SECTION_TYPES, type Section } from './shapes.js';
import type { Stored } from './stored.js';

const WRITABLE = ['resource-type', 'content', 'level', 'duration', 'reset-count', 'sort'] as const;

const SECTIONS: Resource<Section> = {
  type: 'document-sections',
  attributes: (section) => ({
    'resource-type': section.type,
    content: section.content,
    level: section.level,
    duration: section.duration,
    sort: section.sort,
    'created-at': section.created.toISOString(),
    'updated-at': section.updated.toISOString(),
  }),
  filters: { id: ({ id }) => id, resource_type: ({ type }) => type },
  sorts: {
    sort: ({ sort }) => sort,
    id: ({ id }) => id,
    created_at: ({ created }) => created.getTime(),
    updated_at: ({ updated }) => updated.getTime(),
  },
  includes: {},
};

export function sectionRoutes(stored: Stored): Route[] {
  const documentIn = (call: Call): Document => {
    const document = stored.documents.get(idOf(call, 'document'));
    if (!document) throw notFound();
    return document;
  };
  const sectionIn = (call: Call): { document: Document; section: Section } => {
    const document = documentIn(call);
    const section = document.sections.find(({ id }) => id === idOf(call));
    if (!section) throw notFound();
    return { document, section };
  };
  const keep = (document: Document, sections: readonly Section[], at: Date) => {
    const sorted = [...sections].sort((a, b) => a.sort - b.sort);
    stored.documents.put({ ...document, sections: sorted, draft: true, updated: at });
  };
  const path = '/documents/:document/relationships/sections';
  return [
    { method: 'GET', path, answer: (call) => list(call, SECTIONS, documentIn(call).sections) },
    { method: 'GET', path: `${path}/:id`, answer: (call) => single(call, SECTIONS, sectionIn(call).section) },
    {
      method: 'POST',
      path,
      answer(call) {
        const document = documentIn(call);
        const sent = sentAttributes(call, SECTIONS.type, WRITABLE);
        const type = SECTION_TYPES.find((one) => one === sent['resource-type']);
        if (!type) throw unprocessable('resource-type is not a valid section type.', 'resource-type');
        const last = document.sections.at(-1)?.sort ?? -1;
        const section: Section = {
          id: stored.nextSectionId(),
          type,
          ...written(type, sent, { content: null, level: null, duration: null }),
          sort: numberOf(sent, 'sort') ?? last + 1,
          created: call.at,
          updated: call.at,
        };
        keep(document, [...document.sections, section], call.at);
        return single(call, SECTIONS, section, { status: call.switches.createdStatus, write: true });
      },
    },
    {
      method: 'PATCH',
      path: `${path}/:id`,
      answer(call) {
        const { document, section } = sectionIn(call);
        const sent = sentAttributes(call, SECTIONS.type, WRITABLE);
        if (sent['resource-type'] !== undefined && sent['resource-type'] !== section.type)
          throw unprocessable('resource-type cannot be changed.', 'resource-type');
        const changed: Section = {
          ...section,
          ...written(section.type, sent, section),
          sort: numberOf(sent, 'sort') ?? section.sort,
          updated: call.at,
        };
        keep(
          document,
          document.sections.map((one) => (one.id === section.id ? changed : one)),
          call.at,
        );
        return single(call, SECTIONS, changed, { write: true });
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:id`,
      answer(call) {
        const { document, section } = sectionIn(call);
        keep(
          document,
          document.sections.filter(({ id }) => id !== section.id),
          call.at,
        );
        return answer(200, { data: { id: String(section.id), type: SECTIONS.type, attributes: {} } }, true);
      },
    },
  ];
}

function written(
  type: Section['type'],
  sent: JsonObject,
  kept: Pick<Section, 'content' | 'level' | 'duration'>,
): Pick<Section, 'content' | 'level' | 'duration'> {
  const content = textOf(sent, 'content');
  const level = numberOf(sent, 'level');
  if (type === 'Document::Heading' && level !== undefined && (level === null || level < 1 || level > 6))
    throw unprocessable('level must be between 1 and 6.', 'level');
  const text = content === undefined ? kept.content : content;
  if (type !== 'Document::Gallery' && !text?.trim()) throw unprocessable("content can't be blank.", 'content');
  return {
    content: type === 'Document::Gallery' ? null : text,
    level: type === 'Document::Heading' ? (level ?? kept.level ?? 1) : null,
    duration: type === 'Document::Step' ? (numberOf(sent, 'duration') ?? kept.duration) : null,
  };
}
