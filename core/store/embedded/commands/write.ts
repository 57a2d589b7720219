import type { Collection } from '../collection.js';
import { parseExact, parseStored, storeDoc } from '../document.js';
import { MongoError } from '../mongo-error.js';
import { compileProjection } from '../query/projection.js';
import { type Found, parseOrder, type Selection, select } from '../query/select.js';
import { compileUpdate } from '../update/update.js';
import { upsertDocument } from '../update/upsert.js';
import { type Doc, isDoc, isTruthy, toInteger } from '../values.js';
import {
  assertFields,
  countArgument,
  docArgument,
  listArgument,
  refuseCollation,
  variablesArgument,
} from './arguments.js';
import { asDoc, type Command, collectionName, collectionOf, type Request, writing } from './command.js';
import { assertHint } from './read.js';

export const MAX_BATCH = 100_000;

/** The statements of a write, from the message's document sequence or from the command itself. */
function statementsOf({ args, sequences }: Request, name: string): ReadonlyArray<Buffer | Doc> {
  const statements = sequences.get(name) ?? listArgument(args, name).map((each) => asDoc(each, name));
  if (statements.length === 0 || statements.length > MAX_BATCH) {
    throw new MongoError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations.`,
    );
  }
  return statements;
}

/** Runs statements one by one; a refused one is reported by its position, and ends an ordered write. */
function eachStatement<T>(request: Request, statements: readonly T[], run: (statement: T, at: number) => void): Doc {
  const writeErrors: Doc[] = [];
  const ordered = request.args.ordered === undefined || isTruthy(request.args.ordered);
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
      if (ordered) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}

function insert(request: Request): Doc {
  const { engine, args, database } = request;
  const statements = statementsOf(request, 'documents');
  const collection = engine.catalogue.getOrCreate(database, collectionName('insert', args));
  let n = 0;
  const failed = eachStatement(request, statements, (document) => {
    collection.insert(document);
    n += 1;
  });
  return { n, ...failed, ok: 1 };
}

const UPDATE_FIELDS = new Set(['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'collation', 'sort', 'c']);

function update(request: Request): Doc {
  const { engine, args, database } = request;
  const statements = statementsOf(request, 'updates');
  const name = collectionName('update', args);
  let n = 0;
  let nModified = 0;
  const upserted: Doc[] = [];
  const failed = eachStatement(request, statements, (raw, index) => {
    const statement = Buffer.isBuffer(raw) ? parseExact(raw) : raw;
    assertFields('updates', statement, UPDATE_FIELDS);
    refuseCollation('updates', statement);
    const query = docArgument(statement, 'q');
    const multi = isTruthy(statement.multi);
    const change = compileUpdate({
      update: statement.u,
      query,
      arrayFilters: listArgument(statement, 'arrayFilters'),
      multi,
    });
    const upsert = isTruthy(statement.upsert);
    const collection = upsert ? engine.catalogue.getOrCreate(database, name) : engine.catalogue.get(database, name);
    const found = matching(
      collection,
      statement,
      { query, variables: variablesArgument(args), limit: multi ? 0 : 1 },
      engine.catalogue.nothing,
    );
    for (const { record, doc } of found) {
      if (collection?.replace(record, change(parseStored(doc), false))) nModified += 1;
      n += 1;
    }
    if (found.length > 0 || !upsert || !collection) return;
    const inserted = collection.insert(upsertDocument(query, change, isReplacement(statement.u)));
    upserted.push({ index, _id: inserted._id });
    n += 1;
  });
  return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...failed, ok: 1 };
}

function matching(
  collection: Collection | undefined,
  statement: Doc,
  selection: Selection,
  nothing: Collection,
): Found[] {
  assertHint(collection, statement.hint);
  return [...select(collection ?? nothing, { ...selection, order: parseOrder(docArgument(statement, 'sort')) })];
}

function isReplacement(update: unknown): boolean {
  return isDoc(update) && !Object.keys(update)[0]?.startsWith('$');
}

const DELETE_FIELDS = new Set(['q', 'limit', 'hint', 'collation']);

function remove(request: Request): Doc {
  const { engine, args } = request;
  const statements = statementsOf(request, 'deletes');
  const collection = collectionOf(request);
  let n = 0;
  const failed = eachStatement(request, statements, (raw) => {
    const statement = Buffer.isBuffer(raw) ? parseExact(raw) : raw;
    assertFields('deletes', statement, DELETE_FIELDS);
    refuseCollation('deletes', statement);
    const limit = toInteger(statement.limit);
    if (limit !== 0 && limit !== 1) {
      throw new MongoError(
        'FailedToParse',
        `The limit field in delete objects must be 0 or 1. Got ${String(statement.limit)}`,
      );
    }
    const selection = { query: docArgument(statement, 'q'), variables: variablesArgument(args), limit };
    for (const { record } of matching(collection, statement, selection, engine.catalogue.nothing)) {
      collection?.remove(record);
      n += 1;
    }
  });
  return { n, ...failed, ok: 1 };
}

/** Find, change and answer in one step that nothing can come between. */
function findAndModify(request: Request): Doc {
  const { engine, args, database, name } = request;
  refuseCollation('findAndModify', args);
  const query = docArgument(args, 'query');
  const removes = isTruthy(args.remove);
  const upsert = isTruthy(args.upsert);
  const returnsNew = isTruthy(args.new);
  if (removes === (args.update !== undefined)) {
    throw new MongoError(
      'FailedToParse',
      removes ? 'Cannot specify both an update and remove=true' : 'Either an update or remove=true must be specified',
    );
  }
  if (removes && (upsert || returnsNew)) {
    throw new MongoError('FailedToParse', `Cannot specify both ${upsert ? 'upsert' : 'new'}=true and remove=true`);
  }
  const projection = compileProjection(docArgument(args, args.fields === undefined ? 'projection' : 'fields'));
  const shown = (doc: Doc) => (projection ? projection(doc) : doc);
  const collection = upsert
    ? engine.catalogue.getOrCreate(database, collectionName(name, args))
    : collectionOf(request);
  const selection = {
    query,
    variables: variablesArgument(args),
    maxTimeMs: countArgument(args, 'maxTimeMS') ?? 0,
    limit: 1,
  };
  const [found] = matching(collection, args, selection, engine.catalogue.nothing);
  if (removes) {
    if (found) collection?.remove(found.record);
    return { lastErrorObject: { n: found ? 1 : 0 }, value: found ? shown(parseStored(found.doc)) : null, ok: 1 };
  }
  const change = compileUpdate({
    update: args.update,
    query,
    arrayFilters: listArgument(args, 'arrayFilters'),
    multi: false,
  });
  if (found) {
    const next = change(parseStored(found.doc), false);
    collection?.replace(found.record, next);
    const value = shown(returnsNew ? parseStored(found.record.doc ?? found.doc) : parseStored(found.doc));
    return { lastErrorObject: { n: 1, updatedExisting: true }, value, ok: 1 };
  }
  if (!upsert || !collection) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null, ok: 1 };
  const inserted = collection.insert(upsertDocument(query, change, isReplacement(args.update)));
  return {
    lastErrorObject: { n: 1, updatedExisting: false, upserted: inserted._id },
    value: returnsNew ? shown(parseStored(storeDoc(inserted))) : null,
    ok: 1,
  };
}

const findAndModifyCommand = writing(
  [
    ...[
      'query',
      'sort',
      'remove',
      'update',
      'new',
      'fields',
      'projection',
      'upsert',
      'arrayFilters',
      'hint',
      'collation',
    ],
    'let',
  ],
  findAndModify,
);

export const WRITE_COMMANDS: Readonly<Record<string, Command>> = {
  insert: writing(['documents', 'ordered'], insert),
  update: writing(['updates', 'ordered', 'let'], update),
  delete: writing(['deletes', 'ordered', 'let'], remove),
  findAndModify: findAndModifyCommand,
  findandmodify: findAndModifyCommand,
};
