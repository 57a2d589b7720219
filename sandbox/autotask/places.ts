/** Which paths there are below `…/v1.0/`, and which verbs each knows. Source: Autotask facts, 3 and 5; the partial swagger. */
import { childNamed, type Entity, entityNamed } from './entities/index.js';

export type PlaceKind =
  | 'query'
  | 'count'
  | 'page'
  | 'information'
  | 'fields'
  | 'userDefinedFields'
  | 'records'
  | 'record'
  | 'children'
  | 'child';

export interface Place {
  kind: PlaceKind;
  entity: Entity;
  methods: readonly string[];
  parentId?: number;
  id?: number;
}

const ID = /^\d{1,15}$/;

/** The place that path segments name, in any case; undefined where there is none. */
export function placeOf(segments: readonly string[]): Place | undefined {
  const [first = '', second, third, ...rest] = segments;
  const entity = entityNamed(first);
  if (!entity) return undefined;
  if (second !== undefined && ID.test(second) && third !== undefined) {
    const child = childNamed(entity.name, third);
    return child && belowParent(child, Number(second), rest);
  }
  if (segments.length > 3) return undefined;
  const word = [second, third]
    .filter((part) => part !== undefined)
    .join('/')
    .toLowerCase();
  if (second === undefined) {
    const methods = entity.parent ? [] : entity.writes.filter((verb) => verb !== 'DELETE');
    return methods.length > 0 ? { kind: 'records', entity, methods } : undefined;
  }
  if (ID.test(second) && third === undefined) {
    const deletes = !entity.parent && entity.writes.includes('DELETE');
    return { kind: 'record', entity, id: Number(second), methods: deletes ? ['GET', 'DELETE'] : ['GET'] };
  }
  return queried(word, entity) ?? described(word, entity);
}

function belowParent(entity: Entity, parentId: number, rest: readonly string[]): Place | undefined {
  const [id] = rest;
  const writes = entity.writes.filter((verb) => verb !== 'DELETE');
  if (id === undefined) return { kind: 'children', entity, parentId, methods: ['GET', ...writes] };
  if (ID.test(id) && rest.length === 1) {
    const methods = entity.writes.includes('DELETE') ? ['GET', 'DELETE'] : ['GET'];
    return { kind: 'child', entity, parentId, id: Number(id), methods };
  }
  return described(rest.join('/').toLowerCase(), entity);
}

function queried(word: string, entity: Entity): Place | undefined {
  const methods = ['GET', 'POST'];
  switch (word) {
    case 'query':
      return { kind: 'query', entity, methods };
    case 'query/count':
      return { kind: 'count', entity, methods };
    case 'query/next':
    case 'query/previous':
      return { kind: 'page', entity, methods };
    default:
      return undefined;
  }
}

function described(word: string, entity: Entity): Place | undefined {
  const methods = ['GET'];
  switch (word) {
    case 'entityinformation':
      return { kind: 'information', entity, methods };
    case 'entityinformation/fields':
      return { kind: 'fields', entity, methods };
    case 'entityinformation/userdefinedfields':
      return { kind: 'userDefinedFields', entity, methods };
    default:
      return undefined;
  }
}
