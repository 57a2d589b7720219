/**
 * /documents. The vendor's page has only PATCH; listing, showing, creating and publishing are as two clients use them, and
 * so are the attributes served. A document that was made or changed is a draft until it is published. Source: IT Glue
 * facts, documents.
 */
import type { JsonObject } from '../json.js';
import { flagOf, numberOf, requiredText, sentAttributes, sentList } from './body.js';
import { badRequest, forbidden, notFound, refusalOf, unprocessable } from './errors.js';
import { list, single } from './listing.js';
import { bothRoads, idOf, organizationIn, rowIn } from './paths.js';
import { answer, type Call, type Resource, type Route, show } from './resource.js';
import type { Document } from './shapes.js';
import type { Stored } from './stored.js';

const WRITABLE = [
  'id',
  'organization-id',
  'name',
  'restricted',
  'archived',
  'public',
  'is-uploaded',
  'document-folder-id',
  'sop-generator',
] as const;
/** Not permitted in PATCH. Source: the vendor's description. */
const ONLY_AT_FIRST = ['is-uploaded', 'document-folder-id'] as const;

const IN = 'filter[document_folder_id]';
const NOT_IN = `${IN}[ne]`;

/** Which folders' documents a list has. `null` for a folder's id is where clients saw the server fall over. */
function folderRule({ search, switches }: Call): (folderId: number | null) => boolean {
  if (search.get(IN) === 'null') throw refusalOf(500);
  if (search.has(IN)) return () => true;
  if (!search.has(NOT_IN)) return (folderId) => switches.documentsInFolders === 'listed' || folderId === null;
  if (search.get(NOT_IN) !== 'null' || switches.folderNotNull === 'refused')
    throw badRequest(`${NOT_IN} is not allowed.`);
  return (folderId) => switches.folderNotNull === 'all' || folderId !== null;
}

export function documentRoutes(stored: Stored): Route[] {
  const resource: Resource<Document> = {
    type: 'documents',
    attributes: (one, { base }) => ({
      'organization-id': one.organizationId,
      'organization-name': stored.organizations.get(one.organizationId)?.name ?? null,
      'resource-url': `${base}/${one.organizationId}/docs/${one.id}`,
      name: one.name,
      restricted: one.restricted,
      archived: one.archived,
      public: one.public,
      'is-uploaded': one.uploaded,
      'document-folder-id': one.folderId,
      published: !one.draft,
      'created-at': one.created.toISOString(),
      'updated-at': one.updated.toISOString(),
    }),
    filters: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      organization_id: ({ organizationId }) => organizationId,
      document_folder_id: ({ folderId }) => folderId,
    },
    sorts: {
      name: ({ name }) => name,
      id: ({ id }) => id,
      created_at: ({ created }) => created.getTime(),
      updated_at: ({ updated }) => updated.getTime(),
    },
    includes: {},
  };

  const change = (document: Document, sent: JsonObject, call: Call): Document => {
    const wrong = ONLY_AT_FIRST.find((name) => sent[name] !== undefined);
    if (wrong) throw badRequest(`${wrong} is not permitted.`);
    return stored.documents.put({
      ...document,
      name: requiredText(sent, 'name', document.name),
      restricted: flagOf(sent, 'restricted', document.restricted),
      archived: flagOf(sent, 'archived', document.archived),
      public: flagOf(sent, 'public', document.public),
      updated: call.at,
    });
  };

  const listed: Route['answer'] = (call) => {
    if (call.switches.listDocuments === 'refused') throw forbidden('Documents cannot be listed with an API key.');
    const organizationId = organizationIn(stored, call);
    const lies = folderRule(call);
    const rows = stored.documents
      .all()
      .filter((row) => organizationId === undefined || row.organizationId === organizationId)
      .filter(({ folderId }) => lies(folderId));
    const search = new URLSearchParams(call.search);
    search.delete(NOT_IN);
    return list({ ...call, search }, resource, rows);
  };
  const created: Route['answer'] = (call) => {
    const sent = sentAttributes(call, resource.type, WRITABLE);
    const organizationId = organizationIn(stored, call) ?? numberOf(sent, 'organization-id') ?? 0;
    if (!stored.organizations.get(organizationId))
      throw unprocessable('organization-id is required.', 'organization-id');
    const made = stored.documents.add((id) => ({
      id,
      organizationId,
      name: requiredText(sent, 'name'),
      restricted: flagOf(sent, 'restricted', false),
      archived: flagOf(sent, 'archived', false),
      public: flagOf(sent, 'public', false),
      uploaded: flagOf(sent, 'is-uploaded', false),
      folderId: numberOf(sent, 'document-folder-id') ?? null,
      sections: [],
      published: null,
      draft: true,
      created: call.at,
      updated: call.at,
    }));
    return single(call, resource, made, { status: call.switches.createdStatus, write: true });
  };
  const patched: Route['answer'] = (call) => {
    const document = rowIn(stored, call, stored.documents);
    const kept = change(document, sentAttributes(call, resource.type, WRITABLE), call);
    return single(call, resource, kept, { write: true });
  };

  return [
    ...bothRoads('documents').map((path): Route => ({ method: 'GET', path, answer: listed })),
    ...bothRoads('documents', '/:id').map(
      (path): Route => ({
        method: 'GET',
        path,
        answer: (call) => single(call, resource, rowIn(stored, call, stored.documents)),
      }),
    ),
    ...bothRoads('documents').map((path): Route => ({ method: 'POST', path, answer: created })),
    ...bothRoads('documents', '/:id').map((path): Route => ({ method: 'PATCH', path, answer: patched })),
    {
      method: 'PATCH',
      path: '/documents',
      answer(call) {
        const changes = sentList(call, resource.type, WRITABLE);
        const rows = changes.map(({ id, attributes }) => {
          const document = stored.documents.get(id);
          if (!document) throw notFound();
          return { document, attributes };
        });
        const kept = rows.map(({ document, attributes }) => change(document, attributes, call));
        return answer(200, { data: kept.map((row) => show(resource, row, call, 'list').data) }, true);
      },
    },
    {
      method: 'PATCH',
      path: '/documents/:id/publish',
      answer(call) {
        const document = stored.documents.get(idOf(call));
        if (!document) throw notFound();
        const kept = stored.documents.put({
          ...document,
          published: document.sections,
          draft: false,
          updated: call.at,
        });
        return single(call, resource, kept, { write: true });
      },
    },
  ];
}
