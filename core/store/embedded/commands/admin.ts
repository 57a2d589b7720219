import type { Collection } from '../collection.js';
import { storeDoc } from '../document.js';
import { indexDoc, isKnownIndex, parseIndex } from '../index-spec.js';
import { MongoError } from '../mongo-error.js';
import { compileFilter } from '../query/filter.js';
import { equalValues } from '../sort-key.js';
import { type Doc, isDoc, isTruthy } from '../values.js';
import { countArgument, docArgument, listArgument, refuse, refuseCollation } from './arguments.js';
import {
  asDoc,
  type Command,
  collectionName,
  collectionOf,
  existing,
  type Request,
  reading,
  writing,
} from './command.js';

const CREATE_REFUSED = [
  ...[
    'capped',
    'timeseries',
    'viewOn',
    'pipeline',
    'clusteredIndex',
    'validator',
    'expireAfterSeconds',
    'encryptedFields',
  ],
  ...['changeStreamPreAndPostImages', 'indexOptionDefaults', 'storageEngine', 'size', 'max'],
];
const CREATE_SETTINGS = ['validationLevel', 'validationAction', 'autoIndexId', 'idIndex', 'collation'];

function create({ engine, args, database, name }: Request): Doc {
  refuse('create', args, CREATE_REFUSED);
  refuseCollation('create', args);
  engine.catalogue.create(database, collectionName(name, args), {});
  return { ok: 1 };
}

function createIndexes(request: Request): Doc {
  const { engine, args, database, name } = request;
  const specs = listArgument(args, 'indexes').map((each) => parseIndex(asDoc(each, 'an index')));
  if (specs.length === 0) throw new MongoError('BadValue', 'Must specify at least one index to create');
  const known = collectionOf(request);
  const collection = known ?? engine.catalogue.getOrCreate(database, collectionName(name, args));
  const before = collection.indexes.size;
  for (const spec of specs) {
    const all = [...collection.indexes.values()].map((index) => index.spec);
    if (!isKnownIndex(all, spec)) engine.catalogue.addIndex(collection, spec);
  }
  const after = collection.indexes.size;
  return {
    numIndexesBefore: before,
    numIndexesAfter: after,
    createdCollectionAutomatically: known === undefined,
    ...(before === after ? { note: 'all indexes already exist' } : {}),
    ok: 1,
  };
}

function listIndexes(request: Request): Buffer {
  const collection = existing(request);
  const documents = [...collection.indexes.values()].map(({ spec }) => storeDoc(indexDoc(spec)));
  const batchSize = countArgument(docArgument(request.args, 'cursor'), 'batchSize');
  return request.engine.cursors.first(collection.namespace, documents, { batchSize });
}

function dropIndexes(request: Request): Doc {
  const collection = existing(request);
  const wanted = request.args.index;
  const before = collection.indexes.size;
  for (const name of indexNames(collection, wanted)) request.engine.catalogue.dropIndex(collection, name);
  return { nIndexesWas: before, ok: 1 };
}

function indexNames(collection: Collection, wanted: unknown): string[] {
  const own = [...collection.indexes.values()].filter(({ spec }) => spec.name !== '_id_');
  if (wanted === '*') return own.map(({ spec }) => spec.name);
  return (Array.isArray(wanted) ? wanted : [wanted]).map((each: unknown) => {
    if (each === '_id_') throw new MongoError('InvalidOptions', 'cannot drop _id index');
    const found = own.find(({ spec }) => spec.name === each || (isDoc(each) && equalValues(indexDoc(spec).key, each)));
    if (!found) throw new MongoError('IndexNotFound', `index not found with name [${String(each)}]`);
    return found.spec.name;
  });
}

function listCollections({ engine, args, database }: Request): Buffer {
  const { matches } = compileFilter(docArgument(args, 'filter'));
  const nameOnly = isTruthy(args.nameOnly);
  const documents = engine.catalogue
    .ofDatabase(database)
    .map(
      ([name, collection]): Doc => ({
        name,
        type: 'collection',
        options: collection.options,
        info: { readOnly: false },
      }),
    )
    .filter(matches)
    .map((doc) => storeDoc(nameOnly ? { name: doc.name, type: doc.type } : doc));
  const batchSize = countArgument(docArgument(args, 'cursor'), 'batchSize');
  return engine.cursors.first(`${database}.$cmd.listCollections`, documents, { batchSize });
}

function drop(request: Request): Doc {
  const collection = existing(request);
  request.engine.catalogue.drop(collection);
  request.engine.cursors.forget(collection.namespace);
  return { nIndexesWas: collection.indexes.size, ns: collection.namespace, ok: 1 };
}

function dropDatabase({ engine, database }: Request): Doc {
  for (const [, collection] of engine.catalogue.ofDatabase(database)) {
    engine.catalogue.drop(collection);
    engine.cursors.forget(collection.namespace);
  }
  return { dropped: database, ok: 1 };
}

function listDatabases({ engine, args }: Request): Doc {
  const { matches } = compileFilter(docArgument(args, 'filter'));
  const databases = engine.catalogue.databases().map((name): Doc => {
    const sizeOnDisk = engine.catalogue.ofDatabase(name).reduce((total, [, collection]) => total + collection.bytes, 0);
    return { name, sizeOnDisk, empty: sizeOnDisk === 0 };
  });
  return { databases: databases.filter(matches), totalSize: engine.catalogue.bytes, ok: 1 };
}

const dropIndexesCommand = writing(['index'], dropIndexes);

export const ADMIN_COMMANDS: Readonly<Record<string, Command>> = {
  create: writing([...CREATE_REFUSED, ...CREATE_SETTINGS], create),
  createIndexes: writing(['indexes', 'commitQuorum', 'v'], createIndexes),
  listIndexes: reading(['cursor'], listIndexes),
  dropIndexes: dropIndexesCommand,
  deleteIndexes: dropIndexesCommand,
  listCollections: reading(['filter', 'nameOnly', 'cursor', 'authorizedCollections'], listCollections),
  drop: writing([], drop),
  dropDatabase: writing([], dropDatabase),
  listDatabases: reading(['filter', 'nameOnly', 'authorizedDatabases'], listDatabases),
};
